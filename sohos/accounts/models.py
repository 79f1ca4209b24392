"""How a municipality lets its own people in, and whom it let in that way."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from sohos.tenancy.models import TenantModel


class IdentityProvider(TenantModel):
    """The OpenID Connect provider of a municipality; the secret is encrypted."""

    issuer = models.URLField(max_length=300)
    client_id = models.CharField(max_length=200)
    client_secret = models.TextField()
    requires_second_factor = models.BooleanField(default=True)
    accepted_acr = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality"], name="accounts_provider_one"
            ),
        ]

    def __str__(self) -> str:
        return self.issuer


class FederatedIdentity(TenantModel):
    """Which person of the provider is which user, fixed at the first login."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    issuer = models.URLField(max_length=300)
    subject = models.CharField(max_length=255)
    linked_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        verbose_name_plural = "federated identities"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "issuer", "subject"],
                name="accounts_identity_subject",
            ),
            models.UniqueConstraint(
                fields=["municipality", "issuer", "user"],
                name="accounts_identity_user",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issuer} {self.user_id}"
