"""Prices of a catalogue, and how one version of it differs from another (rule 17)."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from fractions import Fraction

from sohos.core.bills import Law, Payer
from sohos.core.euro import Euro

OWN_GRADE = 3
"""A price of the municipality's own is an official rate or a contract (rule 17.6)."""


class Status(StrEnum):
    """Where somebody read a price."""

    VERIFIED = "verified"
    SECONDARY = "secondary"
    DERIVED = "derived"


@dataclass(frozen=True, slots=True)
class Price:
    """One price of a catalogue: what a unit costs, who pays, and who says so.

    `low` and `high` are the range that the source gives, if any.
    """

    code: str
    label_nl: str
    label_en: str
    unit: str
    amount: Euro
    year: int
    series: str
    payers: tuple[tuple[Payer, Fraction], ...]
    law: Law
    grade: int
    status: Status
    source: str
    source_title: str
    valid_from: date
    valid_to: date | None = None
    low: Euro | None = None
    high: Euro | None = None
    note: str = ""


class Mark(StrEnum):
    """What changed of a price; a price can have several marks."""

    NEW = "new"
    VANISHED = "vanished"
    AMOUNT = "amount"
    SOURCE = "source"
    TERMS = "terms"


_MARKS = {
    "amount": Mark.AMOUNT,
    "source": Mark.SOURCE,
    "source_title": Mark.SOURCE,
    "grade": Mark.SOURCE,
    "status": Mark.SOURCE,
}


@dataclass(frozen=True, slots=True)
class PriceChange:
    """A price before and after; one of the two may be missing."""

    before: Price | None
    after: Price | None

    @property
    def price(self) -> Price:
        """Return the price as it becomes, or as it was when it vanishes."""
        found = self.after or self.before
        if found is None:
            raise ValueError("neither before nor after")
        return found

    @property
    def fields(self) -> tuple[str, ...]:
        """Name what differs, in the order of `Price`; nothing when one is missing."""
        if self.before is None or self.after is None:
            return ()
        return tuple(
            each.name
            for each in fields(Price)
            if getattr(self.before, each.name) != getattr(self.after, each.name)
        )

    @property
    def marks(self) -> frozenset[Mark]:
        """Return what changed; nothing when the price stays as it was."""
        if self.before is None:
            return frozenset({Mark.NEW})
        if self.after is None:
            return frozenset({Mark.VANISHED})
        return frozenset(_MARKS.get(name, Mark.TERMS) for name in self.fields)

    @property
    def share(self) -> Fraction | None:
        """Return by which part of itself the amount grew; None where that says nothing.

        Amounts of different units cannot be compared.
        """
        before, after = self.before, self.after
        if before is None or after is None or before.unit != after.unit:
            return None
        if not before.amount:
            return None
        return Fraction(after.amount.cents, before.amount.cents) - 1


def changes(before: Iterable[Price], after: Iterable[Price]) -> tuple[PriceChange, ...]:
    """Put two versions of a catalogue side by side (rule 17.4).

    Args:
        before: the prices of the version in force, codes unique.
        after: the prices of the other, codes unique.

    Returns:
        One entry per code: those of `after` in their order, then the vanished ones.
    """
    was = {price.code: price for price in before}
    found = [PriceChange(was.pop(price.code, None), price) for price in after]
    return (*found, *(PriceChange(price, None) for price in was.values()))
