"""Exact cents of one case: whole numbers against fractions, after they agree."""

import time
from collections.abc import Callable
from statistics import median

from kba.domain import valuation
from kba.domain.result import evaluate
from tests.benchmarks.conftest import Tell
from tests.benchmarks.kba.one_case import PAIRS, YEARS, one_case
from tests.benchmarks.measuring import milliseconds
from tests.domain.kba import rational

TIMES = 300


def work(action: Callable[[], object], times: int) -> tuple[float, float]:
    """Return least and median seconds of this process's own work."""
    action()
    taken = []
    for _ in range(times):
        began = time.process_time()
        action()
        taken.append(time.process_time() - began)
    return min(taken), median(taken)


def test_one_case(tell: Tell) -> None:
    kba = one_case()
    assert evaluate(kba) == rational.evaluate(kba)
    cents, cents_median = work(lambda: valuation.value_lines(kba), TIMES)
    whole, whole_median = work(lambda: evaluate(kba), TIMES)
    fractions, _ = work(lambda: rational.evaluate(kba), TIMES // 10)
    tell(
        f"kba: one case, {2 * PAIRS} lines x {YEARS} years:"
        f" exact cents by line, year and payer {milliseconds(cents)}"
        f" (median {milliseconds(cents_median)})"
    )
    tell(
        f"kba: the same with all ledgers {milliseconds(whole)}"
        f" (median {milliseconds(whole_median)}), in fractions"
        f" {milliseconds(fractions)}: {fractions / whole:.0f} x"
    )
