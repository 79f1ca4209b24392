"""What is still to come of a bond, and when its interest budget runs out (rule S6.6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import median_low

from bonds.domain import budget
from bonds.domain.contract import ContractTerms
from sohos.core.dates import add_months
from sohos.core.euro import Euro

MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Coming:
    """Principal and interest that are expected to fall due on a day, in exact cents."""

    on: date
    principal: Fraction
    interest: Fraction


@dataclass(frozen=True, slots=True)
class Waited:
    """How long a step took: of how many households, and half of them at most."""

    households: int
    median_days: int | None


def intake(
    terms: ContractTerms, *, starts_a_year: int, today: date
) -> tuple[Coming, ...]:
    """Expect as many starts a month as in the past year, until the contract ends.

    Args:
        terms: the contract.
        starts_a_year: households that started in the twelve months before `today`.
        today: the first start is a month later.

    Returns:
        Per month of start what falls due `reservation_months` later, in order.
    """
    found: list[Coming] = []
    share = Fraction(starts_a_year, MONTHS_A_YEAR)
    starts_on = add_months(today, 1)
    while share and starts_on <= terms.ends_on:
        reserved = budget.reservation(terms, draw=terms.case_cap, drawn_on=starts_on)
        found.append(
            Coming(
                add_months(starts_on, terms.reservation_months),
                share * terms.case_cap.exact(),
                share * reserved.exact(),
            )
        )
        starts_on = add_months(today, len(found) + 1)
    return tuple(found)


def breach_on(room: Euro, coming: Iterable[Coming]) -> date | None:
    """Return the day on which expected interest passes what is left, if it does.

    Args:
        room: interest budget that no case has used yet.
        coming: in any order.
    """
    rest = room.exact()
    for one in sorted(coming, key=lambda each: each.on):
        rest -= one.interest
        if rest < 0:
            return one.on
    return None


def waited(days: Iterable[int]) -> Waited:
    """Tell how long a step took for those that took it."""
    known = list(days)
    return Waited(len(known), median_low(known) if known else None)
