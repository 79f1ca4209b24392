"""Prices of the municipality's own: whether one may stand for a period (rule 17.6)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from kba.domain.lines import LARGEST_AMOUNT, LARGEST_QUANTITY, YEARS
from kba.domain.problems import Problem, refuse
from sohos.core.euro import Euro


@dataclass(frozen=True, slots=True)
class OwnPrice:
    """What the municipality pays itself, from a day until a day, both included."""

    amount: Euro
    year: int
    source: str
    reason: str
    from_on: date
    until_on: date | None = None

    def meets(self, other: "OwnPrice") -> bool:
        """Tell whether two periods share a day."""
        return (self.until_on is None or other.from_on <= self.until_on) and (
            other.until_on is None or self.from_on <= other.until_on
        )


def check(price: OwnPrice, others: Iterable[OwnPrice]) -> None:
    """Refuse a price that says no source, or that shares a day with another.

    Args:
        price: what was entered.
        others: the prices of the same code that were not withdrawn.

    Raises:
        InvalidInputError: `problems` names the fields of `OwnPrice`; `overlaps` tells
            the first day of the price that is in the way.
    """
    refuse((*_problems(price), *_overlaps(price, others)))


def _problems(price: OwnPrice) -> Iterator[Problem]:
    if price.amount.cents < 0:
        yield Problem("amount", "negative")
    elif price.amount > LARGEST_AMOUNT:
        yield Problem("amount", "too_large", str(LARGEST_QUANTITY))
    if price.year not in YEARS:
        yield Problem("year", "year_out_of_range", f"{YEARS[0]}-{YEARS[-1]}")
    for name in ("source", "reason"):
        if not getattr(price, name).strip():
            yield Problem(name, "empty")
    if price.until_on is not None and price.until_on < price.from_on:
        yield Problem("until_on", "ends_before_it_begins", price.from_on.isoformat())


def _overlaps(price: OwnPrice, others: Iterable[OwnPrice]) -> Iterator[Problem]:
    for other in others:
        if price.meets(other):
            yield Problem("from_on", "overlaps", f"{other.from_on:%d-%m-%Y}")
            return
