"""What realised cases say: the worked table, and too little to say anything."""

from fractions import Fraction

import pytest

from kba.domain.inputs import KbaInput
from kba.domain.lines import Effect, UnitPrice
from kba.domain.simulation.calibration import Pair, corrections, pairs_of
from kba.domain.vocabulary import Role
from sohos.core.euro import Euro
from tests.domain.kba.examples import case, with_plan, without


def pairs(code: str, *realised: int) -> list[Pair]:
    return [Pair(code, Euro(1_000_000), Euro(each * 100)) for each in realised]


def test_the_worked_table() -> None:
    found = corrections(
        [
            *pairs("pleegzorg", 8_000, 9_000, 7_000, 10_000),
            *pairs("begeleiding", 11_000),
        ]
    )
    guidance, foster_care = found
    assert foster_care.factor == Fraction(85, 100)
    assert foster_care.low == pytest.approx(0.7443, abs=5e-5)
    assert foster_care.high == pytest.approx(0.9557, abs=5e-5)
    assert foster_care.optimism_bias == Fraction(15, 100)
    assert not foster_care.may_replace
    assert guidance.factor == Fraction(11, 10)
    assert guidance.low is guidance.high is None
    assert guidance.optimism_bias == 0


def test_ten_cases_may_replace_the_general_table() -> None:
    (found,) = corrections(pairs("pleegzorg", *[9_000] * 10))
    assert found.may_replace
    assert found.low == found.high == pytest.approx(0.9)
    assert (found.cases, found.expected, found.realised) == (
        10,
        Euro(10_000_000),
        Euro(9_000_000),
    )


def test_nothing_expected_says_nothing_and_a_loss_is_no_more_than_all() -> None:
    assert corrections([Pair("niets", Euro(0), Euro(500))]) == ()
    (worse,) = corrections(pairs("pleegzorg", -3_000))
    assert worse.optimism_bias == 1


def test_pairs_of_a_case_are_before_the_correction_for_optimism() -> None:
    listed = UnitPrice(Euro(10_000), 2024, None, "tarief", 2, "wmo-uur")
    doubted = Effect(Fraction(1, 10), "een deel stopt vanzelf", evidence_grade=6)

    def year(remaining: int, horizon_years: int = 1) -> KbaInput:
        lines = [
            without("a.zonder", quantity=Fraction(100), price=listed, effect=doubted),
            with_plan(
                "a.met",
                quantity=Fraction(remaining),
                price=listed,
                counterpart="a.zonder",
            ),
            without("b.zonder"),
            with_plan("inzet", price=listed, role=Role.PLAN),
        ]
        return case(lines, horizon_years=horizon_years)

    assert pairs_of(year(20, horizon_years=3), year(40)) == (
        Pair("wmo-uur", Euro(720_000), Euro(540_000)),
    )
