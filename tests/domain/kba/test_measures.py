"""The worked tables of rule 9."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from kba.domain import measures, timeline
from kba.domain.inputs import KbaInput
from kba.domain.measures import Measures, NotApplicable, Payback, Reason, measures_of
from kba.domain.result import evaluate
from kba.domain.timeline import Flow
from kba.domain.timing import Span
from kba.domain.vocabulary import Kind, Role
from kba.domain.welfare import Balance
from sohos.core.bills import Payer, Per
from sohos.core.euro import Euro
from tests.domain.kba.examples import CERTAIN, case, price, with_plan, without

ONE = Fraction(1)


def measured(kba: KbaInput) -> Measures:
    return measures_of(kba, evaluate(kba))


def none(reason: Reason) -> NotApplicable:
    return NotApplicable(reason)


def flow(start: int, end: int, euro: int) -> Flow:
    return Flow(Span(Fraction(start), Fraction(end)), Euro(euro * 100))


def eviction(**changes: object) -> KbaInput:
    """Shelter of 22,500 at 40%, at 5% with a plan that costs 4,800."""
    event = {"quantity": ONE, "per": Per.ONCE, "price": price(2_250_000)}
    return case(
        [
            without("opvang", **event, probability=Fraction(2, 5)),
            with_plan(
                "opvang-met",
                **event,
                probability=Fraction(1, 20),
                counterpart="opvang",
            ),
            with_plan(
                "inzet",
                quantity=ONE,
                per=Per.ONCE,
                price=price(480_000),
                role=Role.PLAN,
            ),
        ],
        **changes,
    )


def test_a_ratio_needs_costs_and_may_be_negative() -> None:
    ratio = measures.benefit_cost_ratio
    assert ratio(Balance(Euro(100))) == none(Reason.NO_COSTS)
    assert ratio(Balance(Euro(-100), Euro(200))) == Fraction(-1, 2)


def test_switching_values_say_where_the_net_is_zero() -> None:
    (found,) = measured(eviction()).switching
    assert found.key == "opvang"
    assert found.factor == Fraction(480_000, 787_500)
    assert found.probability == Fraction(2, 5) * (1 - Fraction(307_500, 900_000))
    assert found.deadweight == 1 - Fraction(480_000, 787_500)


def test_at_the_switching_probability_the_net_is_zero() -> None:
    kba = eviction()
    (found,) = measured(kba).switching
    assert isinstance(found.probability, Fraction)
    changed = replace(kba.lines[0], probability=found.probability)
    at_zero = replace(kba, lines=(changed, *kba.lines[1:]))
    assert evaluate(at_zero).present_estimate.financial.net == Euro(0)


def test_switching_of_all_effects_and_of_the_costs() -> None:
    found = measured(eviction())
    assert found.switching_all_effects == Fraction(480_000, 787_500)
    assert found.switching_costs == Fraction(787_500, 480_000)


def test_what_is_out_of_reach_has_no_switching_value() -> None:
    lines = (*eviction().lines, without("pleegzorg"))
    found = {each.key: each for each in measured(case(lines)).switching}
    assert found["opvang"].factor == 1 - Fraction(307_500 + 1_535_555, 787_500)
    assert found["opvang"].probability == none(Reason.OUT_OF_REACH)
    assert found["opvang"].deadweight == none(Reason.OUT_OF_REACH)


def test_an_unaffordable_plan_needs_more_than_certainty() -> None:
    lines = [without(quantity=Fraction(10)), with_plan(quantity=Fraction(100))]
    (found,) = measured(case(lines)).switching
    assert found.factor == 10
    assert found.probability == none(Reason.OUT_OF_REACH)


def test_an_effect_without_value_switches_nothing() -> None:
    lines = [without(quantity=Fraction(0)), with_plan()]
    (found,) = measured(case(lines)).switching
    assert found.factor == found.probability == none(Reason.NO_VALUE)


def test_an_effect_that_cancels_out_switches_nothing() -> None:
    lines = [without(), with_plan(counterpart="pleegzorg")]
    assert measured(case(lines)).switching[0].factor == none(Reason.NO_VALUE)


def test_immaterial_effects_have_no_part_in_payback_or_switching() -> None:
    effect = replace(CERTAIN, cashable_share=Fraction(0))
    found = measured(case([without(kind=Kind.IMMATERIAL, effect=effect)]))
    assert found.switching == ()
    assert found.payback.first == none(Reason.NO_FLOWS)


def test_break_even_is_the_smallest_even_saving() -> None:
    assert measured(eviction()).break_even_annual_saving == Euro(480_000)
    longer = measured(eviction(horizon_years=3))
    assert longer.break_even_annual_saving == Euro(160_000)


@pytest.mark.parametrize(
    ("flows", "first", "lasting"),
    [
        ([flow(0, 0, -4800), flow(0, 12, 12_000)], "0.4", "0.4"),
        ([flow(0, 0, -100), flow(6, 6, 100)], "0.5", "0.5"),
        (
            [flow(0, 0, -100), flow(0, 12, 200), flow(12, 12, -200), flow(12, 24, 200)],
            "0.5",
            "1.5",
        ),
    ],
)
def test_payback_is_interpolated(flows: list[Flow], first: str, lasting: str) -> None:
    expected = Payback(Fraction(first), Fraction(lasting))
    assert measures.payback(flows) == expected
    assert measures.payback(flows[::-1]) == expected


@pytest.mark.parametrize(
    ("flows", "first", "lasting"),
    [
        ([], Reason.NO_FLOWS, Reason.NO_FLOWS),
        ([flow(0, 12, 5)], Reason.NEVER_NEGATIVE, Reason.NEVER_NEGATIVE),
        (
            [flow(0, 0, -100), flow(0, 12, 50)],
            Reason.NOT_WITHIN_HORIZON,
            Reason.NOT_WITHIN_HORIZON,
        ),
    ],
)
def test_payback_says_why_there_is_none(
    flows: list[Flow], first: Reason, lasting: Reason
) -> None:
    assert measures.payback(flows) == Payback(none(first), none(lasting))


def test_payback_that_does_not_last() -> None:
    flows = [flow(0, 0, -100), flow(0, 12, 200), flow(12, 12, -900)]
    expected = Payback(Fraction(1, 2), none(Reason.NOT_WITHIN_HORIZON))
    assert measures.payback(flows) == expected


def test_the_municipality_pays_back_later_when_others_gain() -> None:
    half = Fraction(1, 2)
    payers = ((Payer.MUNICIPALITY, half), (Payer.HEALTH_INSURER, half))
    effect = replace(CERTAIN, cash_lag_months=6)
    kba = case(
        [
            without(quantity=ONE, price=price(2_400_000), payers=payers, effect=effect),
            with_plan(quantity=ONE, per=Per.ONCE, price=price(480_000)),
        ],
        horizon_years=2,
    )
    found = measured(kba)
    assert found.payback.first == Fraction("0.2")
    assert found.payback_municipality.first == Fraction("0.9")


def test_money_of_a_lagged_line_moves_at_once_when_it_is_added() -> None:
    effect = replace(CERTAIN, cash_lag_months=24)
    more = with_plan(quantity=Fraction(400), counterpart="pleegzorg")
    values = evaluate(case([without(effect=effect), more])).lines
    spans = {each.span for each in timeline.municipality(values)}
    assert spans == {Span(Fraction(0), Fraction(12))}


@pytest.mark.parametrize(
    ("flows", "rate"),
    [
        ([flow(0, 0, -1000), flow(12, 12, 1040)], "0.040000"),
        ([flow(0, 0, 1000), flow(12, 12, -900)], "-0.100000"),
        ([flow(0, 0, -1000), flow(24, 24, 1210)], "0.100000"),
    ],
)
def test_the_internal_rate(flows: list[Flow], rate: str) -> None:
    assert measures.irr_estimate(flows) == Decimal(rate)


@pytest.mark.parametrize(
    ("flows", "reason"),
    [
        ([flow(0, 0, 100)], Reason.NO_SIGN_CHANGE),
        ([flow(0, 12, 100), flow(0, 12, -100)], Reason.NO_SIGN_CHANGE),
        (
            [flow(0, 0, -1), flow(1, 1, 3), flow(2, 2, -1)],
            Reason.SEVERAL_SIGN_CHANGES,
        ),
        ([flow(0, 0, -1), flow(1, 1, 10**13)], Reason.OUT_OF_REACH),
    ],
)
def test_no_internal_rate_without_exactly_one_change_of_sign(
    flows: list[Flow], reason: Reason
) -> None:
    assert measures.irr_estimate(flows) == none(reason)


def test_running_money_moves_at_the_middle_of_each_month() -> None:
    monthly = [flow(0, 0, -12_000), flow(0, 12, 12_600)]
    rate = measures.irr_estimate(monthly)
    assert isinstance(rate, Decimal)
    worth = sum(1050 * (1 + float(rate)) ** (-(m + 0.5) / 12) for m in range(12))
    assert abs(worth - 12_000) < 0.01


def test_a_year_with_two_plan_starts_dips_below_zero_again() -> None:
    inzet = {"quantity": ONE, "per": Per.ONCE, "price": price(600_000)}
    kba = case(
        [
            without(quantity=ONE, price=price(750_000)),
            with_plan("eerste", **inzet),
            with_plan("tweede", **inzet, first_on=date(2027, 1, 1)),
        ],
        horizon_years=2,
    )
    assert measured(kba).payback == Payback(Fraction("0.8"), Fraction("1.6"))
