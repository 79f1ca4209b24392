"""Fractions of a year between two days (rules S2.1 to S2.4)."""

import calendar
from datetime import date
from enum import StrEnum
from fractions import Fraction

from sohos.core.errors import DomainError


class DayCount(StrEnum):
    """How days become a fraction of a year."""

    THIRTY_E_360 = "30E/360"
    ACT_365F = "ACT/365F"
    ACT_ACT_ISDA = "ACT/ACT-ISDA"


class PeriodReversedError(DomainError):
    """A period ends before it starts."""

    code = "period_reversed"


def year_fraction(start: date, end: date, basis: DayCount) -> Fraction:
    """Measure a period in years, start inclusive and end exclusive.

    Each basis gives a day a position in time and a period the difference of two
    positions, so that adjoining periods add up exactly.

    Args:
        start: first day that counts.
        end: first day that no longer counts.
        basis: the convention of the contract.

    Returns:
        The exact fraction of a year, zero or more.

    Raises:
        PeriodReversedError: `end` lies before `start`.
    """
    if end < start:
        raise PeriodReversedError(f"{start:%Y-%m-%d}/{end:%Y-%m-%d}")
    return _position(end, basis) - _position(start, basis)


def year_parts(start: date, end: date, basis: DayCount) -> tuple[tuple[int, int], ...]:
    """Write a period as people check it: days and the length of their year.

    Args:
        start: first day that counts.
        end: first day that no longer counts, not before `start`.
        basis: the convention of the contract.

    Returns:
        Pairs such as (292, 365) and (91, 366) whose quotients add up to
        `year_fraction`, ordinary years first; nothing for an empty period.
    """
    lengths = {DayCount.THIRTY_E_360: (360,), DayCount.ACT_365F: (365,)}
    found = {length: Fraction(0) for length in lengths.get(basis, (365, 366))}
    for year in range(start.year, end.year + 1):
        first, last = max(start, date(year, 1, 1)), min(end, date(year + 1, 1, 1))
        length = next(iter(found)) if len(found) == 1 else 365 + calendar.isleap(year)
        found[length] += year_fraction(first, last, basis) * length
    return tuple((int(days), length) for length, days in found.items() if days)


def _position(day: date, basis: DayCount) -> Fraction:
    if basis is DayCount.THIRTY_E_360:
        return Fraction(360 * day.year + 30 * day.month + min(day.day, 30), 360)
    if basis is DayCount.ACT_365F:
        return Fraction(day.toordinal(), 365)
    length = 366 if calendar.isleap(day.year) else 365
    return day.year + Fraction(
        day.toordinal() - date(day.year, 1, 1).toordinal(), length
    )
