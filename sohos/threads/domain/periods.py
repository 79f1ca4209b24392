"""Which days are published together (rule R5)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sohos.core.dates import add_months

LEAST_HOUSEHOLDS = 10


@dataclass(frozen=True, slots=True)
class Period:
    """Whole quarters, the first and the last day included."""

    first: date
    last: date

    @property
    def quarters(self) -> int:
        """How many quarters are in it."""
        months = (self.last.year - self.first.year) * 12 + self.last.month
        return (months - self.first.month + 1) // 3


def quarter_of(day: date) -> Period:
    """Return the quarter in which a day falls."""
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return Period(first, add_months(first, 3) - timedelta(days=1))


def periods_due(
    households: Mapping[date, int], *, published_until: date | None, today: date
) -> Iterator[Period]:
    """List the periods that can be published now, in order.

    A quarter that is over is published when enough households are in it; otherwise it
    waits and is published together with the next.

    Args:
        households: how many households had their plan adopted on each day.
        published_until: the last day that was published, if any was.
        today: the day on which is published.
    """
    left = sorted(day for day in households if _is_after(day, published_until))
    if not left:
        return
    first = (
        quarter_of(left[0]).first
        if published_until is None
        else published_until + timedelta(days=1)
    )
    quarter, found = quarter_of(first), 0
    while quarter.last < today:
        found += sum(
            households[day] for day in left if quarter.first <= day <= quarter.last
        )
        if found >= LEAST_HOUSEHOLDS:
            yield Period(first, quarter.last)
            first, found = quarter.last + timedelta(days=1), 0
        quarter = quarter_of(quarter.last + timedelta(days=1))


def _is_after(day: date, published_until: date | None) -> bool:
    return published_until is None or day > published_until
