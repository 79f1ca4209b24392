"""Acts: ask investors for money, receive it, spend it, give back the rest."""

import uuid
from datetime import date, datetime

from django.db import transaction

from bonds import selectors
from bonds.domain import allocation, budget, outcome
from bonds.domain.ledger import Event as Kind
from bonds.domain.postings import guards, lending, spending
from bonds.domain.state import TransitionRefusedError
from bonds.models import Event
from bonds.selectors import Standing
from bonds.services import posting
from plans import selectors as plans
from sohos.core.errors import DomainError
from sohos.core.euro import ZERO, Euro
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

_STILL_FUNDED = (Standing.PLANNED, Standing.RUNNING, Standing.QUEUED)


class PlanNotAdoptedError(DomainError):
    """Nothing is lent for a case before its plan is adopted; names the case."""

    code = "plan_not_adopted"


class OutsideContractError(DomainError):
    """The day is outside the period in which the contract lends; names the day."""

    code = "outside_contract"


@transaction.atomic
def request_draw(
    *,
    actor: Actor,
    case_id: int,
    amount: Euro,
    requested_on: date,
    now: datetime,
    key: uuid.UUID | None = None,
) -> Event:
    """Ask the investors for money for a case and reserve its interest: event 3a.

    The first draw also starts the case, on the day its plan was adopted: event 4.

    Args:
        actor: finance of SOHOS.
        case_id: a case with an adopted plan.
        amount: euro cents, above zero.
        requested_on: the day of the request.
        now: aware.
        key: of the request.

    Returns:
        The event that is the draw, or the one that the same request posted before.

    Raises:
        NotAllowedError: the actor records no funding.
        NotFoundError: no such case here.
        NoBondError: the programme of the case has no bond.
        PlanNotAdoptedError: the plan of the case was not adopted by that day.
        AmountNotPositiveError: `amount` is zero or less.
        CaseCapExceededError: more than the contract repays for one case.
        CommitmentExceededError: more than investors still have to lend.
        BudgetExceededError: the interest budget has no room.
        OutsideContractError: the contract does not lend on that day.
        KeyReusedError, DayInFutureError, NoContractError, TransitionRefusedError: see
            `posting`.
    """
    actor.require(Permission.BOND_FUND)
    bond = selectors.bond_of_case(actor, case_id=case_id)
    act = posting.begin(
        "request_draw",
        actor=actor,
        bond=bond,
        case_id=case_id,
        on=requested_on,
        now=now,
        key=key,
        arguments={"amount": amount.cents},
    )
    if done := posting.earlier(act):
        return done
    guards.positive(amount)
    _require_running(act, case_id)
    reserve = _check_draw(act, case_id, amount)
    _start_case(act, case_id)
    return posting.post(
        act,
        Kind.DRAW_REQUESTED,
        lending.draw_requested(bond.pk, case=case_id, reserve=reserve)
        if reserve
        else None,
        amount=amount,
        facts={"reserve": reserve.cents},
    )


@transaction.atomic
def receive_draw(
    *,
    actor: Actor,
    draw_id: int,
    received_on: date,
    bank_line: str,
    now: datetime,
    key: uuid.UUID | None = None,
) -> Event:
    """Record that the money of a draw is on the project bank: event 3b.

    Args:
        actor: finance of SOHOS.
        draw_id: a draw that was requested.
        received_on: value date of the bank line; interest runs from this day.
        bank_line: id of the line on the bank statement.
        now: aware.
        key: of the request.

    Returns:
        The event, or the one that the same request posted before.

    Raises:
        NotAllowedError: the actor records no funding.
        NotFoundError: no such draw here.
        DrawNotPendingError: the draw was received or voided before.
        BankLineMissingError, BankLineUsedError: the bank line is empty or was booked.
        CommitmentExceededError: investors no longer have this to lend.
        CaseCapExceededError: more than the contract repays for one case.
        KeyReusedError, DayInFutureError: see `posting`.
    """
    actor.require(Permission.BOND_FUND)
    draw = selectors.draw_of(actor, draw_id=draw_id)
    act = posting.begin(
        "receive_draw",
        actor=actor,
        bond=draw.bond,
        case_id=draw.case_id,
        on=received_on,
        now=now,
        key=key,
        arguments={"draw": draw.id, "bank_line": bank_line},
    )
    if done := posting.earlier(act):
        return done
    parts = allocation.fund(draw.amount, selectors.undrawn_of(draw.bond))
    return posting.post(
        act,
        Kind.DRAW_RECEIVED,
        lending.draw_received(draw.bond.pk, case=draw.case_id, parts=parts),
        amount=draw.amount,
        bank_line=bank_line,
        follows=draw.id,
        facts={"residuals": posting.residuals(parts)},
    )


@transaction.atomic
def void_draw(
    *,
    actor: Actor,
    draw_id: int,
    voided_on: date,
    reason: str,
    now: datetime,
    key: uuid.UUID | None = None,
) -> Event:
    """Record that a draw will not come; its reservation is free again: event 3c.

    Args:
        actor: finance of SOHOS.
        draw_id: a draw that was requested.
        voided_on: the day on which that was clear.
        reason: why, in a few words without names.
        now: aware.
        key: of the request.

    Returns:
        The event, or the one that the same request posted before.

    Raises:
        NotAllowedError: the actor records no funding.
        NotFoundError: no such draw here.
        DrawNotPendingError: the draw was received or voided before.
        KeyReusedError, DayInFutureError: see `posting`.
    """
    actor.require(Permission.BOND_FUND)
    draw = selectors.draw_of(actor, draw_id=draw_id)
    act = posting.begin(
        "void_draw",
        actor=actor,
        bond=draw.bond,
        case_id=draw.case_id,
        on=voided_on,
        now=now,
        key=key,
        arguments={"draw": draw.id, "reason": reason},
    )
    if done := posting.earlier(act):
        return done
    return posting.post(
        act,
        Kind.DRAW_VOIDED,
        lending.draw_voided(draw.bond.pk, case=draw.case_id, reserve=draw.reserve)
        if draw.reserve
        else None,
        follows=draw.id,
        facts={"reason": reason},
    )


@transaction.atomic
def record_spend(
    *,
    actor: Actor,
    case_id: int,
    professionals: Euro = ZERO,
    maatwerk: Euro = ZERO,
    spent_on: date,
    invoice: str,
    now: datetime,
    key: uuid.UUID | None = None,
) -> Event:
    """Record what was paid out of the draws of a case: event 5.

    Args:
        actor: finance of SOHOS.
        case_id: the case.
        professionals: euro cents for professionals.
        maatwerk: euro cents from the maatwerkbudget.
        spent_on: the day of the payment.
        invoice: number or hash of the invoice; never a name.
        now: aware.
        key: of the request.

    Returns:
        The event, or the one that the same request posted before.

    Raises:
        NotAllowedError: the actor records no funding.
        NotFoundError: no such case here.
        NoBondError: the programme of the case has no bond.
        AmountNotPositiveError: a part is negative or both are zero.
        SpentAboveDrawnError: the bank holds less for this case.
        KeyReusedError, DayInFutureError, TransitionRefusedError: see `posting`.
    """
    actor.require(Permission.BOND_FUND)
    bond = selectors.bond_of_case(actor, case_id=case_id)
    act = posting.begin(
        "record_spend",
        actor=actor,
        bond=bond,
        case_id=case_id,
        on=spent_on,
        now=now,
        key=key,
        arguments={
            "professionals": professionals.cents,
            "maatwerk": maatwerk.cents,
            "invoice": invoice,
        },
    )
    if done := posting.earlier(act):
        return done
    _require_running(act, case_id)
    book = selectors.case_book(bond, case_id=case_id)
    posted = spending.spent(
        bond.pk, book, professionals=professionals, maatwerk=maatwerk
    )
    amount, facts = professionals + maatwerk, {"invoice": invoice}
    return posting.post(act, Kind.SPENT, posted, amount=amount, facts=facts)


@transaction.atomic
def record_refund(
    *,
    actor: Actor,
    case_id: int,
    amount: Euro,
    refunded_on: date,
    bank_line: str,
    now: datetime,
    key: uuid.UUID | None = None,
) -> Event:
    """Record that unspent money went back to the investors: event 10.

    Args:
        actor: finance of SOHOS.
        case_id: the case.
        amount: euro cents, above zero.
        refunded_on: value date of the bank line; interest stops on this day.
        bank_line: id of the line on the bank statement.
        now: aware.
        key: of the request.

    Returns:
        The event, or the one that the same request posted before.

    Raises:
        NotAllowedError: the actor records no funding.
        NotFoundError: no such case here.
        NoBondError: the programme of the case has no bond.
        AmountNotPositiveError: `amount` is zero or less.
        SpentAboveDrawnError: the bank holds less for this case.
        BankLineMissingError, BankLineUsedError: the bank line is empty or was booked.
        KeyReusedError, DayInFutureError, TransitionRefusedError: see `posting`.
    """
    actor.require(Permission.BOND_FUND)
    bond = selectors.bond_of_case(actor, case_id=case_id)
    act = posting.begin(
        "record_refund",
        actor=actor,
        bond=bond,
        case_id=case_id,
        on=refunded_on,
        now=now,
        key=key,
        arguments={"amount": amount.cents, "bank_line": bank_line},
    )
    if done := posting.earlier(act):
        return done
    _require_running(act, case_id)
    book = selectors.case_book(bond, case_id=case_id)
    posted = spending.refunded(bond.pk, book, amount=amount)
    return posting.post(act, Kind.REFUNDED, posted, amount=amount, bank_line=bank_line)


def _require_running(act: posting.Act, case_id: int) -> None:
    stand = selectors.stand_of_case(act.bond, case_id=case_id)
    if stand is not None and stand.standing not in _STILL_FUNDED:
        raise TransitionRefusedError(f"{stand.standing}/fund")


def _check_draw(act: posting.Act, case_id: int, amount: Euro) -> Euro:
    terms = selectors.terms_on(act.bond, act.on)
    if not terms.starts_on <= act.on <= terms.ends_on:
        raise OutsideContractError(act.on.isoformat())
    asked = selectors.asked_for(act.bond, case_id=case_id)
    outcome.check_case_cap(terms, asked + amount)
    allocation.fund(amount, selectors.undrawn_of(act.bond))
    reserve = budget.reservation(terms, draw=amount, drawn_on=act.on)
    free = selectors.free_budget(act.bond)
    budget.check_reservation(terms, amount=reserve, free=free)
    return reserve


def _start_case(act: posting.Act, case_id: int) -> None:
    movements = selectors.movements_of(act.bond, case_id=case_id)
    if movements.started_on is not None:
        return
    adoption = plans.adoption_of(act.actor, case_id=case_id)
    if adoption is None or adoption.adopted_on > act.on:
        raise PlanNotAdoptedError(str(case_id))
    facts = {
        "started_on": adoption.adopted_on.isoformat(),
        "plan_sha256": adoption.sha256,
    }
    posting.post(act, Kind.STARTED, facts=facts, side="started")
