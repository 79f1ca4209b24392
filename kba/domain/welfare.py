"""The welfare ledger: all payers, financial and immaterial apart (rule 8)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kba.domain import discounting
from kba.domain.discounting import Discounting
from kba.domain.timing import MONTHS_PER_YEAR, Span
from kba.domain.valuation import LineValue, shared
from kba.domain.vocabulary import Kind, Law, Payer, Scenario
from sohos.core.euro import ZERO, Euro, half_up


@dataclass(frozen=True, slots=True)
class Balance:
    """Benefits less costs, in euro cents.

    Benefits are effects: use without the plan less what remains of it. Costs are what
    the plan adds, as positive amounts.
    """

    benefits: Euro = ZERO
    costs: Euro = ZERO

    @property
    def net(self) -> Euro:
        """Return benefits less costs."""
        return self.benefits - self.costs

    def __add__(self, other: "Balance") -> "Balance":
        return Balance(self.benefits + other.benefits, self.costs + other.costs)


@dataclass(frozen=True, slots=True)
class WelfareLedger:
    """Totals over the horizon; payers and laws divide the financial balance alone."""

    financial: Balance
    immaterial: Balance
    by_payer: tuple[tuple[Payer, Balance], ...]
    by_law: tuple[tuple[Law, Balance], ...]
    by_line: tuple[tuple[str, Euro], ...]

    @property
    def total(self) -> Balance:
        """Return the financial and the immaterial balance together."""
        return self.financial + self.immaterial


@dataclass(frozen=True, slots=True)
class PocketRow:
    """One payer in the wrong-pockets table, in euro cents (rule 8.4).

    `share` is the part of all financial benefits that this payer gets, None when
    there are none. `others_net` is what all others keep when they bear every cost.
    """

    payer: Payer
    balance: Balance
    share: Fraction | None
    others_net: Euro


def undiscounted(values: Sequence[LineValue]) -> WelfareLedger:
    """Add up the values of all plan years as they are (rule 8.1).

    Args:
        values: all valued lines of a KBA.

    Returns:
        The ledger; lines in the order given, payers and laws in their own order.
    """
    return _ledger(values, {each.line.key: each.value for each in values})


def present_estimate(
    values: Sequence[LineValue], how: Discounting, horizon_years: int
) -> WelfareLedger:
    """Discount the values to the reference date (rule 8.2).

    Args:
        values: all valued lines of a KBA.
        how: table and timing convention.
        horizon_years: number of plan years.

    Returns:
        An estimate; rounded once at each of the four subtotals, benefits and costs,
        financial and immaterial. Lines follow by largest remainder, so that every
        part adds up to the whole.
    """
    months = discounting.month_factors_estimate(how, horizon_years)
    years = discounting.year_factors_estimate(how, horizon_years)
    subtotals: dict[tuple[Kind, bool], dict[str, Fraction]] = {}
    for each in values:
        subtotal = subtotals.setdefault((each.line.kind, is_cost(each)), {})
        subtotal[each.line.key] = _present(each, months, years)
    amounts: dict[str, Euro] = {}
    for subtotal in subtotals.values():
        amounts |= apportion(subtotal)
    return _ledger(values, amounts)


def apportion(exact: Mapping[str, Fraction]) -> dict[str, Euro]:
    """Round a sum of signed parts once and let the parts follow (rule 8.3).

    Args:
        exact: exact cents per key, of any sign.

    Returns:
        Whole cents per key, each within one cent of its exact value, adding up to the
        rounded sum; ties go by key, so that the order of the input does not matter.
    """
    floors = {key: cents.numerator // cents.denominator for key, cents in exact.items()}
    rounded = half_up(sum(exact.values(), Fraction(0)))
    left = rounded.cents - sum(floors.values())
    first = sorted(exact, key=lambda key: (floors[key] - exact[key], key))
    for key in first[:left]:
        floors[key] += 1
    return {key: Euro(cents) for key, cents in floors.items()}


def wrong_pockets(ledger: WelfareLedger) -> tuple[PocketRow, ...]:
    """Show for each payer what it bears and gains, and what that leaves the others.

    Args:
        ledger: discounted or not.

    Returns:
        One row per payer, in the order of `ledger.by_payer` (rule 8.4).
    """
    whole = ledger.financial
    return tuple(
        PocketRow(
            payer,
            balance,
            Fraction(balance.benefits.cents, whole.benefits.cents)
            if whole.benefits
            else None,
            whole.net - balance.benefits,
        )
        for payer, balance in ledger.by_payer
    )


def is_cost(value: LineValue) -> bool:
    """Say whether a line is something that the plan adds, rather than an effect."""
    line = value.line
    return line.scenario is Scenario.WITH and line.counterpart is None


def _ledger(values: Sequence[LineValue], amounts: Mapping[str, Euro]) -> WelfareLedger:
    financial = [each for each in values if each.line.kind is Kind.FINANCIAL]
    immaterial = [each for each in values if each.line.kind is Kind.IMMATERIAL]
    payers: dict[Payer, Balance] = {}
    laws: dict[Law, Balance] = {}
    for each in financial:
        amount = amounts[each.line.key]
        law = each.line.law
        laws[law] = laws.get(law, Balance()) + _balance(each, amount)
        for payer, part in shared(amount, each.line):
            payers[payer] = payers.get(payer, Balance()) + _balance(each, part)
    return WelfareLedger(
        financial=_sum(financial, amounts),
        immaterial=_sum(immaterial, amounts),
        by_payer=tuple((payer, payers[payer]) for payer in Payer if payer in payers),
        by_law=tuple((law, laws[law]) for law in Law if law in laws),
        by_line=tuple((each.line.key, amounts[each.line.key]) for each in values),
    )


def _balance(value: LineValue, amount: Euro) -> Balance:
    return Balance(costs=-amount) if is_cost(value) else Balance(benefits=amount)


def _sum(values: Iterable[LineValue], amounts: Mapping[str, Euro]) -> Balance:
    balance = Balance()
    for each in values:
        balance += _balance(each, amounts[each.line.key])
    return balance


def _present(
    value: LineValue, months: Sequence[Fraction], years: Sequence[Fraction]
) -> Fraction:
    cents = Fraction(0)
    for year in value.years:
        if year.value:
            weight = _weight(value.span, year.year, months, years[year.year - 1])
            cents += year.value.cents * weight
    return cents


def _weight(
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
