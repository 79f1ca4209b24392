"""Acts: record what somebody did or saw."""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from datetime import datetime

from sohos.audit import selectors
from sohos.audit.models import Line
from sohos.tenancy import context
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

Ground = Callable[[Actor, int], str]
"""Says why an actor may look at what an argument of an address names."""

origin: ContextVar[str] = ContextVar("audit_origin", default="")
_grounds: dict[str, Ground] = {}


def explain_looks(argument: str, ground: Ground) -> None:
    """Let the lines about addresses with an argument say why somebody could look.

    Args:
        argument: of the address, such as `case_id`.
        ground: called inside the tenant, after the answer was made.
    """
    _grounds[argument] = ground


def purpose_of(actor: Actor, arguments: Mapping[str, object]) -> str:
    """Return why an actor may look at an address, as far as an app explained it."""
    for argument, value in arguments.items():
        if argument in _grounds and isinstance(value, int):
            return _grounds[argument](actor, value)
    return ""


def record(
    action: str,
    *,
    actor: Actor | None,
    subject: str,
    at: datetime,
    result: str = "ok",
    purpose: str = "",
    detail: Mapping[str, str | int] | None = None,
) -> None:
    """Add a line to the log, in the transaction of the act itself.

    The database gives the line its place in the chain when the transaction commits.

    Args:
        action: what was done, as `noun.verb`, such as `kba.year_realised`.
        actor: who did it; None for what happens before anybody has a municipality.
        subject: on what, as `kind:id`; never a name.
        at: when; aware.
        result: `ok`, `denied`, `not_found` or what the act came to.
        purpose: why, where it was asked or follows from the role.
        detail: a few identifying values; never personal data. A token through which
            the actor came is added.
    """
    binding = context.current() or context.Binding()
    Line.objects.create(
        municipality_id=binding.municipality_id,
        at=at,
        user_id=actor.user_id if actor else binding.user_id,
        roles=" ".join(sorted(actor.roles)) if actor else "",
        action=action,
        subject=subject,
        result=result,
        origin=origin.get(),
        purpose=purpose,
        detail=_with_token(actor, detail or {}),
    )


def _with_token(
    actor: Actor | None, detail: Mapping[str, str | int]
) -> dict[str, str | int]:
    if actor is None or actor.token_id is None:
        return dict(detail)
    return {"token": actor.token_id, **detail}


def verify_log(*, actor: Actor, now: datetime) -> selectors.Verdict:
    """Verify the chain of the actor's municipality, and record the outcome.

    Args:
        actor: who asks.
        now: aware.

    Returns:
        The verdict; a line with the head and the number of faults is stored.

    Raises:
        NotAllowedError: the actor may not read the log.
    """
    actor.require(Permission.AUDIT_READ)
    verdict = selectors.verify(actor.municipality_id)
    record(
        selectors.VERIFIED,
        actor=actor,
        subject=f"municipality:{actor.municipality_id}",
        at=now,
        result="fault" if verdict.faults else "ok",
        detail={
            "lines": verdict.lines,
            "faults": len(verdict.faults),
            "head": verdict.head,
        },
    )
    return verdict
