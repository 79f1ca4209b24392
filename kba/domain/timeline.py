"""Money on the time axis of a plan: what moves when, for payback and IRR (rule 9)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from kba.domain.timing import Span, plan_year
from kba.domain.valuation import LineValue, LineYear
from kba.domain.vocabulary import Kind
from sohos.core.bills import Payer
from sohos.core.euro import Euro, total


@dataclass(frozen=True, slots=True)
class Flow:
    """An amount that moves at one moment or evenly over a stretch of plan time."""

    span: Span
    amount: Euro


def society(values: Sequence[LineValue]) -> tuple[Flow, ...]:
    """Return the financial value of all payers, undiscounted (rule 9.1).

    Args:
        values: all valued lines of a KBA.

    Returns:
        One flow per line and plan year with an amount; one-off lines at their moment,
        running lines evenly over their part of the year.
    """
    return tuple(_flows(values, lambda year: year.value, lambda each: each.span))


def municipality(values: Sequence[LineValue]) -> tuple[Flow, ...]:
    """Return the municipality's cash, the plan's own effort included (rule 9.1)."""
    return tuple(_flows(values, _municipal_cash, lambda each: each.cash_span))


def cumulative(flows: Sequence[Flow]) -> tuple[tuple[Fraction, Fraction], ...]:
    """Return the running total as the corners of a broken line (rule 9.2).

    Args:
        flows: in any order.

    Returns:
        (month, exact cents) in order of time. A jump gives two corners at one month:
        before and after. Starts at month 0 with 0.
    """
    moments = {Fraction(0)}
    for flow in flows:
        moments |= {flow.span.start, flow.span.end}
    ordered = sorted(moments)
    level = Fraction(0)
    corners = [(Fraction(0), level)]
    for index, moment in enumerate(ordered):
        if index:
            level += _between(flows, ordered[index - 1], moment)
            corners.append((moment, level))
        jump = total(
            flow.amount
            for flow in flows
            if flow.span.is_moment and flow.span.start == moment
        )
        if jump:
            level += jump.cents
            corners.append((moment, level))
    return tuple(corners)


def upward_crossings(corners: Sequence[tuple[Fraction, Fraction]]) -> list[Fraction]:
    """Return the months at which a broken line comes up to zero from below.

    Args:
        corners: as `cumulative` gives them.

    Returns:
        Months in order of time, interpolated.
    """
    found = []
    for (before, low), (after, high) in pairwise(corners):
        if low < 0 <= high:
            found.append(before + (after - before) * -low / (high - low))
    return found


def _between(flows: Sequence[Flow], start: Fraction, end: Fraction) -> Fraction:
    return sum(
        (
            flow.amount.cents
            * flow.span.months_between(start, end)
            / (flow.span.end - flow.span.start)
            for flow in flows
            if not flow.span.is_moment
        ),
        Fraction(0),
    )


def _flows(
    values: Sequence[LineValue],
    amount_of: Callable[[LineYear], Euro],
    span_of: Callable[[LineValue], Span],
) -> Iterator[Flow]:
    for value in values:
        if value.line.kind is Kind.IMMATERIAL:
            continue
        for year in value.years:
            amount = amount_of(year)
            if amount:
                yield Flow(_stretch(value, span_of(value), year.year), amount)


def _stretch(value: LineValue, span: Span, year: int) -> Span:
    """Where the money of one year moves; added use is cash at once, without a lag."""
    if value.span.is_moment:
        return span if plan_year(span.start) == year else value.span
    part = span.within_year(year)
    return part if part.end > part.start else value.span.within_year(year)


def _municipal_cash(year: LineYear) -> Euro:
    return total(
        part for payer, part in year.cash_by_payer if payer is Payer.MUNICIPALITY
    )
