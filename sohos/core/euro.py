"""Exact euro: whole cents, named rounding, splits that lose no cent."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Self

from sohos.core.errors import DomainError

_DUTCH_AMOUNT = re.compile(
    r"(?P<whole>\d{1,3}(?:\.\d{3})+|\d+)(?:,(?P<cents>\d{1,2}))?"
)
_MINUS_SIGNS = "-\N{MINUS SIGN}"


class AmountNotUnderstoodError(DomainError):
    """The text is no amount as people write it, such as 1.234,56."""

    code = "amount_not_understood"


class NoWeightsError(DomainError):
    """A split needs at least one weight above zero and none below."""

    code = "no_weights"


@dataclass(frozen=True, order=True, slots=True)
class Euro:
    """An amount in whole euro cents."""

    cents: int

    def __add__(self, other: Self) -> "Euro":
        return Euro(self.cents + other.cents)

    def __sub__(self, other: Self) -> "Euro":
        return Euro(self.cents - other.cents)

    def __neg__(self) -> "Euro":
        return Euro(-self.cents)

    def __mul__(self, factor: int) -> "Euro":
        return Euro(self.cents * factor)

    def __bool__(self) -> bool:
        return self.cents != 0

    def __str__(self) -> str:
        return dutch(self)

    def exact(self) -> Fraction:
        """Return the amount in cents as a fraction, for exact arithmetic."""
        return Fraction(self.cents)


ZERO = Euro(0)


def total(amounts: Iterable[Euro]) -> Euro:
    """Add up amounts; nothing adds up to zero."""
    return Euro(sum(amount.cents for amount in amounts))


def half_up(cents: Fraction) -> Euro:
    """Round exact cents once, halves away from zero, as PostgreSQL does.

    Args:
        cents: an exact number of euro cents.

    Returns:
        The nearest whole cent; 1.125 euro becomes 1.13 and -1.125 becomes -1.13.
    """
    return Euro(half_up_cents(cents.numerator, cents.denominator))


def half_up_cents(numerator: int, denominator: int) -> int:
    """Round a quotient of integers as `half_up` does.

    Args:
        numerator: of any sign.
        denominator: above zero; the two need not be in lowest terms.

    Returns:
        Whole cents.
    """
    rounded = (2 * abs(numerator) + denominator) // (2 * denominator)
    return rounded if numerator >= 0 else -rounded


def split(amount: Euro, weights: Sequence[int | Fraction]) -> tuple[Euro, ...]:
    """Divide an amount over weights by largest remainder, losing no cent.

    Ties go to the earlier weight, so that the caller's order decides.

    Args:
        amount: what is divided; may be negative.
        weights: at least one above zero, none below.

    Returns:
        One part per weight, in the order of `weights`; the parts add up to `amount`.

    Raises:
        NoWeightsError: the weights cannot carry a split.
    """
    whole = sum((Fraction(weight) for weight in weights), Fraction(0))
    if whole <= 0 or any(weight < 0 for weight in weights):
        raise NoWeightsError
    scale = math.lcm(*(Fraction(weight).denominator for weight in weights))
    parts = split_cents(amount.cents, [int(weight * scale) for weight in weights])
    return tuple(Euro(part) for part in parts)


def split_cents(cents: int, weights: Sequence[int]) -> list[int]:
    """Divide cents as `split` does; the whole weights are known to be sound.

    Args:
        cents: of any sign.
        weights: none below zero, together above zero.

    Returns:
        One part per weight, in the order of `weights`; they add up to `cents`.
    """
    whole = sum(weights)
    size = abs(cents)
    if len(weights) == 2:  # noqa: PLR2004 - the larger remainder is the nearer half
        first = (2 * size * weights[0] + whole) // (2 * whole)
        return [first, size - first] if cents >= 0 else [-first, first - size]
    parts = [size * weight // whole for weight in weights]
    left = size - sum(parts)
    if left:
        kept = [-(size * weight % whole) for weight in weights]
        for index in sorted(range(len(kept)), key=kept.__getitem__)[:left]:
            parts[index] += 1
    return parts if cents >= 0 else [-part for part in parts]


def parse_dutch(text: str) -> Euro:
    """Read an amount as people write it: `1.234,56`, `1234,5`, `€ 1.234`.

    Args:
        text: what was typed; spaces and one euro sign are ignored.

    Returns:
        The amount.

    Raises:
        AmountNotUnderstoodError: the text is ambiguous (`1,234.56`, `1.23`) or no
            amount.
    """
    bare = re.sub(r"[\s\u00a0\u202f]", "", text).replace("€", "", 1)
    negative = bare[:1] != "" and bare[0] in _MINUS_SIGNS
    match = _DUTCH_AMOUNT.fullmatch(bare[1:] if negative else bare)
    if match is None:
        raise AmountNotUnderstoodError(text[:40])
    whole = int(match["whole"].replace(".", ""))
    cents = int((match["cents"] or "0").ljust(2, "0"))
    amount = whole * 100 + cents
    return Euro(-amount if negative else amount)


def from_decimal(amount: Decimal) -> Euro:
    """Convert an exact amount in euro with at most two decimals.

    Raises:
        AmountNotUnderstoodError: there is no such whole number of cents.
    """
    if not amount.is_finite() or amount * 100 != (amount * 100).to_integral_value():
        raise AmountNotUnderstoodError(str(amount))
    return Euro(int(amount * 100))


def dutch(amount: Euro) -> str:
    """Write an amount as `1.234,56`, with a real minus sign."""
    whole, cents = divmod(abs(amount.cents), 100)
    text = f"{whole:,}".replace(",", ".") + f",{cents:02d}"
    return f"\N{MINUS SIGN}{text}" if amount.cents < 0 else text
