"""What a bond returned: XIRR as an estimate, MOIC and DPI (rules S10.3 to S10.5)."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise

from sohos.core.euro import Euro

YEAR = 365.0
LOWEST, HIGHEST, STEPS = -0.9999, 10.0, 400


@dataclass(frozen=True, slots=True)
class Flow:
    """Money to an investor on a day, in exact euro cents; lent money is negative."""

    day: date
    cents: Fraction


def xirr_estimate(flows: Sequence[Flow]) -> float | None:
    """Estimate the yearly return at which the flows are worth nothing today.

    Args:
        flows: in any order; those of one day count together.

    Returns:
        The return between -99.99% and 1,000% a year over years of 365 days, as an
        estimate that never becomes a payment. Nothing ("n.v.t.") when no return, or
        more than one, fits.
    """
    if not flows:
        return None
    first = min(flow.day for flow in flows)
    terms = [(float(flow.cents), (flow.day - first).days / YEAR) for flow in flows]
    if all(years == 0 for _, years in terms):
        return None

    def worth(log_growth: float) -> float:
        return math.fsum(
            cents * math.exp(-log_growth * years) for cents, years in terms
        )

    low, high = math.log1p(LOWEST), math.log1p(HIGHEST)
    grid = [low + (high - low) * step / STEPS for step in range(STEPS + 1)]
    brackets = [
        (left, right)
        for left, right in pairwise(grid)
        if (worth(left) < 0) != (worth(right) < 0)
    ]
    if len(brackets) != 1:
        return None
    return math.expm1(_root(worth, *brackets[0]))


def dpi(*, drawn: Euro, received: Euro) -> Fraction | None:
    """Return what was paid to an investor as a part of what was drawn.

    Args:
        drawn: principal drawn, less what was refunded unspent.
        received: principal and interest received, refunds not counted.

    Returns:
        An exact ratio; nothing ("n.v.t.") when nothing was drawn.
    """
    return Fraction(received.cents, drawn.cents) if drawn.cents > 0 else None


def moic(*, drawn: Euro, received: Euro, outstanding: Euro) -> Fraction | None:
    """Return what an investor received and still has, as a multiple of what was drawn.

    Args:
        drawn: principal drawn, less what was refunded unspent.
        received: principal and interest received, refunds not counted.
        outstanding: principal at risk and due, and interest due; contingent
            interest does not count.

    Returns:
        An exact ratio; nothing ("n.v.t.") when nothing was drawn.
    """
    return dpi(drawn=drawn, received=received + outstanding)


def _root(worth: Callable[[float], float], low: float, high: float) -> float:
    below = worth(low) < 0
    for _ in range(80):
        middle = (low + high) / 2
        if (worth(middle) < 0) == below:
            low = middle
        else:
            high = middle
    return (low + high) / 2
