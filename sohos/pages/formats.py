"""Money, percentages, numbers and dates as people write them, per language."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.utils import dateformat
from django.utils.translation import get_language

from sohos.core import euro
from sohos.core.dates import AMSTERDAM
from sohos.core.euro import Euro

_SWAP = str.maketrans(".,", ",.")
NO_BREAK = "\N{NO-BREAK SPACE}"


def is_english() -> bool:
    """Tell whether the page is in English."""
    return (get_language() or "").startswith("en")


def _per_language(dutch: str) -> str:
    return dutch.translate(_SWAP) if is_english() else dutch


def amount(value: Euro | int) -> str:
    """Write an amount: `1.234,56` in Dutch, `1,234.56` in English.

    Args:
        value: an amount, or euro cents.
    """
    return _per_language(euro.dutch(value if isinstance(value, Euro) else Euro(value)))


def signed_amount(value: Euro | int) -> str:
    """Write an amount with the euro sign before it and the minus sign before that."""
    text = amount(value)
    minus = "\N{MINUS SIGN}"
    if text.startswith(minus):
        return f"{minus}€{NO_BREAK}{text[1:]}"
    return f"€{NO_BREAK}{text}"


def whole_amount(value: Euro | int) -> str:
    """Write an amount in whole euros, rounded half up: `1.235`."""
    cents = value.cents if isinstance(value, Euro) else value
    return number(Fraction(cents, 100))


def number(value: int | Decimal | Fraction, decimals: int = 0) -> str:
    """Write a number with grouped thousands, rounded half up."""
    exact = Fraction(value)
    scaled = Decimal(exact.numerator) * 10**decimals / Decimal(exact.denominator)
    whole = int(scaled.to_integral_value(ROUND_HALF_UP))
    units, rest = divmod(abs(whole), 10**decimals)
    text = f"{units:,}".translate(_SWAP) + (f",{rest:0{decimals}d}" if decimals else "")
    return _per_language(f"\N{MINUS SIGN}{text}" if whole < 0 else text)


def percentage(share: Decimal | Fraction | int, decimals: int = 0) -> str:
    """Write a share (0.213, 213/1000) as a percentage, without a space: `21,3%`."""
    return number(Fraction(share) * 100, decimals) + "%"


def day(value: date) -> str:
    """Write a day as `15 januari 2027`; a moment gives its day in Amsterdam."""
    if isinstance(value, datetime):
        value = value.astimezone(AMSTERDAM).date()
    return dateformat.format(value, "j F Y")


def month(value: date) -> str:
    """Write a month as people say it, such as januari 2027."""
    return dateformat.format(value, "F Y")


def moment(value: datetime) -> str:
    """Write a moment as `15 januari 2027, 14:32`, Amsterdam time."""
    return dateformat.format(value.astimezone(AMSTERDAM), "j F Y, H:i")
