"""Plan time: months since the reference date, and what falls in which year (rule 3)."""

import math
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache

from kba.domain.lines import CostLine
from sohos.core.bills import Per
from sohos.core.dates import add_months

MONTHS_PER_YEAR = 12
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of plan time in months since the reference date.

    A one-off event is a span without length; its whole amount falls at `start`.
    """

    start: Fraction
    end: Fraction

    @property
    def is_moment(self) -> bool:
        """Say whether this is a one-off event."""
        return self.start == self.end

    def months_between(self, start: int | Fraction, end: int | Fraction) -> Fraction:
        """Return how many months of this span lie between two moments."""
        low = max(self.start, Fraction(start))
        high = min(self.end, Fraction(end))
        return high - low if high > low else Fraction(0)

    def within_year(self, year: int) -> "Span":
        """Return the part of this span in plan year `year`, which must not be empty."""
        first = Fraction((year - 1) * MONTHS_PER_YEAR)
        return Span(max(self.start, first), min(self.end, first + MONTHS_PER_YEAR))


@dataclass(frozen=True, slots=True)
class Stretch:
    """A span with its months per plan year, in whole parts of `per_month` a month."""

    span: Span
    months: tuple[int, ...]
    per_month: int


def plan_year(moment: Fraction) -> int:
    """Return the plan year (1, 2, …) in which a moment in months falls."""
    return int(moment // MONTHS_PER_YEAR) + 1


def moment_of(day: date, *, reference_on: date) -> Fraction:
    """Place a day in plan time (rule 3.1).

    Args:
        day: the day whose start is meant.
        reference_on: the first day of plan year 1.

    Returns:
        Months since the reference date; a part of a plan month counts by its days.
    """
    whole = (day.year - reference_on.year) * MONTHS_PER_YEAR
    whole += day.month - reference_on.month
    if add_months(reference_on, whole) > day:
        whole -= 1
    opening = add_months(reference_on, whole)
    if day == opening:
        return Fraction(whole)
    length = add_months(reference_on, whole + 1) - opening
    return whole + Fraction((day - opening).days, length.days)


def span_of(line: CostLine, *, reference_on: date, horizon_years: int) -> Span:
    """Return the plan time in which a line runs, cut to the horizon (rule 3.2).

    Args:
        line: any line; its last day is included.
        reference_on: the first day of plan year 1.
        horizon_years: number of plan years.

    Returns:
        The span; its end does not come before its start, so a line that lies outside
        the horizon has no length.
    """
    return stretch(
        line.first_on,
        line.last_on,
        line.per is Per.ONCE,
        reference_on,
        horizon_years,
    ).span


@lru_cache(maxsize=4096)
def stretch(
    first_on: date,
    last_on: date | None,
    is_once: bool,  # noqa: FBT001
    reference_on: date,
    horizon_years: int,
) -> Stretch:
    """Return where something runs, and for how long in each plan year (rule 3.2).

    Args:
        first_on: the first day.
        last_on: the last day, included; None runs to the horizon.
        is_once: it happens wholly on its first day.
        reference_on: the first day of plan year 1.
        horizon_years: number of plan years.

    Returns:
        What `span_of` says, with the months of each plan year.
    """
    begin = moment_of(first_on, reference_on=reference_on)
    if is_once:
        return months_of(Span(begin, begin), horizon_years)
    horizon = Fraction(horizon_years * MONTHS_PER_YEAR)
    end = horizon
    if last_on is not None:
        after = moment_of(last_on + _ONE_DAY, reference_on=reference_on)
        end = min(horizon, after)
    begin = max(begin, Fraction(0))
    return months_of(Span(begin, max(begin, end)), horizon_years)


@lru_cache(maxsize=4096)
def months_of(span: Span, horizon_years: int) -> Stretch:
    """Count the months of a span per plan year (rule 3.2).

    Args:
        span: any; a moment counts as one in the plan year in which it falls.
        horizon_years: number of plan years.

    Returns:
        The stretch.
    """
    if span.is_moment:
        happens = plan_year(span.start)
        counts = tuple(int(year == happens) for year in range(1, horizon_years + 1))
        return Stretch(span, counts, 1)
    months = [
        span.months_between(first, first + MONTHS_PER_YEAR)
        for first in range(0, horizon_years * MONTHS_PER_YEAR, MONTHS_PER_YEAR)
    ]
    common = math.lcm(*(each.denominator for each in months))
    return Stretch(span, tuple(int(each * common) for each in months), common)


def quantity_per_month(line: CostLine, *, weeks_per_year: int) -> Fraction:
    """Return units per plan month; of a one-off line its whole quantity (rule 3.3).

    Args:
        line: any line.
        weeks_per_year: 50 or 52, stated by the KBA.

    Returns:
        Exact units.
    """
    numerator, denominator = rhythm(line.per, weeks_per_year=weeks_per_year)
    return line.quantity * numerator / denominator


def rhythm(per: Per, *, weeks_per_year: int) -> tuple[int, int]:
    """Return how often a quantity counts in a plan month, as a quotient (rule 3.3)."""
    if per is Per.WEEK:
        return weeks_per_year, MONTHS_PER_YEAR
    if per is Per.YEAR:
        return 1, MONTHS_PER_YEAR
    return 1, 1
