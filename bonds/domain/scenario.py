"""An intake and outcome scenario for the contract calculator (rules S11.1, S11.2)."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from bonds.domain.budget import MONTHS_A_YEAR
from bonds.domain.contract import ALMELO_SAVING, ContractTerms
from bonds.domain.interest import Movement, interest_due
from sohos.core.dates import add_months
from sohos.core.errors import DomainError
from sohos.core.euro import ZERO, Euro

FORESEEABLE_YEARS = range(1900, 2200)
LONGEST_MONTHS = 10 * MONTHS_A_YEAR


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
    long a case is outstanding, `success` the share of cases that is repaid and
    `saving` the municipal saving of a household per year.
    """

    terms: ContractTerms = field(default_factory=ContractTerms)
    first_year: int = 2019
    intake: tuple[int, ...] = (125, 125, 125)
    pattern: IntakePattern = IntakePattern.JANUARY
    months: int = 12
    success: Fraction = Fraction(1)
    saving: Euro = ALMELO_SAVING

    def __post_init__(self) -> None:
        conditions = (
            ("first_year", self.first_year in FORESEEABLE_YEARS),
            ("intake", sum(self.intake) > 0 and min(self.intake) >= 0),
            ("months", self.months in range(1, LONGEST_MONTHS + 1)),
            ("success", 0 <= self.success <= 1),
            ("saving", self.saving >= ZERO),
        )
        for name, holds in conditions:
            if not holds:
                raise ScenarioInvalidError(name)


@dataclass(frozen=True, slots=True)
class Cohort:
    """Households that start on one day and fall due on one day."""

    starts_on: date
    due_on: date
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
                found.append(Cohort(starts_on, due_on, size))
    return tuple(found)


def case_interest(
    scenario: Scenario, cohort: Cohort, until: date | None = None
) -> Euro:
    """Return the interest of one case of a cohort, to a day or to its due date."""
    end = cohort.due_on if until is None else min(until, cohort.due_on)
    terms = scenario.terms
    lent = [Movement(cohort.starts_on, scenario.terms.case_cap)]
    return interest_due(lent, until=end, rate=terms.rate, basis=terms.day_count)
