"""The value and the cash of each line in each plan year, to the cent (rule 5).

Exact quotients are kept as a whole numerator over one denominator per line, because
a `Fraction` looks for the greatest common divisor after every step (rule 5.7).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from kba.domain import inputs, timing
from kba.domain.inputs import KbaInput
from kba.domain.lines import CostLine, Effect
from kba.domain.timing import Span, Stretch
from kba.domain.vocabulary import Kind, Scenario
from sohos.core.bills import Payer, Per
from sohos.core.euro import ZERO, Euro, half_up_cents, split_cents

Shares = tuple[tuple[Payer, Euro], ...]
Ratio = tuple[int, int]
_Amounts = tuple[Euro, Euro, Shares, Shares]
_ONE: Ratio = (1, 1)
_NOTHING: _Amounts = (ZERO, ZERO, (), ())


class LineYear(NamedTuple):
    """What one line does in one plan year, in euro cents.

    `gross` is quantity · price · probability, never negative, before any reduction.
    `value` is signed: avoided use is positive, added use negative. `cash` is the part
    of it that a budget holder sees. The parts of the payers add up to each of both.
    """

    year: int
    units: Fraction
    gross: Euro
    value: Euro
    cash: Euro
    value_by_payer: Shares
    cash_by_payer: Shares


@dataclass(frozen=True, slots=True)
class LineValue:
    """A line with its years, all plan years in order, those without use included."""

    line: CostLine
    span: Span
    cash_span: Span
    years: tuple[LineYear, ...]

    @property
    def value(self) -> Euro:
        """Return the undiscounted value over all plan years."""
        return Euro(sum(year.value.cents for year in self.years))

    @property
    def gross(self) -> Euro:
        """Return the cost over all plan years before any reduction, not negative."""
        return Euro(sum(year.gross.cents for year in self.years))


@dataclass(frozen=True, slots=True)
class _Flow:
    """Exact cents of a line per plan year before reductions: `gross` over `scale`.

    Its units are `units_per_month` times the months of its stretch.
    """

    line: CostLine
    stretch: Stretch
    units_per_month: Ratio
    gross: tuple[int, ...]
    scale: int


@dataclass(frozen=True, slots=True)
class _Terms:
    """What of a line counts in each plan year, and from which moment it is cash."""

    counted: Sequence[Ratio]
    is_added: Sequence[bool]
    cashable: Ratio
    cash_from: Fraction
    cash_lag: int


def value_lines(kba: KbaInput) -> tuple[LineValue, ...]:
    """Value every line of a KBA (rules 5.1 to 5.7).

    Args:
        kba: a sound input.

    Returns:
        One valued line per line, in the order of `kba.lines`. Each amount is rounded
        once, half up, per line and plan year; payers follow by largest remainder.
    """
    index: dict[tuple[str | None, int], Ratio] = {}
    flows = [_flow(kba, line, index) for line in kba.lines]
    effects = _effects(kba, flows)
    years = kba.horizon_years
    added = _Terms([_ONE] * years, [True] * years, _ONE, Fraction(0), 0)
    return tuple(_valued(flow, _terms_for(flow, effects, added)) for flow in flows)


def reduction(effect: Effect, optimism_bias: Sequence[Fraction]) -> Fraction:
    """Return the share of an avoided cost that may be counted (rule 5.2).

    Args:
        effect: deadweight, attribution, displacement and evidence grade.
        optimism_bias: one rate per evidence grade, 1 to 6.

    Returns:
        (1 - deadweight) · attribution · (1 - displacement) · (1 - optimism bias).
    """
    return Fraction(*_reduction(effect, optimism_bias))


def shared(amount: Euro, line: CostLine) -> Shares:
    """Divide an amount over the payers of a line by largest remainder (rule 5.6).

    Args:
        amount: euro cents, of any sign.
        line: its shares add up to 1.

    Returns:
        One part per payer, in the order of `Payer`, which also breaks ties; they add
        up to `amount`.
    """
    if len(line.payers) == 1:
        return ((line.payers[0][0], amount),)
    parts = split_cents(amount.cents, line.payer_weights)
    if len(parts) == 2:  # noqa: PLR2004 - most lines, without a loop
        (one, _), (other, _) = line.payers
        return (one, Euro(parts[0])), (other, Euro(parts[1]))
    return tuple(
        [(each[0], Euro(part)) for each, part in zip(line.payers, parts, strict=True)]
    )


def _flow(
    kba: KbaInput, line: CostLine, index: dict[tuple[str | None, int], Ratio]
) -> _Flow:
    stretch = timing.stretch(
        line.first_on,
        line.last_on,
        line.per is Per.ONCE,
        kba.reference_on,
        kba.horizon_years,
    )
    times, per = timing.rhythm(line.per, weeks_per_year=kba.weeks_per_year)
    quantity, probability, price = line.quantity, line.probability, line.price
    carried = index.get((price.series, price.year))
    if carried is None:
        factor = inputs.index_factor(kba, line)
        carried = index[price.series, price.year] = factor.as_integer_ratio()
    units = (
        quantity.numerator * times,
        quantity.denominator * per * stretch.per_month,
    )
    cents = units[0] * price.amount.cents * carried[0] * probability.numerator
    return _Flow(
        line,
        stretch,
        units,
        tuple([cents * months for months in stretch.months]),
        units[1] * carried[1] * probability.denominator,
    )


def _effects(kba: KbaInput, flows: Sequence[_Flow]) -> dict[str, _Terms]:
    """Return the terms of each line without the plan, by its key."""
    remaining: dict[str, list[_Flow]] = {}
    for flow in flows:
        if flow.line.counterpart is not None:
            remaining.setdefault(flow.line.counterpart, []).append(flow)
    return {
        flow.line.key: _effect_terms(
            kba,
            flow.line.effect,
            flow.stretch.span,
            _is_added(flow, remaining.get(flow.line.key, ())),
        )
        for flow in flows
        if flow.line.effect is not None
    }


def _is_added(flow: _Flow, remaining: Sequence[_Flow]) -> list[bool]:
    """Say for each plan year whether more is used with the plan than without."""
    avoided, scale = list(flow.gross), flow.scale
    for other in remaining:
        avoided = [
            before * other.scale - after * scale
            for before, after in zip(avoided, other.gross, strict=True)
        ]
        scale *= other.scale
    return [cents < 0 for cents in avoided]


def _reduction(effect: Effect, optimism_bias: Sequence[Fraction]) -> Ratio:
    numerator = effect.attribution.numerator
    denominator = effect.attribution.denominator
    bias = optimism_bias[effect.evidence_grade - 1]
    for rate in (effect.deadweight, effect.displacement, bias):
        numerator *= rate.denominator - rate.numerator
        denominator *= rate.denominator
    return numerator, denominator


def _effect_terms(
    kba: KbaInput, effect: Effect, span: Span, is_added: Sequence[bool]
) -> _Terms:
    above, below = _reduction(effect, kba.optimism_bias)
    left = [share.as_integer_ratio() for share in effect.persistence]
    left += left[-1:] * (len(is_added) - len(left))
    return _Terms(
        counted=[
            _ONE if added else (above * part, below * whole)
            for added, (part, whole) in zip(is_added, left, strict=False)
        ],
        is_added=is_added,
        cashable=effect.cashable_share.as_integer_ratio(),
        cash_from=span.start + effect.cash_lag_months
        if effect.cash_lag_months
        else span.start,
        cash_lag=effect.cash_lag_months,
    )


def _terms_for(flow: _Flow, effects: Mapping[str, _Terms], added: _Terms) -> _Terms:
    if flow.line.scenario is Scenario.WITHOUT:
        return effects[flow.line.key]
    if flow.line.counterpart is not None:
        return effects[flow.line.counterpart]
    return added


def _valued(flow: _Flow, terms: _Terms) -> LineValue:
    line = flow.line
    sign = 1 if line.scenario is Scenario.WITHOUT else -1
    cash_span = _cash_span(flow, terms)
    shares = _cash_shares(flow, terms, cash_span)
    used: tuple[int, Fraction, Euro] | None = None
    counts: tuple[Ratio, Ratio] | None = None
    amounts = _NOTHING
    years = []
    for year, months in enumerate(flow.stretch.months):
        if used is None or used[0] != months:
            used, counts = _used(flow, year), None
        here = (terms.counted[year], shares[year])
        if here != counts:
            amounts = _amounts(flow, sign * flow.gross[year], *here)
            counts = here
        years.append(LineYear(year + 1, used[1], used[2], *amounts))
    if line.per is Per.ONCE:
        years = _moved_cash(flow, terms, cash_span, years)
    return LineValue(line, flow.stretch.span, cash_span, tuple(years))


def _used(flow: _Flow, year: int) -> tuple[int, Fraction, Euro]:
    """Return months, units and rounded gross cost of the year with this index."""
    months = flow.stretch.months[year]
    above, below = flow.units_per_month
    gross = Euro(half_up_cents(flow.gross[year], flow.scale))
    return months, Fraction(above * months, below), gross


def _amounts(flow: _Flow, cents: int, counted: Ratio, share: Ratio) -> _Amounts:
    """Round value and cash of one year, each once, and divide them over the payers."""
    exact, scale = cents * counted[0], flow.scale * counted[1]
    value = Euro(half_up_cents(exact, scale))
    by_payer = shared(value, flow.line)
    if share == _ONE:
        return value, value, by_payer, by_payer
    cash = Euro(half_up_cents(exact * share[0], scale * share[1]))
    return value, cash, by_payer, shared(cash, flow.line)


def _cash_span(flow: _Flow, terms: _Terms) -> Span:
    span = flow.stretch.span
    if not terms.cash_lag:
        return span
    if flow.line.per is Per.ONCE:
        moment = span.start + terms.cash_lag
        return Span(moment, moment)
    return Span(min(max(span.start, terms.cash_from), span.end), span.end)


def _cash_shares(flow: _Flow, terms: _Terms, cash_span: Span) -> Sequence[Ratio]:
    """Return which part of the value is cash in each plan year (rule 5.5)."""
    years = len(flow.gross)
    if flow.line.kind is Kind.IMMATERIAL:
        return [(0, 1)] * years
    if terms.cashable == _ONE and not terms.cash_lag:
        return [_ONE] * years
    if flow.line.per is Per.ONCE:
        return [_ONE if added else terms.cashable for added in terms.is_added]
    after = flow.stretch
    if terms.cash_lag:
        after = timing.months_of(cash_span, years)
    if cash_span.is_moment:
        after = Stretch(cash_span, (0,) * years, 1)
    above = terms.cashable[0] * flow.stretch.per_month
    below = terms.cashable[1] * after.per_month
    return [
        _ONE if added or not whole else (above * part, below * whole)
        for added, whole, part in zip(
            terms.is_added, flow.stretch.months, after.months, strict=True
        )
    ]


def _moved_cash(
    flow: _Flow, terms: _Terms, cash_span: Span, years: list[LineYear]
) -> list[LineYear]:
    """Let the cash of a one-off line arrive later, or after the horizon."""
    happens = timing.plan_year(flow.stretch.span.start) - 1
    arrives = timing.plan_year(cash_span.start) - 1
    if terms.is_added[happens] or arrives == happens:
        return years
    nothing = shared(ZERO, flow.line)
    paid = years[happens]
    years[happens] = paid._replace(cash=ZERO, cash_by_payer=nothing)
    if arrives < len(years):
        years[arrives] = years[arrives]._replace(
            cash=paid.cash, cash_by_payer=paid.cash_by_payer
        )
    return years
