"""Which booking a bank line is probably about, and why; somebody confirms (rule B5)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bonds.domain.ledger import Event as Kind
from bonds.domain.statements import Line
from sohos.core.euro import Euro, total

MOST_PROPOSALS = 5
NEAR = timedelta(days=7)
_CODE = re.compile(r"(?<!\d)(\d{4})[-./ ]?(\d{4,9})(?!\d)")


class Holder(StrEnum):
    """Whose account it is."""

    PROJECT = "project"
    MUNICIPALITY = "municipality"


class Subject(StrEnum):
    """What a bank line can be about."""

    DRAW = "draw"
    PAYMENT = "payment"
    TRANSFER = "transfer"
    CLAWBACK = "clawback"
    REFUND = "refund"
    BOOKED = "booked"


class Why(StrEnum):
    """What speaks for a proposal."""

    LINE_NUMBER = "line_number"
    CODE = "code"
    AMOUNT = "amount"
    PART = "part"
    MORE = "more"
    DAY = "day"
    NAME = "name"
    ACCOUNT = "account"


_WEIGHTS = {
    Why.LINE_NUMBER: 60,
    Why.CODE: 50,
    Why.AMOUNT: 40,
    Why.DAY: 10,
    Why.NAME: 10,
    Why.ACCOUNT: 10,
    Why.PART: 5,
    Why.MORE: 0,
}
CERTAIN = _WEIGHTS[Why.CODE] + _WEIGHTS[Why.AMOUNT]
LIKELY = _WEIGHTS[Why.AMOUNT] + _WEIGHTS[Why.DAY]

DIRECTIONS: Mapping[tuple[Holder, Subject], int] = {
    (Holder.PROJECT, Subject.DRAW): 1,
    (Holder.PROJECT, Subject.REFUND): -1,
    (Holder.PROJECT, Subject.PAYMENT): 1,
    (Holder.PROJECT, Subject.CLAWBACK): 1,
    (Holder.MUNICIPALITY, Subject.PAYMENT): -1,
    (Holder.MUNICIPALITY, Subject.CLAWBACK): 1,
}
"""On which account what comes in (1) or goes out (-1).

Payments pass the project account when the contract pays investors through SOHOS.
"""

BOOKED_AS: Mapping[Kind, Subject] = {
    Kind.DRAW_RECEIVED: Subject.DRAW,
    Kind.REFUNDED: Subject.REFUND,
    Kind.SPENT: Subject.REFUND,
    Kind.PAID: Subject.PAYMENT,
    Kind.CLAWBACK_REPAID: Subject.CLAWBACK,
}
"""Events that move money over the bank, and in which direction they go."""


@dataclass(frozen=True, slots=True)
class Expected:
    """Money that may come or go, or that was booked without its bank line.

    `id` is the draw, the case or the event; `party` the investor, for a clawback.
    """

    subject: Subject
    id: int
    amount: Euro
    direction: int = 0
    code: str = ""
    on: date | None = None
    party: int | None = None
    names: tuple[str, ...] = ()
    bank_line: str = ""
    parts: tuple[tuple[int, Euro], ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """What somebody says a line is about; see `Expected` for `id` and `party`."""

    subject: Subject
    id: int
    amount: Euro
    on: date
    party: int | None = None
    parts: tuple[tuple[int, Euro], ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a line may be about; the higher the score, the more speaks for it."""

    expected: Expected
    why: tuple[Why, ...]

    @property
    def score(self) -> int:
        """What speaks for it, added up."""
        return sum(_WEIGHTS[one] for one in self.why)

    @property
    def is_certain(self) -> bool:
        """Whether the line says which case it is, and the amount fits."""
        return self.score >= CERTAIN

    @property
    def is_likely(self) -> bool:
        """Whether the amount fits and something else does too."""
        return self.score >= LIKELY


def proposals(
    line: Line,
    expected: Iterable[Expected],
    *,
    left: Euro,
    known: Mapping[str, frozenset[Subject]],
) -> tuple[Proposal, ...]:
    """Rank what a bank line may be about.

    Args:
        line: above zero when money came in.
        expected: everything that is open in the bond.
        left: euro cents of the line, above zero, that are not booked yet.
        known: by IBAN, what was confirmed for that counterparty before.

    Returns:
        The best first, at most `MOST_PROPOSALS`; none without code, number or amount.
    """
    direction = 1 if line.amount.cents > 0 else -1
    fitting = [one for one in expected if one.direction == direction]
    codes = codes_in(line.description)
    everything = [*fitting, *_together(fitting, codes, left)]
    found = [
        Proposal(one, _reasons(line, one, codes, left, known)) for one in everything
    ]
    told = [one for one in found if {*one.why} & _ENOUGH]
    told.sort(key=lambda one: (-one.score, one.expected.on or line.value_on))
    return tuple(told[:MOST_PROPOSALS])


_ENOUGH = {Why.LINE_NUMBER, Why.CODE, Why.AMOUNT}


def codes_in(text: str) -> frozenset[str]:
    """Return everything in a text that may be the code of a case."""
    return frozenset(f"{year}-{number}" for year, number in _CODE.findall(text))


def _together(
    fitting: Sequence[Expected], codes: frozenset[str], left: Euro
) -> list[Expected]:
    """Return the transfers that pay several cases exactly.

    Those whose codes the line names; those that are due on one day; all that is due.
    """
    due = [one for one in fitting if one.subject is Subject.PAYMENT]
    groups = [[one for one in due if one.code in codes]]
    groups += [
        [one for one in due if one.on == day]
        for day in sorted({one.on for one in due if one.on})
    ]
    groups.append(due)
    found: dict[tuple[int, ...], Expected] = {}
    for group in groups:
        if len(group) > 1 and total(one.amount for one in group) == left:
            ids = tuple(sorted(one.id for one in group))
            found.setdefault(ids, _transfer(group, left))
    return list(found.values())


def _transfer(group: Sequence[Expected], whole: Euro) -> Expected:
    days = {one.on for one in group}
    return Expected(
        subject=Subject.TRANSFER,
        id=0,
        code=", ".join(sorted(one.code for one in group)),
        amount=whole,
        direction=group[0].direction,
        on=days.pop() if len(days) == 1 else None,
        parts=tuple((one.id, one.amount) for one in group),
    )


def _reasons(
    line: Line,
    one: Expected,
    codes: frozenset[str],
    left: Euro,
    known: Mapping[str, frozenset[Subject]],
) -> tuple[Why, ...]:
    found = []
    if one.bank_line and one.bank_line in (line.reference, line.description):
        found.append(Why.LINE_NUMBER)
    if one.code and set(one.code.split(", ")) <= codes:
        found.append(Why.CODE)
    if one.amount == left:
        found.append(Why.AMOUNT)
    elif one.subject is not Subject.BOOKED:
        found.append(Why.PART if left.cents < one.amount.cents else Why.MORE)
    if one.on and abs(line.value_on - one.on) <= NEAR:
        found.append(Why.DAY)
    if line.name and _plain(line.name) in {_plain(name) for name in one.names}:
        found.append(Why.NAME)
    kind = Subject.PAYMENT if one.subject is Subject.TRANSFER else one.subject
    if kind in known.get(line.iban, frozenset()):
        found.append(Why.ACCOUNT)
    return tuple(found)


def _plain(name: str) -> str:
    return "".join(sign for sign in name.lower() if sign.isalnum())
