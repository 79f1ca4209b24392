"""What the registers say: kinds of knelpunten and legal bases."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from sohos.tenancy.models import TenantModel


class KnelpuntKind(TenantModel):
    """A kind of knelpunt in the taxonomy."""

    code = models.SlugField(max_length=40)
    label_nl = models.CharField(max_length=80)
    label_en = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    definition_nl = models.CharField(max_length=200)
    example_nl = models.CharField(max_length=200)
    is_own = models.BooleanField(default=False)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "code"], name="plans_knelpuntkind_code"
            ),
        ]

    def __str__(self) -> str:
        return self.label_nl


class LegalBasis(TenantModel):
    """A legal basis with what it allows, who decides and when it is valid."""

    code = models.SlugField(max_length=40)
    law = models.CharField(max_length=120)
    article = models.CharField(max_length=80)
    title_nl = models.CharField(max_length=80)
    what_it_allows_nl = models.TextField()
    authority = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=12)
    source = models.CharField(max_length=200)
    note = models.TextField(blank=True)
    is_own = models.BooleanField(default=False)
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField(null=True, blank=True)
    added_by = models.ForeignKey(
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
                fields=["municipality", "code"], name="plans_legalbasis_code"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="plans_legalbasis_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.law} {self.article}"
