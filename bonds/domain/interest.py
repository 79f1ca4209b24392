"""Simple interest on a case, exact until it is rounded once (rules S3.1 to S3.5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from bonds.domain.contract import ContractTerms, InterestStart
from bonds.domain.day_count import DayCount, year_fraction
from sohos.core.errors import DomainError
from sohos.core.euro import ZERO, Euro, half_up


class MoreReturnedThanLentError(DomainError):
    """The movements of a case bring its principal below zero; names the day."""

    code = "more_returned_than_lent"


@dataclass(frozen=True, slots=True)
class Movement:
    """Money lent to a case on a day, or given back when negative."""

    day: date
    amount: Euro


def bearing(
    terms: ContractTerms,
    *,
    draws: Sequence[Movement],
    refunds: Sequence[Movement],
    spending: Sequence[Movement],
    case_started_on: date,
) -> tuple[Movement, ...]:
    """Say which movements carry interest, and from which day.

    With `case_start` a draw made before the case started counts from its start; a
    later one counts from the day the money was there. With `spend` only money that
    was spent counts.

    Args:
        terms: the contract; only `interest_start` is read.
        draws: what the bank received for this case, amounts above zero.
        refunds: what went back unspent, amounts above zero.
        spending: what was paid out of the project bank, amounts above zero.
        case_started_on: the day on which the case started.

    Returns:
        Movements in order of day, refunds negative.
    """
    if terms.interest_start is InterestStart.SPEND:
        return tuple(sorted(spending, key=lambda movement: movement.day))
    given_back = [Movement(refund.day, -refund.amount) for refund in refunds]
    moved = sorted([*draws, *given_back], key=lambda movement: movement.day)
    if terms.interest_start is InterestStart.DRAWDOWN:
        return tuple(moved)
    return tuple(
        Movement(max(movement.day, case_started_on), movement.amount)
        for movement in moved
    )


def exact_interest(
    movements: Sequence[Movement], *, until: date, rate: Fraction, basis: DayCount
) -> Fraction:
    """Compute the simple interest of one case up to a day, without rounding.

    Args:
        movements: of one case, in any order; those on or after `until` carry none.
        until: first day without interest.
        rate: per year, 4% is 4/100.
        basis: the day count of the contract.

    Returns:
        Exact euro cents, never negative.

    Raises:
        MoreReturnedThanLentError: the principal would fall below zero.
    """
    outstanding = ZERO
    earned = Fraction(0)
    for movement in sorted(movements, key=lambda one: (one.day, -one.amount.cents)):
        outstanding += movement.amount
        if outstanding < ZERO:
            raise MoreReturnedThanLentError(f"{movement.day:%Y-%m-%d}")
        if movement.day < until:
            years = year_fraction(movement.day, until, basis)
            earned += movement.amount.exact() * rate * years
    return earned


def interest_due(
    movements: Sequence[Movement], *, until: date, rate: Fraction, basis: DayCount
) -> Euro:
    """Round the interest of one case up to a day, once and half up.

    Args:
        movements: of one case, in any order.
        until: first day without interest.
        rate: per year.
        basis: the day count of the contract.

    Returns:
        Whole euro cents for the case as a whole.

    Raises:
        MoreReturnedThanLentError: the principal would fall below zero.
    """
    return half_up(exact_interest(movements, until=until, rate=rate, basis=basis))


def accrual(
    movements: Sequence[Movement],
    *,
    until: date,
    rate: Fraction,
    basis: DayCount,
    posted: Euro,
) -> Euro:
    """Compute what has to be accrued to reach the interest up to a day.

    Args:
        movements: of one case, in any order.
        until: first day without interest.
        rate: per year.
        basis: the day count of the contract.
        posted: everything accrued on this case before.

    Returns:
        Interest to date, rounded, less what was posted; accruals therefore add up
        to the interest due, whatever days were chosen in between.

    Raises:
        MoreReturnedThanLentError: the principal would fall below zero.
    """
    return interest_due(movements, until=until, rate=rate, basis=basis) - posted
