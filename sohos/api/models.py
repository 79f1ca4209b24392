"""Tokens with which a program works for a user in one municipality."""

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from sohos.tenancy.models import TenantModel

LONGEST = timedelta(days=365)


class ApiToken(TenantModel):
    """A token of a user: what it may do, until when; its secret is not kept."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=80)
    beginning = models.CharField(max_length=20)
    secret_sha256 = models.CharField(max_length=64)
    scope = ArrayField(models.CharField(max_length=40))
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "secret_sha256"], name="api_apitoken_secret"
            ),
            models.CheckConstraint(
                condition=models.Q(secret_sha256__regex=r"^[0-9a-f]{64}$"),  # noqa: S106
                name="api_apitoken_sha256",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("made_at"))
                & models.Q(expires_at__lte=models.F("made_at") + LONGEST),
                name="api_apitoken_expires",
            ),
            models.CheckConstraint(
                condition=~models.Q(scope=[]), name="api_apitoken_scope"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "user", "-id"], name="api_apitoken_user"
            )
        ]

    def __str__(self) -> str:
        return f"{self.beginning}... {self.name}"


class ApiAnswer(TenantModel):
    """What a change with an `Idempotency-Key` was answered, for a day; encrypted."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    key = models.CharField(max_length=64)
    request_sha256 = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.TextField()
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "user", "key"], name="api_apianswer_key"
            ),
            models.CheckConstraint(
                condition=models.Q(request_sha256__regex=r"^[0-9a-f]{64}$"),
                name="api_apianswer_sha256",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.status} at {self.at:%H:%M}"
