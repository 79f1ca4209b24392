"""Everything that one KBA is computed from: subject, conventions, lines (rule 1)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from kba.domain import indexation, timing
from kba.domain.discounting import Discounting
from kba.domain.indexation import FIXED, IndexSeries
from kba.domain.lines import GRADES, YEARS, CostLine, is_rate
from kba.domain.problems import Problem, refuse
from kba.domain.vocabulary import Scenario
from sohos.core.bills import Per

HORIZONS = range(1, 61)
WEEKS_PER_YEAR = (50, 52)
MOST_LINES = 2000
GENERIC_OPTIMISM_BIAS = tuple(Fraction(p, 100) for p in (0, 5, 10, 15, 25, 40))


class SubjectKind(StrEnum):
    """For whom the KBA is made."""

    CASE = "casus"
    GROUP = "groep"
    PROGRAMME = "programma"


@dataclass(frozen=True, slots=True)
class Subject:
    """One case, group or programme, by a code without personal data."""

    kind: SubjectKind
    code: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class KbaInput:
    """The whole input of one KBA; the same input gives the same cents.

    `reference_on` is the first day of plan year 1; `price_year` the price level of
    all results; `optimism_bias` holds one rate per evidence grade, 1 to 6.
    """

    subject: Subject
    reference_on: date
    horizon_years: int
    price_year: int
    weeks_per_year: int
    discounting: Discounting
    series: tuple[IndexSeries, ...]
    lines: tuple[CostLine, ...]
    optimism_bias: tuple[Fraction, ...] = GENERIC_OPTIMISM_BIAS

    def __post_init__(self) -> None:
        refuse(problems_of(self))


def index_factor(kba: KbaInput, line: CostLine) -> Fraction:
    """Return what carries the price of a line to the price level of its KBA (rule 4).

    Args:
        kba: states the price level and the series.
        line: one of its lines.

    Returns:
        The exact ratio; 1 for a fixed amount (series `geen`).

    Raises:
        NoIndexLevelError: the series lacks a level.
        KeyError: the KBA does not hold the series.
    """
    price = line.price
    if price.year == kba.price_year or price.series in {None, FIXED}:
        return Fraction(1)
    series = next(each for each in kba.series if each.name == price.series)
    return indexation.factor(series, from_year=price.year, to_year=kba.price_year)


def problems_of(kba: KbaInput) -> Iterator[Problem]:
    """Find every rule that the lines break together (rule 1.3).

    Args:
        kba: its lines are already sound on their own.

    Yields:
        Faults with paths such as `lines[2].counterpart`, conventions first.
    """
    yield from _conventions(kba)
    yield from _lines(kba)


def _lines(kba: KbaInput) -> Iterator[Problem]:
    if len(kba.lines) > MOST_LINES:
        yield Problem("lines", "too_many", str(MOST_LINES))
    if len({series.name for series in kba.series}) != len(kba.series):
        yield Problem("index_series", "series_twice")
    by_key = {line.key: line for line in kba.lines}
    seen: set[str] = set()
    for index, line in enumerate(kba.lines):
        here = f"lines[{index}]"
        if line.key in seen:
            yield Problem(f"{here}.key", "key_twice", line.key)
        seen.add(line.key)
        for fault in (*_pairing(line, by_key), *_period(kba, line), *_price(kba, line)):
            yield fault.under(here)


def _conventions(kba: KbaInput) -> Iterator[Problem]:
    years = f"{YEARS[0]}-{YEARS[-1]}"
    if not kba.subject.code.strip():
        yield Problem("subject.code", "empty")
    if kba.reference_on.year not in YEARS:
        yield Problem("reference_on", "year_out_of_range", years)
    if kba.horizon_years not in HORIZONS:
        yield Problem("horizon_years", "out_of_range", f"1-{HORIZONS[-1]}")
    if kba.price_year not in YEARS:
        yield Problem("price_year", "year_out_of_range", years)
    if kba.weeks_per_year not in WEEKS_PER_YEAR:
        yield Problem("weeks_per_year", "not_50_or_52")
    if len(kba.optimism_bias) != len(GRADES):
        yield Problem("optimism_bias", "one_rate_per_grade", str(len(GRADES)))
    if not all(is_rate(rate) for rate in kba.optimism_bias):
        yield Problem("optimism_bias", "not_between_0_and_1")


def _pairing(line: CostLine, by_key: Mapping[str, CostLine]) -> Iterator[Problem]:
    if line.counterpart is None:
        return
    counterpart = by_key.get(line.counterpart)
    if counterpart is None or counterpart.scenario is not Scenario.WITHOUT:
        yield Problem("counterpart", "no_such_line_without", line.counterpart)
    elif counterpart.kind is not line.kind:
        yield Problem("kind", "differs_from_counterpart", line.counterpart)


def _period(kba: KbaInput, line: CostLine) -> Iterator[Problem]:
    span = timing.span_of(
        line, reference_on=kba.reference_on, horizon_years=kba.horizon_years
    )
    if line.per is Per.ONCE:
        if not 0 <= span.start < kba.horizon_years * timing.MONTHS_PER_YEAR:
            yield Problem("first_on", "outside_the_horizon", line.first_on.isoformat())
    elif span.is_moment:
        yield Problem("first_on", "outside_the_horizon", line.first_on.isoformat())


def _price(kba: KbaInput, line: CostLine) -> Iterator[Problem]:
    price = line.price
    if price.year == kba.price_year or price.series == FIXED:
        return
    series = {each.name: each for each in kba.series}.get(price.series or "")
    if series is None:
        detail = f"{price.year}-{kba.price_year} {price.series or ''}".strip()
        yield Problem("price.series", "no_series_between_price_years", detail)
        return
    known = {year for year, _ in series.levels}
    for year in (price.year, kba.price_year):
        if year not in known:
            yield Problem("price.series", "no_index_level", f"{series.name} {year}")
