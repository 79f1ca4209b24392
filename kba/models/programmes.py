"""KBAs of a programme or a group: one open file each, without a household in it."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from kba.domain.inputs import SubjectKind
from sohos.tenancy.models import TenantModel


class ProgrammeKba(TenantModel):
    """The open file of a programme or a group, as it was taken in; it never changes."""

    kind = models.CharField(
        max_length=9,
        choices=[
            (kind.value, kind.value)
            for kind in (SubjectKind.GROUP, SubjectKind.PROGRAMME)
        ],
    )
    code = models.CharField(max_length=2000)
    title = models.CharField(max_length=2000)
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
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
                fields=["municipality", "sha256"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="kba_programmekba_once",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | models.Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="kba_programmekba_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return self.code
