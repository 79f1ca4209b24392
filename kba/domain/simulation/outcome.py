"""What 1,024 draws say: quantiles, chances, a tornado and a band (rule 14.6)."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from kba.domain.inputs import KbaInput
from kba.domain.simulation.assumptions import Assumptions
from kba.domain.simulation.distributions import BoolArray, Floats
from kba.domain.simulation.drawing import POINTS, sobol
from kba.domain.simulation.model import (
    Draws,
    Model,
    Uncertain,
    What,
    model_of,
)
from sohos.core.euro import Euro

DECILES = (10, 50, 90)
MOST_BARS = 10


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean and deciles of an estimate, in euro cents."""

    mean: Euro
    p10: Euro
    p50: Euro
    p90: Euro


@dataclass(frozen=True, slots=True)
class YearBand:
    """The cumulative total at the end of one plan year."""

    year: int
    society: Spread
    municipality: Spread


@dataclass(frozen=True, slots=True)
class Bar:
    """What one input does to the net when all others stay at their mean (rule 14.7).

    `low` and `high` are its P10 and P90 (of success: no and yes), `net_low` and
    `net_high` the net that follows. `share` is the part of the variance of the net
    that goes with this input.
    """

    key: str
    what: What
    label: str
    low: float
    high: float
    net_low: Euro
    net_high: Euro
    share: float

    @property
    def width(self) -> int:
        """Return the length of the bar in cents."""
        return abs(self.net_high.cents - self.net_low.cents)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What may come of a KBA; `seed` and `points` reproduce it to the cent."""

    seed: int
    points: int
    inputs: int
    net: Spread
    saving: Spread
    chance_net_positive: Fraction
    chance_repayment: Fraction
    years: tuple[YearBand, ...]
    tornado: tuple[Bar, ...]


def simulate(
    kba: KbaInput,
    *,
    seed: int,
    assumptions: Assumptions | None = None,
    points: int = POINTS,
) -> Outcome:
    """Simulate a KBA (rules 14.1 to 14.7).

    Args:
        kba: a sound input.
        seed: kept with the KBA; the same seed gives the same cents.
        assumptions: spreads; None takes the general ones.
        points: Sobol points, a power of 2.

    Returns:
        An estimate. `net` is the financial present value over the horizon, `saving`
        the municipality's cash of the first plan year before the plan's effort.
    """
    assumptions = assumptions or Assumptions()
    model = model_of(kba, assumptions)
    values = values_of(model.inputs, seed, points)
    draws = model.evaluate(values, points)
    return outcome_of(model, values, draws, seed=seed, assumptions=assumptions)


def as_json(outcome: Outcome) -> dict[str, object]:
    """Return an outcome in whole cents and exact quotients, for whoever recomputes."""
    return {
        "seed": outcome.seed,
        "points": outcome.points,
        "inputs": outcome.inputs,
        "net": _spread_json(outcome.net),
        "saving": _spread_json(outcome.saving),
        "chance_net_positive": str(outcome.chance_net_positive),
        "chance_repayment": str(outcome.chance_repayment),
        "cumulative": [
            {
                "year": band.year,
                "society": _spread_json(band.society),
                "municipality": _spread_json(band.municipality),
            }
            for band in outcome.years
        ],
        "tornado": [
            {
                "key": bar.key,
                "what": bar.what.value,
                "low": f"{bar.low:.6g}",
                "high": f"{bar.high:.6g}",
                "net_low": bar.net_low.cents,
                "net_high": bar.net_high.cents,
                "variance_share": f"{bar.share:.4f}",
            }
            for bar in outcome.tornado
        ],
    }


def _spread_json(spread: Spread) -> dict[str, int]:
    return {name: getattr(spread, name).cents for name in ("mean", "p10", "p50", "p90")}


def values_of(
    inputs: tuple[Uncertain, ...], seed: int, points: int
) -> dict[str, Floats]:
    """Draw every input, each on its own Sobol axis, in the order of `inputs`."""
    chances = sobol(seed, dimensions=len(inputs), points=points)
    return {
        each.key: each.distribution.quantile(chances[:, axis])
        for axis, each in enumerate(inputs)
    }


def outcome_of(
    model: Model,
    values: Mapping[str, Floats],
    draws: Draws,
    *,
    seed: int,
    assumptions: Assumptions,
) -> Outcome:
    """Describe draws that were computed; the arguments are those of one simulation."""
    count = len(draws.net)
    saving = draws.saving[:, 0]
    society = np.cumsum(draws.society, axis=1)
    municipal = np.cumsum(draws.municipal, axis=1)
    return Outcome(
        seed=seed,
        points=count,
        inputs=len(model.inputs),
        net=spread_of(draws.net),
        saving=spread_of(saving),
        chance_net_positive=share_of(draws.net > 0),
        chance_repayment=share_of(saving >= assumptions.repayment_from.cents),
        years=tuple(
            YearBand(
                year + 1, spread_of(society[:, year]), spread_of(municipal[:, year])
            )
            for year in range(model.years)
        ),
        tornado=tornado(model, values, draws),
    )


def spread_of(cents: Floats) -> Spread:
    """Return mean and deciles of draws, rounded to cents."""
    deciles = np.percentile(cents, DECILES)
    return Spread(rounded(cents.mean()), *(rounded(each) for each in deciles))


def share_of(met: BoolArray) -> Fraction:
    """Return the share of draws that meet a condition."""
    return Fraction(int(np.count_nonzero(met)), len(met))


def rounded(cents: float) -> Euro:
    """Return an estimate in whole cents, halves away from zero."""
    size = math.floor(abs(float(cents)) + 0.5)
    return Euro(size if cents >= 0 else -size)


def tornado(
    model: Model, values: Mapping[str, Floats], draws: Draws
) -> tuple[Bar, ...]:
    """Vary each input on its own, and rank what it does (rule 14.7).

    Args:
        model: the KBA.
        values: what was drawn, per input.
        draws: what came of it.

    Returns:
        The ten widest bars, widest first; ties by key.
    """
    inputs = model.inputs
    count = 2 * len(inputs)
    moved = {each.key: np.full(count, each.distribution.mean) for each in inputs}
    for row, each in enumerate(inputs):
        moved[each.key][2 * row : 2 * row + 2] = each.distribution.ends
    nets = model.evaluate(moved, count).net
    bars = [
        Bar(
            key=each.key,
            what=each.what,
            label=each.label,
            low=each.distribution.ends[0],
            high=each.distribution.ends[1],
            net_low=rounded(nets[2 * row]),
            net_high=rounded(nets[2 * row + 1]),
            share=_variance_share(values[each.key], draws.net),
        )
        for row, each in enumerate(inputs)
    ]
    bars.sort(key=lambda bar: (-bar.width, bar.key))
    return tuple(bars[:MOST_BARS])


def _variance_share(drawn: Floats, net: Floats) -> float:
    """Return the squared correlation: the part of the variance that goes along."""
    if drawn.std() == 0 or net.std() == 0:
        return 0.0
    return float(np.corrcoef(drawn, net)[0, 1] ** 2)
