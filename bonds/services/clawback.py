"""Acts: claim back what was repaid unduly, and record that it came back: event 13."""

import uuid
from datetime import date, datetime

from django.db import transaction

from bonds import selectors
from bonds.domain import state
from bonds.domain.accounts import Account
from bonds.domain.ledger import Event as Kind
from bonds.domain.postings import paying
from bonds.domain.state import Act, TransitionRefusedError
from bonds.models import Bond, Event
from bonds.services import posting
from bonds.services.settling import ReasonMissingError
from sohos.core.dates import add_months
from sohos.core.errors import DomainError
from sohos.core.euro import Euro, total
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


class ClawbackTooLateError(DomainError):
    """The contract no longer lets this payment be claimed back; names the last day."""

    code = "clawback_too_late"


@transaction.atomic
def claw_back(
    *,
    actor: Actor,
    case_id: int,
    reason: str,
    clawed_back_on: date,
    now: datetime,
    key: uuid.UUID | None = None,
) -> Event:
    """Claim back what investors were repaid on a case: it was not due after all.

    The loan is at risk again and needs a new KBA. What investors have to give back is
    withheld from their next payments, or they pay it themselves.

    Args:
        actor: the controller.
        case_id: a case that was accepted and paid in full.
        reason: why, in a few words without names.
        clawed_back_on: the day on which that was clear.
        now: aware.
        key: of the request.

    Returns:
        The event, or the one that the same request posted before.

    Raises:
        NotAllowedError: the actor is no controller.
        NotFoundError: no such case here.
        NoBondError: the programme of the case has no bond.
        ReasonMissingError: `reason` is empty.
        TransitionRefusedError: the case was not accepted and paid in full.
        ClawbackTooLateError: more than the agreed months after the last payment.
        KeyReusedError, DayInFutureError, PeriodClosedError: see `posting`.
    """
    actor.require(Permission.BOND_ACCEPT)
    bond = selectors.bond_of_case(actor, case_id=case_id)
    act = posting.begin(
        "claw_back",
        actor=actor,
        bond=bond,
        case_id=case_id,
        on=clawed_back_on,
        now=now,
        key=key,
        arguments={"reason": reason},
    )
    if done := posting.earlier(act):
        return done
    if not reason.strip():
        raise ReasonMissingError("reason")
    settlement = _paid_settlement(bond, case_id)
    _check_in_time(act, settlement)
    moved = selectors.transaction_of(settlement)
    assert moved is not None  # noqa: S101  falling due always moves something
    posted = paying.clawed_back(bond.pk, moved)
    owed = (leg for leg in posted.legs if leg.account is Account.CLAWBACK_INVESTOR)
    return posting.post(
        act,
        Kind.CLAWED_BACK,
        posted,
        amount=total(leg.amount for leg in owed),
        follows=settlement.pk,
        facts={"reason": reason},
    )


@transaction.atomic
def repay_clawback(
    *,
    actor: Actor,
    case_id: int,
    investor_id: int,
    amount: Euro,
    repaid_on: date,
    bank_line: str,
    now: datetime,
    key: uuid.UUID | None = None,
) -> Event:
    """Record that an investor gave back what was claimed back.

    Args:
        actor: treasury of the municipality.
        case_id: a case on which was clawed back.
        investor_id: who paid.
        amount: euro cents, above zero.
        repaid_on: value date of the bank line.
        bank_line: id of the line on the bank statement.
        now: aware.
        key: of the request.

    Returns:
        The event, or the one that the same request posted before.

    Raises:
        NotAllowedError: the actor confirms no payments.
        NotFoundError: no such case here.
        NoBondError: the programme of the case has no bond.
        AmountNotPositiveError: `amount` is zero or less.
        PaymentAboveClaimError: the investor owes less on this case.
        BankLineMissingError, BankLineUsedError: the bank line is empty or was booked.
        KeyReusedError, DayInFutureError, PeriodClosedError: see `posting`.
    """
    actor.require(Permission.BOND_PAY)
    bond = selectors.bond_of_case(actor, case_id=case_id)
    act = posting.begin(
        "repay_clawback",
        actor=actor,
        bond=bond,
        case_id=case_id,
        on=repaid_on,
        now=now,
        key=key,
        arguments={
            "investor": investor_id,
            "amount": amount.cents,
            "bank_line": bank_line,
        },
    )
    if done := posting.earlier(act):
        return done
    book = selectors.case_book(bond, case_id=case_id)
    posted = paying.clawback_repaid(bond.pk, book, investor=investor_id, amount=amount)
    return posting.post(
        act, Kind.CLAWBACK_REPAID, posted, amount=amount, bank_line=bank_line
    )


def _paid_settlement(bond: Bond, case_id: int) -> Event:
    stand = selectors.stand_of_case(bond, case_id=case_id)
    state.after(selectors.state_of(stand, is_validated=True), Act.CLAW_BACK)
    found = selectors.live_events(bond).filter(case_id=case_id, kind=Kind.FELL_DUE)
    settlement = found.last()
    if settlement is None:
        raise TransitionRefusedError(f"{Kind.SETTLED_EARLY}/{Act.CLAW_BACK}")
    return settlement


def _check_in_time(act: posting.Act, settlement: Event) -> None:
    paid = selectors.live_events(act.bond).filter(
        case_id=act.case_id or 0, kind=Kind.PAID
    )
    days = paid.values_list("value_on", flat=True)
    last_paid_on = max(days, default=settlement.value_on)
    terms = selectors.terms_on(act.bond, act.on)
    until = add_months(last_paid_on, terms.clawback_months)
    if act.on > until:
        raise ClawbackTooLateError(until.isoformat())
