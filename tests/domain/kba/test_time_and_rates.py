from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from kba.domain import indexation, timing
from kba.domain.discount_tables import (
    UNDISCOUNTED,
    NoDiscountTableError,
    table_on,
)
from kba.domain.discounting import (
    Band,
    Convention,
    Discounting,
    DiscountTable,
    factor_estimate,
    month_factors_estimate,
    year_factors_estimate,
)
from kba.domain.indexation import NoIndexLevelError
from kba.domain.problems import InvalidInputError
from kba.domain.result import evaluate
from kba.domain.timing import Span
from sohos.core.bills import Per
from sohos.core.euro import Euro
from tests.domain.kba.examples import CPI, NEW_YEAR, case, price, with_plan, without

LATEST = table_on(date(2026, 1, 1))


@pytest.mark.parametrize(
    ("day", "months"),
    [
        (date(2026, 1, 1), Fraction(0)),
        (date(2026, 2, 1), Fraction(1)),
        (date(2026, 2, 15), 1 + Fraction(14, 28)),
        (date(2027, 1, 1), Fraction(12)),
        (date(2025, 12, 1), Fraction(-1)),
        (date(2025, 12, 17), Fraction(-15, 31)),
    ],
)
def test_a_day_lies_on_the_axis_of_plan_months(day: date, months: Fraction) -> None:
    assert timing.moment_of(day, reference_on=NEW_YEAR) == months


def test_plan_months_of_a_plan_that_starts_on_the_31st() -> None:
    start = date(2026, 1, 31)
    assert timing.moment_of(date(2026, 2, 28), reference_on=start) == 1
    assert timing.moment_of(date(2026, 3, 30), reference_on=start) == 1 + Fraction(
        30, 31
    )
    assert timing.moment_of(date(2027, 1, 31), reference_on=start) == 12


@pytest.mark.parametrize(
    ("changes", "start", "end"),
    [
        ({}, 0, 24),
        ({"first_on": date(2020, 3, 9)}, 0, 24),
        ({"last_on": date(2026, 12, 31)}, 0, 12),
        ({"first_on": date(2026, 7, 1), "last_on": date(2040, 1, 1)}, 6, 24),
        ({"first_on": date(2030, 1, 1)}, 48, 48),
        ({"per": Per.ONCE, "first_on": date(2026, 4, 1)}, 3, 3),
    ],
)
def test_a_line_runs_within_the_horizon(
    changes: dict[str, Any], start: int, end: int
) -> None:
    line = without(**changes)
    span = timing.span_of(line, reference_on=NEW_YEAR, horizon_years=2)
    assert span == Span(Fraction(start), Fraction(end))


@pytest.mark.parametrize(
    ("per", "weeks", "units"),
    [
        (Per.WEEK, 52, Fraction(52, 12)),
        (Per.WEEK, 50, Fraction(50, 12)),
        (Per.MONTH, 52, Fraction(1)),
        (Per.YEAR, 52, Fraction(1, 12)),
        (Per.ONCE, 52, Fraction(1)),
    ],
)
def test_weeks_per_year_are_explicit(per: Per, weeks: int, units: Fraction) -> None:
    line = without(quantity=Fraction(1), per=per)
    assert timing.quantity_per_month(line, weeks_per_year=weeks) == units


def test_prices_are_indexed_by_levels() -> None:
    assert indexation.factor(CPI, from_year=2022, to_year=2024) == Fraction("1.073")
    assert indexation.factor(CPI, from_year=2023, to_year=2023) == 1
    with pytest.raises(NoIndexLevelError):
        indexation.factor(CPI, from_year=2022, to_year=2025)


@pytest.mark.parametrize(
    ("day", "rate"),
    [
        (date(1995, 1, 1), "0.04"),
        (date(2015, 12, 31), "0.04"),
        (date(2016, 1, 1), "0.03"),
        (date(2021, 1, 1), "0.0225"),
        (date(2025, 12, 31), "0.0225"),
        (date(2026, 1, 1), "0.028"),
    ],
)
def test_the_rate_is_a_dated_table(day: date, rate: str) -> None:
    assert table_on(day).rate_in(1) == Fraction(rate)


def test_before_the_first_table_there_is_no_rate() -> None:
    with pytest.raises(NoDiscountTableError):
        table_on(date(1994, 12, 31))


def test_the_band_changes_after_thirty_five_years() -> None:
    assert LATEST.rate_in(35) == Fraction("0.028")
    assert LATEST.rate_in(36) == Fraction("0.018")
    long = factor_estimate(LATEST, Fraction(36))
    by_hand = 1 / (Decimal("1.028") ** 35 * Decimal("1.018"))
    assert abs(Decimal(float(long)) - by_hand) < Decimal("1e-12")


def test_half_a_cent_a_year_from_now_is_half_a_cent() -> None:
    four_percent = Discounting(table_on(date(1995, 1, 1)), Convention.END_OF_YEAR)
    added = with_plan(quantity=Fraction(1), price=price(13))
    kba = case([added], discounting=four_percent, horizon_years=1)
    assert factor_estimate(four_percent.table, Fraction(1)) == Fraction(25, 26)
    assert evaluate(kba).present_estimate.financial.costs == Euro(13)


@pytest.mark.parametrize(
    ("convention", "first", "second"),
    [
        (Convention.START_OF_YEAR, 1.0, 0.9727626459),
        (Convention.MID_YEAR, 0.9862873039, 0.9594234474),
        (Convention.END_OF_YEAR, 0.9727626459, 0.9462671653),
        (Convention.MONTHLY_MID, 0.9863184258, 0.9594537216),
    ],
)
def test_each_convention_has_its_factor(
    convention: Convention, first: float, second: float
) -> None:
    found = year_factors_estimate(Discounting(LATEST, convention), 2)
    assert [round(float(each), 10) for each in found] == [first, second]


def test_monthly_money_moves_at_the_middle_of_the_month() -> None:
    months = month_factors_estimate(Discounting(LATEST), 1)
    assert len(months) == 12
    assert round(float(months[0]), 10) == round(1.028 ** (-1 / 24), 10)
    assert list(months) == sorted(months, reverse=True)


def test_a_rate_of_zero_discounts_nothing() -> None:
    for convention in Convention:
        how = Discounting(UNDISCOUNTED, convention)
        assert set(month_factors_estimate(how, 3)) == {1}


@pytest.mark.parametrize(
    "bands",
    [
        (),
        (Band(Fraction(1, 50), through_year=10),),
        (Band(Fraction(1, 50)), Band(Fraction(1, 100))),
        (
            Band(Fraction(1, 50), through_year=9),
            Band(Fraction(1, 50), through_year=9),
            Band(Fraction(0)),
        ),
        (Band(Fraction(1, 50), through_year=0), Band(Fraction(0))),
        (Band(Fraction(-1, 50)),),
    ],
)
def test_a_table_covers_every_year_once(bands: tuple[Band, ...]) -> None:
    with pytest.raises(InvalidInputError):
        DiscountTable("eigen", bands, "bron")


def test_a_table_has_a_name() -> None:
    with pytest.raises(InvalidInputError):
        DiscountTable(" ", (Band(Fraction(0)),), "bron")
