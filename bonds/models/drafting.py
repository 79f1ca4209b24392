"""A contract that is still being written."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from sohos.tenancy.models import TenantModel


class ContractDraft(TenantModel):
    """The next version of a contract in the form in which it will be signed.

    One per programme; gone once it is signed or thrown away.
    """

    programme = models.ForeignKey(
        "cases.Programme", on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=120)
    canonical = models.TextField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "programme"],
                name="bonds_contractdraft_programme",
            ),
        ]

    def __str__(self) -> str:
        return self.name
