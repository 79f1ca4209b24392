"""Acts: book a bank line as what it is about, or set it aside; never by itself."""

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction

from bonds import selectors
from bonds.domain.banking import Verdict
from bonds.domain.ledger import Event as Kind
from bonds.domain.matching import BOOKED_AS, DIRECTIONS, Holder, Match, Subject
from bonds.models import BankDecision, BankLine, Bond, Event
from bonds.services import clawback, funding, paying, posting
from bonds.services.settling import ReasonMissingError
from sohos.audit import services as audit
from sohos.core.errors import DomainError, NotFoundError
from sohos.tenancy.actor import Actor


class LineDecidedError(DomainError):
    """Nothing of the line is left to decide; names the line."""

    code = "line_decided"


class DrawAmountError(DomainError):
    """A draw comes whole, and the line is another amount; names what was asked."""

    code = "draw_amount"


class LineDirectionError(DomainError):
    """The money of the line goes the other way; names the line."""

    code = "line_direction"


class EventMatchedError(DomainError):
    """The event has its bank line, or cannot have one; names the event."""

    code = "event_matched"


@transaction.atomic
def match_line(
    *, actor: Actor, line_id: int, match: Match, now: datetime, key: uuid.UUID
) -> list[Event]:
    """Book a bank line as what it is about, and remember that it was this line.

    The posting functions decide who may do this, and what is too much.

    Args:
        actor: finance of SOHOS or treasury.
        line_id: a line that is open.
        match: what it is about; its amount is at most what is left of the line.
        now: aware.
        key: of the request.

    Returns:
        The events; for what was booked before, that event.

    Raises:
        NotAllowedError: the actor may not record this.
        NotFoundError: no such line, draw, case or event here.
        LineDirectionError: such money goes the other way.
        DrawAmountError: a draw of another amount.
        EventMatchedError: the event has its line already.
        BankLineExceededError: more than is left of the line.
        DomainError: the posting function refuses; see there.
    """
    line = selectors.line_of(actor, line_id=line_id).row
    posting.lock(line.account.bond)
    events = _BOOKERS[match.subject](actor, line, match, now, key)
    for event in events:
        _remember(actor, line, event, now)
    if selectors.line_of(actor, line_id=line_id).left.cents < 0:
        raise posting.BankLineExceededError(line.code)
    return events


@transaction.atomic
def set_aside(*, actor: Actor, line_id: int, reason: str, now: datetime) -> None:
    """Set what is left of a bank line aside: it is about nothing in the bond.

    Raises:
        NotAllowedError: the actor neither records funding nor confirms payments.
        NotFoundError: no such line here.
        LineDecidedError: nothing is left of it.
        ReasonMissingError: `reason` is empty.
    """
    line = selectors.line_of(actor, line_id=line_id)
    posting.lock(line.row.account.bond)
    if not selectors.line_of(actor, line_id=line_id).is_open:
        raise LineDecidedError(line.row.code)
    if not reason.strip():
        raise ReasonMissingError("reason")
    _decide(actor, line.row, Verdict.SET_ASIDE, now, reason=reason)


@transaction.atomic
def take_back(*, actor: Actor, decision_id: int, reason: str, now: datetime) -> int:
    """Take a decision about a bank line back; an event that was posted stays.

    Returns:
        The line, which is open again.

    Raises:
        NotAllowedError: the actor neither records funding nor confirms payments.
        NotFoundError: no such decision here, or it does not count any more.
        ReasonMissingError: `reason` is empty.
        EventFollowedError: the line was posted as an event; that is corrected instead.
    """
    actor.require_any(*selectors.BANKERS)
    found = selectors.live_decisions(actor.municipality_id)
    decision = found.filter(pk=decision_id).select_related("line", "event").first()
    if decision is None:
        raise NotFoundError
    if not reason.strip():
        raise ReasonMissingError("reason")
    posting.lock(decision.line.account.bond)
    if decision.event is not None and decision.event.bank_line == decision.line.code:
        raise posting.EventFollowedError(str(decision.event.pk))
    _decide(
        actor,
        decision.line,
        Verdict.TAKEN_BACK,
        now,
        reason=reason,
        takes_back=decision,
    )
    return decision.line.pk


def _draw(
    actor: Actor, line: BankLine, match: Match, now: datetime, key: uuid.UUID
) -> list[Event]:
    draw = selectors.draw_of(actor, draw_id=match.id)
    _require_way(line, Subject.DRAW, draw.bond)
    if draw.amount != match.amount:
        raise DrawAmountError(str(draw.amount))
    event = funding.receive_draw(
        actor=actor,
        draw_id=match.id,
        received_on=match.on,
        bank_line=line.code,
        now=now,
        key=key,
    )
    return [event]


def _payment(
    actor: Actor, line: BankLine, match: Match, now: datetime, key: uuid.UUID
) -> list[Event]:
    _require_way(line, Subject.PAYMENT, _bond_of(actor, match.id))
    event = paying.confirm_payment(
        actor=actor,
        case_id=match.id,
        amount=match.amount,
        paid_on=match.on,
        bank_line=line.code,
        now=now,
        key=key,
    )
    return [event]


def _transfer(
    actor: Actor, line: BankLine, match: Match, now: datetime, key: uuid.UUID
) -> list[Event]:
    _require_way(line, Subject.PAYMENT, line.account.bond)
    return paying.confirm_transfer(
        actor=actor,
        bond_id=line.account.bond_id,
        amount=match.amount,
        parts=dict(match.parts),
        paid_on=match.on,
        bank_line=line.code,
        now=now,
        key=key,
    )


def _clawback(
    actor: Actor, line: BankLine, match: Match, now: datetime, key: uuid.UUID
) -> list[Event]:
    _require_way(line, Subject.CLAWBACK, _bond_of(actor, match.id))
    event = clawback.repay_clawback(
        actor=actor,
        case_id=match.id,
        investor_id=match.party or 0,
        amount=match.amount,
        repaid_on=match.on,
        bank_line=line.code,
        now=now,
        key=key,
    )
    return [event]


def _refund(
    actor: Actor, line: BankLine, match: Match, now: datetime, key: uuid.UUID
) -> list[Event]:
    _require_way(line, Subject.REFUND, _bond_of(actor, match.id))
    event = funding.record_refund(
        actor=actor,
        case_id=match.id,
        amount=match.amount,
        refunded_on=match.on,
        bank_line=line.code,
        now=now,
        key=key,
    )
    return [event]


def _booked(
    actor: Actor, line: BankLine, match: Match, now: datetime, key: uuid.UUID
) -> list[Event]:
    """Recognise what was booked by hand before its bank line came."""
    event = selectors.event_of(actor, event_id=match.id)
    kind = Kind(event.kind)
    is_corrected = event.reversals.exists()
    others = selectors.live_decisions(actor.municipality_id).filter(event=event)
    if kind not in BOOKED_AS or is_corrected or others.exclude(line=line).exists():
        raise EventMatchedError(str(event.pk))
    _require_way(line, BOOKED_AS[kind], event.bond)
    return [event]


_BOOKERS = {
    Subject.DRAW: _draw,
    Subject.PAYMENT: _payment,
    Subject.TRANSFER: _transfer,
    Subject.CLAWBACK: _clawback,
    Subject.REFUND: _refund,
    Subject.BOOKED: _booked,
}


def _bond_of(actor: Actor, case_id: int) -> Bond:
    return selectors.bond_of_case(actor, case_id=case_id)


def _require_way(line: BankLine, subject: Subject, bond: Bond) -> None:
    if bond.pk != line.account.bond_id:
        raise NotFoundError
    way = DIRECTIONS.get((Holder(line.account.holder), subject), 0)
    if way * line.amount_cents <= 0:
        raise LineDirectionError(line.code)


def _remember(actor: Actor, line: BankLine, event: Event, now: datetime) -> None:
    """Keep the match, once: the same request may come twice."""
    known = selectors.live_decisions(actor.municipality_id).filter(
        line=line, event=event
    )
    if not known.exists():
        _decide(actor, line, Verdict.MATCHED, now, event=event)


def _decide(
    actor: Actor, line: BankLine, verdict: Verdict, now: datetime, **said: Any
) -> None:
    BankDecision.objects.create(
        line=line, verdict=verdict, by_id=actor.user_id, at=now, **said
    )
    audit.record(f"bank.{verdict}", actor=actor, subject=f"bank-line:{line.pk}", at=now)
