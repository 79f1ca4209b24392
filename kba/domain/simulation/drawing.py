"""Scrambled Sobol points: 1,024 of them do the work of millions of plain draws."""

import warnings

import numpy as np

from kba.domain.simulation.distributions import Floats

POINTS = 1024
MOST_DIMENSIONS = 21201
LARGEST_SEED = 2**32


def sobol(seed: int, *, dimensions: int, points: int = POINTS) -> Floats:
    """Draw scrambled Sobol points (rule 14.1).

    Args:
        seed: any whole number; the same seed gives the same points.
        dimensions: one per uncertain input.
        points: a power of 2 keeps the points in balance.

    Returns:
        Chances strictly between 0 and 1, shape (points, dimensions).
    """
    from scipy.stats import qmc

    if not dimensions:
        return np.empty((points, 0))
    bits = np.random.default_rng(seed % LARGEST_SEED)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        drawn = qmc.Sobol(d=dimensions, scramble=True, rng=bits).random(points)
    edge = 0.5 / 2**30
    return np.clip(drawn, edge, 1 - edge)
