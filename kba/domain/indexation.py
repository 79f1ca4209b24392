"""Carrying a price to another year by index levels, never by chained factors (rule 4)."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from kba.domain.problems import Problem, refuse
from sohos.core.errors import DomainError

FIXED = "geen"


class NoIndexLevelError(DomainError):
    """The series has no level for a year that is needed."""

    code = "no_index_level"


@dataclass(frozen=True, slots=True)
class IndexSeries:
    """The levels of one index, in ascending years, with their source and vintage."""

    name: str
    levels: tuple[tuple[int, Fraction], ...]
    source: str
    vintage: str

    def __post_init__(self) -> None:
        faults = [
            Problem(f"levels.{year}", "not_above_zero")
            for year, level in self.levels
            if level <= 0
        ]
        if any(earlier >= later for (earlier, _), (later, _) in pairwise(self.levels)):
            faults.append(Problem("levels", "years_not_ascending"))
        faults += [
            Problem(name, "empty")
            for name in ("name", "source", "vintage")
            if not getattr(self, name).strip()
        ]
        refuse(faults)

    def level(self, year: int) -> Fraction:
        """Return the level of a year.

        Raises:
            NoIndexLevelError: the series does not cover `year`.
        """
        for known, level in self.levels:
            if known == year:
                return level
        raise NoIndexLevelError(self.name, year)


def factor(series: IndexSeries, *, from_year: int, to_year: int) -> Fraction:
    """Return the ratio of two levels of one series (rule 4.1).

    Args:
        series: the index of the line.
        from_year: calendar year of the price.
        to_year: calendar year of the KBA's price level.

    Returns:
        The exact ratio; 1 when the years are equal, known to the series or not.

    Raises:
        NoIndexLevelError: a level is missing.
    """
    if from_year == to_year:
        return Fraction(1)
    return series.level(to_year) / series.level(from_year)
