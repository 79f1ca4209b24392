"""Lists of prices that were sent in, and prices of the municipality's own."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from kba.domain.price_list import ListState
from kba.models.catalogue import Catalogue
from sohos.tenancy.models import TenantModel


class PriceList(TenantModel):
    """A list of prices that was sent in; adopted, it is a version of the catalogue."""

    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    columns = ArrayField(models.CharField(max_length=200))
    mapping = models.JSONField()
    keeps_others = models.BooleanField()
    state = models.CharField(
        max_length=8, choices=[(state.value, state.value) for state in ListState]
    )
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    catalogue = models.ForeignKey(
        Catalogue,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="price_lists",
    )

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "sha256"],
                name="kba_pricelist_once",
                condition=models.Q(state=ListState.NEW.value),
            ),
            models.UniqueConstraint(
                fields=["municipality", "catalogue"], name="kba_pricelist_version"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state=ListState.ADOPTED.value, catalogue__isnull=False
                )
                | (
                    ~models.Q(state=ListState.ADOPTED.value)
                    & models.Q(catalogue__isnull=True)
                ),
                name="kba_pricelist_adopted",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OwnPrice(TenantModel):
    """A price of the municipality's own in the place of a listed one, for a period.

    Periods of one code never overlap; the database refuses. A price that should never
    have been there is withdrawn and stays with the reason.
    """

    code = models.SlugField(max_length=60)
    unit = models.CharField(max_length=20)
    amount_cents = models.BigIntegerField()
    price_year = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=200)
    reason = models.CharField(max_length=300)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    stopped_because = models.CharField(max_length=300, blank=True)
    is_withdrawn = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(amount_cents__gte=0, amount_cents__lte=10**14)
                & ~models.Q(source="")
                & ~models.Q(reason=""),
                name="kba_ownprice_sound",
            ),
            models.CheckConstraint(
                condition=models.Q(until_on__isnull=True)
                | models.Q(until_on__gte=models.F("from_on")),
                name="kba_ownprice_period",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "code", "from_on"], name="kba_ownprice_code"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} from {self.from_on}"
