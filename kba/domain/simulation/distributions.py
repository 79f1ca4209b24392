"""The shapes that an uncertain input can have, each by its quantiles (rule 14.2).

scipy is imported where it is used: a web process that never simulates does without.
"""

from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
BoolArray: TypeAlias = NDArray[np.bool_]
Bits: TypeAlias = np.random.Generator
PERT_WEIGHT = 4


class Distribution(Protocol):
    """What an input may turn out to be."""

    @property
    def mean(self) -> float:
        """Return the expected value."""

    @property
    def ends(self) -> tuple[float, float]:
        """Return the low and the high value of a tornado: P10 and P90, or 0 and 1."""

    def quantile(self, chance: Floats) -> Floats:
        """Return the values below which the chances lie; chances between 0 and 1."""

    def sample(self, bits: Bits, count: int) -> Floats:
        """Draw plainly, without Sobol points."""


@dataclass(frozen=True, slots=True)
class Beta:
    """A share around `mean`; `strength` is how many observations it is worth."""

    mean: float
    strength: float

    @property
    def ends(self) -> tuple[float, float]:
        """Return P10 and P90."""
        return _ends(self)

    def quantile(self, chance: Floats) -> Floats:
        """Return the quantiles."""
        return _beta_quantile(*self._shape, chance)

    def sample(self, bits: Bits, count: int) -> Floats:
        """Draw plainly."""
        return bits.beta(*self._shape, count)

    @property
    def _shape(self) -> tuple[float, float]:
        return self.mean * self.strength, (1 - self.mean) * self.strength


@dataclass(frozen=True, slots=True)
class Pert:
    """A value between `low` and `high`, most likely `mode`; `low` is below `high`."""

    low: float
    mode: float
    high: float

    @property
    def mean(self) -> float:
        """Return the expected value."""
        return (self.low + PERT_WEIGHT * self.mode + self.high) / (PERT_WEIGHT + 2)

    @property
    def ends(self) -> tuple[float, float]:
        """Return P10 and P90."""
        return _ends(self)

    def quantile(self, chance: Floats) -> Floats:
        """Return the quantiles."""
        spread = self.high - self.low
        return self.low + spread * _beta_quantile(*self._shape, chance)

    def sample(self, bits: Bits, count: int) -> Floats:
        """Draw plainly."""
        return self.low + (self.high - self.low) * bits.beta(*self._shape, count)

    @property
    def _shape(self) -> tuple[float, float]:
        spread = self.high - self.low
        return (
            1 + PERT_WEIGHT * (self.mode - self.low) / spread,
            1 + PERT_WEIGHT * (self.high - self.mode) / spread,
        )


@dataclass(frozen=True, slots=True)
class Bernoulli:
    """Something that happens (1) with a chance, or not (0)."""

    chance: float

    @property
    def mean(self) -> float:
        """Return the chance."""
        return self.chance

    @property
    def ends(self) -> tuple[float, float]:
        """Return that it does not happen, and that it does."""
        return 0.0, 1.0

    def quantile(self, chance: Floats) -> Floats:
        """Return 0 below the chance that it does not happen, else 1."""
        return (chance >= 1 - self.chance).astype(np.float64)

    def sample(self, bits: Bits, count: int) -> Floats:
        """Draw plainly."""
        return (bits.random(count) < self.chance).astype(np.float64)


def around(mean: float, share: float) -> Pert:
    """Return a symmetric PERT around a value, a share of it to both sides."""
    return Pert(mean * (1 - share), mean, mean * (1 + share))


def _ends(distribution: Distribution) -> tuple[float, float]:
    low, high = distribution.quantile(np.array([0.1, 0.9]))
    return float(low), float(high)


def _beta_quantile(alpha: float, beta: float, chance: Floats) -> Floats:
    from scipy.special import betaincinv

    found: Floats = betaincinv(alpha, beta, chance)
    return found
