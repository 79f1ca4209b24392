"""1,024 Sobol points against four million plain draws of the documented example."""

import math
import time
from collections.abc import Iterator

import numpy as np

from kba.domain.simulation import Assumptions
from kba.domain.simulation.drawing import POINTS
from kba.domain.simulation.model import Model, model_of
from kba.domain.simulation.outcome import values_of
from tests.benchmarks.conftest import Tell
from tests.benchmarks.measuring import milliseconds
from tests.domain.kba.examples import example

DRAWS = 4_000_000
BLOCK = 100_000
SEEDS = range(1, 21)
WITHIN = 0.005


def plain(model: Model) -> Iterator[float]:
    """Yield the mean net of every block of plain draws."""
    bits = np.random.default_rng(2026)
    for _ in range(DRAWS // BLOCK):
        values = {
            each.key: each.distribution.sample(bits, BLOCK) for each in model.inputs
        }
        yield float(model.evaluate(values, BLOCK).net.mean())


def by_points(model: Model, seed: int) -> float:
    values = values_of(model.inputs, seed, POINTS)
    return float(model.evaluate(values, POINTS).net.mean())


def by_few_plain(model: Model, seed: int) -> float:
    bits = np.random.default_rng(seed)
    values = {each.key: each.distribution.sample(bits, POINTS) for each in model.inputs}
    return float(model.evaluate(values, POINTS).net.mean())


def test_sobol_points(tell: Tell) -> None:
    model = model_of(example("onzekerheid-veertien").kba, Assumptions())
    by_points(model, 0)
    began = time.perf_counter()
    truth = math.fsum(plain(model)) / (DRAWS // BLOCK)
    long = time.perf_counter() - began
    began = time.perf_counter()
    off = [abs(by_points(model, seed) / truth - 1) for seed in SEEDS]
    short = (time.perf_counter() - began) / len(SEEDS)
    off_plain = [abs(by_few_plain(model, seed) / truth - 1) for seed in SEEDS]
    tell(
        f"kba: {len(model.inputs)} inputs, mean of {POINTS} Sobol points against"
        f" {DRAWS} plain draws, {len(SEEDS)} seeds: {np.mean(off):.3%} off on average,"
        f" {max(off):.3%} at most; {POINTS} plain draws {np.mean(off_plain):.3%} and"
        f" {max(off_plain):.3%}"
    )
    tell(f"kba: the points take {milliseconds(short)}, the draws {long:.1f} s")
    assert off[0] < WITHIN
