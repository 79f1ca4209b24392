"""A list of prices that somebody sends in: columns and rows (rule 17.2)."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from kba.domain.indexation import FIXED
from kba.domain.lines import GRADES, LARGEST_AMOUNT, YEARS
from kba.domain.price_changes import Price, Status
from sohos.core.bills import Law, Payer
from sohos.core.euro import AmountNotUnderstoodError, Euro, parse_dutch

SERIES = ("CPI", "OVA", "WML", "REGELING", FIXED)
SHOWN = 60
MOST_PRICES = 5_000


class ListState(StrEnum):
    """How far a list is."""

    NEW = "new"
    ADOPTED = "adopted"
    DROPPED = "dropped"


class Field(StrEnum):
    """What a column of a list can say."""

    CODE = "code"
    LABEL_NL = "label_nl"
    LABEL_EN = "label_en"
    UNIT = "unit_nl"
    AMOUNT = "amount_eur"
    YEAR = "price_year"
    SERIES = "index_series"
    PAYERS = "payer_shares"
    LAW = "law_or_budget"
    LOW = "low_eur"
    HIGH = "high_eur"
    GRADE = "evidence_grade"
    STATUS = "status"
    SOURCE = "source"
    SOURCE_TITLE = "source_url_or_title"
    VALID_FROM = "valid_from"
    VALID_TO = "valid_to"
    NOTE = "note"


NEEDED = (Field.CODE, Field.AMOUNT, Field.YEAR, Field.SOURCE, Field.GRADE)
"""Columns without which no price can be read; the rest a known code has already."""


class Trouble(StrEnum):
    """What is wrong with a row."""

    MISSING = "missing"
    SOURCE_MISSING = "source_missing"
    CODE_UNCLEAR = "code_unclear"
    TWICE = "twice"
    AMOUNT_UNCLEAR = "amount_unclear"
    AMOUNT_TOO_LARGE = "amount_too_large"
    YEAR_UNCLEAR = "year_unclear"
    SERIES_UNKNOWN = "series_unknown"
    PAYERS_UNCLEAR = "payers_unclear"
    SHARES_DO_NOT_ADD_UP = "shares_do_not_add_up"
    LAW_UNKNOWN = "law_unknown"
    RANGE_WRONG = "range_wrong"
    GRADE_UNCLEAR = "grade_unclear"
    STATUS_UNKNOWN = "status_unknown"
    DAY_UNCLEAR = "day_unclear"
    ENDS_BEFORE_IT_BEGINS = "ends_before_it_begins"
    TOO_LONG = "too_long"
    FORMULA = "formula"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a row; no column when it concerns the whole row."""

    trouble: Trouble
    column: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """A row as it was read: a price, or everything that is wrong with it."""

    price: Price | None
    problems: tuple[Problem, ...] = ()


# Words by which a column is recognised, beside the names of the fields themselves.
_WORDS: Mapping[Field, Sequence[str]] = {
    Field.CODE: ("prijscode", "productcode"),
    Field.LABEL_NL: ("omschrijving", "naam", "product", "voorziening", "label"),
    Field.LABEL_EN: ("omschrijvingengels", "naamengels", "naaminhetengels"),
    Field.UNIT: ("eenheid", "unit"),
    Field.AMOUNT: ("bedrag", "prijs", "tarief", "amount", "euro"),
    Field.YEAR: ("prijsjaar", "prijspeil", "jaar", "year"),
    Field.SERIES: ("index", "indexreeks", "reeks"),
    Field.PAYERS: ("betaler", "betalers", "delenvandebetalers", "payer", "payers"),
    Field.LAW: ("wet", "wetofpot", "budget", "law"),
    Field.LOW: ("laag", "minimum", "laagstebedrag"),
    Field.HIGH: ("hoog", "maximum", "hoogstebedrag"),
    Field.GRADE: ("hardheid", "hoehardisdeprijs", "grade"),
    Field.STATUS: ("gelezenin", "stand"),
    Field.SOURCE: ("bron",),
    Field.SOURCE_TITLE: ("adresoftitel", "adresvandebron", "link", "url"),
    Field.VALID_FROM: ("geldigvanaf", "vanaf", "geldtvanaf"),
    Field.VALID_TO: ("geldigtot", "geldigtotenmet", "geldttotenmet"),
    Field.NOTE: ("opmerking", "toelichting"),
}
_LONGEST = {
    Field.LABEL_NL: 120,
    Field.LABEL_EN: 120,
    Field.UNIT: 20,
    Field.SOURCE: 200,
    Field.SOURCE_TITLE: 200,
    Field.NOTE: 2000,
}
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_DOT_FOR_CENTS = re.compile(r"\d+\.\d{1,2}", re.ASCII)
_DOT_UNCLEAR = re.compile(r"\d{1,3}\.\d{3}", re.ASCII)
_DUTCH_DAY = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})", re.ASCII)


def guess(columns: Sequence[str]) -> dict[str, str]:
    """Guess which column says what, from their names.

    Args:
        columns: the names in the first row.

    Returns:
        The column for each field that was recognised; no column twice.
    """
    plain = {_plain(column): column for column in reversed(columns)}
    found: dict[str, str] = {}
    for part in Field:
        taken = set(found.values())
        names = (_plain(part), *_WORDS[part])
        column = next(
            (plain[name] for name in names if plain.get(name) not in (None, *taken)),
            None,
        )
        if column is not None:
            found[part.value] = column
    return found


def read_row(
    cells: Mapping[str, str],
    *,
    mapping: Mapping[str, str],
    known: Mapping[str, Price],
) -> Read:
    """Read a row of a list.

    What a known code has (name, unit, index, payers, law) may be left out; its amount,
    year, source and grade may not.

    Args:
        cells: the text of each column.
        mapping: the column for each field, as `guess` gives it.
        known: the prices of the version in force by code.

    Returns:
        The price, or everything that is wrong with the row.
    """
    row = _Row(cells, mapping, known.get(cells.get(mapping.get(Field.CODE, ""), "")))
    for part, (name, parse) in _PARTS.items():
        row.values[name] = row.read(part, name, parse)
    row.check()
    if row.problems:
        return Read(None, tuple(row.problems))
    return Read(Price(**row.values))


class _UnclearError(Exception):
    def __init__(self, trouble: Trouble) -> None:
        self.trouble = trouble
        super().__init__(trouble)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row while it is read; collects its values, and what is wrong."""

    cells: Mapping[str, str]
    mapping: Mapping[str, str]
    known: Price | None
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def read(self, part: Field, name: str, parse: Callable[[str], object]) -> object:
        text = self.cells.get(self.mapping.get(part, ""), "").strip()
        if not text:
            return self._left_out(part, name)
        if len(text) > _LONGEST.get(part, len(text)):
            self._note(Trouble.TOO_LONG, part)
        try:
            return parse(text)
        except _UnclearError as error:
            self._note(error.trouble, part)
            return None

    def check(self) -> None:
        amount, low, high = (self.values[each] for each in ("amount", "low", "high"))
        if amount is not None and low is not None and low > amount:
            self._note(Trouble.RANGE_WRONG, Field.LOW)
        if amount is not None and high is not None and high < amount:
            self._note(Trouble.RANGE_WRONG, Field.HIGH)
        since, until = self.values["valid_from"], self.values["valid_to"]
        if since is not None and until is not None and until < since:
            self._note(Trouble.ENDS_BEFORE_IT_BEGINS, Field.VALID_TO)

    def _left_out(self, part: Field, name: str) -> object:
        if part in _KEPT and self.known is not None:
            return getattr(self.known, name)
        if part in _DEFAULTS:
            return _DEFAULTS[part](self.values)
        is_source = part is Field.SOURCE
        self._note(Trouble.SOURCE_MISSING if is_source else Trouble.MISSING, part)
        return None

    def _note(self, trouble: Trouble, part: Field) -> None:
        column = self.mapping.get(part, "")
        text = self.cells.get(column, "")[:SHOWN]
        self.problems.append(Problem(trouble, column or part.value, text))


def _code(text: str) -> str:
    if not _CODE.fullmatch(text):
        raise _UnclearError(Trouble.CODE_UNCLEAR)
    return text


def _amount(text: str) -> Euro:
    if _DOT_FOR_CENTS.fullmatch(text):
        text = text.replace(".", ",")
    if _DOT_UNCLEAR.fullmatch(text):
        raise _UnclearError(Trouble.AMOUNT_UNCLEAR)
    try:
        amount = parse_dutch(text)
    except AmountNotUnderstoodError:
        raise _UnclearError(Trouble.AMOUNT_UNCLEAR) from None
    if amount < Euro(0):
        raise _UnclearError(Trouble.AMOUNT_UNCLEAR)
    if amount > LARGEST_AMOUNT:
        raise _UnclearError(Trouble.AMOUNT_TOO_LARGE)
    return amount


def _year(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) in YEARS):
        raise _UnclearError(Trouble.YEAR_UNCLEAR)
    return int(text)


def _grade(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) in GRADES):
        raise _UnclearError(Trouble.GRADE_UNCLEAR)
    return int(text)


def _series(text: str) -> str:
    found = {name.casefold(): name for name in SERIES}.get(text.casefold())
    if found is None:
        raise _UnclearError(Trouble.SERIES_UNKNOWN)
    return found


def _law(text: str) -> Law:
    found = {law.casefold(): law for law in Law}.get(text.casefold())
    if found is None:
        raise _UnclearError(Trouble.LAW_UNKNOWN)
    return found


def _status(text: str) -> Status:
    try:
        return Status(text.casefold())
    except ValueError:
        raise _UnclearError(Trouble.STATUS_UNKNOWN) from None


def _payers(text: str) -> tuple[tuple[Payer, Fraction], ...]:
    """Read `gemeente`, `gemeente:1.0` or `gemeente:2/3;rijk:1/3`."""
    found: dict[Payer, Fraction] = {}
    for part in filter(None, map(str.strip, text.split(";"))):
        name, _, share = part.partition(":")
        try:
            payer = Payer(name.strip().casefold())
            found[payer] = Fraction(share.strip().replace(",", ".") or "1")
        except (ValueError, ZeroDivisionError):
            raise _UnclearError(Trouble.PAYERS_UNCLEAR) from None
    if sum(found.values()) != 1 or any(share < 0 for share in found.values()):
        raise _UnclearError(Trouble.SHARES_DO_NOT_ADD_UP)
    return tuple(found.items())


def _day(text: str) -> date:
    match = _DUTCH_DAY.fullmatch(text)
    try:
        if match:
            day, month, year = map(int, match.groups())
            return date(year, month, day)
        return date.fromisoformat(text[:10])
    except ValueError:
        raise _UnclearError(Trouble.DAY_UNCLEAR) from None


def _plain(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


_PARTS: Mapping[Field, tuple[str, Callable[[str], object]]] = {
    Field.CODE: ("code", _code),
    Field.LABEL_NL: ("label_nl", str),
    Field.LABEL_EN: ("label_en", str),
    Field.UNIT: ("unit", str),
    Field.AMOUNT: ("amount", _amount),
    Field.YEAR: ("year", _year),
    Field.SERIES: ("series", _series),
    Field.PAYERS: ("payers", _payers),
    Field.LAW: ("law", _law),
    Field.LOW: ("low", _amount),
    Field.HIGH: ("high", _amount),
    Field.GRADE: ("grade", _grade),
    Field.STATUS: ("status", _status),
    Field.SOURCE: ("source", str),
    Field.SOURCE_TITLE: ("source_title", str),
    Field.VALID_FROM: ("valid_from", _day),
    Field.VALID_TO: ("valid_to", _day),
    Field.NOTE: ("note", str),
}
_KEPT = frozenset(
    {
        Field.LABEL_NL,
        Field.LABEL_EN,
        Field.UNIT,
        Field.SERIES,
        Field.PAYERS,
        Field.LAW,
        Field.NOTE,
    }
)
_DEFAULTS: Mapping[Field, Callable[[Mapping[str, Any]], object]] = {
    Field.LABEL_EN: lambda said: said["label_nl"],
    Field.LOW: lambda _said: None,
    Field.HIGH: lambda _said: None,
    Field.STATUS: lambda _said: Status.SECONDARY,
    Field.SOURCE_TITLE: lambda said: said["source"],
    Field.VALID_FROM: lambda said: date(said["year"], 1, 1) if said["year"] else None,
    Field.VALID_TO: lambda _said: None,
    Field.NOTE: lambda _said: "",
}
