"""From a day up to and including a day, or still going on (rule C50)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sohos.core.dates import require_past
from sohos.core.errors import DomainError

_A_DAY = timedelta(days=1)


class PeriodReversedError(DomainError):
    """Something ends on or after the day on which it began."""

    code = "period_reversed"


@dataclass(frozen=True, slots=True)
class Period:
    """From the first up to and including the last day; without a last day it runs."""

    from_on: date
    until_on: date | None = None

    def covers(self, day: date) -> bool:
        """Tell whether it runs on a day."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


@dataclass(frozen=True, slots=True)
class Step:
    """How many there are from a day on, until the next step."""

    on: date
    count: int


def check(period: Period, *, today: date) -> None:
    """Refuse a period that has not begun, or ends before it began.

    Args:
        period: a last day in the future is fine: an end may be agreed.
        today: the day on which it is written down.

    Raises:
        DayInFutureError: it begins after today.
        PeriodReversedError: the last day lies before the first.
    """
    require_past(period.from_on, today=today, field="from_on")
    if period.until_on is not None and period.until_on < period.from_on:
        raise PeriodReversedError


def running(periods: Iterable[Period], *, on: date) -> int:
    """Count the periods that run on a day."""
    return sum(period.covers(on) for period in periods)


def course(periods: Iterable[Period], *, today: date) -> tuple[Step, ...]:
    """Count over time how many periods run at once.

    Args:
        periods: in any order.
        today: the last day that is looked at.

    Returns:
        One step for each day up to today on which the number changes, in order; on
        the day after a last day there is one less.
    """
    changes: Counter[date] = Counter()
    for period in periods:
        changes[period.from_on] += 1
        if period.until_on is not None:
            changes[period.until_on + _A_DAY] -= 1
    steps, count = [], 0
    for on in sorted(day for day in changes if day <= today):
        if changes[on]:
            count += changes[on]
            steps.append(Step(on, count))
    return tuple(steps)


def peak(steps: Iterable[Step]) -> Step | None:
    """Return the first step with the highest count, if there is any step."""
    return max(steps, key=lambda step: (step.count, -step.on.toordinal()), default=None)


def reached(steps: Iterable[Step], count: int) -> date | None:
    """Return the first day on which there were at least so many, if ever."""
    return next((step.on for step in steps if step.count >= count), None)
