"""Many cases at once: shared draws, own draws, blocks that stay small (rule 14.9).

The value of a case is bilinear: cents per case and column times a factor per column
and draw. So a portfolio is a product of two matrices, taken in blocks that stay in
the processor's cache; memory does not grow with the number of cases.
"""

from collections import deque
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from kba.domain.simulation.distributions import BoolArray, Floats, around
from kba.domain.simulation.drawing import LARGEST_SEED

STEPS = 2**16
CELLS_PER_BLOCK = 2**15
FEW_ENOUGH = 2**8


@dataclass(frozen=True, slots=True)
class Cases:
    """Cases in cents at their expected draws; rows are cases, columns as in `Common`.

    `saving` is the municipality's cash of the first year, `value` the present value
    of the effects for all payers, `costs` that of what the plans add (positive) by
    column, for all these cases together. `principal` is what was lent per case.
    """

    saving: Floats
    value: Floats
    costs: Floats
    principal: Floats


@dataclass(frozen=True, slots=True)
class Common:
    """What all cases of a portfolio share.

    `prices` (columns by draws) are factors around 1; `effect` (draws) is how well the
    method works; `payers` (columns by payers) divides value and costs, each row
    adding up to 1. `own` holds the quantiles of what is a case's own, in `STEPS` equal
    steps. `repayment_from` is in cents; `interest` comes on top of the principal.
    """

    prices: Floats
    effect: Floats
    payers: Floats
    own: Floats
    repayment_from: float
    interest: float

    @property
    def draws(self) -> int:
        """Return the number of draws."""
        return int(self.prices.shape[1])


@dataclass(frozen=True, slots=True)
class Part:
    """What some of the cases come to, per draw, in cents; parts add up.

    `value` and `costs` are payers by draws.
    """

    cases: int
    saving: Floats
    repaid: Floats
    value: Floats
    costs: Floats
    principal: float

    def __add__(self, other: "Part") -> "Part":
        return Part(
            self.cases + other.cases,
            self.saving + other.saving,
            self.repaid + other.repaid,
            self.value + other.value,
            self.costs + other.costs,
            self.principal + other.principal,
        )


def own_quantiles(success: float, spread: float) -> Floats:
    """Return what is a case's own, as equally likely steps (rule 14.9).

    Args:
        success: chance that the plan works; the other steps are 0.
        spread: of the PERT around 1 when it does.

    Returns:
        `STEPS` factors in ascending order; their mean is `success`.
    """
    failing = round((1 - success) * STEPS)
    working = STEPS - failing
    chances = (np.arange(working) + 0.5) / max(working, 1)
    factors = around(1.0, spread).quantile(chances) if spread else np.ones(working)
    return np.concatenate([np.zeros(failing), factors])


class OwnDraws:
    """The own factors of one stretch of cases, apart from every other stretch.

    The steps are shuffled once for the stretch; each case reads them from a place of
    its own. So within a draw the cases are independent and every step is equally
    likely, at the price of a copy instead of a random number per case and draw.
    """

    def __init__(
        self, quantiles: Floats, *, draws: int, seed: int, number: int
    ) -> None:
        self._bits = np.random.default_rng([seed % LARGEST_SEED, number])
        shuffled = self._bits.permutation(quantiles)
        around_again = np.concatenate([shuffled, np.resize(shuffled, draws - 1)])
        self._places = len(quantiles)
        self._windows = sliding_window_view(around_again, draws)

    def take(self, cases: int) -> Floats:
        """Return the factors of the next cases, cases by draws."""
        drawn: Floats = self._windows[self._bits.integers(0, self._places, size=cases)]
        return drawn


def simulate_part(cases: Cases, common: Common, *, seed: int, number: int = 0) -> Part:
    """Simulate one stretch of cases (rule 14.9).

    Args:
        cases: as many as fit in memory easily; their order decides their own draws.
        common: what they share with all other stretches.
        seed: of the portfolio.
        number: of the stretch; with the seed it decides what is the cases' own.

    Returns:
        Sums over the cases, per draw.
    """
    draws = common.draws
    ours = OwnDraws(common.own, draws=draws, seed=seed, number=number)
    at_once = max(1, CELLS_PER_BLOCK // draws)
    factors = common.prices * common.effect
    saving = np.empty((at_once, draws))
    used = np.zeros_like(common.prices)
    saved, repaid = np.zeros(draws), np.zeros(draws)
    due = cases.principal * (1 + common.interest)
    for first in range(0, len(cases.principal), at_once):
        here = slice(first, first + at_once)
        count = len(cases.principal[here])
        mine, cash = ours.take(count), saving[:count]
        used += cases.value[here].T @ mine
        np.matmul(cases.saving[here], factors, out=cash)
        cash *= mine
        saved += cash.sum(axis=0)
        repaid += _paid(due[here], cash >= common.repayment_from)
    return Part(
        cases=len(cases.principal),
        saving=saved,
        repaid=repaid,
        value=common.payers.T @ (used * factors),
        costs=common.payers.T @ (cases.costs[:, np.newaxis] * common.prices),
        principal=float(cases.principal.sum()),
    )


def _paid(due: Floats, met: BoolArray) -> Floats:
    """Add up what is due where the condition is met; equal amounts are counted."""
    if len(due) < FEW_ENOUGH and (due == due[0]).all():
        counts: NDArray[np.uint8] = np.add.reduce(
            met.view(np.uint8), axis=0, dtype=np.uint8
        )
        return counts.astype(np.float64) * float(due[0])
    paid: Floats = due @ met
    return paid


def simulate_portfolio(
    stretches: Iterable[Cases], common: Common, *, seed: int, workers: int = 1
) -> Part:
    """Simulate stretches of cases side by side (rule 14.9).

    Args:
        stretches: in a fixed order and of fixed sizes, so that a seed repeats; made
            one by one, they are also kept no longer than needed.
        common: what all cases share.
        seed: of the own draws.
        workers: threads; their number does not change the result.

    Returns:
        The sum of the parts, added in the order of the stretches.

    Raises:
        ValueError: there are no cases.
    """
    whole: Part | None = None
    running: deque[Future[Part]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        for number, cases in enumerate(stretches):
            running.append(
                pool.submit(simulate_part, cases, common, seed=seed, number=number)
            )
            if len(running) > workers:
                whole = _added(whole, running.popleft().result())
        for part in running:
            whole = _added(whole, part.result())
    if whole is None:
        raise ValueError("a portfolio without cases")
    return whole


def _added(whole: Part | None, part: Part) -> Part:
    return part if whole is None else whole + part
