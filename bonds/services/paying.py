"""Acts: confirm a payment, and correct what was posted by mistake."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from bonds import selectors
from bonds.domain import allocation, ledger
from bonds.domain.ledger import Event as Kind
from bonds.domain.postings import guards, paying
from bonds.domain.postings.book import CaseBook
from bonds.models import Bond, Event
from bonds.services import posting
from cases import services as cases
from cases.domain.phases import Phase
from sohos.core.errors import DomainError, NotFoundError
from sohos.core.euro import ZERO, Euro, total
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

_WHO_CORRECTS = {
    Kind.BUDGETED: Permission.BOND_ACCEPT,
    Kind.KBA_CHANGED: Permission.BOND_ACCEPT,
    Kind.QUEUED: Permission.BOND_ACCEPT,
    Kind.FELL_DUE: Permission.BOND_ACCEPT,
    Kind.ENDED: Permission.BOND_ACCEPT,
    Kind.CLAWED_BACK: Permission.BOND_ACCEPT,
    Kind.TERMINATED: Permission.BOND_ACCEPT,
    Kind.SETTLED_EARLY: Permission.BOND_ACCEPT,
    Kind.PAID: Permission.BOND_PAY,
    Kind.CLAWBACK_REPAID: Permission.BOND_PAY,
}


class TransferNotDividedError(DomainError):
    """The parts of a transfer do not add up to it; names what is left over."""

    code = "transfer_not_divided"


class CorrectionReasonMissingError(DomainError):
    """A correction needs a reason."""

    code = "reason_missing"


@transaction.atomic
def confirm_payment(
    *,
    actor: Actor,
    case_id: int,
    amount: Euro,
    paid_on: date,
    bank_line: str,
    by_sohos: bool = False,
    now: datetime,
    key: uuid.UUID | None = None,
) -> Event:
    """Confirm that what is due on a case was paid, in full or in part: event 9.

    Args:
        actor: treasury of the municipality.
        case_id: a case with something due.
        amount: euro cents, above zero; interest is paid before principal.
        paid_on: value date of the bank line.
        bank_line: id of the line on the bank statement.
        by_sohos: SOHOS pays lost principal that it bears.
        now: aware.
        key: of the request.

    Returns:
        The event, or the one that the same request posted before.

    Raises:
        NotAllowedError: the actor confirms no payments.
        NotFoundError: no such case here.
        NoBondError: the programme of the case has no bond.
        AmountNotPositiveError: `amount` is zero or less.
        ReceiptTooLargeError, PaymentAboveClaimError: more than is due.
        BankLineMissingError, BankLineUsedError: the bank line is empty or was booked.
        SamePersonError: the actor holds another duty in this case.
        KeyReusedError, DayInFutureError, TransitionRefusedError: see `posting`.
    """
    actor.require(Permission.BOND_PAY)
    bond = selectors.bond_of_case(actor, case_id=case_id)
    asked = {"amount": amount.cents, "bank_line": bank_line, "by_sohos": by_sohos}
    act = posting.begin(
        "confirm_payment",
        actor=actor,
        bond=bond,
        case_id=case_id,
        on=paid_on,
        now=now,
        key=key,
        arguments=asked,
    )
    if done := posting.earlier(act):
        return done
    return _pay(act, case_id, amount, bank_line, by_sohos=by_sohos)


@transaction.atomic
def confirm_transfer(
    *,
    actor: Actor,
    bond_id: int,
    amount: Euro,
    parts: Mapping[int, Euro],
    paid_on: date,
    bank_line: str,
    now: datetime,
    key: uuid.UUID | None = None,
) -> list[Event]:
    """Confirm one transfer of the municipality that pays several cases: event 9.

    A part that was corrected can be entered afresh on the same bank line, as long as
    all live parts together are the whole of the transfer.

    Args:
        actor: treasury of the municipality.
        bond_id: the bond of all these cases.
        amount: the whole of the bank line in euro cents, above zero.
        parts: euro cents by case id, each above zero.
        paid_on: value date of the bank line.
        bank_line: id of the line on the bank statement.
        now: aware.
        key: of the request.

    Returns:
        One event per case in order of case id, or those that the same request posted
        before.

    Raises:
        NotAllowedError: the actor confirms no payments.
        NotFoundError: no such bond here, or a case of another one.
        AmountNotPositiveError: an amount is zero or less, or there are no parts.
        TransferNotDividedError: the parts do not add up to the transfer.
        ReceiptTooLargeError, PaymentAboveClaimError: a part is more than is due.
        BankLineMissingError, BankLineUsedError: the bank line is empty or was booked.
        SamePersonError: the actor holds another duty in one of the cases.
        KeyReusedError, DayInFutureError, TransitionRefusedError: see `posting`.
    """
    actor.require(Permission.BOND_PAY)
    bond = selectors.bond_of(actor, bond_id=bond_id)
    shares = {str(case_id): part.cents for case_id, part in sorted(parts.items())}
    act = posting.begin(
        "confirm_transfer",
        actor=actor,
        bond=bond,
        on=paid_on,
        now=now,
        key=key,
        arguments={"amount": amount.cents, "parts": shares, "bank_line": bank_line},
    )
    if posting.earlier(act):
        return list(selectors.events_of_request(bond, act.request_hash))
    _check_divided(bond, bank_line, amount, parts)
    return [
        _pay(
            replace(act, case_id=_case_of(bond, actor, case_id)),
            case_id,
            part,
            bank_line,
            facts={"line_total": amount.cents},
            side=f"{case_id}" if number else "",
        )
        for number, (case_id, part) in enumerate(sorted(parts.items()))
    ]


@transaction.atomic
def correct_event(
    *,
    actor: Actor,
    event_id: int,
    reason: str,
    corrected_on: date,
    now: datetime,
    key: uuid.UUID | None = None,
) -> Event:
    """Correct an event by posting every leg the other way round: event 12.

    Whoever may record an event may correct it, once; what builds on it goes first.

    Args:
        actor: somebody with the permission for the event that is corrected.
        event_id: the event.
        reason: why, in a few words without names.
        corrected_on: the day of the correction.
        now: aware.
        key: of the request.

    Returns:
        The correction, or the one that the same request posted before.

    Raises:
        NotAllowedError: the actor may not record such an event.
        NotFoundError: no such event here.
        CorrectionReasonMissingError: `reason` is empty.
        AlreadyCorrectedError, EventFollowedError, BalanceRefusedError: it was
            corrected before, or something builds on it.
        KeyReusedError, DayInFutureError: see `posting`.
    """
    require_correction(actor, event_id=event_id)
    original = selectors.event_of(actor, event_id=event_id)
    act = posting.begin(
        "correct_event",
        actor=actor,
        bond=original.bond,
        case_id=original.case_id,
        on=corrected_on,
        now=now,
        key=key,
        arguments={"event": event_id, "reason": reason},
    )
    if done := posting.earlier(act):
        return done
    if not reason.strip():
        raise CorrectionReasonMissingError("reason")
    if original.reverses:
        raise posting.AlreadyCorrectedError(str(event_id))
    moved = selectors.transaction_of(original)
    return posting.post(
        act,
        Kind.CORRECTED,
        ledger.mirror(moved) if moved else None,
        reverses=original.pk,
        facts={"reason": reason},
    )


def require_correction(actor: Actor, *, event_id: int) -> None:
    """Refuse who may not correct an event.

    Raises:
        NotAllowedError: the actor may not record such an event.
        NotFoundError: no such event here.
    """
    original = selectors.event_of(actor, event_id=event_id)
    kind = Kind(original.reverses.kind if original.reverses else original.kind)
    actor.require(_WHO_CORRECTS.get(kind, Permission.BOND_FUND))


def may_correct(actor: Actor, kind: Kind) -> bool:
    """Tell whether an actor may correct events of a kind."""
    return actor.can(_WHO_CORRECTS.get(kind, Permission.BOND_FUND))


def _check_divided(
    bond: Bond, bank_line: str, amount: Euro, parts: Mapping[int, Euro]
) -> None:
    guards.positive(min((amount, *parts.values()) if parts else (ZERO,)))
    booked = selectors.booked_of_transfer(bond, bank_line=bank_line, amount=amount)
    rest = amount - booked - total(parts.values())
    if rest:
        raise TransferNotDividedError(str(rest))


def _case_of(bond: Bond, actor: Actor, case_id: int) -> int:
    if selectors.bond_of_case(actor, case_id=case_id).pk != bond.pk:
        raise NotFoundError
    return case_id


def _pay(
    act: posting.Act,
    case_id: int,
    amount: Euro,
    bank_line: str,
    *,
    by_sohos: bool = False,
    facts: Mapping[str, object] | None = None,
    side: str = "",
) -> Event:
    guards.positive(amount)
    book = selectors.case_book(act.bond, case_id=case_id)
    payouts = _payouts(act.bond, book, amount)
    posted = paying.paid(act.bond.pk, book, payouts, by_sohos=by_sohos)
    event = posting.post(
        act,
        Kind.PAID,
        posted,
        amount=amount,
        bank_line=bank_line,
        follows=selectors.settlement_event_id(act.bond, case_id=case_id),
        facts=facts,
        side=side,
    )
    _move_on(act, case_id)
    return event


def _payouts(bond: Bond, book: CaseBook, amount: Euro) -> tuple[allocation.Payout, ...]:
    claims = selectors.claims_of(book, ranks=selectors.ranks_of(bond))
    return allocation.waterfall(amount, claims, selectors.clawbacks_of(bond))


def _move_on(act: posting.Act, case_id: int) -> None:
    if not selectors.case_book(act.bond, case_id=case_id).is_owed:
        cases.reach_phase(
            actor=act.actor,
            case_id=case_id,
            phase=Phase.NAZORG,
            on=act.on,
            now=act.now,
        )
