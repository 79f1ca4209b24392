"""Discounting by a dated table of rates with bands and a named timing (rule 6).

Present values are estimates: they never become a payment.
"""

import math
from dataclasses import dataclass
from decimal import Context, Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from kba.domain.problems import Problem, refuse
from kba.domain.timing import MONTHS_PER_YEAR, Span, plan_year

MOST_SPANS = 4096
_PRECISE = Context(prec=34)


class Convention(StrEnum):
    """When in a plan year its money is taken to move."""

    START_OF_YEAR = "start_of_year"
    MID_YEAR = "mid_year"
    END_OF_YEAR = "end_of_year"
    MONTHLY_MID = "monthly_mid"


_OFFSET = {
    Convention.START_OF_YEAR: Fraction(0),
    Convention.MID_YEAR: Fraction(1, 2),
    Convention.END_OF_YEAR: Fraction(1),
}


@dataclass(frozen=True, slots=True)
class Band:
    """A yearly real rate, up to and including plan year `through_year` (None: on)."""

    rate: Fraction
    through_year: int | None = None


@dataclass(frozen=True, slots=True)
class DiscountTable:
    """The rates that were in force from a day on, with their source."""

    name: str
    bands: tuple[Band, ...]
    source: str

    def __post_init__(self) -> None:
        faults = [
            Problem(f"bands[{index}].rate", "rate_out_of_range", "0-1")
            for index, band in enumerate(self.bands)
            if not 0 <= band.rate <= 1
        ]
        ends = [band.through_year for band in self.bands]
        if not ends or ends[-1] is not None or not _ascending(ends[:-1]):
            faults.append(Problem("bands", "bands_not_complete"))
        if not self.name.strip():
            faults.append(Problem("name", "empty"))
        refuse(faults)

    def rate_in(self, year: int) -> Fraction:
        """Return the rate of plan year `year` (1, 2, …)."""
        return next(
            band.rate
            for band in self.bands
            if band.through_year is None or year <= band.through_year
        )


@dataclass(frozen=True, slots=True)
class Discounting:
    """A table of rates with the timing convention under which it is applied."""

    table: DiscountTable
    convention: Convention = Convention.MONTHLY_MID


def factor_estimate(table: DiscountTable, years: Fraction) -> Fraction:
    """Return what one euro after some years is worth now (rule 6.2).

    Args:
        table: rates per plan year.
        years: time since the reference date in years, not negative.

    Returns:
        The product over the years of 1 / (1 + rate of that year's band), a part of a
        year by its power. Exact for whole years, else 34 digits, the same on every
        machine.
    """
    whole = int(years)
    rates = [1 + table.rate_in(year) for year in range(1, whole + 1)]
    worth = 1 / math.prod(rates, start=Fraction(1))
    part = years - whole
    if not part:
        return worth
    growth = _PRECISE.power(_decimal(1 + table.rate_in(whole + 1)), _decimal(part))
    return Fraction(_PRECISE.divide(_decimal(worth), growth))


@lru_cache(maxsize=256)
def month_factors_estimate(
    discounting: Discounting, horizon_years: int
) -> tuple[Fraction, ...]:
    """Return the factor for the money of every plan month (rule 6.3).

    Args:
        discounting: table and convention; all but `monthly_mid` give the months of
            one plan year the same factor.
        horizon_years: number of plan years.

    Returns:
        One factor per plan month, in order, none above 1.
    """
    if discounting.convention is Convention.MONTHLY_MID:
        return tuple(
            factor_estimate(discounting.table, Fraction(2 * month + 1, 24))
            for month in range(horizon_years * MONTHS_PER_YEAR)
        )
    offset = _OFFSET[discounting.convention]
    years = [
        factor_estimate(discounting.table, year + offset)
        for year in range(horizon_years)
    ]
    return tuple(years[month // 12] for month in range(horizon_years * MONTHS_PER_YEAR))


@lru_cache(maxsize=256)
def year_factors_estimate(
    discounting: Discounting, horizon_years: int
) -> tuple[Fraction, ...]:
    """Return the factor for money that is spread evenly over each plan year."""
    months = month_factors_estimate(discounting, horizon_years)
    return tuple(
        sum(months[first : first + MONTHS_PER_YEAR], Fraction(0)) / MONTHS_PER_YEAR
        for first in range(0, len(months), MONTHS_PER_YEAR)
    )


class Weights:
    """Whole-number discount factors of one table, convention and horizon.

    Every factor is a numerator over one `scale`, so that sums stay integers.
    """

    def __init__(self, discounting: Discounting, horizon_years: int) -> None:
        months = month_factors_estimate(discounting, horizon_years)
        common = math.lcm(*(factor.denominator for factor in months))
        self._months = [int(factor * common) for factor in months]
        self._scale = common
        self._known: dict[Span, tuple[tuple[int, ...], int]] = {}

    def of(self, span: Span) -> tuple[tuple[int, ...], int]:
        """Weigh a span (rule 6.3).

        Args:
            span: a moment, or a stretch within the horizon.

        Returns:
            One numerator per plan year in which something runs, 0 in the others, and
            the denominator that they share.
        """
        found = self._known.get(span)
        if found is None:
            if len(self._known) >= MOST_SPANS:
                self._known.clear()
            found = self._known[span] = self._weigh(span)
        return found

    def _weigh(self, span: Span) -> tuple[tuple[int, ...], int]:
        years = range(1, len(self._months) // MONTHS_PER_YEAR + 1)
        if span.is_moment:
            happens = plan_year(span.start)
            weight = self._months[int(span.start)] if happens in years else 0
            return tuple(weight * (year == happens) for year in years), self._scale
        weights = [self._evenly(span, year) for year in years]
        common = math.lcm(*(weight.denominator for weight in weights))
        return tuple(int(weight * common) for weight in weights), common * self._scale

    def _evenly(self, span: Span, year: int) -> Fraction:
        part = span.within_year(year)
        if part.end <= part.start:
            return Fraction(0)
        touched = range(int(part.start), min(int(part.end) + 1, len(self._months)))
        weighted = (part.months_between(m, m + 1) * self._months[m] for m in touched)
        return sum(weighted, Fraction(0)) / (part.end - part.start)


@lru_cache(maxsize=256)
def weights_estimate(discounting: Discounting, horizon_years: int) -> Weights:
    """Return the whole-number factors, computed once per table and horizon."""
    return Weights(discounting, horizon_years)


def _decimal(value: Fraction) -> Decimal:
    return _PRECISE.divide(Decimal(value.numerator), Decimal(value.denominator))


def _ascending(ends: list[int | None]) -> bool:
    known = [end for end in ends if end is not None and end > 0]
    return len(known) == len(ends) and sorted(set(known)) == known
