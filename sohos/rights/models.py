"""A file that nobody may destroy, for a reason."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from sohos.tenancy.models import TenantModel


class LegalHold(TenantModel):
    """A file is kept whatever its terms say, until somebody lifts that."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    placed_at = models.DateTimeField()
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
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
                fields=["municipality", "case"],
                name="rights_legalhold_once",
                condition=models.Q(lifted_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=models.Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | models.Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="rights_legalhold_lifted",
            ),
            models.CheckConstraint(
                condition=models.Q(reason__gt=""), name="rights_legalhold_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"hold on {self.case_id}"
