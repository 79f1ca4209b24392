"""Reads: what accepting a case comes to, before anything is posted."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from bonds.domain import budget, interest, outcome
from bonds.domain.budget import Cover
from bonds.domain.contract import ContractTerms
from bonds.domain.outcome import Outcome
from bonds.models import Bond
from bonds.selectors.agreements import terms_on
from bonds.selectors.ledger import CaseMoney, free_budget, money_of
from sohos.core.euro import Euro


@dataclass(frozen=True, slots=True)
class Settlement:
    """The outcome of a case on a due date, and how its interest is covered."""

    outcome: Outcome
    cover: Cover
    exact_interest: Fraction
    due_on: date


def settlement_of(
    bond: Bond, *, case_id: int, saving: Euro, accepted_on: date, due_on: date
) -> Settlement:
    """Work out what a case comes to with its validated saving.

    Args:
        bond: the bond of the case.
        case_id: the case.
        saving: municipal saving of the first plan year, as validated.
        accepted_on: the day whose contract version counts.
        due_on: first day without interest.

    Raises:
        NoContractError: no version is in force on `accepted_on`.
        CaseCapExceededError: more was spent than the contract repays for one case.
    """
    money = money_of(bond, case_id=case_id)
    terms = terms_on(bond, accepted_on)
    free = free_budget(bond)
    return settle(terms, money, saving=saving, free=free, due_on=due_on)


def settle(
    terms: ContractTerms, money: CaseMoney, *, saving: Euro, free: Euro, due_on: date
) -> Settlement:
    """Work out what a case comes to from what was read before.

    Args:
        terms: the contract that counts.
        money: balances and movements of the case.
        saving: municipal saving of the first plan year, as validated.
        free: interest budget that is neither reserved nor used.
        due_on: first day without interest.

    Raises:
        CaseCapExceededError: more was spent than the contract repays for one case.
    """
    exact = exact_interest(terms, money, until=due_on)
    reached = outcome.outcome_of(
        terms, saving=saving, principal=money.book.spent, exact_interest=exact
    )
    covered = budget.cover(
        terms, interest=reached.interest_due, reserved=money.book.reserved, free=free
    )
    return Settlement(reached, covered, exact, due_on)


def exact_interest(terms: ContractTerms, money: CaseMoney, *, until: date) -> Fraction:
    """Return the interest of a case up to a day in exact cents, without rounding.

    Args:
        terms: the contract that counts.
        money: balances and movements of the case.
        until: first day without interest.
    """
    moved = money.movements
    bearing = interest.bearing(
        terms,
        draws=moved.draws,
        refunds=moved.refunds,
        spending=moved.spending,
        case_started_on=moved.started_on or until,
    )
    return interest.exact_interest(
        bearing, until=until, rate=terms.rate, basis=terms.day_count
    )
