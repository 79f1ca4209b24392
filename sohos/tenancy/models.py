"""Municipalities, users and roles; and the base of every table with a tenant."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower

from sohos.tenancy.permissions import Role


class Municipality(models.Model):
    """A municipality: the tenant. Its key is the number of its CBS code."""

    id = models.IntegerField(primary_key=True)
    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    theme = models.SlugField(max_length=40, default="standaard")

    class Meta:
        verbose_name_plural = "municipalities"

    def __str__(self) -> str:
        return self.name

    @property
    def cbs_code(self) -> str:
        """The code by which Statistics Netherlands knows it, such as GM0141."""
        return f"GM{self.id:04d}"


class CurrentTenant(models.Func):
    """The municipality of the running transaction, as the database knows it."""

    function = "app.tenant"
    template = "%(function)s()"
    output_field = models.IntegerField()


class TenantModel(models.Model):
    """A row of one municipality; the database fills it in and keeps it apart."""

    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        db_default=CurrentTenant(),
        db_index=False,
        editable=False,
        related_name="+",
    )

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["municipality", "id"], name="%(app_label)s_%(class)s_tenant_id"
            )
        ]


class UserManager(BaseUserManager["User"]):
    """Makes users, who are known by their e-mail address."""

    def create_user(
        self, email: str, password: str | None = None, name: str = ""
    ) -> "User":
        """Store a user; without a password only another login method works."""
        user = self.model(email=self.normalize_email(email).lower(), name=name)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """One account; what it may do depends on the municipality it works in."""

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="tenancy_user_email_lower",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email


class Team(TenantModel):
    """A team of casemanagers; its group carries exceptions granted to the team."""

    name = models.CharField(max_length=80)
    group = models.OneToOneField(
        "auth.Group", on_delete=models.PROTECT, related_name="+"
    )

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "name"], name="tenancy_team_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(TenantModel):
    """A role of a user in a municipality, from a day until a day."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=[(r.value, r.value) for r in Role])
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="members"
    )
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "user", "role"],
                name="tenancy_membership_once",
                condition=models.Q(until_on__isnull=True),
            ),
            models.CheckConstraint(
                condition=models.Q(until_on__isnull=True)
                | models.Q(until_on__gte=models.F("from_on")),
                name="tenancy_membership_period",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["user", "municipality"], name="tenancy_membership_user"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"
