"""An intake and outcome scenario for the contract calculator (rules S11.1, S11.2)."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from bonds.domain.budget import MONTHS_A_YEAR
from bonds.domain.contract import (
    ALMELO_SAVING,
    FORESEEABLE_YEARS,
    ContractTerms,
    InterestEnd,
)
from bonds.domain.interest import Movement, exact_interest
from bonds.domain.outcome import Outcome, outcome_of
from sohos.core.dates import add_months
from sohos.core.errors import DomainError
from sohos.core.euro import ZERO, Euro

LONGEST_MONTHS = 10 * MONTHS_A_YEAR
LONGEST_PAYMENT_DAYS = 365
MOST_YEARS = 30
MOST_HOUSEHOLDS = 10_000
MOST_EURO = Euro(10**14)


class IntakePattern(StrEnum):
    """When in a year households start."""

    JANUARY = "1_january"
    MONTHLY = "monthly_even"


class ScenarioInvalidError(DomainError):
    """A field of the scenario has no meaning; the argument names it."""

    code = "scenario_invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """An intake and outcome scenario; the defaults are the plan of Almelo.

    `intake` is the number of households per year from `first_year` on, `months` how
    long a case is outstanding, `success` the share of cases that reach their saving
    and `saving` the municipal saving of such a household per year. The municipality
    pays `payment_days` after a case fell due.
    """

    terms: ContractTerms = field(default_factory=ContractTerms)
    first_year: int = 2019
    intake: tuple[int, ...] = (125, 125, 125)
    pattern: IntakePattern = IntakePattern.JANUARY
    months: int = 12
    success: Fraction = Fraction(1)
    saving: Euro = ALMELO_SAVING
    payment_days: int = 0

    def __post_init__(self) -> None:
        conditions = (
            ("first_year", self.first_year in FORESEEABLE_YEARS),
            ("intake", _is_intake(self.intake)),
            ("months", self.months in range(1, LONGEST_MONTHS + 1)),
            ("success", 0 <= self.success <= 1),
            ("saving", ZERO <= self.saving <= MOST_EURO),
            ("payment_days", self.payment_days in range(LONGEST_PAYMENT_DAYS + 1)),
        )
        for name, holds in conditions:
            if not holds:
                raise ScenarioInvalidError(name)


@dataclass(frozen=True, slots=True)
class Cohort:
    """Households that start on one day, fall due on one and are paid on one."""

    starts_on: date
    due_on: date
    paid_on: date
    households: int


def cohorts(scenario: Scenario) -> tuple[Cohort, ...]:
    """Spread the intake over the starting days of its pattern.

    Returns:
        Cohorts of at least one household in order of start; an even intake starts on
        the first of each month, and any month's running count is the whole part of
        its exact share of the year.
    """
    found: list[Cohort] = []
    for offset, households in enumerate(scenario.intake):
        year = scenario.first_year + offset
        sizes = [households]
        if scenario.pattern is IntakePattern.MONTHLY:
            marks = [households * m // MONTHS_A_YEAR for m in range(MONTHS_A_YEAR + 1)]
            sizes = [after - before for before, after in pairwise(marks)]
        for month, size in enumerate(sizes, start=1):
            starts_on = date(year, month, 1)
            if size:
                due_on = add_months(starts_on, scenario.months)
                paid_on = due_on + timedelta(days=scenario.payment_days)
                found.append(Cohort(starts_on, due_on, paid_on, size))
    return tuple(found)


def case_outcome(
    scenario: Scenario, cohort: Cohort, until: date | None = None
) -> Outcome:
    """Say what one case of a cohort comes to when it reaches its saving.

    Args:
        scenario: contract, intake and outcome; its success rate is not read.
        cohort: when the case starts and ends.
        until: the interest is counted to this day, or to its end if that is earlier.

    Returns:
        The outcome under the rule of the contract, as a settlement works it out.
    """
    terms = scenario.terms
    is_paid_for = terms.interest_end is InterestEnd.PAYMENT_DATE
    end = cohort.paid_on if is_paid_for else cohort.due_on
    exact = exact_interest(
        [Movement(cohort.starts_on, terms.case_cap)],
        until=end if until is None else min(until, end),
        rate=terms.rate,
        basis=terms.day_count,
    )
    return outcome_of(
        terms, saving=scenario.saving, principal=terms.case_cap, exact_interest=exact
    )


def _is_intake(intake: tuple[int, ...]) -> bool:
    is_sound = len(intake) <= MOST_YEARS and all(count >= 0 for count in intake)
    return is_sound and 0 < sum(intake) <= MOST_HOUSEHOLDS
