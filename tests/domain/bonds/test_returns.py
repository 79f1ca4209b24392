from datetime import date
from fractions import Fraction

import pytest

from bonds.domain.returns import Flow, dpi, moic, xirr_estimate
from tests.domain.bonds.money import eur


def flow(day: str, amount: str) -> Flow:
    return Flow(date.fromisoformat(day), eur(amount).exact())


@pytest.mark.parametrize(
    ("paid", "expected"),
    [("4986.08", 0.040015), ("4985.95", 0.039987), ("4985.33", 0.039854)],
)
def test_return_of_the_worked_case(paid: str, expected: float) -> None:
    flows = [
        flow("2019-03-15", "-3000"),
        flow("2019-06-01", "-1800"),
        flow("2020-04-01", paid),
    ]
    assert xirr_estimate(flows) == pytest.approx(expected, abs=5e-7)
    assert xirr_estimate(flows[::-1]) == pytest.approx(expected, abs=5e-7)


@pytest.mark.parametrize(
    "flows",
    [
        [],
        [flow("2019-01-01", "-100")],
        [flow("2019-01-01", "-100"), flow("2019-01-01", "110")],
        [flow("2019-01-01", "-100"), flow("2020-01-01", "-4")],
        [flow("2019-01-01", "-100"), flow("2020-01-01", "0")],
    ],
)
def test_no_return_fits(flows: list[Flow]) -> None:
    assert xirr_estimate(flows) is None


def test_two_returns_fit_so_none_is_given() -> None:
    flows = [
        flow("2019-01-01", "-100"),
        flow("2020-01-01", "230"),
        flow("2021-01-01", "-132"),
    ]
    assert xirr_estimate(flows) is None


def test_what_was_paid_and_what_is_still_there() -> None:
    drawn, received = eur("4800"), eur("2400")
    assert dpi(drawn=drawn, received=received) == Fraction(1, 2)
    assert moic(drawn=drawn, received=received, outstanding=eur("2592")) == Fraction(
        26, 25
    )


def test_ratios_mean_nothing_before_the_first_draw() -> None:
    assert dpi(drawn=eur("0"), received=eur("0")) is None
    assert moic(drawn=eur("0"), received=eur("0"), outstanding=eur("0")) is None
