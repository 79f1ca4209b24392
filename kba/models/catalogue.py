"""Prices and index levels by version of the catalogue; never changed."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from sohos.core.bills import Law
from sohos.tenancy.models import TenantModel


class Catalogue(TenantModel):
    """One version of the price catalogue; never changed once it is adopted."""

    version = models.PositiveIntegerField()
    source = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    adopted_at = models.DateTimeField()
    adopted_by = models.ForeignKey(
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
                fields=["municipality", "version"], name="kba_catalogue_version"
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.version}"


class PriceRow(TenantModel):
    """A price in a version of the catalogue, with its source; never changed."""

    catalogue = models.ForeignKey(
        Catalogue, on_delete=models.PROTECT, related_name="prices"
    )
    code = models.SlugField(max_length=60)
    label_nl = models.CharField(max_length=120)
    label_en = models.CharField(max_length=120)
    unit = models.CharField(max_length=20)
    amount_cents = models.BigIntegerField()
    price_year = models.PositiveSmallIntegerField()
    series = models.CharField(max_length=20)
    payers = models.JSONField()
    law = models.CharField(
        max_length=30, choices=[(each.value, each.value) for each in Law]
    )
    low_cents = models.BigIntegerField(null=True, blank=True)
    high_cents = models.BigIntegerField(null=True, blank=True)
    grade = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=10)
    source = models.CharField(max_length=200)
    source_title = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "catalogue", "code"], name="kba_pricerow_code"
            ),
            models.CheckConstraint(
                condition=models.Q(amount_cents__gte=0, grade__gte=1, grade__lte=6)
                & ~models.Q(source=""),
                name="kba_pricerow_sound",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class IndexLevel(TenantModel):
    """The level of an index in one year, in a version of the catalogue."""

    catalogue = models.ForeignKey(
        Catalogue, on_delete=models.PROTECT, related_name="index_levels"
    )
    series = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    level = models.DecimalField(max_digits=16, decimal_places=8)
    vintage = models.CharField(max_length=20)
    source = models.CharField(max_length=200)
    status = models.CharField(max_length=10)

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "catalogue", "series", "year"],
                name="kba_indexlevel_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.year}"
