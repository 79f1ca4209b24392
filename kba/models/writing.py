"""The KBA of a case while it is being written: conventions and rows."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from kba.domain.discounting import Convention
from kba.domain.vocabulary import Kind, Role
from kba.models.catalogue import Catalogue, PriceRow
from sohos.core.bills import Law, Per
from sohos.tenancy.models import TenantModel

SHA256 = r"^[0-9a-f]{64}$"


class Kba(TenantModel):
    """The KBA of a case: its conventions; the rows and stages hang below it."""

    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    catalogue = models.ForeignKey(Catalogue, on_delete=models.PROTECT, related_name="+")
    reference_on = models.DateField()
    horizon_years = models.PositiveSmallIntegerField()
    price_year = models.PositiveSmallIntegerField()
    weeks_per_year = models.PositiveSmallIntegerField()
    convention = models.CharField(
        max_length=13, choices=[(each.value, each.value) for each in Convention]
    )
    seed = models.BigIntegerField()
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "case"], name="kba_kba_case"
            ),
        ]

    def __str__(self) -> str:
        return f"kba {self.pk}"


class CostLine(TenantModel):
    """One row of a KBA being written: use without and with the plan, at one price."""

    kba = models.ForeignKey(Kba, on_delete=models.PROTECT, related_name="lines")
    version = models.PositiveIntegerField(default=1)
    description = models.CharField(max_length=200)
    unit = models.CharField(max_length=40)
    per = models.CharField(
        max_length=8, choices=[(each.value, each.value) for each in Per]
    )
    quantity_without = models.DecimalField(max_digits=18, decimal_places=4)
    quantity_with = models.DecimalField(max_digits=18, decimal_places=4)
    quantity_without_low = models.DecimalField(
        max_digits=18, decimal_places=4, null=True, blank=True
    )
    quantity_without_high = models.DecimalField(
        max_digits=18, decimal_places=4, null=True, blank=True
    )
    quantity_with_low = models.DecimalField(
        max_digits=18, decimal_places=4, null=True, blank=True
    )
    quantity_with_high = models.DecimalField(
        max_digits=18, decimal_places=4, null=True, blank=True
    )
    probability_without = models.DecimalField(max_digits=7, decimal_places=6, default=1)
    probability_with = models.DecimalField(max_digits=7, decimal_places=6, default=1)
    first_on = models.DateField()
    last_on = models.DateField(null=True, blank=True)
    price_row = models.ForeignKey(
        PriceRow,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    unit_price_cents = models.BigIntegerField()
    price_year = models.PositiveSmallIntegerField()
    series = models.CharField(max_length=20, blank=True)
    price_source = models.CharField(max_length=300)
    price_grade = models.PositiveSmallIntegerField()
    override_reason = models.CharField(max_length=300, blank=True)
    payers = models.JSONField()
    law = models.CharField(
        max_length=30, choices=[(each.value, each.value) for each in Law]
    )
    kind = models.CharField(
        max_length=12, choices=[(each.value, each.value) for each in Kind]
    )
    role = models.CharField(
        max_length=12, choices=[(each.value, each.value) for each in Role]
    )
    effect = models.JSONField(null=True, blank=True)
    evidence_note = models.CharField(max_length=300, blank=True)
    to_confirm = models.CharField(max_length=300, blank=True, default="", db_default="")
    doorbraak = models.ForeignKey(
        "plans.Doorbraak",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    knelpunt = models.ForeignKey(
        "plans.Knelpunt",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(
                    quantity_without__gte=0,
                    quantity_with__gte=0,
                    unit_price_cents__gte=0,
                    unit_price_cents__lte=10**14,
                )
                & ~models.Q(price_source=""),
                name="kba_costline_sound",
            ),
            models.CheckConstraint(
                condition=models.Q(doorbraak__isnull=True)
                | models.Q(knelpunt__isnull=True),
                name="kba_costline_follows_from_one",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["municipality", "kba", "id"], name="kba_costline_kba")
        ]

    def __str__(self) -> str:
        return f"row {self.pk}"


class LineEvidence(TenantModel):
    """A document of the case that proves a row, with its hash when it was linked."""

    line = models.ForeignKey(
        CostLine, on_delete=models.PROTECT, related_name="evidence"
    )
    document = models.ForeignKey(
        "cases.Document", on_delete=models.PROTECT, related_name="+"
    )
    sha256 = models.CharField(max_length=64)
    linked_at = models.DateTimeField()
    linked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "line", "document"],
                condition=models.Q(removed_at__isnull=True),
                name="kba_lineevidence_once",
            ),
            models.CheckConstraint(
                condition=models.Q(sha256__regex=SHA256),
                name="kba_lineevidence_sha256",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} of row {self.line_id}"
