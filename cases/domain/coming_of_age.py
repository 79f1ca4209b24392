"""The birthdays on which rights change: 12, 16 and 18 (rule C35)."""

from collections.abc import Iterator
from datetime import date, timedelta

# The age, and how many days ahead somebody should hear of it.
AGES = {12: 28, 16: 28, 18: 182}
# A birthday that was missed is still told within this many days.
_AFTERWARDS = timedelta(days=60)


def birthday(born_on: date, *, age: int) -> date:
    """Return the day on which somebody reaches an age; born on 29 February, 1 March."""
    try:
        return born_on.replace(year=born_on.year + age)
    except ValueError:
        return date(born_on.year + age, 3, 1)


def ages_to_tell(born_on: date, *, today: date) -> Iterator[tuple[int, date]]:
    """Give the ages of which somebody should hear today, with their birthdays.

    Args:
        born_on: the day of birth.
        today: the day in Amsterdam.

    Yields:
        An age and the day on which it is reached, youngest age first.
    """
    for age, ahead in AGES.items():
        on = birthday(born_on, age=age)
        if on - timedelta(days=ahead) <= today <= on + _AFTERWARDS:
            yield age, on


def births_to_look_at(today: date) -> list[tuple[date, date]]:
    """Return periods of birth that hold everybody of `ages_to_tell`, by age."""
    margin = timedelta(days=1)
    return [
        (
            _years_before(today - _AFTERWARDS, age) - margin,
            _years_before(today + timedelta(days=ahead), age) + margin,
        )
        for age, ahead in AGES.items()
    ]


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)
