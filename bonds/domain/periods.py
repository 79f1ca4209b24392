"""Months of the ledger: what is closed stays as it was reported (rules S7.9, S7.10)."""

from datetime import date, timedelta

from sohos.core.dates import add_months
from sohos.core.errors import DomainError


class MonthNotOverError(DomainError):
    """Only a month that is over can be closed; names its last day."""

    code = "month_not_over"


class PeriodClosedError(DomainError):
    """The day lies in a closed month; names the last closed day."""

    code = "period_closed"


def last_day_of_month(day: date) -> date:
    """Return the last day of the month in which a day lies."""
    return add_months(day.replace(day=1), 1) - timedelta(days=1)


def next_to_close(closed_through: date | None, *, first: date, today: date) -> date:
    """Return the last day of the month that is the next to be closed.

    Args:
        closed_through: the last closed day, if any.
        first: the day on which the contract starts.
        today: the day on which that is asked.

    Returns:
        The last day of the first month that is open and over; without one, that of
        the month in which `today` lies.
    """
    begin = closed_through + timedelta(days=1) if closed_through else first
    return min(last_day_of_month(begin), last_day_of_month(today))


def check_close(day: date, *, closed_through: date | None, today: date) -> None:
    """Refuse to close a month that is not over, or was closed before.

    Args:
        day: the last day of the month.
        closed_through: the last closed day, if any.
        today: the day on which it is closed.

    Raises:
        MonthNotOverError: `today` is not after `day`.
        PeriodClosedError: the month was closed before.
    """
    if day >= today:
        raise MonthNotOverError(day.isoformat())
    if closed_through is not None and day <= closed_through:
        raise PeriodClosedError(closed_through.isoformat())
