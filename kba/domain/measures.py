"""Whether it pays: ratio, payback, switching values, break-even, IRR (rule 9).

Every measure is a number or says why there is none.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from kba.domain import discounting, timeline
from kba.domain.inputs import KbaInput
from kba.domain.lines import CostLine
from kba.domain.result import Result
from kba.domain.timeline import Flow
from kba.domain.timing import MONTHS_PER_YEAR
from kba.domain.vocabulary import Kind
from kba.domain.welfare import Balance
from sohos.core.euro import Euro, half_up

_LOWEST_RATE = -0.9999
_HIGHEST_RATE = 1e6
_HALVINGS = 200
_SIX_DECIMALS = Decimal("0.000001")


class Reason(StrEnum):
    """Why a measure does not exist ("n.v.t.")."""

    NO_COSTS = "no_costs"
    NO_FLOWS = "no_flows"
    NEVER_NEGATIVE = "never_negative"
    NOT_WITHIN_HORIZON = "not_within_horizon"
    NO_SIGN_CHANGE = "no_sign_change"
    SEVERAL_SIGN_CHANGES = "several_sign_changes"
    OUT_OF_REACH = "out_of_reach"
    NO_VALUE = "no_value"


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """No number, and why."""

    reason: Reason


Measure = Fraction | NotApplicable


@dataclass(frozen=True, slots=True)
class Payback:
    """Years until the cumulative first reaches zero, and until it stays there."""

    first: Measure
    lasting: Measure


@dataclass(frozen=True, slots=True)
class SwitchingValue:
    """The value of one assumption at which the net result is zero (rule 9.5).

    `factor` multiplies the quantity or price of the effect; `probability` and
    `deadweight` are the same point said in those terms.
    """

    key: str
    factor: Measure
    probability: Measure
    deadweight: Measure


@dataclass(frozen=True, slots=True)
class Measures:
    """What is concluded from one result; ratios and nets from the present estimate."""

    bcr: Measure
    bcr_financial: Measure
    payback: Payback
    payback_municipality: Payback
    irr_estimate: Decimal | NotApplicable
    break_even_annual_saving: Euro
    switching: tuple[SwitchingValue, ...]
    switching_all_effects: Measure
    switching_costs: Measure


def measures_of(kba: KbaInput, result: Result) -> Measures:
    """Draw the measures from a result (rules 9.1 to 9.7).

    Args:
        kba: the input.
        result: what `evaluate` made of it.

    Returns:
        All measures; years as exact fractions, money in euro cents.
    """
    ledger = result.present_estimate
    flows = timeline.society(result.lines)
    net = ledger.financial.net
    return Measures(
        bcr=benefit_cost_ratio(ledger.total),
        bcr_financial=benefit_cost_ratio(ledger.financial),
        payback=payback(flows),
        payback_municipality=payback(timeline.municipality(result.lines)),
        irr_estimate=irr_estimate(flows),
        break_even_annual_saving=_break_even(kba, ledger.financial.costs),
        switching=switching_values(kba, result),
        switching_all_effects=switching_factor(ledger.financial.benefits, net),
        switching_costs=switching_factor(-ledger.financial.costs, net),
    )


def benefit_cost_ratio(balance: Balance) -> Measure:
    """Return benefits over costs; negative is allowed, cost 0 has none (rule 9.3)."""
    if not balance.costs:
        return NotApplicable(Reason.NO_COSTS)
    return Fraction(balance.benefits.cents, balance.costs.cents)


def payback(flows: Sequence[Flow]) -> Payback:
    """Find when the cumulative total comes back to zero (rule 9.4).

    Args:
        flows: money on the time axis, undiscounted.

    Returns:
        Years, interpolated. `first` is the first time; `lasting` the last time it
        rises to zero without falling below it again within the horizon.
    """
    if not flows:
        nothing = NotApplicable(Reason.NO_FLOWS)
        return Payback(nothing, nothing)
    corners = timeline.cumulative(flows)
    if all(level >= 0 for _, level in corners):
        never = NotApplicable(Reason.NEVER_NEGATIVE)
        return Payback(never, never)
    crossings = timeline.upward_crossings(corners)
    late = NotApplicable(Reason.NOT_WITHIN_HORIZON)
    ends_below = corners[-1][1] < 0
    return Payback(
        first=crossings[0] / MONTHS_PER_YEAR if crossings else late,
        lasting=late if ends_below else crossings[-1] / MONTHS_PER_YEAR,
    )


def switching_factor(part: Euro, net: Euro) -> Measure:
    """Return what multiplies one part so that the whole becomes zero (rule 9.5).

    Args:
        part: what is varied, included in `net`.
        net: the whole result.

    Returns:
        1 when the result is zero already; no number when the part is zero.
    """
    if not part:
        return NotApplicable(Reason.NO_VALUE)
    return 1 - Fraction(net.cents, part.cents)


def switching_values(kba: KbaInput, result: Result) -> tuple[SwitchingValue, ...]:
    """Return for each financial effect the point at which the net is zero (rule 9.5).

    Args:
        kba: the input.
        result: what `evaluate` made of it; the financial present estimate counts.

    Returns:
        One per line without the plan, in the order of the lines. The probability is
        that of the event without the plan, what remains with the plan unchanged.
    """
    present = dict(result.present_estimate.by_line)
    whole = {line.key: present[line.key] for line in kba.lines if line.effect}
    for line in kba.lines:
        if line.counterpart is not None:
            whole[line.counterpart] += present[line.key]
    net = result.present_estimate.financial.net
    return tuple(
        _switching(line, alone=present[line.key], whole=whole[line.key], net=net)
        for line in kba.lines
        if line.effect is not None and line.kind is Kind.FINANCIAL
    )


def irr_estimate(flows: Sequence[Flow]) -> Decimal | NotApplicable:
    """Return the yearly rate at which the flows are worth nothing now (rule 9.7).

    Args:
        flows: money on the time axis; running flows move at the middle of each month.

    Returns:
        The rate with six decimals, only when the flows change sign exactly once.
    """
    moved = _by_moment(flows)
    amounts = [amount for _, amount in moved if amount]
    changes = sum((one < 0) != (other < 0) for one, other in pairwise(amounts))
    if changes != 1:
        several = Reason.SEVERAL_SIGN_CHANGES if changes else Reason.NO_SIGN_CHANGE
        return NotApplicable(several)
    points = [(float(m / MONTHS_PER_YEAR), float(amount)) for m, amount in moved]
    low, high = _LOWEST_RATE, _HIGHEST_RATE
    if (_worth(points, low) < 0) == (_worth(points, high) < 0):
        return NotApplicable(Reason.OUT_OF_REACH)
    positive_at_low = _worth(points, low) > 0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if (_worth(points, middle) > 0) == positive_at_low:
            low = middle
        else:
            high = middle
    return Decimal(low).quantize(_SIX_DECIMALS, rounding=ROUND_HALF_UP)


def _worth(points: Sequence[tuple[float, float]], rate: float) -> float:
    return math.fsum(amount * math.pow(1 + rate, -years) for years, amount in points)


def _by_moment(flows: Sequence[Flow]) -> list[tuple[Fraction, Fraction]]:
    moved: dict[Fraction, Fraction] = {}
    for flow in flows:
        span = flow.span
        if span.is_moment:
            moved[span.start] = moved.get(span.start, Fraction(0)) + flow.amount.cents
            continue
        length = span.end - span.start
        for month in range(int(span.start), -int(-span.end // 1)):
            part = flow.amount.cents * span.months_between(month, month + 1) / length
            middle = Fraction(2 * month + 1, 2)
            moved[middle] = moved.get(middle, Fraction(0)) + part
    return sorted(moved.items())


def _break_even(kba: KbaInput, costs: Euro) -> Euro:
    """The smallest even yearly saving whose present value covers the costs."""
    worth = sum(discounting.year_factors_estimate(kba.discounting, kba.horizon_years))
    return half_up(costs.cents / Fraction(worth))


def _switching(
    line: CostLine, *, alone: Euro, whole: Euro, net: Euro
) -> SwitchingValue:
    factor = switching_factor(whole, net)
    own = switching_factor(alone, net)
    none = NotApplicable(Reason.NO_VALUE)
    if isinstance(factor, NotApplicable) or isinstance(own, NotApplicable):
        return SwitchingValue(line.key, none, none, none)
    deadweight = line.effect.deadweight if line.effect else Fraction(0)
    if factor < 0:
        out = NotApplicable(Reason.OUT_OF_REACH)
        return SwitchingValue(line.key, factor, out, out)
    return SwitchingValue(
        line.key,
        factor,
        _within_reach(line.probability * own),
        _within_reach(1 - (1 - deadweight) * factor),
    )


def _within_reach(rate: Fraction) -> Measure:
    return rate if 0 <= rate <= 1 else NotApplicable(Reason.OUT_OF_REACH)
