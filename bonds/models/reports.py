"""Quarterly reports that were asked for."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from bonds.models.ledger import Bond, Investor
from sohos.tenancy.models import TenantModel


class QuarterReport(TenantModel):
    """An order of the report of a quarter; an investor's holds only what is theirs."""

    bond = models.ForeignKey(Bond, on_delete=models.PROTECT, related_name="reports")
    through_on = models.DateField()
    investor = models.ForeignKey(
        Investor, on_delete=models.PROTECT, null=True, related_name="+"
    )
    language = models.CharField(max_length=5)
    job = models.ForeignKey(
        "jobs.Job", on_delete=models.PROTECT, null=True, related_name="+"
    )
    file = models.ForeignKey(
        "documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+"
    )
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(TenantModel.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "bond", "through_on", "asked_by", "-id"],
                name="bonds_quarterreport_quarter",
            )
        ]

    def __str__(self) -> str:
        return f"{self.bond_id} {self.through_on}"
