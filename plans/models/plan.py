"""The plan and its parts as they are being written."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from plans.domain.adoption import PlanStatus
from plans.domain.parts import Kept
from plans.models.registers import KnelpuntKind
from sohos.tenancy.models import TenantModel

SHA256 = r"^[0-9a-f]{64}$"


class Severity(models.TextChoices):
    """How much a knelpunt weighs."""

    ACUTE = "acute"
    HEAVY = "heavy"
    LIGHT = "light"


class Plan(TenantModel):
    """The maatwerkplan of a case; at most one is current."""

    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    status = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in PlanStatus]
    )
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    review_asked_at = models.DateTimeField(null=True, blank=True)
    prognosis_stage_id = models.BigIntegerField(null=True, blank=True)
    prognosis_sha256 = models.CharField(max_length=64, blank=True)
    prognosis_saving_cents = models.BigIntegerField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "case"],
                name="plans_plan_current",
                condition=~models.Q(status=PlanStatus.SUPERSEDED),
            ),
            models.CheckConstraint(
                condition=models.Q(
                    prognosis_stage_id__isnull=True,
                    prognosis_sha256="",
                    prognosis_saving_cents__isnull=True,
                )
                | models.Q(
                    prognosis_stage_id__isnull=False,
                    prognosis_sha256__regex=SHA256,
                    prognosis_saving_cents__isnull=False,
                ),
                name="plans_plan_prognosis",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["municipality", "case"], name="plans_plan_case"),
            models.Index(
                fields=["municipality", "status", "review_asked_at"],
                name="plans_plan_status",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.status}"


class Author(TenantModel):
    """Somebody who wrote in a plan, and therefore judges nothing in it."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="authors")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "plan", "user"], name="plans_author_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.plan_id}"


class Leefwereld(TenantModel):
    """Part 1: the household in its own words."""

    plan = models.OneToOneField(
        Plan, on_delete=models.PROTECT, related_name="leefwereld"
    )
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    story = models.TextField(blank=True)
    said_by = models.CharField(max_length=120, blank=True)
    wishes = models.TextField(blank=True)
    needed = models.TextField(blank=True)
    main_breakthrough = models.TextField(blank=True)
    can_self = models.TextField(blank=True)
    needs_help = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"leefwereld {self.plan_id}"


class OpenedDomain(TenantModel):
    """A life domain of part 1, opened for a purpose that is written down."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="domains")
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    life_domain = models.ForeignKey(
        "cases.LifeDomain", on_delete=models.PROTECT, related_name="+"
    )
    purpose = models.TextField()
    says = models.TextField(blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "plan", "life_domain"],
                name="plans_openeddomain_once",
                condition=models.Q(removed_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=models.Q(purpose__regex=r"\S"),
                name="plans_openeddomain_purpose",
            ),
        ]

    def __str__(self) -> str:
        return f"life domain {self.pk}"


class Knelpunt(TenantModel):
    """Part 2: one thing that stands in the way."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="knelpunten")
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    text = models.TextField()
    explanation = models.TextField(blank=True)
    kind = models.ForeignKey(KnelpuntKind, on_delete=models.PROTECT, related_name="+")
    life_domain = models.ForeignKey(
        "cases.LifeDomain",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    organisation = models.ForeignKey(
        "cases.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    rule = models.CharField(max_length=300, blank=True)
    since_on = models.DateField(null=True, blank=True)
    severity = models.CharField(max_length=6, choices=Severity.choices)

    class Meta(TenantModel.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "plan", "id"], name="plans_knelpunt_plan"
            )
        ]

    def __str__(self) -> str:
        return f"knelpunt {self.pk}"


class Doorbraak(TenantModel):
    """Part 3: what breaks through, at what cost, decided by whom."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="doorbraken")
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    text = models.TextField()
    deviates_from = models.TextField(blank=True)
    justification = models.TextField(blank=True)
    decider = models.CharField(max_length=200, blank=True)
    grip = models.TextField(blank=True)
    alternatives = models.TextField(blank=True)
    cost_cents = models.BigIntegerField(default=0)
    result_by_on = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(cost_cents__gte=0), name="plans_doorbraak_cost"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "plan", "id"], name="plans_doorbraak_plan"
            )
        ]

    def __str__(self) -> str:
        return f"doorbraak {self.pk}"


class DoorbraakKnelpunt(TenantModel):
    """A doorbraak overcomes a knelpunt."""

    doorbraak = models.ForeignKey(
        Doorbraak, on_delete=models.CASCADE, related_name="overcomes"
    )
    knelpunt = models.ForeignKey(
        Knelpunt, on_delete=models.CASCADE, related_name="overcome_by"
    )

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "doorbraak", "knelpunt"],
                name="plans_doorbraakknelpunt_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.doorbraak_id} > {self.knelpunt_id}"


class Agreement(TenantModel):
    """Who does what in a doorbraak, and by when."""

    doorbraak = models.ForeignKey(
        Doorbraak, on_delete=models.CASCADE, related_name="agreements"
    )
    what = models.CharField(max_length=300)
    who = models.CharField(max_length=120)
    by_on = models.DateField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    task = models.ForeignKey(
        "cases.Task", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"agreement {self.pk}"


class Revision(TenantModel):
    """A part, domain, knelpunt or doorbraak as somebody saved it; never changed."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="revisions")
    part = models.CharField(max_length=10, choices=[(k.value, k.value) for k in Kept])
    row_id = models.BigIntegerField()
    version = models.PositiveIntegerField()
    content = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "plan", "part", "row_id", "version"],
                name="plans_revision_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.row_id} version {self.version}"
