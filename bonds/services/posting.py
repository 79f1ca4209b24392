"""The one way into the ledger: lock, look for a replay, post, record."""

import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import DatabaseError, connection

from bonds.domain import allocation
from bonds.domain.allocation import Part
from bonds.domain.budget import BudgetExceededError
from bonds.domain.duties import SamePersonError
from bonds.domain.ledger import (
    Event as Kind,
)
from bonds.domain.ledger import (
    LegMalformedError,
    NothingToPostError,
    Transaction,
    UnbalancedError,
)
from bonds.domain.outcome import CaseCapExceededError
from bonds.domain.periods import MonthNotOverError, PeriodClosedError
from bonds.domain.postings.guards import UnspentMoneyError
from bonds.domain.state import TransitionRefusedError
from bonds.models import Bond, Event
from bonds.selectors.agreements import NoContractError
from sohos.audit import services as audit
from sohos.core.dates import DayInFutureError, local_day, require_past
from sohos.core.errors import DomainError
from sohos.core.euro import Euro
from sohos.tenancy.actor import Actor

SOURCE = "web"
REFUSED = "SB001"


class KeyReusedError(DomainError):
    """The key of an earlier request came back with another request."""

    code = "key_reused"


class ActorUnknownError(DomainError):
    """The database does not know who posts, or somebody else was named."""

    code = "actor_unknown"


class RoleRefusedError(DomainError):
    """The person has no role here that records this event; names the event."""

    code = "role_refused"


class EventUnknownError(DomainError):
    """No such event, or not for this bond or case."""

    code = "event_unknown"


class BankLineMissingError(DomainError):
    """Money that moved over the bank needs its bank line."""

    code = "bank_line_missing"


class BankLineUsedError(DomainError):
    """The bank line was booked before; names the line."""

    code = "bank_line_used"


class DrawNotPendingError(DomainError):
    """The draw was received or voided before."""

    code = "draw_not_pending"


class DrawPendingError(DomainError):
    """A draw of the case is still on its way."""

    code = "draw_pending"


class KbaNotCurrentError(DomainError):
    """The KBA that is settled is not the one that was validated last."""

    code = "kba_not_current"


class BalanceRefusedError(DomainError):
    """An account would end on the wrong side of zero; names the account."""

    code = "balance_refused"


class AlreadyCorrectedError(DomainError):
    """The event was corrected before."""

    code = "already_corrected"


class EventFollowedError(DomainError):
    """Another event builds on this one and has to be corrected first."""

    code = "event_followed"


class BankLineExceededError(DomainError):
    """The parts of a transfer are more than its bank line; names the line."""

    code = "bank_line_exceeded"


class BondTerminatedError(DomainError):
    """The contract ended early; names the bond."""

    code = "bond_terminated"


class KbaClawedBackError(DomainError):
    """What was repaid on this KBA was claimed back; the case needs a new one."""

    code = "kba_clawed_back"


_REFUSALS: dict[str, type[DomainError]] = {
    error.code: error
    for error in (
        ActorUnknownError,
        AlreadyCorrectedError,
        BalanceRefusedError,
        BankLineExceededError,
        BankLineMissingError,
        BankLineUsedError,
        BondTerminatedError,
        BudgetExceededError,
        CaseCapExceededError,
        DayInFutureError,
        DrawNotPendingError,
        DrawPendingError,
        EventFollowedError,
        EventUnknownError,
        KbaClawedBackError,
        KbaNotCurrentError,
        KeyReusedError,
        LegMalformedError,
        MonthNotOverError,
        NoContractError,
        NothingToPostError,
        PeriodClosedError,
        RoleRefusedError,
        SamePersonError,
        TransitionRefusedError,
        UnbalancedError,
        UnspentMoneyError,
    )
}


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody's request to change a bond, known by its key and its hash."""

    actor: Actor
    bond: Bond
    case_id: int | None
    on: date
    now: datetime
    key: uuid.UUID
    request_hash: str


def begin(
    name: str,
    *,
    actor: Actor,
    bond: Bond,
    on: date,
    now: datetime,
    key: uuid.UUID | None,
    case_id: int | None = None,
    arguments: Mapping[str, object] | None = None,
) -> Act:
    """Start an act on a bond: nobody else changes this bond until it commits.

    Args:
        name: of the service.
        actor: who acts.
        bond: of the actor's municipality.
        on: the day on which it happened.
        now: aware.
        key: of the request; a retry brings the same one. A fresh one when left out.
        case_id: the case, if it is about one.
        arguments: what was asked; a retry asks exactly the same.

    Raises:
        DayInFutureError: `on` is still to come.
    """
    require_past(on, today=local_day(now), field="on")
    asked = {
        "act": name,
        "bond": bond.pk,
        "case": case_id,
        "on": on,
        **(arguments or {}),
    }
    text = json.dumps(asked, sort_keys=True, default=str)
    lock(bond)
    return Act(
        actor=actor,
        bond=bond,
        case_id=case_id,
        on=on,
        now=now,
        key=key or uuid.uuid4(),
        request_hash=hashlib.sha256(text.encode()).hexdigest(),
    )


def lock(bond: Bond) -> None:
    """Let nobody else change this bond until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app.lock_bond(%s)", [bond.pk])


def earlier(act: Act) -> Event | None:
    """Return what the same request posted before, if it was made before.

    Raises:
        KeyReusedError: the key belongs to another request.
    """
    found = Event.objects.filter(
        municipality_id=act.actor.municipality_id, source=SOURCE, client_key=act.key
    ).first()
    if found is not None and found.request_hash != act.request_hash:
        raise KeyReusedError(str(act.key))
    return found


def post(
    act: Act,
    kind: Kind,
    posted: Transaction | None = None,
    *,
    amount: Euro | None = None,
    bank_line: str = "",
    follows: int | None = None,
    reverses: int | None = None,
    facts: Mapping[str, object] | None = None,
    side: str = "",
) -> Event:
    """Post an event through the database, which checks all of it again.

    Args:
        act: from `begin`.
        kind: what happened.
        posted: its legs; None for an event that moves nothing.
        amount: the amount of the event, where it has one.
        bank_line: id of the bank line, where money moved over the bank.
        follows: id of the event on which it builds.
        reverses: id of the event that it corrects.
        facts: what else has to be remembered; never personal data.
        side: what this is beside the main event of the act, which keeps the key.

    Returns:
        The stored event.

    Raises:
        DomainError: the database refuses; see `_REFUSALS`.
    """
    request = {
        **_signature(act, side),
        "kind": kind,
        "amount": None if amount is None else amount.cents,
        "bank_line": bank_line,
        "follows": follows,
        "reverses": reverses,
        "facts": dict(facts or {}),
        "legs": _legs(posted),
    }
    event = Event.objects.get(pk=_post(request))
    audit.record(
        f"bond.{kind}",
        actor=act.actor,
        subject=f"bond:{act.bond.pk}:{event.sequence}",
        at=act.now,
        detail={} if act.case_id is None else {"case": act.case_id},
    )
    return event


def residuals(parts: Sequence[Part]) -> dict[str, str]:
    """Write down what the next allocation of this kind carries over."""
    carried_over = allocation.carried(parts)
    return {str(who): str(residual) for who, residual in carried_over.items()}


def _signature(act: Act, side: str) -> dict[str, object]:
    return {
        "bond": act.bond.pk,
        "case": act.case_id,
        "value_on": act.on.isoformat(),
        "booked_at": act.now.isoformat(),
        "by": act.actor.user_id,
        "source": SOURCE,
        "client_key": str(uuid.uuid5(act.key, side) if side else act.key),
        "request_hash": act.request_hash,
    }


def _legs(posted: Transaction | None) -> list[dict[str, object]]:
    return [
        {
            "account": leg.account,
            "amount": leg.amount.cents,
            "party": leg.party,
            "case": leg.case,
        }
        for leg in (posted.legs if posted else ())
    ]


def _post(request: Mapping[str, Any]) -> int:
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT event_id FROM app.post_event(%s::jsonb)", [json.dumps(request)]
            )
            return int(cursor.fetchone()[0])
    except DatabaseError as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        raise refusal from error


def refusal_of(error: DatabaseError) -> DomainError | None:
    """Return the refusal that the database meant; None for another fault."""
    diagnosis = getattr(error.__cause__, "diag", None)
    if diagnosis is None or diagnosis.sqlstate != REFUSED:
        return None
    return _REFUSALS[diagnosis.message_primary](diagnosis.message_detail)
