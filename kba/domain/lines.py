"""One cost line with everything that its value depends on (rule 2)."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from kba.domain.problems import Problem, refuse
from kba.domain.vocabulary import Kind, Role, Scenario
from sohos.core.bills import Law, Payer, Per
from sohos.core.euro import Euro

LARGEST_AMOUNT = Euro(10**12 * 100)
LARGEST_QUANTITY = 10**12
GRADES = range(1, 7)
YEARS = range(1990, 2101)
LONGEST_LAG_MONTHS = 120
LONGEST_PERSISTENCE_YEARS = 60
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_PAYER_ORDER = {payer: index for index, payer in enumerate(Payer)}
_ONE = Fraction(1)
_ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """The price of one unit, where it comes from and how hard it is.

    `year` is the price level; `series` the index that carries it to another year,
    None when there is none. `override_reason` says why a catalogue price was left.
    """

    amount: Euro
    year: int
    series: str | None
    source: str
    grade: int
    catalogue_code: str | None = None
    override_reason: str = ""


@dataclass(frozen=True, slots=True)
class Effect:
    """How much of an avoided cost may be counted, and when it becomes cash.

    Rates lie between 0 and 1. `persistence` holds one share per plan year from the
    first; its last value goes on. `cash_lag_months` runs from the start of the line.
    """

    deadweight: Fraction
    deadweight_reason: str
    evidence_grade: int
    attribution: Fraction = _ONE
    displacement: Fraction = _ZERO
    persistence: tuple[Fraction, ...] = (_ONE,)
    cashable_share: Fraction = _ONE
    cash_lag_months: int = 0

    def persisting(self, year: int) -> Fraction:
        """Return the share of the effect that is left in plan year `year` (1, 2, …)."""
        return self.persistence[min(year, len(self.persistence)) - 1]


@dataclass(frozen=True, slots=True)
class CostLine:
    """What is used, at which price and for whose account, in one scenario.

    A line *zonder* states its `effect`. A line *met* either names the line *zonder*
    that it continues as `counterpart` and shares that line's effect, or is added use
    and counts in full (rule 5). `last_on` is inclusive; None runs to the horizon.
    `payers` is kept in the order of `Payer`, whatever order it was given in;
    `payer_weights` are the same shares as whole numbers. `quantity_low` and
    `quantity_high` are the professional's range around the quantity, if stated.
    """

    key: str
    scenario: Scenario
    description: str
    unit: str
    quantity: Fraction
    per: Per
    first_on: date
    price: UnitPrice
    payers: tuple[tuple[Payer, Fraction], ...]
    law: Law
    last_on: date | None = None
    probability: Fraction = _ONE
    kind: Kind = Kind.FINANCIAL
    role: Role = Role.CARE
    effect: Effect | None = None
    counterpart: str | None = None
    member: str | None = None
    evidence: tuple[str, ...] = ()
    evidence_note: str = ""
    follows_from: str | None = None
    quantity_low: Fraction | None = None
    quantity_high: Fraction | None = None
    payer_weights: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        in_order = sorted(self.payers, key=lambda each: _PAYER_ORDER[each[0]])
        object.__setattr__(self, "payers", tuple(in_order))
        scale = math.lcm(*(share.denominator for _, share in in_order))
        weights = tuple(int(share * scale) for _, share in in_order)
        object.__setattr__(self, "payer_weights", weights)
        refuse(problems_of(self))


def problems_of(line: CostLine) -> Iterator[Problem]:
    """Find every rule of one line that it breaks (rule 2.2).

    Args:
        line: the line, taken on its own.

    Yields:
        Faults in the order of the fields, with paths such as `price.source`.
    """
    yield from _identity(line)
    yield from _use(line)
    yield from _price(line.price)
    yield from _payers(line.payers)
    yield from _place(line)
    if line.effect is not None:
        yield from (fault.under("effect") for fault in _effect(line.effect, line.kind))


def is_rate(value: Fraction) -> bool:
    """Say whether a share lies between 0 and 1, both included."""
    return 0 <= value <= 1


def _identity(line: CostLine) -> Iterator[Problem]:
    if not _KEY.fullmatch(line.key):
        yield Problem("key", "key_not_allowed", line.key[:64])
    if not line.description.strip():
        yield Problem("description", "empty")
    if not line.unit.strip():
        yield Problem("unit", "empty")
    for index, digest in enumerate(line.evidence):
        if not _SHA256.fullmatch(digest):
            yield Problem(f"evidence[{index}]", "not_a_sha256")


def _use(line: CostLine) -> Iterator[Problem]:
    if line.quantity < 0:
        yield Problem("quantity", "negative")
    elif line.quantity > LARGEST_QUANTITY:
        yield Problem("quantity", "too_large", str(LARGEST_QUANTITY))
    elif line.quantity * line.price.amount.cents > LARGEST_AMOUNT.cents:
        yield Problem("quantity", "amount_too_large", str(LARGEST_QUANTITY))
    yield from _range(line)
    if line.last_on is not None:
        if line.per is Per.ONCE:
            yield Problem("last_on", "one_off_has_no_end")
        elif line.last_on < line.first_on:
            yield Problem("last_on", "ends_before_it_begins", line.first_on.isoformat())
    if not is_rate(line.probability):
        yield Problem("probability", "not_between_0_and_1")


def _range(line: CostLine) -> Iterator[Problem]:
    low, high = line.quantity_low, line.quantity_high
    if low is not None and not 0 <= low <= line.quantity:
        yield Problem("quantity_low", "not_up_to_the_quantity", str(line.quantity))
    if high is not None and not line.quantity <= high <= LARGEST_QUANTITY:
        yield Problem("quantity_high", "not_from_the_quantity", str(line.quantity))


def _price(price: UnitPrice) -> Iterator[Problem]:
    if price.amount.cents < 0:
        yield Problem("price.amount", "negative")
    elif price.amount > LARGEST_AMOUNT:
        yield Problem("price.amount", "too_large", str(LARGEST_QUANTITY))
    if price.year not in YEARS:
        yield Problem("price.year", "year_out_of_range", f"{YEARS[0]}-{YEARS[-1]}")
    if not price.source.strip():
        yield Problem("price.source", "empty")
    if price.grade not in GRADES:
        yield Problem("price.grade", "not_a_grade")


def _payers(payers: tuple[tuple[Payer, Fraction], ...]) -> Iterator[Problem]:
    if len({payer for payer, _ in payers}) != len(payers):
        yield Problem("payers", "payer_twice")
    for payer, share in payers:
        if not is_rate(share):
            yield Problem(f"payers.{payer}", "not_between_0_and_1")
    whole = sum((share for _, share in payers), _ZERO)
    if whole != 1:
        yield Problem("payers", "shares_do_not_add_up", str(float(whole)))


def _place(line: CostLine) -> Iterator[Problem]:
    if line.scenario is Scenario.WITHOUT:
        if line.effect is None:
            yield Problem("effect", "missing")
        if line.counterpart is not None:
            yield Problem("counterpart", "only_with_the_plan")
        if line.role is Role.PLAN:
            yield Problem("role", "only_with_the_plan")
        return
    if line.effect is not None:
        yield Problem("effect", "only_without_the_plan")
    if line.role is Role.PLAN and line.counterpart is not None:
        yield Problem("counterpart", "plan_effort_replaces_nothing")


def _effect(effect: Effect, kind: Kind) -> Iterator[Problem]:
    for name in ("deadweight", "attribution", "displacement", "cashable_share"):
        if not is_rate(getattr(effect, name)):
            yield Problem(name, "not_between_0_and_1")
    if not effect.deadweight_reason.strip():
        yield Problem("deadweight_reason", "empty")
    if effect.evidence_grade not in GRADES:
        yield Problem("evidence_grade", "not_a_grade")
    if not 0 <= effect.cash_lag_months <= LONGEST_LAG_MONTHS:
        yield Problem("cash_lag_months", "lag_out_of_range", f"0-{LONGEST_LAG_MONTHS}")
    if kind is Kind.IMMATERIAL and effect.cashable_share:
        yield Problem("cashable_share", "immaterial_is_never_cash")
    yield from _persistence(effect.persistence)


def _persistence(shares: tuple[Fraction, ...]) -> Iterator[Problem]:
    if not 1 <= len(shares) <= LONGEST_PERSISTENCE_YEARS:
        yield Problem("persistence", "out_of_range", f"1-{LONGEST_PERSISTENCE_YEARS}")
    for index, share in enumerate(shares):
        if not is_rate(share):
            yield Problem(f"persistence[{index}]", "not_between_0_and_1")
