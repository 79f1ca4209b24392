"""Acts: change the municipality's own provider, and let its people in."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from sohos.accounts import selectors
from sohos.accounts.models import FederatedIdentity, IdentityProvider
from sohos.audit import services as audit
from sohos.core.dates import local_day
from sohos.core.errors import DomainError
from sohos.tenancy.actor import Actor
from sohos.tenancy.encryption import encrypt
from sohos.tenancy.models import User
from sohos.tenancy.permissions import Permission


class InsecureIssuerError(DomainError):
    """The address of a provider begins with https:// and has no query."""

    code = "insecure_issuer"


class SecretMissingError(DomainError):
    """A new provider needs its client secret."""

    code = "secret_missing"


class FederatedLoginRefusedError(DomainError):
    """The provider knows this person, but SOHOS does not let them in; says why.

    The argument is `email_unverified`, `no_account`, `no_role` or `other_person`.
    """

    code = "federated_login_refused"

    @property
    def reason(self) -> str:
        """Why, as one of the four words."""
        return str(self.args[0])


@transaction.atomic
def change_identity_provider(
    *,
    actor: Actor,
    issuer: str,
    client_id: str,
    client_secret: str,
    requires_second_factor: bool,
    accepted_acr: str,
    now: datetime,
) -> IdentityProvider:
    """Store where the people of the municipality log in.

    Args:
        actor: who does it.
        issuer: address of the provider, exactly as it calls itself.
        client_id: name of SOHOS at the provider.
        client_secret: the secret of SOHOS there; empty keeps the stored one, which
            only works for the same issuer.
        requires_second_factor: whether SOHOS always asks its own second factor; if
            not, one that the provider reports counts.
        accepted_acr: level that counts as a second factor, besides `mfa` in amr.
        now: aware.

    Returns:
        The stored provider; its secret is encrypted.

    Raises:
        NotAllowedError: the actor may not manage settings.
        InsecureIssuerError: the issuer is not a plain https address.
        SecretMissingError: there is no secret to keep.
    """
    actor.require(Permission.SETTINGS_MANAGE)
    _require_secure(issuer)
    row = selectors.identity_provider(actor.municipality_id) or IdentityProvider()
    if not client_secret and row.issuer != issuer:
        raise SecretMissingError
    if client_secret:
        row.client_secret = encrypt(
            client_secret,
            purpose=selectors.SECRET_PURPOSE,
            place=selectors.secret_place(actor.municipality_id),
        )
    row.issuer, row.client_id = issuer, client_id
    row.requires_second_factor = requires_second_factor
    row.accepted_acr, row.changed_at = accepted_acr, now
    row.save()
    audit.record(
        "identity_provider.changed",
        actor=actor,
        subject=f"municipality:{actor.municipality_id}",
        at=now,
        detail={"issuer": issuer, "own_second_factor": int(requires_second_factor)},
    )
    return row


@transaction.atomic
def remove_identity_provider(*, actor: Actor, now: datetime) -> None:
    """Forget the provider; its people log in with a password from now on.

    Raises:
        NotAllowedError: the actor may not manage settings.
    """
    actor.require(Permission.SETTINGS_MANAGE)
    IdentityProvider.objects.filter(municipality_id=actor.municipality_id).delete()
    audit.record(
        "identity_provider.removed",
        actor=actor,
        subject=f"municipality:{actor.municipality_id}",
        at=now,
    )


@transaction.atomic
def federated_user_id(
    *,
    municipality_id: int,
    issuer: str,
    subject: str,
    verified_email: str | None,
    now: datetime,
) -> int:
    """Find the user whom a provider vouches for; nobody gets an account this way.

    The first login ties the provider's person to the user, so that an address that
    passes to a colleague later does not pass on the account.

    Args:
        municipality_id: whose provider; the running transaction is bound to it.
        issuer: the provider.
        subject: the provider's own, lasting name of the person.
        verified_email: the address if the provider has verified it, else None.
        now: aware.

    Returns:
        The user, who has a role here today.

    Raises:
        FederatedLoginRefusedError: there is no such user, with the reason.
    """
    known = FederatedIdentity.objects.filter(
        municipality_id=municipality_id, issuer=issuer
    )
    tie = known.filter(subject=subject).select_related("user").first()
    user = tie.user if tie else _user_by_email(verified_email)
    if not user.is_active:
        raise FederatedLoginRefusedError("no_account")
    if not selectors.has_role(user.pk, municipality_id, today=local_day(now)):
        raise FederatedLoginRefusedError("no_role")
    if tie is None:
        if known.filter(user=user).exists():
            raise FederatedLoginRefusedError("other_person")
        FederatedIdentity.objects.create(
            user=user, issuer=issuer, subject=subject, linked_at=now
        )
    return user.pk


def _user_by_email(email: str | None) -> User:
    if not email:
        raise FederatedLoginRefusedError("email_unverified")
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        raise FederatedLoginRefusedError("no_account")
    return user


def _require_secure(issuer: str) -> None:
    parts = urlsplit(issuer)
    schemes = {"https", "http"} if settings.DEBUG or settings.DEMO else {"https"}
    if (
        parts.scheme not in schemes
        or not parts.hostname
        or parts.query
        or parts.fragment
    ):
        raise InsecureIssuerError(issuer[:80])
