"""A shared chance spreads success wider than luck does (rule 14.11)."""

from fractions import Fraction

import pytest

from kba.domain.simulation import success_shares

NINE = Fraction(9, 10)


def test_the_documented_spread_comes_out() -> None:
    found = success_shares(NINE, households=375, quantiles=(10, 50, 90))
    assert [round(float(share), 3) for share in found] == [0.819, 0.909, 0.968]


def test_a_seed_repeats_and_another_differs_a_little() -> None:
    again = [
        success_shares(NINE, households=375, quantiles=(10,), seed=seed)[0]
        for seed in (1, 1, 2)
    ]
    assert again[0] == again[1]
    assert abs(again[2] - again[0]) < Fraction(1, 50)


def test_the_less_is_shared_the_nearer_it_comes_to_luck() -> None:
    low, high = success_shares(
        NINE, households=375, quantiles=(10, 90), strength=10_000
    )
    # The standard deviation of luck alone is 1.55%, so P10 and P90 lie 2.0% away.
    assert 0.875 < low < 0.885
    assert 0.915 < high < 0.925


@pytest.mark.parametrize("certain", [Fraction(0), Fraction(1)])
def test_what_is_certain_has_no_spread(certain: Fraction) -> None:
    found = success_shares(certain, households=5, quantiles=(10, 90))
    assert found == (certain, certain)
