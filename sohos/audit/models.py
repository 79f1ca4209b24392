"""What happened, and the seals that chain it; rows are only ever added."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from sohos.tenancy.models import Municipality


class Line(models.Model):
    """One act or one look: who, what, on what, result, from where, when, why."""

    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
    )
    at = models.DateTimeField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    roles = models.CharField(max_length=200, blank=True)
    action = models.CharField(max_length=80)
    subject = models.CharField(max_length=160, blank=True)
    result = models.CharField(max_length=40)
    origin = models.CharField(max_length=64, blank=True)
    purpose = models.CharField(max_length=300, blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["municipality", "-id"], name="audit_line_newest"),
            models.Index(
                fields=["municipality", "subject", "-id"], name="audit_line_subject"
            ),
            models.Index(
                fields=["municipality", "user", "-id"], name="audit_line_user"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.subject}"


class Seal(models.Model):
    """The place of a line in its chain; made by the database when a line commits."""

    line = models.OneToOneField(Line, on_delete=models.PROTECT, related_name="seal")
    chain = models.IntegerField()
    sequence = models.BigIntegerField()
    canonical = models.TextField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["chain", "sequence"], name="audit_seal_sequence"
            )
        ]

    def __str__(self) -> str:
        return f"{self.chain}:{self.sequence}"
