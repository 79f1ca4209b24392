"""Real cases as columns of a portfolio: nothing lost, whatever their prices."""

from dataclasses import replace

import pytest

from kba.domain.inputs import KbaInput
from kba.domain.result import evaluate
from kba.domain.simulation import Assumptions, programme
from kba.domain.simulation.assumptions import certain
from kba.domain.simulation.portfolio import Part, simulate_part
from kba.domain.simulation.programme import Case
from sohos.core.bills import Payer
from sohos.core.euro import Euro
from tests.domain.kba.examples import case, example, without

SEED = 3
POINTS = 1024


def cases(*inputs: KbaInput) -> list[Case]:
    return [programme.case_of(kba, evaluate(kba)) for kba in inputs]


def simulated(
    found: list[Case], assumptions: Assumptions, *codes: str, seed: int = SEED
) -> Part:
    portfolio, common = programme.portfolio_of(
        found, assumptions, codes=codes, seed=seed, points=POINTS
    )
    return simulate_part(portfolio, common, seed=seed)


def test_the_mean_of_a_programme_is_the_sum_of_its_cases() -> None:
    kba = example("onzekerheid-veertien").kba
    exact = evaluate(kba)
    part = simulated(cases(kba, kba), certain(), "pleegzorg", "begeleiding")
    net = (part.value - part.costs).sum(axis=0).mean()
    financial = exact.present_estimate.financial
    assert net == pytest.approx(2 * financial.net.cents, rel=0.05)
    assert part.costs.sum(axis=0).mean() == pytest.approx(2 * financial.costs.cents)
    assert part.principal == 2 * exact.contract[0].plan_costs.cents
    saving = exact.contract[0].saving.cents
    assert part.saving.mean() == pytest.approx(2 * saving, rel=0.05)


def test_immaterial_effects_and_empty_cases_add_nothing() -> None:
    nothing = simulated(cases(case([])), Assumptions())
    assert not nothing.value.any()
    assert not nothing.saving.any()
    assert nothing.principal == programme.PRINCIPAL
    assert programme.outcome_of(nothing).by_payer == ()
    effect = example("den-haag-lpbl").kba
    assert any(line.kind.value == "immaterieel" for line in effect.lines)
    financial = evaluate(effect).present_estimate.financial
    found = cases(effect)[0]
    assert sum(found.value.values()) - sum(found.costs.values()) == pytest.approx(
        financial.net.cents, abs=2
    )


def test_a_code_has_its_own_axis_and_an_unknown_one_the_common_axis() -> None:
    coded = replace(without().price, catalogue_code="pleegzorg")
    known = simulated(
        cases(case([without(price=coded)])), Assumptions(), "pleegzorg", "aaa"
    )
    unknown = simulated(cases(case([without(price=coded)])), Assumptions(), "aaa")
    plain = simulated(cases(case([without()])), Assumptions(), "aaa")
    assert (unknown.value == plain.value).all()
    assert (known.value != unknown.value).any()


def test_parts_and_outcomes_come_back_as_they_were_stored() -> None:
    part = simulated(cases(example("onzekerheid-veertien").kba), Assumptions())
    back = programme.part_from(
        programme.part_bytes(part), cases=part.cases, principal=part.principal
    )
    assert (back.value == part.value).all()
    outcome = programme.outcome_of(back)
    assert outcome == programme.outcome_of(part)
    assert programme.outcome_from(programme.outcome_json(outcome)) == outcome
    assert [payer for payer, _ in outcome.by_payer] == [
        Payer.MUNICIPALITY,
        Payer.HOUSING_ASSOCIATION,
    ]
    assert outcome.principal == Euro(595_000)
