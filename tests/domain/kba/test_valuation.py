"""The worked tables of rules 5, 7 and 8."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from kba.domain import contract
from kba.domain.contract import NoSuchPlanYearError
from kba.domain.discount_tables import table_on
from kba.domain.discounting import Discounting
from kba.domain.inputs import KbaInput
from kba.domain.lines import CostLine, Effect
from kba.domain.result import evaluate
from kba.domain.valuation import reduction
from kba.domain.vocabulary import Kind, Role
from kba.domain.welfare import Balance, apportion, wrong_pockets
from sohos.core.bills import Law, Payer, Per
from sohos.core.euro import Euro, total
from tests.domain.kba.examples import CERTAIN, case, price, with_plan, without

REDUCED = Effect(
    deadweight=Fraction(1, 5),
    deadweight_reason="een op de vijf herstelt ook zonder plan",
    evidence_grade=3,
    attribution=Fraction(9, 10),
    persistence=(Fraction(1), Fraction(4, 5)),
)
IMMATERIAL = replace(CERTAIN, cashable_share=Fraction(0))


def cents_of(kba: KbaInput) -> dict[str, list[int]]:
    return {
        each.line.key: [year.value.cents for year in each.years]
        for each in evaluate(kba).lines
    }


def cash_of(kba: KbaInput) -> list[int]:
    return [year.cash.cents for year in evaluate(kba).lines[0].years]


def remaining(**changes: Any) -> CostLine:
    values: dict[str, Any] = {"quantity": Fraction(100), "counterpart": "pleegzorg"}
    return with_plan("blijft", **(values | changes))


def test_an_effect_is_reduced_and_fades() -> None:
    assert reduction(REDUCED, case([]).optimism_bias) == Fraction("0.648")
    kba = case([without(effect=REDUCED), remaining()], horizon_years=2)
    assert cents_of(kba) == {
        "pleegzorg": [995_040, 796_032],
        "blijft": [-272_614, -218_091],
    }


def test_added_use_is_never_reduced() -> None:
    kba = case([without(effect=REDUCED), with_plan(quantity=Fraction(100))])
    assert cents_of(kba)["begeleiding"] == [-420_700]


def test_more_of_the_same_care_counts_in_full() -> None:
    kba = case([without(effect=REDUCED), remaining(quantity=Fraction(400))])
    assert cents_of(kba) == {"pleegzorg": [1_535_555], "blijft": [-1_682_800]}


def test_an_amount_is_rounded_once() -> None:
    hours = without(quantity=Fraction(100), price=price(3276, year=2022, series="CPI"))
    assert cents_of(case([hours])) == {"pleegzorg": [351_515]}


def test_half_a_cent_goes_up_and_away_from_zero() -> None:
    half: dict[str, Any] = {"quantity": Fraction(1, 2), "price": price(225)}
    kba = case([without(**half), with_plan(**half)])
    assert cents_of(kba) == {"pleegzorg": [113], "begeleiding": [-113]}


def test_an_event_that_may_happen_counts_by_its_probability() -> None:
    event: dict[str, Any] = {
        "quantity": Fraction(1),
        "per": Per.ONCE,
        "price": price(2_250_000),
    }
    kba = case(
        [
            without(**event, probability=Fraction(2, 5)),
            remaining(**event, probability=Fraction(1, 20)),
        ]
    )
    assert cents_of(kba) == {"pleegzorg": [900_000], "blijft": [-112_500]}


def test_a_line_of_half_a_year_counts_half() -> None:
    kba = case([without(first_on=date(2026, 7, 1))], horizon_years=2)
    assert cents_of(kba) == {"pleegzorg": [767_778, 1_535_555]}


def test_payers_follow_by_largest_remainder() -> None:
    third = Fraction(1, 3)
    payers = (
        (Payer.STATE, third),
        (Payer.MUNICIPALITY, third),
        (Payer.HEALTH_INSURER, third),
    )
    line = without(quantity=Fraction(1), price=price(10_000), payers=payers)
    year = evaluate(case([line])).lines[0].years[0]
    assert year.value_by_payer == (
        (Payer.MUNICIPALITY, Euro(3334)),
        (Payer.HEALTH_INSURER, Euro(3333)),
        (Payer.STATE, Euro(3333)),
    )


@pytest.mark.parametrize(
    ("share", "lag", "cash"),
    [
        ("1", 0, [1_200_000, 1_200_000]),
        ("1/2", 0, [600_000, 600_000]),
        ("1/2", 6, [300_000, 600_000]),
        ("1", 18, [0, 600_000]),
        ("1", 36, [0, 0]),
    ],
)
def test_value_becomes_cash_from_its_lag_on(
    share: str, lag: int, cash: list[int]
) -> None:
    effect = replace(CERTAIN, cashable_share=Fraction(share), cash_lag_months=lag)
    line = without(quantity=Fraction(1), price=price(1_200_000), effect=effect)
    assert cash_of(case([line], horizon_years=2)) == cash


@pytest.mark.parametrize(
    ("lag", "cash"), [(0, [600, 0]), (6, [600, 0]), (12, [0, 600]), (24, [0, 0])]
)
def test_cash_of_a_one_off_event_comes_later(lag: int, cash: list[int]) -> None:
    effect = replace(CERTAIN, cashable_share=Fraction(3, 5), cash_lag_months=lag)
    line = without(quantity=Fraction(1), per=Per.ONCE, price=price(1000), effect=effect)
    assert cash_of(case([line], horizon_years=2)) == cash


def test_added_use_is_cash_at_once_whatever_its_counterpart_says() -> None:
    effect = replace(CERTAIN, cashable_share=Fraction(1, 2), cash_lag_months=6)
    more: dict[str, Any] = {"quantity": Fraction(400)}
    for per in (Per.YEAR, Per.ONCE):
        kba = case([without(effect=effect, per=per), remaining(**more, per=per)])
        assert [line.years[0].cash for line in evaluate(kba).lines] == [
            Euro(1_535_555),
            Euro(-1_682_800),
        ]


def test_a_line_that_runs_only_later_has_no_cash_before() -> None:
    effect = replace(CERTAIN, cashable_share=Fraction(1, 2))
    line = without(effect=effect, first_on=date(2027, 1, 1))
    assert cash_of(case([line], horizon_years=2)) == [0, 767_778]


def test_the_contract_ledger_is_municipal_cash_by_law() -> None:
    shared = ((Payer.MUNICIPALITY, Fraction(1, 2)), (Payer.STATE, Fraction(1, 2)))
    half_cash = replace(CERTAIN, cashable_share=Fraction(1, 2))
    kba = case(
        [
            without(),
            without("bijstand", payers=shared, law=Law.PARTICIPATIEWET),
            without("hulp", effect=half_cash, law=Law.WMO),
            with_plan("schuldhulp", quantity=Fraction(10), law=Law.WMO),
            with_plan("inzet", role=Role.PLAN, quantity=Fraction(100)),
            without("rust", kind=Kind.IMMATERIAL, effect=IMMATERIAL),
        ]
    )
    year = evaluate(kba).contract[0]
    assert year.saving_by_law == (
        (Law.PARTICIPATIEWET, Euro(767_778)),
        (Law.WMO, Euro(767_778 - 42_070)),
        (Law.JEUGDWET, Euro(1_535_555)),
    )
    assert year.saving == total(part for _, part in year.saving_by_law)
    assert year.plan_costs == Euro(420_700)
    assert year.net == year.saving - Euro(420_700)
    assert year.freed_capacity == Euro(767_777)
    assert contract.municipal_saving(evaluate(kba).contract) == year.saving
    with pytest.raises(NoSuchPlanYearError):
        contract.municipal_saving(evaluate(kba).contract, year=2)


def test_a_real_rate_never_touches_the_contract_ledger() -> None:
    lines = [without(), remaining()]
    discounted = Discounting(table_on(date(1995, 1, 1)))
    plain = evaluate(case(lines))
    real = evaluate(case(lines, discounting=discounted))
    assert real.contract == plain.contract
    assert real.present_estimate.financial.net < plain.present_estimate.financial.net


def test_immaterial_effects_stay_a_subtotal() -> None:
    kba = case(
        [
            without(),
            without("rust", kind=Kind.IMMATERIAL, effect=IMMATERIAL),
            with_plan("zorgen", kind=Kind.IMMATERIAL, quantity=Fraction(1)),
        ]
    )
    ledger = evaluate(kba).undiscounted
    assert ledger.financial == Balance(Euro(1_535_555), Euro(0))
    assert ledger.immaterial == Balance(Euro(1_535_555), Euro(4_207))
    assert ledger.by_payer == ((Payer.MUNICIPALITY, ledger.financial),)
    assert ledger.by_law == ((Law.JEUGDWET, ledger.financial),)
    assert ledger.total.net == Euro(2 * 1_535_555 - 4_207)


@pytest.mark.parametrize(
    ("changes", "present"),
    [
        ({"quantity": Fraction(12), "last_on": date(2026, 1, 31)}, 4202),
        ({"quantity": Fraction(12), "first_on": date(2026, 12, 1)}, 4097),
        ({"per": Per.ONCE}, 4202),
        ({}, 4149),
        ({"quantity": Fraction(2), "first_on": date(2026, 7, 1)}, 4121),
        ({"quantity": Fraction(24), "first_on": date(2026, 12, 17)}, 3965),
    ],
)
def test_money_is_discounted_in_the_months_in_which_it_moves(
    changes: dict[str, Any], present: int
) -> None:
    rate = Discounting(table_on(date(2026, 1, 1)))
    line = without(**({"quantity": Fraction(1)} | changes))
    ledger = evaluate(case([line], discounting=rate)).present_estimate
    assert ledger.financial.net == Euro(present)
    assert dict(ledger.by_line)["pleegzorg"] == ledger.financial.net


def test_rounding_a_sum_once_lets_the_parts_follow() -> None:
    third = Fraction(100, 3)
    assert apportion({"b": third, "a": third, "c": third}) == {
        "a": Euro(34),
        "b": Euro(33),
        "c": Euro(33),
    }
    assert apportion({"a": -third, "b": third}) == {"a": Euro(-33), "b": Euro(33)}
    assert apportion({}) == {}


def test_without_benefits_there_is_no_share_of_them() -> None:
    ledger = evaluate(case([with_plan()])).undiscounted
    (row,) = wrong_pockets(ledger)
    assert row.share is None
    assert row.others_net == row.balance.net == Euro(-1_535_555)
