"""Plan time: months since the reference date, and what falls in which year (rule 3)."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from kba.domain.lines import CostLine
from kba.domain.vocabulary import Per
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
    begin = moment_of(line.first_on, reference_on=reference_on)
    if line.per is Per.ONCE:
        return Span(begin, begin)
    horizon = Fraction(horizon_years * MONTHS_PER_YEAR)
    end = horizon
    if line.last_on is not None:
        after = moment_of(line.last_on + _ONE_DAY, reference_on=reference_on)
        end = min(horizon, after)
    begin = max(begin, Fraction(0))
    return Span(begin, max(begin, end))


def quantity_per_month(line: CostLine, *, weeks_per_year: int) -> Fraction:
    """Return units per plan month; of a one-off line its whole quantity (rule 3.3).

    Args:
        line: any line.
        weeks_per_year: 50 or 52, stated by the KBA.

    Returns:
        Exact units.
    """
    if line.per is Per.WEEK:
        return line.quantity * weeks_per_year / MONTHS_PER_YEAR
    if line.per is Per.YEAR:
        return line.quantity / MONTHS_PER_YEAR
    return line.quantity
