"""What is read off a programme beside its ledgers: timing, payback, present values."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from kba.domain import programme as programmes
from kba.domain import welfare
from kba.domain.discount_tables import table_on
from kba.domain.discounting import Convention, Discounting
from kba.domain.inputs import KbaInput
from kba.domain.programme import Intake, IntakeTiming, Programme, ProgrammeYear
from kba.domain.result import Result
from kba.domain.timing import MONTHS_PER_YEAR
from kba.domain.vocabulary import Role
from kba.domain.welfare import Balance
from sohos.core.euro import Euro, half_up, total

INTEREST = Fraction(4, 100)
MOST_YEARS = 10
WAYS = tuple(
    Discounting(table_on(since), convention)
    for convention in (Convention.MID_YEAR, Convention.END_OF_YEAR)
    for since in (date(2021, 1, 1), date(2026, 1, 1))
)


@dataclass(frozen=True, slots=True)
class HouseholdPayback:
    """When one household has earned back what it took, in months from its intake."""

    cost: Euro
    months: Fraction
    months_with_interest: Fraction


@dataclass(frozen=True, slots=True)
class PresentYear:
    """The financial present value of the first `years` plan years, one per way."""

    years: int
    balances: tuple[Balance, ...]


@dataclass(frozen=True, slots=True)
class ProgrammeFigures:
    """Expected and proven years, other intakes, payback of one, present values."""

    years: tuple[ProgrammeYear, ...]
    first_years: tuple[tuple[IntakeTiming, Euro], ...]
    household: HouseholdPayback | None
    present: tuple[PresentYear, ...]


def figures_of(kba: KbaInput, result: Result, programme: Programme) -> ProgrammeFigures:
    """Read the figures of a programme (rules 12.1, 12.2, 12.4 and 12.5).

    Args:
        kba: the input.
        result: what `evaluate` made of it.
        programme: its own figures; without an intake only present values are read.

    Returns:
        All figures; money in euro cents.
    """
    intake = programme.intake
    return ProgrammeFigures(
        years=programmes.years_of(intake) if intake else (),
        first_years=_first_years(intake) if intake else (),
        household=_household(result, intake) if intake else None,
        present=present_years(kba, result),
    )


def present_years(
    kba: KbaInput, result: Result, ways: Sequence[Discounting] = WAYS
) -> tuple[PresentYear, ...]:
    """Discount the first years in several ways (rule 12.5).

    Args:
        kba: the input; its own way of discounting is left aside.
        result: what `evaluate` made of it.
        ways: tables with a convention of timing.

    Returns:
        Estimates, one entry per number of plan years: up to ten, and all of them.
    """
    horizon = kba.horizon_years
    counts = dict.fromkeys([*range(1, min(horizon, MOST_YEARS) + 1), horizon])
    found = []
    for count in counts:
        values = [replace(each, years=each.years[:count]) for each in result.lines]
        ledgers = (welfare.present_estimate(values, how, count) for how in ways)
        found.append(PresentYear(count, tuple(each.financial for each in ledgers)))
    return tuple(found)


def _first_years(intake: Intake) -> tuple[tuple[IntakeTiming, Euro], ...]:
    """Return what the first year would save under each timing of the same intake."""
    return tuple(
        (timing, programmes.years_of(replace(intake, timing=timing))[0].expected)
        for timing in IntakeTiming
    )


def _household(result: Result, intake: Intake) -> HouseholdPayback | None:
    """Divide the effort over all households (rule 12.4)."""
    households = sum(count for _, count in intake.cohorts)
    saving = intake.saving_per_household.cents
    effort = total(each.gross for each in result.lines if each.line.role is Role.PLAN)
    if households <= 0 or saving <= 0 or not effort:
        return None
    cost = Fraction(effort.cents, households)
    months = cost * MONTHS_PER_YEAR / saving
    return HouseholdPayback(half_up(cost), months, months * (1 + INTEREST))
