"""The value and the cash of each line in each plan year, to the cent (rule 5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kba.domain import inputs, timing
from kba.domain.inputs import KbaInput
from kba.domain.lines import CostLine, Effect
from kba.domain.timing import MONTHS_PER_YEAR, Span
from kba.domain.vocabulary import Kind, Payer, Per, Scenario
from sohos.core.euro import Euro, half_up, split, total

Shares = tuple[tuple[Payer, Euro], ...]
_ONE = Fraction(1)
_NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class LineYear:
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
        return total(year.value for year in self.years)

    @property
    def gross(self) -> Euro:
        """Return the cost over all plan years before any reduction, not negative."""
        return total(year.gross for year in self.years)


@dataclass(frozen=True, slots=True)
class _Flow:
    """Exact units and cents of a line per plan year, before reductions."""

    line: CostLine
    span: Span
    units: tuple[Fraction, ...]
    gross: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class _Terms:
    """What of a line counts in each plan year, and from which moment it is cash."""

    counted: tuple[Fraction, ...]
    is_added: tuple[bool, ...]
    cashable: Fraction
    cash_from: Fraction
    cash_lag: int


def value_lines(kba: KbaInput) -> tuple[LineValue, ...]:
    """Value every line of a KBA (rules 5.1 to 5.6).

    Args:
        kba: a sound input.

    Returns:
        One valued line per line, in the order of `kba.lines`. Each amount is rounded
        once, half up, per line and plan year; payers follow by largest remainder.
    """
    flows = [_flow(kba, line) for line in kba.lines]
    avoided = _avoided(flows)
    effects = {
        flow.line.key: _effect_terms(
            kba, flow.line.effect, flow.span, avoided[flow.line.key]
        )
        for flow in flows
        if flow.line.effect is not None
    }
    added = _added_terms(kba.horizon_years)
    return tuple(_valued(kba, flow, _terms_for(flow, effects, added)) for flow in flows)


def reduction(effect: Effect, optimism_bias: Sequence[Fraction]) -> Fraction:
    """Return the share of an avoided cost that may be counted (rule 5.2).

    Args:
        effect: deadweight, attribution, displacement and evidence grade.
        optimism_bias: one rate per evidence grade, 1 to 6.

    Returns:
        (1 - deadweight) · attribution · (1 - displacement) · (1 - optimism bias).
    """
    bias = optimism_bias[effect.evidence_grade - 1]
    counted = (1 - effect.deadweight) * effect.attribution
    return counted * (1 - effect.displacement) * (1 - bias)


def _flow(kba: KbaInput, line: CostLine) -> _Flow:
    span = timing.span_of(
        line, reference_on=kba.reference_on, horizon_years=kba.horizon_years
    )
    per_month = timing.quantity_per_month(line, weeks_per_year=kba.weeks_per_year)
    units = tuple(per_month * months for months in _months(span, kba.horizon_years))
    price = line.price.amount.cents * inputs.index_factor(kba, line) * line.probability
    return _Flow(line, span, units, tuple(each * price for each in units))


def _months(span: Span, horizon_years: int) -> tuple[Fraction, ...]:
    if span.is_moment:
        happens = timing.plan_year(span.start)
        return tuple(Fraction(year == happens) for year in range(1, horizon_years + 1))
    return tuple(
        span.months_between(first, first + MONTHS_PER_YEAR)
        for first in range(0, horizon_years * MONTHS_PER_YEAR, MONTHS_PER_YEAR)
    )


def _avoided(flows: Sequence[_Flow]) -> dict[str, tuple[Fraction, ...]]:
    """Exact cents avoided per line without the plan, less what remains with it."""
    avoided = {
        flow.line.key: flow.gross
        for flow in flows
        if flow.line.scenario is Scenario.WITHOUT
    }
    for flow in flows:
        if flow.line.counterpart is not None:
            before = avoided[flow.line.counterpart]
            avoided[flow.line.counterpart] = tuple(
                one - other for one, other in zip(before, flow.gross, strict=True)
            )
    return avoided


def _effect_terms(
    kba: KbaInput, effect: Effect, span: Span, avoided: Sequence[Fraction]
) -> _Terms:
    share = reduction(effect, kba.optimism_bias)
    is_added = tuple(cents < 0 for cents in avoided)
    return _Terms(
        counted=tuple(
            _ONE if added else share * effect.persisting(year)
            for year, added in enumerate(is_added, start=1)
        ),
        is_added=is_added,
        cashable=effect.cashable_share,
        cash_from=span.start + effect.cash_lag_months,
        cash_lag=effect.cash_lag_months,
    )


def _added_terms(horizon_years: int) -> _Terms:
    return _Terms(
        counted=(_ONE,) * horizon_years,
        is_added=(True,) * horizon_years,
        cashable=_ONE,
        cash_from=_NOTHING,
        cash_lag=0,
    )


def _terms_for(flow: _Flow, effects: Mapping[str, _Terms], added: _Terms) -> _Terms:
    if flow.line.scenario is Scenario.WITHOUT:
        return effects[flow.line.key]
    if flow.line.counterpart is not None:
        return effects[flow.line.counterpart]
    return added


def _valued(kba: KbaInput, flow: _Flow, terms: _Terms) -> LineValue:
    sign = 1 if flow.line.scenario is Scenario.WITHOUT else -1
    exact = [
        sign * gross * counted
        for gross, counted in zip(flow.gross, terms.counted, strict=True)
    ]
    cash_span = _cash_span(flow, terms)
    cash = _cash(flow, exact, terms, cash_span)
    years = tuple(
        _line_year(flow, index, half_up(exact[index]), half_up(cash[index]))
        for index in range(kba.horizon_years)
    )
    return LineValue(flow.line, flow.span, cash_span, years)


def _line_year(flow: _Flow, index: int, value: Euro, cash: Euro) -> LineYear:
    return LineYear(
        year=index + 1,
        units=flow.units[index],
        gross=half_up(flow.gross[index]),
        value=value,
        cash=cash,
        value_by_payer=shared(value, flow.line),
        cash_by_payer=shared(cash, flow.line),
    )


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
    parts = split(amount, [share for _, share in line.payers])
    return tuple(
        (payer, part) for (payer, _), part in zip(line.payers, parts, strict=True)
    )


def _cash_span(flow: _Flow, terms: _Terms) -> Span:
    if not terms.cash_lag:
        return flow.span
    if flow.line.per is Per.ONCE:
        moment = flow.span.start + terms.cash_lag
        return Span(moment, moment)
    return Span(
        min(max(flow.span.start, terms.cash_from), flow.span.end), flow.span.end
    )


def _cash(
    flow: _Flow, exact: Sequence[Fraction], terms: _Terms, cash_span: Span
) -> Sequence[Fraction]:
    """Exact cents of cash per plan year (rule 5.5)."""
    if flow.line.kind is Kind.IMMATERIAL:
        return (_NOTHING,) * len(exact)
    if terms.cashable == 1 and not terms.cash_lag:
        return exact
    if flow.line.per is Per.ONCE:
        return _moved_cash(flow, exact, terms, cash_span)
    running = _months(flow.span, len(exact))
    after = _months(cash_span, len(exact))
    return [
        cents if added or not whole else cents * terms.cashable * part / whole
        for cents, added, whole, part in zip(
            exact, terms.is_added, running, after, strict=True
        )
    ]


def _moved_cash(
    flow: _Flow, exact: Sequence[Fraction], terms: _Terms, cash_span: Span
) -> Sequence[Fraction]:
    happens = timing.plan_year(flow.span.start) - 1
    if terms.is_added[happens]:
        return exact
    cash = [_NOTHING] * len(exact)
    arrives = timing.plan_year(cash_span.start) - 1
    if arrives < len(cash):
        cash[arrives] = exact[happens] * terms.cashable
    return cash
