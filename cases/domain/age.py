"""How old somebody is (rule C13)."""

from datetime import date


def age(born_on: date, *, on: date) -> int:
    """Return the whole years between a birth and a day; born on 29 February, 1 March.

    Args:
        born_on: the day of birth.
        on: a day on or after it.
    """
    before_birthday = (on.month, on.day) < (born_on.month, born_on.day)
    return on.year - born_on.year - before_birthday
