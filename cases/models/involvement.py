"""Who helps a household, and what it uses; rows that people correct."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from cases.domain.involvement import HelperRole
from cases.domain.provisions import RHYTHMS, UseKind
from cases.models.course import Case
from cases.models.people import Person
from cases.models.registers import Organisation
from sohos.core.bills import Law, Payer
from sohos.tenancy.models import TenantModel


class _Noted(TenantModel):
    """A row in a case that may be corrected or taken back, but never disappears."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
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

    class Meta(TenantModel.Meta):
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(until_on__isnull=True)
                | models.Q(until_on__gte=models.F("from_on")),
                name="%(app_label)s_%(class)s_period",
            ),
            models.CheckConstraint(
                condition=models.Q(removed_at__isnull=True, removed_by__isnull=True)
                | models.Q(removed_at__isnull=False, removed_by__isnull=False),
                name="%(app_label)s_%(class)s_removed",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "case", "from_on"],
                name="%(app_label)s_%(class)s_case",
            )
        ]


class Involvement(_Noted):
    """A professional, or an organisation, that helps a household."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+"
    )
    role = models.CharField(
        max_length=20, choices=[(each.value, each.value) for each in HelperRole]
    )
    professional = models.CharField(max_length=120, blank=True)
    contact = models.CharField(max_length=120, blank=True)
    hours_per_week = models.DecimalField(
        max_digits=5, decimal_places=2, null=True, blank=True
    )

    def __str__(self) -> str:
        return f"{self.case_id} {self.role}"


class ProvisionInUse(_Noted):
    """A provision that a household or one of its members uses, as far as is known."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(
        max_length=24, choices=[(each.value, each.value) for each in UseKind]
    )
    what = models.CharField(max_length=120, blank=True)
    law = models.CharField(
        max_length=30, choices=[(each.value, each.value) for each in Law]
    )
    payer = models.CharField(
        max_length=20, choices=[(each.value, each.value) for each in Payer]
    )
    quantity = models.DecimalField(
        max_digits=10, decimal_places=2, null=True, blank=True
    )
    unit = models.CharField(max_length=40, blank=True)
    per = models.CharField(
        max_length=8, choices=[(each.value, each.value) for each in RHYTHMS]
    )
    price_code = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"
