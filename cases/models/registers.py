"""Registers that a municipality keeps: life domains, organisations, programmes."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from sohos.tenancy.models import TenantModel


class LifeDomain(TenantModel):
    """A domain of life that may be opened in a plan; none is compulsory."""

    code = models.SlugField(max_length=40)
    label_nl = models.CharField(max_length=80)
    label_en = models.CharField(max_length=80)
    level = models.CharField(max_length=20)
    question_nl = models.CharField(max_length=200)

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "code"], name="cases_lifedomain_code"
            ),
        ]

    def __str__(self) -> str:
        return self.label_nl


class Organisation(TenantModel):
    """An organisation, or a kind of it, that households meet."""

    code = models.SlugField(max_length=60)
    label_nl = models.CharField(max_length=120)
    label_en = models.CharField(max_length=120)
    sector = models.CharField(max_length=40)
    typical_payer = models.CharField(max_length=40, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "code"], name="cases_organisation_code"
            ),
        ]

    def __str__(self) -> str:
        return self.label_nl


class Programme(TenantModel):
    """A programme ("lijn"): how many households, from when to when, and who fits."""

    name = models.CharField(max_length=120)
    target_households = models.PositiveIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    min_provisions = models.PositiveSmallIntegerField(default=3)
    helpers_warning = models.PositiveSmallIntegerField(default=4)
    high_risk_from = models.PositiveSmallIntegerField(null=True, blank=True)
    high_cost_from_cents = models.BigIntegerField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "name"], name="cases_programme_name"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="cases_programme_period",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProgrammeCriteria(TenantModel):
    """What a programme asks of households from a day on; never changed."""

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="criteria"
    )
    from_on = models.DateField()
    min_provisions = models.PositiveSmallIntegerField()
    helpers_warning = models.PositiveSmallIntegerField()
    high_risk_from = models.PositiveSmallIntegerField(null=True, blank=True)
    high_cost_from_cents = models.BigIntegerField(null=True, blank=True)
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(TenantModel.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "programme", "from_on"],
                name="cases_programmecriteria_from",
            )
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} from {self.from_on}"
