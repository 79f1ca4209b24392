"""Amounts as they are read in the worked tables."""

from decimal import Decimal

from sohos.core.euro import Euro, from_decimal


def eur(text: str) -> Euro:
    """Read an amount with a point for the cents: `1800.00` or `4800`."""
    return from_decimal(Decimal(text.replace(",", "")))


def texts(*amounts: str) -> tuple[Euro, ...]:
    return tuple(eur(amount) for amount in amounts)
