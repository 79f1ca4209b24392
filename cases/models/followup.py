"""Debts, quality of life and relapse checks; what was told is never changed."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from cases.domain.debts import DebtKind, DebtStatus
from cases.domain.relapse import CHECK_MONTHS, RelapseResult
from cases.domain.wellbeing import Moment, NonResponse
from cases.models.course import Case
from cases.models.daily import Task
from cases.models.people import Person
from sohos.tenancy.models import TenantModel


class Debt(TenantModel):
    """A debt of a household; how it stands is told in its states."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")

    class Meta(TenantModel.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["municipality", "case"], name="cases_debt_case")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.pk}"


class DebtState(TenantModel):
    """How a debt stood on a day; never changed."""

    debt = models.ForeignKey(Debt, on_delete=models.PROTECT, related_name="states")
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    creditor = models.CharField(max_length=120)
    kind = models.CharField(
        max_length=20, choices=[(each.value, each.value) for each in DebtKind]
    )
    amount_cents = models.BigIntegerField()
    status = models.CharField(
        max_length=12, choices=[(each.value, each.value) for each in DebtStatus]
    )
    since_on = models.DateField(null=True, blank=True)
    arrangement = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(amount_cents__gte=0), name="cases_debtstate_amount"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "debt", "id"], name="cases_debtstate_debt"
            )
        ]

    def __str__(self) -> str:
        return f"{self.debt_id} {self.on}"


class Measurement(TenantModel):
    """What somebody answered about the quality of their life; never changed.

    A later row of the same person, instrument and moment takes its place.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    instrument = models.SlugField(max_length=40)
    moment = models.CharField(
        max_length=12, choices=[(each.value, each.value) for each in Moment]
    )
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    score = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    low = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    high = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    non_response = models.CharField(
        max_length=12,
        blank=True,
        choices=[(each.value, each.value) for each in NonResponse],
    )
    provenance = models.CharField(max_length=200, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(score__isnull=True, non_response__gt="")
                | models.Q(
                    score__isnull=False,
                    non_response="",
                    score__gte=models.F("low"),
                    score__lte=models.F("high"),
                ),
                name="cases_measurement_score",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "case", "id"], name="cases_measurement_case"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.moment}"


class RelapseCheck(TenantModel):
    """A check of a household in nazorg that was planned, with its task."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    aftercare_on = models.DateField()
    months = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    task = models.ForeignKey(
        Task, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "case", "aftercare_on", "months"],
                name="cases_relapsecheck_once",
            ),
            models.CheckConstraint(
                condition=models.Q(months__in=CHECK_MONTHS),
                name="cases_relapsecheck_months",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.months}"


class RelapseFinding(TenantModel):
    """What a check found; never changed, the last of a check counts."""

    planned = models.ForeignKey(
        RelapseCheck, on_delete=models.PROTECT, related_name="findings"
    )
    result = models.CharField(
        max_length=12, choices=[(each.value, each.value) for each in RelapseResult]
    )
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    what = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.planned_id} {self.result}"
