"""The welfare ledger: all payers, financial and immaterial apart (rule 8)."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kba.domain import discounting
from kba.domain.discounting import Discounting
from kba.domain.valuation import LineValue
from kba.domain.vocabulary import Kind, Scenario
from sohos.core.bills import Law, Payer
from sohos.core.euro import ZERO, Euro, half_up_cents, split_cents


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
    weights = discounting.weights_estimate(how, horizon_years)
    known = {id(each.span): each.span for each in values}
    factors = {place: weights.of(span) for place, span in known.items()}
    subtotals: dict[tuple[Kind, bool], dict[str, tuple[int, int]]] = {}
    for each in values:
        subtotal = subtotals.setdefault((each.line.kind, is_cost(each)), {})
        subtotal[each.line.key] = _present(each, *factors[id(each.span)])
    amounts: dict[str, Euro] = {}
    for subtotal in subtotals.values():
        amounts |= _apportioned(subtotal)
    return _ledger(values, amounts)


def apportion(exact: Mapping[str, Fraction]) -> dict[str, Euro]:
    """Round a sum of signed parts once and let the parts follow (rule 8.3).

    Args:
        exact: exact cents per key, of any sign.

    Returns:
        Whole cents per key, each within one cent of its exact value, adding up to the
        rounded sum; ties go by key, so that the order of the input does not matter.
    """
    ratios = {key: cents.as_integer_ratio() for key, cents in exact.items()}
    return _apportioned(ratios)


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


def _apportioned(exact: Mapping[str, tuple[int, int]]) -> dict[str, Euro]:
    """Apportion quotients of integers, brought under one denominator."""
    scale = math.lcm(*(below for _, below in exact.values()))
    scaled = {key: above * (scale // below) for key, (above, below) in exact.items()}
    parts = {key: cents // scale for key, cents in scaled.items()}
    left = half_up_cents(sum(scaled.values()), scale) - sum(parts.values())
    for key in sorted(scaled, key=lambda key: (-(scaled[key] % scale), key))[:left]:
        parts[key] += 1
    return {key: Euro(cents) for key, cents in parts.items()}


def _ledger(values: Sequence[LineValue], amounts: Mapping[str, Euro]) -> WelfareLedger:
    payers: dict[Payer, list[int]] = {}
    laws: dict[Law, list[int]] = {}
    kinds: dict[Kind, list[int]] = {kind: [0, 0] for kind in Kind}
    for each in values:
        line, amount, side = each.line, amounts[each.line.key], int(is_cost(each))
        cents = amount.cents
        kinds[line.kind][side] += cents
        if line.kind is Kind.IMMATERIAL:
            continue
        laws.setdefault(line.law, [0, 0])[side] += cents
        parts = split_cents(cents, line.payer_weights)
        for (payer, _), part in zip(line.payers, parts, strict=True):
            payers.setdefault(payer, [0, 0])[side] += part
    return WelfareLedger(
        financial=_balance(kinds[Kind.FINANCIAL]),
        immaterial=_balance(kinds[Kind.IMMATERIAL]),
        by_payer=tuple(
            (payer, _balance(payers[payer])) for payer in Payer if payer in payers
        ),
        by_law=tuple((law, _balance(laws[law])) for law in Law if law in laws),
        by_line=tuple([(each.line.key, amounts[each.line.key]) for each in values]),
    )


def _balance(sides: Sequence[int]) -> Balance:
    """Turn the signed sums of effects and of what is added into a balance."""
    benefits, added = sides
    return Balance(Euro(benefits), Euro(-added))


def _present(value: LineValue, factors: Sequence[int], scale: int) -> tuple[int, int]:
    cents = 0
    for year, factor in zip(value.years, factors, strict=True):
        cents += year.value.cents * factor
    return cents, scale
