"""Calendar rules in the Netherlands: the local day of a moment, months ahead."""

import calendar
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sohos.core.errors import DomainError

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


class DayInFutureError(DomainError):
    """What has happened lies today or before; the argument names the field."""

    code = "day_in_future"


def require_past(day: date, *, today: date, field: str) -> None:
    """Refuse a day after `today` for something that is said to have happened.

    Raises:
        DayInFutureError: the day is still to come; carries `field`.
    """
    if day > today:
        raise DayInFutureError(field)


def local_day(moment: datetime) -> date:
    """Return the day in Europe/Amsterdam on which an aware moment falls."""
    return moment.astimezone(AMSTERDAM).date()


def add_months(day: date, months: int) -> date:
    """Move a day by whole months, to the last day where the month is shorter.

    Args:
        day: the day to start from.
        months: how many months ahead; negative moves back.

    Returns:
        The day; 31 January plus one month is 28 or 29 February.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def jaargrens(adopted_on: date) -> date:
    """Return the first day on which a plan's year may be realised: 12 months on."""
    return end_of_plan_year(adopted_on, 1)


def end_of_plan_year(adopted_on: date, year: int) -> date:
    """Return the first day on which plan year 1, 2, … may be measured."""
    return add_months(adopted_on, 12 * year)
