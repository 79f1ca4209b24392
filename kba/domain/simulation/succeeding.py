"""How many of many households succeed: a shared chance, an own lot (rule 14.11)."""

from fractions import Fraction

import numpy as np

from kba.domain.simulation.distributions import Beta
from kba.domain.simulation.drawing import POINTS, sobol
from kba.domain.simulation.portfolio import (
    STEPS,
    Cases,
    Common,
    simulate_portfolio,
)

SHARED_STRENGTH = 25


def success_shares(
    success: Fraction,
    *,
    households: int,
    quantiles: tuple[int, ...],
    strength: int = SHARED_STRENGTH,
    seed: int = 1,
) -> tuple[Fraction, ...]:
    """Draw how many households succeed when they share how well the method works.

    In each draw all households have one chance, from a Beta around `success`; each
    succeeds when an own uniform lot stays under it. The portfolio engine counts them:
    a chance divided by a lot reaches 1 exactly as often as the chance says.

    Args:
        success: expected share, 0 to 1.
        households: at least one.
        quantiles: percentages, such as 10, 50 and 90.
        strength: how many observations the chance is worth; more is less shared.
        seed: the same seed gives the same shares.

    Returns:
        Per quantile the share of households that succeed, in the order asked; of
        a success rate of 0 or 1 nothing is uncertain.
    """
    if success in (0, 1):
        return (success,) * len(quantiles)
    chance = Beta(float(success), strength).quantile(sobol(seed, dimensions=1)[:, 0])
    lots = (np.arange(STEPS) + 0.5) / STEPS
    every = np.ones((households, 1))
    drawn = simulate_portfolio(
        [Cases(saving=every, value=every, costs=np.zeros(1), principal=every[:, 0])],
        Common(
            prices=np.ones((1, POINTS)),
            effect=chance,
            payers=np.ones((1, 1)),
            own=1 / lots,
            repayment_from=1.0,
            interest=0.0,
        ),
        seed=seed,
    )
    found = np.quantile(drawn.repaid, [q / 100 for q in quantiles], method="nearest")
    return tuple(Fraction(round(float(count)), households) for count in found)
