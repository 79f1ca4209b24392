"""The rules as they read, in fractions: what the engine's whole numbers must equal."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kba.domain import discounting, inputs, timing
from kba.domain.contract import ContractYear
from kba.domain.inputs import KbaInput
from kba.domain.lines import CostLine, Effect
from kba.domain.result import Result
from kba.domain.timing import MONTHS_PER_YEAR, Span
from kba.domain.valuation import LineValue, LineYear, Shares
from kba.domain.vocabulary import Kind, Role, Scenario
from kba.domain.welfare import Balance, WelfareLedger, is_cost
from sohos.core.bills import Law, Payer, Per
from sohos.core.euro import ZERO, Euro, total

ONE = Fraction(1)
NOTHING = Fraction(0)


def evaluate(kba: KbaInput) -> Result:
    values = value_lines(kba)
    months = discounting.month_factors_estimate(kba.discounting, kba.horizon_years)
    years = discounting.year_factors_estimate(kba.discounting, kba.horizon_years)
    subtotals: dict[tuple[Kind, bool], dict[str, Fraction]] = {}
    for each in values:
        subtotal = subtotals.setdefault((each.line.kind, is_cost(each)), {})
        subtotal[each.line.key] = present(each, months, years)
    amounts: dict[str, Euro] = {}
    for subtotal in subtotals.values():
        amounts |= apportion(subtotal)
    return Result(
        lines=values,
        contract=tuple(
            contract_year(values, index) for index in range(kba.horizon_years)
        ),
        undiscounted=ledger(values, {each.line.key: each.value for each in values}),
        present_estimate=ledger(values, amounts),
    )


def half_up(cents: Fraction) -> Euro:
    rounded = int((abs(cents) * 2 + 1) // 2)
    return Euro(rounded if cents >= 0 else -rounded)


def split(amount: Euro, weights: Sequence[Fraction]) -> tuple[Euro, ...]:
    sign = -1 if amount.cents < 0 else 1
    shares = [abs(amount.cents) * weight / sum(weights) for weight in weights]
    floors = [int(share) for share in shares]
    left = abs(amount.cents) - sum(floors)
    by_remainder = sorted(
        range(len(shares)), key=lambda index: (floors[index] - shares[index], index)
    )
    for index in by_remainder[:left]:
        floors[index] += 1
    return tuple(Euro(sign * part) for part in floors)


@dataclass(frozen=True, slots=True)
class Flow:
    line: CostLine
    span: Span
    units: tuple[Fraction, ...]
    gross: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    counted: tuple[Fraction, ...]
    is_added: tuple[bool, ...]
    cashable: Fraction
    cash_from: Fraction
    cash_lag: int


def value_lines(kba: KbaInput) -> tuple[LineValue, ...]:
    flows = [flow(kba, line) for line in kba.lines]
    avoided = avoided_of(flows)
    effects = {
        flow.line.key: effect_terms(
            kba, flow.line.effect, flow.span, avoided[flow.line.key]
        )
        for flow in flows
        if flow.line.effect is not None
    }
    added = added_terms(kba.horizon_years)
    return tuple(valued(kba, flow, terms_for(flow, effects, added)) for flow in flows)


def reduction(effect: Effect, optimism_bias: Sequence[Fraction]) -> Fraction:
    bias = optimism_bias[effect.evidence_grade - 1]
    counted = (1 - effect.deadweight) * effect.attribution
    return counted * (1 - effect.displacement) * (1 - bias)


def flow(kba: KbaInput, line: CostLine) -> Flow:
    span = timing.span_of(
        line, reference_on=kba.reference_on, horizon_years=kba.horizon_years
    )
    per_month = timing.quantity_per_month(line, weeks_per_year=kba.weeks_per_year)
    units = tuple(
        per_month * months for months in months_per_year(span, kba.horizon_years)
    )
    price = line.price.amount.cents * inputs.index_factor(kba, line) * line.probability
    return Flow(line, span, units, tuple(each * price for each in units))


def months_per_year(span: Span, horizon_years: int) -> tuple[Fraction, ...]:
    if span.is_moment:
        happens = timing.plan_year(span.start)
        return tuple(Fraction(year == happens) for year in range(1, horizon_years + 1))
    return tuple(
        span.months_between(first, first + MONTHS_PER_YEAR)
        for first in range(0, horizon_years * MONTHS_PER_YEAR, MONTHS_PER_YEAR)
    )


def avoided_of(flows: Sequence[Flow]) -> dict[str, tuple[Fraction, ...]]:
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


def effect_terms(
    kba: KbaInput, effect: Effect, span: Span, avoided: Sequence[Fraction]
) -> Terms:
    share = reduction(effect, kba.optimism_bias)
    is_added = tuple(cents < 0 for cents in avoided)
    return Terms(
        counted=tuple(
            ONE if added else share * effect.persisting(year)
            for year, added in enumerate(is_added, start=1)
        ),
        is_added=is_added,
        cashable=effect.cashable_share,
        cash_from=span.start + effect.cash_lag_months,
        cash_lag=effect.cash_lag_months,
    )


def added_terms(horizon_years: int) -> Terms:
    return Terms(
        counted=(ONE,) * horizon_years,
        is_added=(True,) * horizon_years,
        cashable=ONE,
        cash_from=NOTHING,
        cash_lag=0,
    )


def terms_for(flow: Flow, effects: Mapping[str, Terms], added: Terms) -> Terms:
    if flow.line.scenario is Scenario.WITHOUT:
        return effects[flow.line.key]
    if flow.line.counterpart is not None:
        return effects[flow.line.counterpart]
    return added


def valued(kba: KbaInput, flow: Flow, terms: Terms) -> LineValue:
    sign = 1 if flow.line.scenario is Scenario.WITHOUT else -1
    exact = [
        sign * gross * counted
        for gross, counted in zip(flow.gross, terms.counted, strict=True)
    ]
    later = cash_span(flow, terms)
    cash = cash_of(flow, exact, terms, later)
    years = tuple(
        line_year(flow, index, half_up(exact[index]), half_up(cash[index]))
        for index in range(kba.horizon_years)
    )
    return LineValue(flow.line, flow.span, later, years)


def line_year(flow: Flow, index: int, value: Euro, cash: Euro) -> LineYear:
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
    parts = split(amount, [share for _, share in line.payers])
    return tuple(
        (payer, part) for (payer, _), part in zip(line.payers, parts, strict=True)
    )


def cash_span(flow: Flow, terms: Terms) -> Span:
    if not terms.cash_lag:
        return flow.span
    if flow.line.per is Per.ONCE:
        moment = flow.span.start + terms.cash_lag
        return Span(moment, moment)
    return Span(
        min(max(flow.span.start, terms.cash_from), flow.span.end), flow.span.end
    )


def cash_of(
    flow: Flow, exact: Sequence[Fraction], terms: Terms, cash_span: Span
) -> Sequence[Fraction]:
    if flow.line.kind is Kind.IMMATERIAL:
        return (NOTHING,) * len(exact)
    if terms.cashable == 1 and not terms.cash_lag:
        return exact
    if flow.line.per is Per.ONCE:
        return moved_cash(flow, exact, terms, cash_span)
    running = months_per_year(flow.span, len(exact))
    after = months_per_year(cash_span, len(exact))
    if cash_span.is_moment:
        after = (NOTHING,) * len(exact)
    return [
        cents if added or not whole else cents * terms.cashable * part / whole
        for cents, added, whole, part in zip(
            exact, terms.is_added, running, after, strict=True
        )
    ]


def moved_cash(
    flow: Flow, exact: Sequence[Fraction], terms: Terms, cash_span: Span
) -> Sequence[Fraction]:
    happens = timing.plan_year(flow.span.start) - 1
    if terms.is_added[happens]:
        return exact
    cash = [NOTHING] * len(exact)
    arrives = timing.plan_year(cash_span.start) - 1
    if arrives < len(cash):
        cash[arrives] = exact[happens] * terms.cashable
    return cash


def apportion(exact: Mapping[str, Fraction]) -> dict[str, Euro]:
    floors = {key: cents.numerator // cents.denominator for key, cents in exact.items()}
    rounded = half_up(sum(exact.values(), Fraction(0)))
    left = rounded.cents - sum(floors.values())
    first = sorted(exact, key=lambda key: (floors[key] - exact[key], key))
    for key in first[:left]:
        floors[key] += 1
    return {key: Euro(cents) for key, cents in floors.items()}


def ledger(values: Sequence[LineValue], amounts: Mapping[str, Euro]) -> WelfareLedger:
    financial = [each for each in values if each.line.kind is Kind.FINANCIAL]
    immaterial = [each for each in values if each.line.kind is Kind.IMMATERIAL]
    payers: dict[Payer, Balance] = {}
    laws: dict[Law, Balance] = {}
    for each in financial:
        amount = amounts[each.line.key]
        law = each.line.law
        laws[law] = laws.get(law, Balance()) + balance(each, amount)
        for payer, part in shared(amount, each.line):
            payers[payer] = payers.get(payer, Balance()) + balance(each, part)
    return WelfareLedger(
        financial=balance_of(financial, amounts),
        immaterial=balance_of(immaterial, amounts),
        by_payer=tuple((payer, payers[payer]) for payer in Payer if payer in payers),
        by_law=tuple((law, laws[law]) for law in Law if law in laws),
        by_line=tuple((each.line.key, amounts[each.line.key]) for each in values),
    )


def balance(value: LineValue, amount: Euro) -> Balance:
    return Balance(costs=-amount) if is_cost(value) else Balance(benefits=amount)


def balance_of(values: Iterable[LineValue], amounts: Mapping[str, Euro]) -> Balance:
    whole = Balance()
    for each in values:
        whole += balance(each, amounts[each.line.key])
    return whole


def present(
    value: LineValue, months: Sequence[Fraction], years: Sequence[Fraction]
) -> Fraction:
    cents = Fraction(0)
    for year in value.years:
        if year.value:
            part = weight(value.span, year.year, months, years[year.year - 1])
            cents += year.value.cents * part
    return cents


def weight(
    span: Span, year: int, months: Sequence[Fraction], whole_year: Fraction
) -> Fraction:
    if span.is_moment:
        return months[int(span.start)]
    part = span.within_year(year)
    length = part.end - part.start
    if length == MONTHS_PER_YEAR:
        return whole_year
    touched = range(int(part.start), min(int(part.end) + 1, len(months)))
    weighted = (part.months_between(m, m + 1) * months[m] for m in touched)
    return sum(weighted, Fraction(0)) / length


def contract_year(values: Sequence[LineValue], index: int) -> ContractYear:
    by_law: dict[Law, Euro] = {}
    plan = freed = ZERO
    for value in values:
        if value.line.kind is Kind.IMMATERIAL:
            continue
        cash = municipal(value.years[index].cash_by_payer)
        if value.line.role is Role.PLAN:
            plan += cash
            continue
        law = value.line.law
        by_law[law] = by_law.get(law, ZERO) + cash
        freed += municipal_value(value.years[index]) - cash
    laws = tuple((law, by_law[law]) for law in Law if law in by_law)
    return ContractYear(index + 1, total(by_law.values()), laws, -plan, freed)


def municipal_value(year: LineYear) -> Euro:
    return municipal(year.value_by_payer)


def municipal(shares: Shares) -> Euro:
    return total(part for payer, part in shares if payer is Payer.MUNICIPALITY)
