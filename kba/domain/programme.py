"""A programme as a KBA: intake over the years, published figures beside ours (rule 12)."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from kba.domain.problems import Problem, refuse
from kba.domain.timing import MONTHS_PER_YEAR
from sohos.core.euro import ZERO, Euro, half_up


class IntakeTiming(StrEnum):
    """When in their year the households of a cohort start."""

    EVEN = "gelijkmatig"
    MONTHLY_START = "begin van de maand"
    MONTHLY_MID = "midden van de maand"
    MONTHLY_END = "eind van de maand"
    YEAR_START = "1 januari"


_FIRST_YEAR_SHARE = {
    IntakeTiming.EVEN: Fraction(1, 2),
    IntakeTiming.MONTHLY_START: Fraction(sum(range(1, 13)), MONTHS_PER_YEAR**2),
    IntakeTiming.MONTHLY_MID: Fraction(sum(range(1, 24, 2)), 2 * MONTHS_PER_YEAR**2),
    IntakeTiming.MONTHLY_END: Fraction(sum(range(12)), MONTHS_PER_YEAR**2),
    IntakeTiming.YEAR_START: Fraction(1),
}


@dataclass(frozen=True, slots=True)
class Intake:
    """Households per calendar year and what each saves per year, in euro cents."""

    cohorts: tuple[tuple[int, int], ...]
    timing: IntakeTiming
    saving_per_household: Euro
    through_year: int

    def __post_init__(self) -> None:
        years = [year for year, _ in self.cohorts]
        faults = []
        if not years or sorted(set(years)) != years:
            faults.append(Problem("cohorts", "years_not_ascending"))
        elif not years[0] <= self.through_year <= years[-1] + 60:
            faults.append(Problem("through_year", "out_of_range"))
        if any(households < 0 for _, households in self.cohorts):
            faults.append(Problem("cohorts", "negative"))
        refuse(faults)


@dataclass(frozen=True, slots=True)
class ProgrammeYear:
    """Expected from intake, and proven twelve months later: always both."""

    year: int
    household_years: Fraction
    expected: Euro
    cumulative: Euro
    proven: Euro


class Wording(StrEnum):
    """How a published figure was worded."""

    EXACT = "precies"
    ABOUT = "ongeveer"
    OVER = "ruim"


@dataclass(frozen=True, slots=True)
class Published:
    """A figure from a source, with the products from which it can be recomputed.

    `rounding_unit` is the smallest step in which the source speaks: "1,2 miljoen"
    has a unit of 100,000 euro.
    """

    key: str
    label: str
    amount: Euro
    wording: Wording
    rounding_unit: Euro
    source: str
    built_from: tuple[tuple[Fraction, Euro], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Published and recomputed beside each other; `is_reported` when they differ."""

    published: Published
    low: Euro
    high: Euro
    recomputed: Euro
    difference: Euro
    is_reported: bool


@dataclass(frozen=True, slots=True)
class Ratio:
    """An amount or a number per unit, such as euro per household."""

    key: str
    label: str
    numerator: Fraction
    denominator: Fraction

    def __post_init__(self) -> None:
        if self.denominator <= 0:
            refuse([Problem("denominator", "not_above_zero")])

    @property
    def value(self) -> Fraction:
        """Return the exact quotient."""
        return self.numerator / self.denominator


@dataclass(frozen=True, slots=True)
class Programme:
    """What a programme's document holds beside its cost lines."""

    intake: Intake | None = None
    published: tuple[Published, ...] = ()
    ratios: tuple[Ratio, ...] = ()


def years_of(intake: Intake) -> tuple[ProgrammeYear, ...]:
    """Spread the intake over calendar years (rules 12.1 and 12.2).

    Args:
        intake: cohorts, their timing, and the yearly saving of one household.

    Returns:
        Every calendar year from the first cohort on, in order. A household counts
        from its intake; what it saves is proven at its jaargrens, a year later.
    """
    found: list[ProgrammeYear] = []
    cumulative = previous = ZERO
    for year in range(intake.cohorts[0][0], intake.through_year + 1):
        household_years = _household_years(intake, year)
        expected = half_up(household_years * intake.saving_per_household.cents)
        cumulative += expected
        found.append(
            ProgrammeYear(year, household_years, expected, cumulative, previous)
        )
        previous = expected
    return tuple(found)


def compare(published: Published) -> Comparison:
    """Recompute a published figure (rule 12.3).

    Args:
        published: the figure and the products that should give it.

    Returns:
        The interval that the words allow, our figure, and whether the difference
        from the published one is larger than half a rounding unit.
    """
    exact = sum(
        (quantity * price.cents for quantity, price in published.built_from),
        Fraction(0),
    )
    recomputed = half_up(exact)
    difference = recomputed - published.amount
    low, high = _interval(published)
    return Comparison(
        published,
        low,
        high,
        recomputed,
        difference,
        is_reported=2 * abs(difference.cents) > published.rounding_unit.cents,
    )


def _interval(published: Published) -> tuple[Euro, Euro]:
    """From low, included, up to high, not included; equal for an exact figure."""
    amount, unit = published.amount, published.rounding_unit
    if published.wording is Wording.OVER:
        return amount, amount + unit
    if published.wording is Wording.ABOUT:
        half = half_up(Fraction(unit.cents, 2))
        return amount - half, amount + half
    return amount, amount


def _household_years(intake: Intake, year: int) -> Fraction:
    share = _FIRST_YEAR_SHARE[intake.timing]
    return sum(
        (
            Fraction(households) * (share if start == year else 1)
            for start, households in intake.cohorts
            if start <= year
        ),
        Fraction(0),
    )
