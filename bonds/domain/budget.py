"""The interest budget: reserve, cover, queue or truncate (rules S6.1 to S6.5)."""

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from bonds.domain.contract import CapBehaviour, ContractTerms
from bonds.domain.interest import Movement, interest_due
from sohos.core.dates import add_months
from sohos.core.errors import DomainError
from sohos.core.euro import ZERO, Euro

MONTHS_A_YEAR = 12


class BudgetExceededError(DomainError):
    """The interest budget has no room for this reservation; names the shortage."""

    code = "budget_exceeded"


@dataclass(frozen=True, slots=True)
class Cover:
    """How interest is covered: `granted` = what comes from reserve and from free.

    `released` is the rest of the reservation, `cut` what a truncating contract does
    not pay, and a case that waits has nothing granted at all.
    """

    granted: Euro
    from_reserve: Euro
    from_free: Euro
    released: Euro
    cut: Euro
    waits: bool = field(kw_only=True)


def reservation(terms: ContractTerms, *, draw: Euro, drawn_on: date) -> Euro:
    """Estimate the interest that a draw will need, to reserve it.

    Args:
        terms: the contract; its `reservation_months` say how long a draw is expected
            to be outstanding.
        draw: euro cents.
        drawn_on: the expected day of the draw.

    Returns:
        Whole euro cents.
    """
    until = add_months(drawn_on, terms.reservation_months)
    drawn = [Movement(drawn_on, draw)]
    return interest_due(drawn, until=until, rate=terms.rate, basis=terms.day_count)


def check_reservation(terms: ContractTerms, *, amount: Euro, free: Euro) -> None:
    """Refuse a reservation for which a hard budget has no room.

    Args:
        terms: the contract.
        amount: what has to be reserved.
        free: what is neither reserved nor used.

    Raises:
        BudgetExceededError: the cap is hard and `amount` is above `free`.
    """
    if terms.interest_total_is_hard and amount > free:
        raise BudgetExceededError(str(amount - free))


def cover(terms: ContractTerms, *, interest: Euro, reserved: Euro, free: Euro) -> Cover:
    """Cover the interest of a case from its reservation and then from what is free.

    Args:
        terms: the contract.
        interest: what the case has to be paid.
        reserved: what is reserved for this case.
        free: what is neither reserved nor used; negative counts as nothing.

    Returns:
        The cover. With too little room a hard cap makes the case wait (`queue`) or
        pays what there is (`truncate`); a cap that is only a signal pays in full.
    """
    from_reserve = min(interest, reserved)
    wanted = interest - from_reserve
    room = max(free, ZERO)
    if wanted <= room or not terms.interest_total_is_hard:
        rest = reserved - from_reserve
        return Cover(interest, from_reserve, wanted, rest, ZERO, waits=False)
    if terms.cap_behaviour is CapBehaviour.QUEUE:
        return Cover(ZERO, ZERO, ZERO, ZERO, ZERO, waits=True)
    return Cover(reserved + room, reserved, room, ZERO, wanted - room, waits=False)


def month_price(case_amount: Euro, rate: Fraction) -> Fraction:
    """Return the interest of one household for one month, in exact euro cents."""
    return case_amount.exact() * rate / MONTHS_A_YEAR


def household_months(budget: Euro, *, case_amount: Euro, rate: Fraction) -> Fraction:
    """Express an interest budget in months that one household may be outstanding.

    Args:
        budget: the interest budget, or what is left of it.
        case_amount: what is lent for one household.
        rate: per year, above zero.

    Returns:
        Months, exact; 72,000 at 4% on 4,800 is 4,500.
    """
    return budget.exact() / month_price(case_amount, rate)


def is_above_year_signal(terms: ContractTerms, *, interest_of_year: Euro) -> bool:
    """Tell whether a year's interest passes the amount at which people are warned."""
    return interest_of_year > terms.interest_year_signal
