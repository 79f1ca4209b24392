"""Acts: make a token, revoke it, and let a program in with it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sohos.api import secret as secrets
from sohos.api import selectors
from sohos.api.models import LONGEST, ApiToken
from sohos.audit import services as audit
from sohos.core.dates import local_day
from sohos.core.errors import DomainError, NotAllowedError, NotFoundError
from sohos.tenancy import context
from sohos.tenancy import selectors as tenancy
from sohos.tenancy.actor import Actor
from sohos.tenancy.models import User
from sohos.tenancy.permissions import Permission

_USE_IS_NOTED_EVERY = timedelta(minutes=1)


class EmptyScopeError(DomainError):
    """A token that may do nothing is of no use."""

    code = "empty_scope"


class TokenPeriodError(DomainError):
    """A token lives for at least a day and at most a year."""

    code = "token_period"


class Refusal(StrEnum):
    """Why a token does not let anybody in."""

    UNKNOWN = "token_unknown"
    EXPIRED = "token_expired"
    REVOKED = "token_revoked"
    NO_ROLE = "token_without_role"


class TokenRefusedError(Exception):
    """The token lets nobody in; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        """Keep the reason."""
        super().__init__(refusal)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token just made; the only moment at which its secret exists in full."""

    token: ApiToken
    secret: str


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who a token lets in: the account, and the actor with what is left of its scope."""

    user: User
    actor: Actor


def make_token(
    *, actor: Actor, name: str, scope: Collection[Permission], days: int, now: datetime
) -> NewToken:
    """Store a token with which a program works for the actor, in this municipality.

    Args:
        actor: the user for whom the program will work.
        name: what the user calls it.
        scope: what the program may do; each of them the actor may do now.
        days: after how many days of 24 hours it stops working, 1 to 365.
        now: when; aware.

    Returns:
        The stored token with its secret, which cannot be shown again.

    Raises:
        NotAllowedError: the actor came with a token, or may not do all of `scope`.
        EmptyScopeError: `scope` holds nothing.
        TokenPeriodError: `days` is not between 1 and 365.
    """
    if actor.token_id is not None:
        raise NotAllowedError
    for permission in scope:
        actor.require(permission)
    if not scope:
        raise EmptyScopeError
    if not timedelta(days=1) <= timedelta(days=days) <= LONGEST:
        raise TokenPeriodError(days)
    text = secrets.new_secret(actor.municipality_id)
    token = ApiToken.objects.create(
        user_id=actor.user_id,
        name=name,
        beginning=secrets.beginning(text),
        secret_sha256=secrets.fingerprint(text),
        scope=sorted(set(scope)),
        made_at=now,
        expires_at=now + timedelta(days=days),
    )
    audit.record(
        "api.token_made",
        actor=actor,
        subject=f"token:{token.pk}",
        at=now,
        detail={"scope": " ".join(token.scope), "days": days},
    )
    return NewToken(token, text)


def revoke_token(*, actor: Actor, token_id: int, now: datetime) -> None:
    """Stop one of the actor's own tokens at once; doing it again changes nothing.

    Raises:
        NotAllowedError: the actor came with a token.
        NotFoundError: the actor has no such token here.
    """
    if actor.token_id is not None:
        raise NotAllowedError
    token = selectors.token_of(actor, token_id=token_id)
    stopped = selectors.tokens_of(actor).filter(pk=token.pk, revoked_at__isnull=True)
    if stopped.update(revoked_at=now):
        audit.record(
            "api.token_revoked", actor=actor, subject=f"token:{token.pk}", at=now
        )


def use_token(secret: str, *, now: datetime) -> Bearer:
    """Let the holder of a token in, in a transaction of its own.

    The token names its municipality, so that it is looked up behind the same wall as
    everything else. Its use is noted at most once a minute; a token that was good once
    and is shown again leaves a line in the audit log.

    Args:
        secret: what was sent.
        now: when; aware.

    Returns:
        The account, and the actor who may do what stands in the scope and what the
        user's roles still allow today.

    Raises:
        TokenRefusedError: nobody is let in; a line in the audit log may be stored.
    """
    municipality_id = secrets.municipality_of(secret)
    if municipality_id is None:
        raise TokenRefusedError(Refusal.UNKNOWN)
    with context.tenant(municipality_id):
        answer = _let_in(secrets.fingerprint(secret), now=now)
    if isinstance(answer, Refusal):
        raise TokenRefusedError(answer)
    return answer


def _let_in(fingerprint: str, *, now: datetime) -> Bearer | Refusal:
    token = (
        ApiToken.objects.select_related("user")
        .filter(secret_sha256=fingerprint)
        .first()
    )
    if token is None:
        return Refusal.UNKNOWN
    actor = _holder(token, now=now)
    if isinstance(actor, Refusal):
        audit.record(
            "api.token_refused",
            actor=None,
            subject=f"token:{token.pk}",
            at=now,
            result="denied",
            detail={"reason": actor, "user": token.user_id},
        )
        return actor
    if token.last_used_at is None or now - token.last_used_at >= _USE_IS_NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return Bearer(token.user, actor.through_token(token.pk, scope=token.scope))


def _holder(token: ApiToken, *, now: datetime) -> Actor | Refusal:
    state = selectors.state_of(token, now=now)
    if state != selectors.TokenState.WORKS:
        return Refusal(f"token_{state}")
    try:
        return tenancy.actor_for(
            token.user_id, token.municipality_id, today=local_day(now)
        )
    except NotFoundError:
        return Refusal.NO_ROLE
