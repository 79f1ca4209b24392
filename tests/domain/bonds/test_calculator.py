from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bonds.domain.calculator import Projection, investor_flows, project
from bonds.domain.comparing import by_choice
from bonds.domain.contract import ContractTerms, LossBearer, OutcomeRule
from bonds.domain.day_count import DayCount
from bonds.domain.returns import xirr_estimate
from bonds.domain.scenario import (
    IntakePattern,
    Scenario,
    ScenarioInvalidError,
    cohorts,
)
from sohos.core.euro import ZERO, total
from tests.domain.bonds.money import eur, texts

JANUARY = Scenario()
MONTHLY = Scenario(pattern=IntakePattern.MONTHLY)


def under(scenario: Scenario, basis: DayCount) -> Scenario:
    return replace(scenario, terms=ContractTerms(day_count=basis))


@pytest.mark.parametrize(
    ("scenario", "series", "expected"),
    [
        (JANUARY, "interest_accrued", ("24000", "24000", "24000", "0")),
        (
            under(JANUARY, DayCount.ACT_ACT_ISDA),
            "interest_accrued",
            ("24000", "24000", "24000", "0"),
        ),
        (
            under(JANUARY, DayCount.ACT_365F),
            "interest_accrued",
            ("24000", "24066.25", "24000", "0"),
        ),
        (MONTHLY, "interest_paid", ("0", "24000", "24000", "24000")),
        (MONTHLY, "interest_accrued", ("12912", "24000", "24000", "11088")),
        (
            under(MONTHLY, DayCount.ACT_ACT_ISDA),
            "interest_paid",
            ("0", "24024.98", "23975.02", "24000"),
        ),
    ],
)
def test_interest_of_almelo_by_year(
    scenario: Scenario, series: str, expected: tuple[str, ...]
) -> None:
    projection = project(scenario)
    by_year = {year.year: getattr(year, series) for year in projection.years}
    assert tuple(by_year[year] for year in range(2019, 2023)) == texts(*expected)
    assert projection.interest == total(by_year.values())


def test_only_a_day_count_of_365_days_breaches_the_cap() -> None:
    assert [
        project(under(JANUARY, basis)).above_cap
        for basis in (DayCount.THIRTY_E_360, DayCount.ACT_ACT_ISDA, DayCount.ACT_365F)
    ] == [ZERO, ZERO, eur("66.25")]
    breached = project(under(JANUARY, DayCount.ACT_365F))
    assert breached.interest == eur("72066.25")
    assert breached.cap_breached_on == date(2022, 1, 1)
    assert breached.signal_years == (2020, 2021)
    assert project(JANUARY).signal_years == ()


def test_an_average_of_fifteen_months_costs_90000() -> None:
    projection = project(replace(JANUARY, months=15))
    assert projection.interest == eur("90000")
    assert projection.above_cap == eur("18000")


def test_savings_are_proven_a_year_after_they_were_expected() -> None:
    years = project(MONTHLY).years
    assert [year.year for year in years] == [2019, 2020, 2021, 2022, 2023]
    assert tuple(year.saving_expected for year in years) == texts(
        "750000", "2250000", "3750000", "4500000", "4500000"
    )
    assert tuple(year.saving_proven for year in years) == texts(
        "0", "750000", "2250000", "3750000", "4500000"
    )
    assert project(JANUARY).years[0].saving_expected == eur("1500000")


@pytest.mark.parametrize(
    ("succeeded", "returned"),
    [(375, "1872000"), (361, "1802112"), (360, "1797120")],
)
def test_fourteen_failures_are_bearable_and_fifteen_are_not(
    succeeded: int, returned: str
) -> None:
    projection = project(replace(JANUARY, success=Fraction(succeeded, 375)))
    assert projection.lent == eur("1800000")
    assert projection.returned == eur(returned)
    assert projection.break_even == Fraction(4800, 4992)
    assert round(float(projection.break_even), 4) == 0.9615


@pytest.mark.parametrize(
    ("success", "expected"),
    [
        (Fraction(1), 0.040),
        (Fraction(4800, 4992), 0.0),
        (Fraction(9, 10), -0.064),
        (Fraction(8, 10), -0.168),
    ],
)
def test_return_of_almelo_by_success_rate(success: Fraction, expected: float) -> None:
    estimate = project(replace(JANUARY, success=success)).xirr_estimate
    assert estimate is not None
    assert round(estimate, 3) == pytest.approx(expected, abs=1e-9)


def losses(bearer: LossBearer, first_loss: str = "0") -> Projection:
    terms = ContractTerms(loss_bearer=bearer, first_loss=eur(first_loss))
    return project(replace(JANUARY, terms=terms, success=Fraction(4, 5)))


def test_who_bears_the_losses_pays_for_them() -> None:
    assert total(year.sohos for year in losses(LossBearer.SOHOS).years) == eur(
        "-360000"
    )
    municipal = losses(LossBearer.MUNICIPALITY)
    assert total(year.sohos for year in municipal.years) == ZERO
    assert total(year.municipality for year in municipal.years) == eur("-1857600")
    shared = losses(LossBearer.SOHOS_FIRST, "200000")
    assert total(year.sohos for year in shared.years) == eur("-200000")
    assert total(year.investors for year in shared.years) == eur("-102400")


def test_investors_who_bear_nothing_break_even_without_any_success() -> None:
    assert losses(LossBearer.SOHOS).break_even == 0
    assert losses(LossBearer.MUNICIPALITY).break_even == 0
    shared = losses(LossBearer.SOHOS_FIRST, "180000").break_even
    assert shared == Fraction(1_620_000, 1_872_000)
    assert losses(LossBearer.SOHOS_FIRST, "1800000").break_even == 0


def test_households_of_an_even_intake_are_spread_over_the_months() -> None:
    sizes = [one.households for one in cohorts(replace(MONTHLY, intake=(125,)))]
    assert sizes == [10, 10, 11, 10, 11, 10, 10, 11, 10, 11, 10, 11]
    few = cohorts(replace(MONTHLY, intake=(0, 2)))
    assert [one.starts_on for one in few] == [date(2020, 6, 1), date(2020, 12, 1)]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("first_year", 1899),
        ("intake", ()),
        ("intake", (5, -1)),
        ("months", 0),
        ("months", 121),
        ("success", Fraction(11, 10)),
        ("saving", -eur("1")),
        ("saving", eur("1000000000000.01")),
        ("intake", (1,) * 31),
        ("intake", (10_001,)),
        ("payment_days", 366),
    ],
)
def test_a_scenario_without_meaning_is_refused_by_name(name: str, value: Any) -> None:
    with pytest.raises(ScenarioInvalidError, match=f"^{name}$"):
        replace(JANUARY, **{name: value})


SCENARIOS = st.builds(
    Scenario,
    terms=st.builds(
        ContractTerms,
        day_count=st.sampled_from(DayCount),
        loss_bearer=st.just(LossBearer.SOHOS_FIRST),
        first_loss=st.integers(1, 10_000_000).map(lambda cents: eur("0.01") * cents),
    ),
    intake=st.lists(st.integers(1, 40), min_size=1, max_size=3).map(tuple),
    pattern=st.sampled_from(IntakePattern),
    months=st.integers(1, 30),
    success=st.fractions(0, 1, max_denominator=50),
)


@settings(max_examples=30)
@given(SCENARIOS)
def test_cash_of_all_parties_adds_up_to_nothing(scenario: Scenario) -> None:
    projection = project(scenario)
    for year in projection.years:
        assert year.investors + year.municipality + year.sohos + year.care == ZERO
    earned = total(year.investors for year in projection.years)
    assert earned == projection.returned - projection.lent


@settings(max_examples=30)
@given(SCENARIOS)
def test_at_the_break_even_rate_investors_get_back_what_they_lent(
    scenario: Scenario,
) -> None:
    rate = project(scenario).break_even
    assert rate is not None
    flows = investor_flows(replace(scenario, success=rate))
    assert sum(flow.cents for flow in flows) >= 0
    if rate:
        assert sum(flow.cents for flow in flows) == 0
        assert xirr_estimate(flows) == pytest.approx(0, abs=1e-9)


def test_each_choice_for_a_term_is_worked_out() -> None:
    by_count = dict(by_choice(JANUARY, "day_count", DayCount))
    assert [one.interest for one in by_count.values()] == list(
        texts("72000", "72066.25", "72000")
    )
    some_fail = replace(JANUARY, success=Fraction(9, 10))
    by_bearer = dict(by_choice(some_fail, "loss_bearer", LossBearer))
    assert [one.lent - one.returned for one in by_bearer.values()] == list(
        texts("115200", "-64800", "-64800", "-64800")
    )
    half = replace(JANUARY, saving=eur("6000"))
    by_rule = dict(by_choice(half, "outcome_rule", OutcomeRule))
    assert [one.per_case.principal_due for one in by_rule.values()] == list(
        texts("0", "2400", "2400")
    )
