"""Who may not see whom, and who may see a hidden address; columns, no behaviour."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from cases.models.course import Case
from cases.models.daily import Task
from cases.models.people import Household, Person
from sohos.tenancy.models import TenantModel

_RUNS = models.Q(ended_at__isnull=True)


class Bounded(TenantModel):
    """Something that somebody began, and somebody may have ended."""

    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta(TenantModel.Meta):
        abstract = True


class AddressGrant(Bounded):
    """A user who may see the hidden address of a household."""

    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="address_grants"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "household", "user"],
                name="cases_addressgrant_once",
                condition=_RUNS,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} sees {self.household_id}"


class Representation(Bounded):
    """A user who is a person of a household, or acts for that person."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="representations"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "person", "user"],
                name="cases_representation_once",
                condition=_RUNS,
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "user"], name="cases_representation_user"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} acts for {self.person_id}"


class Block(Bounded):
    """A person about whom another person, and who acts for them, sees nothing."""

    protected = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="blocks"
    )
    blocked = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="blocked_from"
    )
    reason = models.TextField()

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "protected", "blocked"],
                name="cases_block_once",
                condition=_RUNS,
            ),
            models.CheckConstraint(
                condition=~models.Q(protected=models.F("blocked")),
                name="cases_block_two_people",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "blocked"],
                name="cases_block_blocked",
                condition=_RUNS,
            )
        ]

    def __str__(self) -> str:
        return f"{self.blocked_id} sees nothing of {self.protected_id}"


class AgeNotice(TenantModel):
    """A task was raised in a case because somebody comes of an age; never twice."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="age_notices")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="age_notices"
    )
    age = models.PositiveSmallIntegerField()
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="age_notices")
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "case", "person", "age"],
                name="cases_agenotice_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.age}"
