"""Uncertainty: reproducible, honest at the edges, and the engine's own where certain."""

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from django.core.management import call_command
from hypothesis import given

from kba.domain.inputs import KbaInput
from kba.domain.lines import Effect
from kba.domain.problems import InvalidInputError
from kba.domain.result import evaluate
from kba.domain.simulation import Assumptions, compare, simulate
from kba.domain.simulation.assumptions import certain
from kba.domain.simulation.distributions import (
    Bernoulli,
    Beta,
    Distribution,
    Pert,
    around,
)
from kba.domain.simulation.drawing import sobol
from kba.domain.simulation.model import SUCCESS_KEY, What, model_of
from kba.domain.vocabulary import Kind, Role
from sohos.core.bills import Per
from sohos.core.euro import Euro, total
from tests.domain.kba.examples import FOLDER, case, example, with_plan, without
from tests.domain.kba.test_properties import few, inputs

SEED = 1
ROUNDING_CENTS = 12
FADING = Effect(
    Fraction(1, 5),
    "vergelijking",
    evidence_grade=3,
    persistence=(Fraction(1), Fraction(1, 2)),
)


def fourteen() -> KbaInput:
    return example("onzekerheid-veertien").kba


@few
@given(inputs())
def test_without_uncertainty_a_draw_is_the_exact_result(kba: KbaInput) -> None:
    found = simulate(kba, seed=SEED, assumptions=certain(), points=2)
    exact = evaluate(kba)
    saving = exact.contract[0].saving
    assert found.inputs == 0
    assert found.net.mean.cents == pytest.approx(
        exact.present_estimate.financial.net.cents, abs=ROUNDING_CENTS
    )
    assert found.saving.p50.cents == pytest.approx(saving.cents, abs=ROUNDING_CENTS)
    for year, band in enumerate(found.years, start=1):
        paid = total(each.net for each in exact.contract[:year])
        assert band.municipality.p90.cents == pytest.approx(
            paid.cents, abs=ROUNDING_CENTS
        )


def test_the_documented_example_has_fourteen_inputs() -> None:
    found = model_of(fourteen(), Assumptions()).inputs
    kinds = [each.what for each in found]
    assert {what: kinds.count(what) for what in What} == {
        What.PRICE: 4,
        What.QUANTITY: 4,
        What.PROBABILITY: 4,
        What.PERSISTENCE: 1,
        What.SUCCESS: 1,
    }


def test_the_documented_example_to_the_cent() -> None:
    found = simulate(fourteen(), seed=SEED)
    net, saving = found.net, found.saving
    assert [str(each) for each in (net.mean, net.p10, net.p50, net.p90)] == [
        "34.724,97",
        "2.639,60",
        "38.006,17",
        "47.628,17",
    ]
    assert [str(each) for each in (saving.p10, saving.p50, saving.p90)] == [
        "2.778,92",
        "13.980,27",
        "16.586,56",
    ]
    assert found.chance_net_positive == Fraction(921, 1024)
    assert found.chance_repayment == Fraction(825, 1024)
    assert found == simulate(fourteen(), seed=SEED)
    assert found.net != simulate(fourteen(), seed=SEED + 1).net


def test_the_tornado_ranks_ten_inputs() -> None:
    bars = simulate(fourteen(), seed=SEED).tornado
    assert len(bars) == 10
    assert [bar.what for bar in bars[:3]] == [
        What.SUCCESS,
        What.QUANTITY,
        What.PROBABILITY,
    ]
    assert [bar.width for bar in bars] == sorted(
        (bar.width for bar in bars), reverse=True
    )
    success = bars[0]
    assert (success.low, success.high) == (0, 1)
    assert success.net_low == Euro(-586_859)
    assert 0.8 < success.share < 0.85
    assert sum(bar.share for bar in bars) < 1.05


def test_a_plan_that_does_not_work_costs_what_it_costs() -> None:
    never = simulate(
        fourteen(), seed=SEED, assumptions=replace(certain(), success=Fraction(0))
    )
    costs = evaluate(fourteen()).present_estimate.financial.costs
    assert never.net.p10 == never.net.p90 == -costs
    assert never.saving.p90 == Euro(0)
    assert never.chance_repayment == 0


def test_the_same_use_is_one_input_and_a_counted_one_is_none() -> None:
    same = case([without(), with_plan("rest", counterpart="pleegzorg")])
    other = replace(
        same, lines=(same.lines[0], replace(same.lines[1], quantity=Fraction(90)))
    )

    def quantities(kba: KbaInput, assumptions: Assumptions) -> list[str]:
        return [
            each.key
            for each in model_of(kba, assumptions).inputs
            if each.what is What.QUANTITY
        ]

    counted = Assumptions(measured=frozenset({"rest"}))
    assert quantities(same, Assumptions()) == ["quantity:pleegzorg"]
    assert quantities(other, Assumptions()) == ["quantity:pleegzorg", "quantity:rest"]
    assert quantities(same, counted) == ["quantity:pleegzorg"]


def test_an_event_happens_once_unless_a_range_is_given() -> None:
    event = without(per=Per.ONCE, quantity=Fraction(1), probability=Fraction(2, 5))
    ranged = replace(event, quantity_low=Fraction(1), quantity_high=Fraction(3))
    one_sided = replace(event, quantity_low=Fraction(1, 2))
    fixed = replace(event, quantity_low=Fraction(1), quantity_high=Fraction(1))

    def shapes(line: object) -> list[Distribution]:
        found = model_of(case([line]), Assumptions()).inputs  # type: ignore[list-item]
        return [each.distribution for each in found if each.what is What.QUANTITY]

    assert shapes(event) == shapes(fixed) == []
    assert shapes(ranged) == [Pert(1, 1, 3)]
    assert shapes(one_sided) == [Pert(0.5, 1, 1)]


def test_a_price_of_the_catalogue_is_the_same_for_all_its_lines() -> None:
    coded = replace(without().price, catalogue_code="pleegzorg")
    left = replace(coded, override_reason="contract met de aanbieder")
    lines = [
        without("a", price=coded),
        without("b", price=coded),
        without("c", price=left),
    ]
    found = model_of(case(lines), Assumptions()).inputs
    assert [each.key for each in found if each.what is What.PRICE] == [
        "price:pleegzorg",
        "price:c",
    ]


def test_what_is_left_of_an_effect_fades_around_what_was_entered() -> None:
    kba = case([without(effect=FADING)], horizon_years=2)
    model = model_of(kba, Assumptions())
    key = next(each.key for each in model.inputs if each.what is What.PERSISTENCE)
    drawn = model.evaluate({key: np.array([0.5, 0.0, 1.0])}, 3).society
    full = drawn[0, 0]
    assert drawn[:, 0].tolist() == [full, full, full]
    assert drawn[:, 1] == pytest.approx([full / 2, 0, full])
    steady = case([without()], horizon_years=2)
    assert not any(
        each.what is What.PERSISTENCE for each in model_of(steady, Assumptions()).inputs
    )


def test_more_of_the_same_counts_in_full_in_every_draw() -> None:
    more = with_plan("meer", counterpart="pleegzorg", quantity=Fraction(400))
    kba = case([without(effect=FADING), more])
    model = model_of(kba, certain())
    doubled = {"quantity:meer": np.array([1.0])}
    assert model.evaluate(doubled, 1).net[0] == -35 * 4207


def test_immaterial_effects_stay_out() -> None:
    effect = replace(FADING, cashable_share=Fraction(0))
    joy = without("rust", kind=Kind.IMMATERIAL, effect=effect)
    assert model_of(case([joy]), Assumptions()).inputs == ()
    assert simulate(case([joy]), seed=SEED, points=4).net.p90 == Euro(0)


def test_variants_are_compared_on_the_same_draws() -> None:
    kba = fourteen()
    assert kba.lines[-1].role is Role.PLAN
    dearer = replace(
        kba,
        lines=(
            *kba.lines,
            replace(kba.lines[-1], key="coach", quantity=Fraction(2)),
        ),
    )
    general = Assumptions()
    found = compare([(kba, general), (kba, general), (dearer, general)], seed=SEED)
    assert found.outcomes[0] == found.outcomes[1]
    assert found.gains[0] == found.gains[1]
    assert found.gains[0].p90 == Euro(0)
    assert found.chances == (Fraction(0),) * 3
    gain = found.gains[2]
    assert gain.p10 < gain.p90 < Euro(0)
    net = found.outcomes[2].net
    assert gain.p90.cents - gain.p10.cents < (net.p90.cents - net.p10.cents) / 100


@pytest.mark.parametrize(
    "shape", [Beta(0.3, 50), Pert(2, 3, 9), around(5, 0.2), Bernoulli(0.85)]
)
def test_every_shape_has_its_mean_by_points_and_by_plain_draws(
    shape: Distribution,
) -> None:
    points = sobol(SEED, dimensions=1)[:, 0]
    assert shape.quantile(points).mean() == pytest.approx(shape.mean, rel=2e-3)
    plain = shape.sample(np.random.default_rng(SEED), 200_000)
    assert plain.mean() == pytest.approx(shape.mean, rel=1e-2)
    low, high = shape.ends
    assert low < shape.mean < high


def test_points_depend_on_the_seed_alone_and_never_touch_the_edge() -> None:
    points = sobol(7, dimensions=3)
    assert points.shape == (1024, 3)
    assert (points == sobol(7, dimensions=3)).all()
    assert (points != sobol(8, dimensions=3)).any()
    assert 0 < points.min() < points.max() < 1
    assert sobol(7, dimensions=0).shape == (1024, 0)


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"price_spread": (Fraction(0),)}, "price_spread"),
        ({"strength": (1, 2)}, "strength"),
        ({"strength": (1, 2, 3, 4, 5, -6)}, "strength"),
        ({"quantity_spread": Fraction(2)}, "spread"),
        ({"success": Fraction(-1)}, "success"),
    ],
)
def test_wrong_assumptions_are_refused(changes: dict[str, object], path: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        replace(Assumptions(), **changes)  # type: ignore[arg-type]
    assert [each.path for each in caught.value.problems] == [path]


def test_a_range_holds_its_quantity() -> None:
    with pytest.raises(InvalidInputError) as caught:
        without(
            quantity=Fraction(5), quantity_low=Fraction(6), quantity_high=Fraction(4)
        )
    assert [each.code for each in caught.value.problems] == [
        "not_up_to_the_quantity",
        "not_from_the_quantity",
    ]


def test_cash_that_comes_too_late_never_comes() -> None:
    late = replace(FADING, cash_lag_months=12)
    line = without(effect=late, last_on=date(2026, 6, 30))
    assert evaluate(case([line])).contract[0].saving == Euro(0)
    assert simulate(case([line]), seed=SEED).saving.p90 == Euro(0)


def test_success_is_the_last_input() -> None:
    assert model_of(fourteen(), Assumptions()).inputs[-1].key == SUCCESS_KEY


def test_the_command_line_simulates_without_a_database(
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = FOLDER / "onzekerheid-veertien.json"
    call_command("kba", "simulate", str(path), "--seed", "1")
    told = json.loads(capsys.readouterr().out)
    assert told["net"] == {
        "mean": 3_472_497,
        "p10": 263_960,
        "p50": 3_800_617,
        "p90": 4_762_817,
    }
    assert told["tornado"][0]["key"] == SUCCESS_KEY
    assert len(told["cumulative"]) == 5
