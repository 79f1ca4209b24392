"""Acts: end a contract early, and settle its running cases as was agreed: event 14."""

import uuid
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from bonds import selectors
from bonds.domain import allocation, budget, outcome
from bonds.domain.allocation import Part
from bonds.domain.budget import BudgetExceededError, Cover
from bonds.domain.contract import ContractTerms, EarlyTermination
from bonds.domain.ledger import Event as Kind
from bonds.domain.postings import settling
from bonds.domain.postings.book import CaseBook
from bonds.models import Bond, Event
from bonds.services import accruing, posting
from bonds.services.settling import DueBeforeAcceptanceError, ReasonMissingError
from cases import services as cases
from cases.domain.next_step import NextStep
from sohos.core.euro import Euro, half_up
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


@transaction.atomic
def terminate_bond(
    *,
    actor: Actor,
    bond_id: int,
    reason: str,
    terminated_on: date,
    due_on: date,
    now: datetime,
    key: uuid.UUID | None = None,
) -> list[Event]:
    """End a contract early: nothing new is lent, running cases go as was agreed.

    Under `run_off` they go on as they were. Otherwise what was spent on each falls due
    on `due_on`, with its interest or without, whatever its outcome.

    Args:
        actor: the controller.
        bond_id: the bond.
        reason: why, in a few words without names.
        terminated_on: the day on which the contract ends.
        due_on: the day on which the municipality pays; interest runs until then.
        now: aware.
        key: of the request.

    Returns:
        The end itself and what it settled, in order of case id; of a request that was
        made before what that posted.

    Raises:
        NotAllowedError: the actor is no controller.
        NotFoundError: no such bond here.
        ReasonMissingError: `reason` is empty.
        DueBeforeAcceptanceError: `due_on` lies before `terminated_on`.
        BondTerminatedError: the contract ended before.
        UnspentMoneyError, DrawPendingError: money of a case that has to be settled is
            on the bank or on its way.
        BudgetExceededError: the interest budget has no room for the interest.
        KeyReusedError, DayInFutureError, NoContractError: see `posting`.
    """
    actor.require(Permission.BOND_ACCEPT)
    bond = selectors.bond_of(actor, bond_id=bond_id)
    act = posting.begin(
        "terminate_bond",
        actor=actor,
        bond=bond,
        on=terminated_on,
        now=now,
        key=key,
        arguments={"reason": reason, "due_on": due_on},
    )
    if posting.earlier(act):
        posted = selectors.events_of_request(bond, act.request_hash)
        return list(posted.exclude(kind=Kind.ACCRUED))
    if not reason.strip():
        raise ReasonMissingError("reason")
    if due_on < terminated_on:
        raise DueBeforeAcceptanceError(due_on.isoformat())
    terms = selectors.terms_on(bond, terminated_on)
    facts = {"reason": reason, "treatment": terms.early_termination}
    ended = posting.post(act, Kind.TERMINATED, facts=facts)
    if terms.early_termination is EarlyTermination.RUN_OFF:
        return [ended]
    at_risk = [
        case_id
        for case_id, money in selectors.money_by_case(bond).items()
        if money.book.at_risk
    ]
    return [ended, *(_settle(act, terms, one, due_on, ended.pk) for one in at_risk)]


def _settle(
    bond_act: posting.Act,
    terms: ContractTerms,
    case_id: int,
    due_on: date,
    ended_id: int,
) -> Event:
    act, bond = replace(bond_act, case_id=case_id), bond_act.bond
    money = selectors.money_of(bond, case_id=case_id)
    exact = selectors.exact_interest(terms, money, until=due_on)
    due = outcome.settled_early(terms, principal=money.book.spent, exact_interest=exact)
    cover = _cover(act, terms, due.interest_due, money.book.reserved)
    accruing.accrue(act, money.book, half_up(exact))
    book = selectors.case_book(bond, case_id=case_id)
    parts = _shares(book, cover.granted, bond)
    posted = settling.fell_due(
        bond.pk,
        book,
        principal=due.principal_due,
        interest=parts,
        cover=cover,
        event=Kind.SETTLED_EARLY,
    )
    facts = {
        "due_on": due_on.isoformat(),
        "interest": due.interest_due.cents,
        "cut": cover.cut.cents,
        "residuals": posting.residuals(parts),
    }
    amount = due.principal_due + cover.granted
    cases.await_step(actor=act.actor, case_id=case_id, step=NextStep.PAY, now=act.now)
    return posting.post(
        act,
        Kind.SETTLED_EARLY,
        posted,
        amount=amount,
        follows=ended_id,
        facts=facts,
        side=f"settled:{case_id}",
    )


def _shares(book: CaseBook, interest: Euro, bond: Bond) -> tuple[Part, ...]:
    residuals = selectors.residuals_of(bond, Kind.SETTLED_EARLY)
    return allocation.allocate(interest, allocation.holdings(book.at_risk, residuals))


def _cover(
    act: posting.Act, terms: ContractTerms, interest: Euro, reserved: Euro
) -> Cover:
    free = selectors.free_budget(act.bond)
    found = budget.cover(terms, interest=interest, reserved=reserved, free=free)
    if found.waits:
        raise BudgetExceededError(str(interest - reserved))
    return found
