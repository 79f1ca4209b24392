"""Reads: somebody's own tokens, and whether one still works."""

from datetime import datetime
from enum import StrEnum

from django.db.models import QuerySet

from sohos.api.models import ApiToken
from sohos.core.errors import NotFoundError
from sohos.tenancy.actor import Actor


class TokenState(StrEnum):
    """Whether a token works, and why not."""

    WORKS = "works"
    EXPIRED = "expired"
    REVOKED = "revoked"


def state_of(token: ApiToken, *, now: datetime) -> TokenState:
    """Tell whether a token works at a moment (aware), its user's roles apart."""
    if token.revoked_at is not None:
        return TokenState.REVOKED
    return TokenState.EXPIRED if token.expires_at <= now else TokenState.WORKS


def tokens_of(actor: Actor) -> QuerySet[ApiToken]:
    """List the actor's own tokens in this municipality, newest first."""
    return ApiToken.objects.filter(
        municipality_id=actor.municipality_id, user_id=actor.user_id
    ).order_by("-id")


def token_of(actor: Actor, *, token_id: int) -> ApiToken:
    """Return one of the actor's own tokens.

    Raises:
        NotFoundError: the actor has no such token here.
    """
    found = tokens_of(actor).filter(pk=token_id).first()
    if found is None:
        raise NotFoundError
    return found
