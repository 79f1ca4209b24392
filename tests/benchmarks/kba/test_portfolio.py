"""100,000 cases x 24 lines x 1,000 draws: a naive loop, one numpy product, and ours.

SOHOS_BENCHMARK_CASES makes it smaller. All three compute the same factors and agree
to a cent before anything is timed. The naive loop is timed on a few cases.
"""

import os
import resource
import time
from collections.abc import Callable, Iterator

import numpy as np

from kba.domain.simulation.distributions import Floats
from kba.domain.simulation.portfolio import (
    Cases,
    Common,
    OwnDraws,
    Part,
    own_quantiles,
    simulate_portfolio,
)
from tests.benchmarks.conftest import Tell

CASES = int(os.environ.get("SOHOS_BENCHMARK_CASES", "100000"))
LINES, DRAWS, PAYERS = 24, 1000, 4
STRETCH = 10_000
FEW_CASES, FEW_DRAWS = 20, 100
ROUNDS = 5
CENT = 0.01
MEBIBYTE = 2**20
SEED = 2026


class Taken:
    """The least seconds of several runs, by the clock and of this process's work."""

    def __init__(self) -> None:
        self.clock = self.work = float("inf")

    def measure(self, action: Callable[[], object]) -> None:
        clock, work = time.perf_counter(), time.process_time()
        action()
        self.clock = min(self.clock, time.perf_counter() - clock)
        self.work = min(self.work, time.process_time() - work)

    def __str__(self) -> str:
        return f"{self.clock:.2f} s ({self.work:.2f} s of work)"


def portfolio() -> tuple[Cases, Common]:
    bits = np.random.default_rng(SEED)
    value = bits.uniform(10_000, 200_000, (CASES, LINES))
    common = Common(
        prices=bits.normal(1, 0.1, (LINES, DRAWS)),
        effect=bits.normal(1, 0.1, DRAWS),
        payers=bits.dirichlet(np.ones(PAYERS), LINES),
        own=own_quantiles(0.9, 0.4),
        repayment_from=1_200_000.0,
        interest=0.04,
    )
    costs = np.zeros(LINES)
    costs[-1] = 480_000.0 * CASES
    principal = np.full(CASES, 480_000.0)
    return Cases(value * 0.6, value, costs, principal), common


def stretches(cases: Cases) -> Iterator[Cases]:
    for begin in range(0, len(cases.principal), STRETCH):
        here = slice(begin, begin + STRETCH)
        yield Cases(
            cases.saving[here],
            cases.value[here],
            cases.costs * (len(cases.principal[here]) / len(cases.principal)),
            cases.principal[here],
        )


def first(cases: Cases, count: int) -> Cases:
    return Cases(
        cases.saving[:count], cases.value[:count], cases.costs, cases.principal[:count]
    )


def of_draws(common: Common, count: int) -> Common:
    return Common(
        common.prices[:, :count],
        common.effect[:count],
        common.payers,
        common.own,
        common.repayment_from,
        common.interest,
    )


def naively(cases: Cases, common: Common) -> list[list[float]]:
    """Compute in plain loops per draw: saving, repaid, and the value per payer."""
    draws = OwnDraws(common.own, draws=common.draws, seed=SEED, number=0)
    own = draws.take(len(cases.principal)).tolist()
    saving, value = cases.saving.tolist(), cases.value.tolist()
    prices, effect = common.prices.tolist(), common.effect.tolist()
    payers, principal = common.payers.tolist(), cases.principal.tolist()
    found = []
    for draw in range(common.draws):
        totals = [0.0] * (2 + PAYERS)
        for case in range(len(principal)):
            cash = 0.0
            for line in range(LINES):
                factor = prices[line][draw] * effect[draw] * own[case][draw]
                cash += saving[case][line] * factor
                worth = value[case][line] * factor
                for payer in range(PAYERS):
                    totals[2 + payer] += worth * payers[line][payer]
            totals[0] += cash
            if cash >= common.repayment_from:
                totals[1] += principal[case] * (1 + common.interest)
        found.append(totals)
    return found


def by_product(cases: Cases, common: Common) -> Floats:
    """Do nothing but the product: no payers, no own draws, no sums."""
    product: Floats = cases.saving @ (common.prices * common.effect)
    return product


def ours(cases: Cases, common: Common) -> tuple[Part, Floats]:
    part = simulate_portfolio(
        stretches(cases), common, seed=SEED, workers=os.cpu_count() or 1
    )
    totals = np.vstack([part.saving, part.repaid, part.value, part.value - part.costs])
    return part, np.percentile(totals, (10, 50, 90), axis=1)


def agree(cases: Cases, common: Common) -> None:
    """Check cents against the loop, and the sums against the product."""
    some, draws = first(cases, FEW_CASES), of_draws(common, FEW_DRAWS)
    part, _ = ours(some, draws)
    for draw, totals in enumerate(naively(some, draws)):
        found = [part.saving[draw], part.repaid[draw], *part.value[:, draw]]
        assert np.abs(np.array(found) - totals).max() < CENT
    steady = Common(
        draws.prices,
        draws.effect,
        draws.payers,
        own_quantiles(1.0, 0.0),
        draws.repayment_from,
        draws.interest,
    )
    part, _ = ours(some, steady)
    assert np.abs(part.saving - by_product(some, draws).sum(axis=0)).max() < CENT


def test_portfolio(tell: Tell) -> None:
    cases, common = portfolio()
    agree(cases, common)
    began = time.process_time()
    naively(first(cases, FEW_CASES), of_draws(common, FEW_DRAWS))
    done = FEW_CASES * FEW_DRAWS
    naive = (time.process_time() - began) * CASES * DRAWS / done
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    ours(cases, common)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    mine, theirs = Taken(), Taken()
    for _ in range(ROUNDS):
        mine.measure(lambda: ours(cases, common))
        theirs.measure(lambda: by_product(cases, common))
    tell(
        f"kba: portfolio of {CASES} cases x {LINES} lines x {DRAWS} draws, equal to a"
        f" cent: a naive loop {naive / 60:.0f} minutes (from {done} of its rounds), one"
        f" numpy product {theirs}, ours with payers, repayment and quantiles {mine}"
    )
    tell(
        f"kba: that is {naive / mine.work:.0f} x the loop, and the product's time per"
        f" draw {mine.clock / theirs.clock:.2f} x by the clock,"
        f" {mine.work / theirs.work:.2f} x in work; at most {memory:.0f} MiB in all, of which"
        f" {memory - before:.0f} for the simulation"
    )
