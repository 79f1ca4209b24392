"""Variants of a plan, or a stage and the one before it, on the same draws (rule 14.8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from kba.domain.inputs import KbaInput
from kba.domain.simulation.assumptions import Assumptions
from kba.domain.simulation.drawing import POINTS, sobol
from kba.domain.simulation.model import model_of
from kba.domain.simulation.outcome import (
    Outcome,
    Spread,
    outcome_of,
    share_of,
    spread_of,
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Several KBAs on the same draws, each beside the first.

    `gains` holds the spread of net less the first's net, draw by draw; `chances` how
    often it is above it. The first entry of both is that of the first itself.
    """

    outcomes: tuple[Outcome, ...]
    gains: tuple[Spread, ...]
    chances: tuple[Fraction, ...]


def compare(
    variants: Sequence[tuple[KbaInput, Assumptions]],
    *,
    seed: int,
    points: int = POINTS,
) -> Comparison:
    """Simulate variants together (rule 14.8).

    Args:
        variants: at least one; inputs with the same key share their draws.
        seed: kept with the KBA.
        points: Sobol points, a power of 2.

    Returns:
        One entry per variant, in order. What the variants share cancels out of the
        gains, so these are far narrower than the outcomes.
    """
    models = [model_of(kba, assumptions) for kba, assumptions in variants]
    keys = dict.fromkeys(each.key for model in models for each in model.inputs)
    axes = sobol(seed, dimensions=len(keys), points=points)
    chances = {key: axes[:, axis] for axis, key in enumerate(keys)}
    outcomes, nets = [], []
    for model, (_, assumptions) in zip(models, variants, strict=True):
        values = {
            each.key: each.distribution.quantile(chances[each.key])
            for each in model.inputs
        }
        draws = model.evaluate(values, points)
        nets.append(draws.net)
        outcomes.append(
            outcome_of(model, values, draws, seed=seed, assumptions=assumptions)
        )
    return Comparison(
        tuple(outcomes),
        tuple(spread_of(net - nets[0]) for net in nets),
        tuple(share_of(net > nets[0]) for net in nets),
    )
