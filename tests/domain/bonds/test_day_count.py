from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonds.domain.day_count import DayCount, PeriodReversedError, year_fraction

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
BASES = st.sampled_from(DayCount)


@pytest.mark.parametrize(
    ("start", "end", "basis", "expected"),
    [
        ("2019-03-15", "2020-04-01", DayCount.ACT_365F, Fraction(383, 365)),
        ("2019-06-01", "2020-04-01", DayCount.ACT_365F, Fraction(305, 365)),
        (
            "2019-03-15",
            "2020-04-01",
            DayCount.ACT_ACT_ISDA,
            Fraction(292, 365) + Fraction(91, 366),
        ),
        (
            "2019-06-01",
            "2020-04-01",
            DayCount.ACT_ACT_ISDA,
            Fraction(214, 365) + Fraction(91, 366),
        ),
        ("2019-03-15", "2020-04-01", DayCount.THIRTY_E_360, Fraction(376, 360)),
        ("2019-06-01", "2020-04-01", DayCount.THIRTY_E_360, Fraction(300, 360)),
        ("2019-01-31", "2019-03-31", DayCount.THIRTY_E_360, Fraction(60, 360)),
        ("2019-02-28", "2019-03-31", DayCount.THIRTY_E_360, Fraction(32, 360)),
        ("2020-02-29", "2020-03-01", DayCount.THIRTY_E_360, Fraction(2, 360)),
        ("2019-12-31", "2020-01-01", DayCount.ACT_ACT_ISDA, Fraction(1, 365)),
        ("2020-12-31", "2021-01-01", DayCount.ACT_ACT_ISDA, Fraction(1, 366)),
        ("2019-01-01", "2022-01-01", DayCount.ACT_ACT_ISDA, Fraction(3)),
    ],
)
def test_fractions_of_the_worked_table(
    start: str, end: str, basis: DayCount, expected: Fraction
) -> None:
    period = date.fromisoformat(start), date.fromisoformat(end)
    assert year_fraction(*period, basis) == expected


@given(DAYS, st.integers(0, 1500), BASES)
def test_agrees_with_counting_day_by_day(
    start: date, length: int, basis: DayCount
) -> None:
    end = start + timedelta(days=length)
    assert year_fraction(start, end, basis) == _textbook(start, end, basis)


@given(st.lists(DAYS, min_size=3, max_size=3).map(sorted), BASES)
def test_adjoining_periods_add_up_exactly(days: list[date], basis: DayCount) -> None:
    first, middle, last = days
    whole = year_fraction(first, last, basis)
    parts = year_fraction(first, middle, basis) + year_fraction(middle, last, basis)
    assert parts == whole
    assert whole >= 0


def test_a_reversed_period_is_refused() -> None:
    with pytest.raises(PeriodReversedError, match="2020-01-02/2020-01-01"):
        year_fraction(date(2020, 1, 2), date(2020, 1, 1), DayCount.ACT_365F)


def _textbook(start: date, end: date, basis: DayCount) -> Fraction:
    if basis is DayCount.THIRTY_E_360:
        first = 30 if start.day == 31 else start.day
        last = 30 if end.day == 31 else end.day
        months = 12 * (end.year - start.year) + end.month - start.month
        return Fraction(30 * months + last - first, 360)
    if basis is DayCount.ACT_365F:
        return Fraction((end - start).days, 365)
    counted = Fraction(0)
    for year in range(start.year, end.year + 1):
        opens = max(start, date(year, 1, 1))
        closes = min(end, date(year + 1, 1, 1))
        length = (date(year + 1, 1, 1) - date(year, 1, 1)).days
        counted += Fraction(max(0, (closes - opens).days), length)
    return counted
