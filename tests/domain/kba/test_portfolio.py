"""Many cases at once: what is shared stays shared, and blocks change nothing."""

from dataclasses import replace

import numpy as np
import pytest

from kba.domain.simulation.distributions import Floats, around
from kba.domain.simulation.drawing import sobol
from kba.domain.simulation.portfolio import (
    STEPS,
    Cases,
    Common,
    OwnDraws,
    Part,
    own_quantiles,
    simulate_part,
    simulate_portfolio,
)

SEED = 1
DRAWS = 1024
CASES = 375


def common(prices: Floats | None = None, **changes: float) -> Common:
    drawn = around(1, 0.2).quantile(sobol(SEED, dimensions=2).T)
    values = {"success": 1.0, "spread": 0.4} | changes
    return Common(
        prices=drawn if prices is None else prices,
        effect=np.ones(DRAWS),
        payers=np.array([[1.0, 0.0], [0.25, 0.75]]),
        own=own_quantiles(values["success"], values["spread"]),
        repayment_from=1_200_000.0,
        interest=0.04,
    )


def cases(count: int = CASES, principal: float = 480_000.0) -> Cases:
    value = np.tile([1_000_000.0, 400_000.0], (count, 1))
    return Cases(value, value, np.array([0.0, 9.0]), np.full(count, principal))


def width(totals: Floats) -> float:
    low, high = np.percentile(totals, (10, 90))
    return float((high - low) / totals.mean())


def same(one: Part, other: Part) -> bool:
    return all(
        np.allclose(getattr(one, name), getattr(other, name), rtol=1e-12)
        for name in ("saving", "repaid", "value", "costs", "principal", "cases")
    )


def test_shared_prices_keep_their_spread_and_own_noise_averages_out() -> None:
    price = around(1, 0.2).quantile(sobol(SEED, dimensions=1).T)
    shared = simulate_part(cases(), common(np.repeat(price, 2, axis=0)), seed=SEED)
    alone = simulate_part(cases(), common(np.ones((2, DRAWS))), seed=SEED)
    one = simulate_part(cases(1), common(np.ones((2, DRAWS))), seed=SEED)
    assert width(shared.saving) == pytest.approx(0.206, abs=0.01)
    assert width(alone.saving) == pytest.approx(0.021, abs=0.002)
    assert width(one.saving) / width(alone.saving) == pytest.approx(19.4, rel=0.15)


def test_payers_add_up_and_costs_do_not_depend_on_success() -> None:
    none = simulate_part(cases(), common(success=0.0), seed=SEED)
    assert not none.saving.any()
    assert not none.repaid.any()
    assert none.costs.sum(axis=0) == pytest.approx(9 * common().prices[1])
    part = simulate_part(cases(), common(success=0.9), seed=SEED)
    assert part.value.sum(axis=0) == pytest.approx(part.saving)
    assert part.saving.mean() == pytest.approx(CASES * 1_400_000 * 0.9, rel=0.01)
    assert part.principal == CASES * 480_000


def test_repayment_counts_the_cases_that_meet_the_condition() -> None:
    sure = common(np.ones((2, DRAWS)), success=0.9, spread=0.0)
    part = simulate_part(cases(), sure, seed=SEED)
    met = part.repaid / (480_000 * 1.04)
    assert met.mean() == pytest.approx(CASES * 0.9, rel=0.01)
    assert np.allclose(met, np.round(met))
    uneven = cases()
    uneven.principal[0] = 0
    less = simulate_part(uneven, sure, seed=SEED)
    assert (part.repaid - less.repaid).max() == pytest.approx(480_000 * 1.04)
    assert (part.repaid - less.repaid).min() == pytest.approx(0, abs=1e-3)


def test_stretches_add_up_whatever_the_number_of_workers() -> None:
    stretches = [cases(100), cases(7), cases(1)]
    shared = common(success=0.9)
    one = simulate_portfolio(iter(stretches), shared, seed=SEED)
    several = simulate_portfolio(iter(stretches), shared, seed=SEED, workers=3)
    assert one.cases == 108
    assert same(one, several)
    parts = [
        simulate_part(each, shared, seed=SEED, number=number)
        for number, each in enumerate(stretches)
    ]
    assert same(one, parts[0] + parts[1] + parts[2])
    assert not same(one, simulate_portfolio(iter(stretches), shared, seed=SEED + 1))
    with pytest.raises(ValueError, match="without cases"):
        simulate_portfolio([], shared, seed=SEED)


def test_own_factors_are_equally_likely_steps() -> None:
    steps = own_quantiles(0.9, 0.4)
    assert len(steps) == STEPS
    assert steps.mean() == pytest.approx(0.9, abs=1e-4)
    assert (steps == 0).mean() == pytest.approx(0.1, abs=1e-4)
    assert (own_quantiles(1.0, 0.0) == 1).all()
    drawn = OwnDraws(steps, draws=DRAWS, seed=SEED, number=0).take(4000)
    assert drawn.shape == (4000, DRAWS)
    assert drawn.mean(axis=0) == pytest.approx(0.9, abs=0.04)
    few = replace(common(), own=np.array([0.5, 1.5]))
    assert simulate_part(cases(3), few, seed=SEED).saving.mean() == pytest.approx(
        3 * 1_400_000, rel=0.1
    )
