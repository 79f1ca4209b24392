"""Households that asked for help or stand on a list, before they have a case."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from cases.domain.arrival import ArrivalState
from cases.domain.registration import Source
from cases.domain.screening_list import ListState
from cases.models.course import Case
from cases.models.registers import Programme
from sohos.tenancy.models import TenantModel


class ScreeningList(TenantModel):
    """A list of households that was sent in; its content goes when it is imported."""

    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    content = models.BinaryField(null=True, blank=True)
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="screening_lists"
    )
    state = models.CharField(
        max_length=10, choices=[(state.value, state.value) for state in ListState]
    )
    columns = ArrayField(models.CharField(max_length=200))
    mapping = models.JSONField(default=dict)
    keeps_all = models.BooleanField(default=False)
    counts = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    job_id = models.BigIntegerField(null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    imported_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "sha256"],
                name="cases_screeninglist_once",
                condition=~models.Q(state=ListState.DROPPED),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Application(TenantModel):
    """A household that asked for help, was referred, or stands on a list."""

    reference = models.CharField(max_length=12)
    source = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in Source]
    )
    state = models.CharField(
        max_length=8, choices=[(state.value, state.value) for state in ArrivalState]
    )
    arrived_at = models.DateTimeField()
    first_name = models.CharField(max_length=120)
    surname = models.CharField(max_length=120, blank=True)
    born_on = models.DateField(null=True, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.CharField(max_length=254, blank=True)
    address = models.CharField(max_length=160, blank=True)
    postcode = models.CharField(max_length=12, blank=True)
    place = models.CharField(max_length=80, blank=True)
    request = models.TextField(blank=True)
    referrer = models.CharField(max_length=200, blank=True)
    referrer_contact = models.CharField(max_length=200, blank=True)
    has_consent = models.BooleanField(default=False)
    provisions = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    helpers = models.PositiveSmallIntegerField(null=True, blank=True)
    yearly_cost_cents = models.BigIntegerField(null=True, blank=True)
    screening_list = models.ForeignKey(
        ScreeningList,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="applications",
    )
    row_number = models.PositiveIntegerField(null=True, blank=True)
    key = models.CharField(max_length=64)
    case = models.ForeignKey(
        Case,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="applications",
    )
    closed_because = models.TextField(blank=True)
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "reference"], name="cases_application_reference"
            ),
            models.UniqueConstraint(
                fields=["municipality", "key"],
                name="cases_application_once",
                condition=models.Q(source=Source.SCREENING),
            ),
            models.CheckConstraint(
                condition=models.Q(state=ArrivalState.TAKEN, case__isnull=False)
                | (~models.Q(state=ArrivalState.TAKEN) & models.Q(case__isnull=True)),
                name="cases_application_taken",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "state", "id"], name="cases_application_inbox"
            )
        ]

    def __str__(self) -> str:
        return self.reference
