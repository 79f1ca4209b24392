"""Contract terms as canonical text, and back (rule S1)."""

import json
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any, get_type_hints

from bonds.domain.contract import ContractTerms, RateBand
from sohos.core.errors import DomainError
from sohos.core.euro import Euro


class TermsUnreadableError(DomainError):
    """The text is no set of terms; names the field, or the text as a whole."""

    code = "terms_unreadable"


def to_text(terms: ContractTerms) -> str:
    """Write terms as canonical JSON: the bytes that are hashed and signed.

    Returns:
        One line, keys sorted; money in euro cents, rates as exact fractions, days as
        YYYY-MM-DD. The same terms always give the same text.
    """
    values = {term.name: _written(getattr(terms, term.name)) for term in fields(terms)}
    return json.dumps(values, sort_keys=True, separators=(",", ":"))


def from_text(text: str) -> ContractTerms:
    """Read terms from canonical JSON.

    Args:
        text: what `to_text` wrote, or a person in the same form.

    Returns:
        The terms.

    Raises:
        TermsUnreadableError: no JSON object, or a field is unknown, missing or of
            another kind.
        TermsInvalidError: a term has no meaning or contradicts another.
    """
    try:
        values = json.loads(text)
    except ValueError:
        raise TermsUnreadableError("json") from None
    if not isinstance(values, dict):
        raise TermsUnreadableError("json")
    kinds = {term.name: _KINDS[term.name] for term in fields(ContractTerms)}
    wrong = sorted(kinds.keys() ^ values.keys())
    if wrong:
        raise TermsUnreadableError(str(wrong[0]))
    return ContractTerms(**{n: _read(n, kinds[n], values[n]) for n in kinds})


def _read(name: str, kind: Any, value: Any) -> Any:
    try:
        return _READERS[kind](value) if kind in _READERS else kind(value)
    except (AttributeError, KeyError, TypeError, ValueError, ZeroDivisionError):
        raise TermsUnreadableError(name) from None


def _written(value: object) -> object:
    if isinstance(value, Euro):
        return value.cents
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [[band.from_saving.cents, str(band.share)] for band in value]
    return str(value) if isinstance(value, StrEnum) else value


def _exactly(kind: type) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if type(value) is not kind:
            raise TypeError
        return value

    return read


def _band(value: Any) -> RateBand:
    from_saving, share = value
    return RateBand(Euro(_exactly(int)(from_saving)), Fraction(_exactly(str)(share)))


def _day(value: Any) -> date:
    return date.fromisoformat(_exactly(str)(value))


def _fraction(value: Any) -> Fraction:
    return Fraction(_exactly(str)(value))


_KINDS = get_type_hints(ContractTerms)
_READERS: dict[Any, Callable[[Any], Any]] = {
    bool: _exactly(bool),
    int: _exactly(int),
    date: _day,
    date | None: lambda value: None if value is None else _day(value),
    Euro: lambda value: Euro(_exactly(int)(value)),
    Fraction: _fraction,
    Fraction | None: lambda value: None if value is None else _fraction(value),
    tuple[RateBand, ...]: lambda value: tuple(map(_band, _exactly(list)(value))),
    frozenset[str]: lambda value: frozenset(map(_exactly(str), _exactly(list)(value))),
}
