"""Files as they were stored; a file never changes."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from sohos.tenancy.models import TenantModel


class StoredFile(TenantModel):
    """A file with its hash, in the same database as what refers to it."""

    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    stored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    stored_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"),
                name="documents_storedfile_sha256",
            ),
        ]

    def __str__(self) -> str:
        return self.name
