"""Variants of a plan: other quantities with the plan than the rows themselves say."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from kba.models.writing import Kba
from sohos.tenancy.models import TenantModel


class Variant(TenantModel):
    """A named alternative; `changes` holds per row what is used in it, and how likely.

    It ends when it is chosen, when another takes its place, or when it is removed.
    """

    kba = models.ForeignKey(Kba, on_delete=models.PROTECT, related_name="variants")
    name = models.CharField(max_length=80)
    changes = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta(TenantModel.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["municipality", "kba", "id"], name="kba_variant_kba")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, ended_by__isnull=True)
                | models.Q(ended_at__isnull=False, ended_by__isnull=False),
                name="kba_variant_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"variant {self.pk}"
