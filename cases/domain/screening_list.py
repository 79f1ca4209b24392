"""A list of households that a municipality sends in: columns and rows (rule C39)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from cases.domain import arrival
from cases.domain.arrival import NewApplication
from cases.domain.membership import name_key
from cases.domain.registration import NameNotUsableError, Source
from cases.domain.screening import Provision
from sohos.core.dates import DayInFutureError
from sohos.core.euro import AmountNotUnderstoodError, Euro, parse_dutch


class ListState(StrEnum):
    """How far a list is."""

    NEW = "new"
    CHECKING = "checking"
    CHECKED = "checked"
    IMPORTING = "importing"
    DONE = "done"
    DROPPED = "dropped"


class Field(StrEnum):
    """What a column of a list can say; each provision can have a column as well."""

    NUMBER = "number"
    FIRST_NAME = "first_name"
    PREFIX = "prefix"
    SURNAME = "surname"
    BORN_ON = "born_on"
    ADDRESS = "address"
    POSTCODE = "postcode"
    PLACE = "place"
    PHONE = "phone"
    HELPERS = "helpers"
    COST = "cost"
    PROVISIONS = "provisions"


class Trouble(StrEnum):
    """What is wrong with a row."""

    NO_NAME = "no_name"
    NAME_UNREADABLE = "name_unreadable"
    DAY_UNCLEAR = "day_unclear"
    DAY_IN_FUTURE = "day_in_future"
    NUMBER_UNCLEAR = "number_unclear"
    AMOUNT_UNCLEAR = "amount_unclear"
    PROVISION_UNKNOWN = "provision_unknown"
    TOO_LONG = "too_long"
    FORMULA = "formula"
    BROKEN = "broken"
    TWICE = "twice"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a row; no column when it concerns the whole row."""

    trouble: Trouble
    column: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """A row as it was read: a household, or what is wrong with it."""

    household: NewApplication | None
    problems: tuple[Problem, ...] = ()


# Words by which a column is recognised, as they stand in lists of municipalities.
_WORDS: Mapping[str, Sequence[str]] = {
    Field.NUMBER: ("huishoudnummer", "clientnummer", "nummer", "id", "dossiernummer"),
    Field.FIRST_NAME: ("voornaam", "voornamen", "roepnaam", "firstname", "naam"),
    Field.PREFIX: ("tussenvoegsel", "tussenvoegsels", "voorvoegsel", "voorvoegsels"),
    Field.SURNAME: ("achternaam", "geslachtsnaam", "surname", "familienaam"),
    Field.BORN_ON: ("geboortedatum", "geborenop", "gebdatum", "geboren"),
    Field.ADDRESS: ("adres", "straatenhuisnummer", "straat", "address"),
    Field.POSTCODE: ("postcode", "pc6"),
    Field.PLACE: ("woonplaats", "plaats"),
    Field.PHONE: ("telefoon", "telefoonnummer", "mobiel"),
    Field.HELPERS: ("hulpverleners", "aantalhulpverleners", "helpers"),
    Field.COST: ("kosten", "kostenperjaar", "jaarkosten", "kostenpj"),
    Field.PROVISIONS: ("voorzieningen", "voorziening", "hulp", "provisions"),
}
_PROVISION_WORDS: Mapping[Provision, Sequence[str]] = {
    Provision.WMO_BEGELEIDING: ("wmobegeleiding", "begeleiding", "begeleidingwmo"),
    Provision.HULP_BIJ_HUISHOUDEN: (
        "hulpbijhuishouden",
        "hulpbijhethuishouden",
        "huishoudelijkehulp",
        "hulpbijhethuishoudenwmo",
    ),
    Provision.WMO_VOORZIENING: (
        "wmovoorziening",
        "hulpmiddel",
        "vervoer",
        "hulpmiddelofvervoerwmo",
    ),
    Provision.BESCHERMD_WONEN: ("beschermdwonen",),
    Provision.MAATSCHAPPELIJKE_OPVANG: ("maatschappelijkeopvang", "opvang"),
    Provision.JEUGDHULP: ("jeugdhulp", "jeugdwet", "jeugdzorg"),
    Provision.JEUGDBESCHERMING: ("jeugdbescherming", "jeugdreclassering"),
    Provision.BIJSTAND: ("bijstand", "participatiewet", "uitkering", "pw"),
    Provision.BIJZONDERE_BIJSTAND: ("bijzonderebijstand", "minimaregeling", "minima"),
    Provision.RE_INTEGRATIE: ("reintegratie", "werktraject"),
    Provision.SCHULDHULP: ("schuldhulp", "schuldhulpverlening", "schulden"),
    Provision.LEERLINGENVERVOER: ("leerlingenvervoer",),
}
_YES = frozenset({"ja", "j", "x", "1", "waar", "true", "yes", "y", "v"})
_NO = frozenset({"nee", "n", "0", "", "onwaar", "false", "no", "-"})
_DUTCH_DAY = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_SPLIT = re.compile(r"[,;|/+\n]")
_LONGEST = {
    Field.FIRST_NAME: 120,
    Field.SURNAME: 100,
    Field.PREFIX: 19,
    Field.ADDRESS: 160,
    Field.POSTCODE: 12,
    Field.PLACE: 80,
    Field.PHONE: 30,
    Field.NUMBER: 60,
}
_MOST_HELPERS = 200
_MOST_COST = Euro(100_000_000_00)
SHOWN = 60


def fields() -> tuple[str, ...]:
    """Return everything a column can be chosen for, in the order of the page."""
    return (*(field.value for field in Field), *(kind.value for kind in Provision))


def guess(columns: Sequence[str]) -> dict[str, str]:
    """Guess which column says what, from their names.

    Args:
        columns: the names in the first row.

    Returns:
        The column for each field that was recognised; no column twice.
    """
    plain = {name_key(column): column for column in reversed(columns)}
    found: dict[str, str] = {}
    words = {**_WORDS, **{kind.value: _PROVISION_WORDS[kind] for kind in Provision}}
    for field, names in words.items():
        taken = set(found.values())
        column = next(
            (plain[n] for n in names if plain.get(n) not in (None, *taken)), ""
        )
        if column:
            found[str(field)] = column
    return found


def read_row(
    cells: Mapping[str, str], *, mapping: Mapping[str, str], today: date
) -> Read:
    """Read a row of a list.

    Args:
        cells: the text of each column.
        mapping: the column for each field, as `guess` gives it.
        today: the day in Amsterdam.

    Returns:
        The household, or everything that is wrong with the row.
    """
    row = _Row(cells, mapping, [])
    first, last = row.text(Field.FIRST_NAME), row.surname()
    if not first and last:
        first, last = last, ""
    if not first:
        row.problems.append(Problem(Trouble.NO_NAME))
    new = NewApplication(
        source=Source.SCREENING,
        first_name=first or "?",
        surname=last,
        born_on=row.day(today),
        phone=row.text(Field.PHONE),
        address=row.text(Field.ADDRESS),
        postcode=row.text(Field.POSTCODE),
        place=row.text(Field.PLACE),
        provisions=row.provisions(),
        helpers=row.helpers(),
        yearly_cost=row.cost(),
        household_number=row.text(Field.NUMBER),
    )
    if row.problems:
        return Read(None, tuple(row.problems))
    try:
        return Read(arrival.cleaned(new, today=today))
    except NameNotUsableError:
        return Read(None, (Problem(Trouble.NAME_UNREADABLE),))
    except DayInFutureError:
        return Read(None, (row.problem(Trouble.DAY_IN_FUTURE, Field.BORN_ON),))


@dataclass(frozen=True, slots=True)
class _Row:
    """A row while it is read; collects what is wrong."""

    cells: Mapping[str, str]
    mapping: Mapping[str, str]
    problems: list[Problem]

    def problem(self, trouble: Trouble, field: str) -> Problem:
        column = self.mapping.get(field, "")
        return Problem(trouble, column, self.cells.get(column, "")[:SHOWN])

    def text(self, field: str) -> str:
        text = self.cells.get(self.mapping.get(field, ""), "").strip()
        if len(text) > _LONGEST.get(Field(field), len(text)):
            self.problems.append(self.problem(Trouble.TOO_LONG, field))
        return text

    def surname(self) -> str:
        return f"{self.text(Field.PREFIX)} {self.text(Field.SURNAME)}".strip()

    def day(self, today: date) -> date | None:
        text = self.text(Field.BORN_ON)
        if not text:
            return None
        try:
            return parse_day(text)
        except ValueError:
            self.problems.append(self.problem(Trouble.DAY_UNCLEAR, Field.BORN_ON))
            return None

    def helpers(self) -> int | None:
        text = self.text(Field.HELPERS)
        if not text:
            return None
        if text.isascii() and text.isdecimal() and int(text) <= _MOST_HELPERS:
            return int(text)
        self.problems.append(self.problem(Trouble.NUMBER_UNCLEAR, Field.HELPERS))
        return None

    def cost(self) -> Euro | None:
        text = self.text(Field.COST)
        if not text:
            return None
        try:
            amount = parse_dutch(text)
        except AmountNotUnderstoodError:
            amount = Euro(-1)
        if Euro(0) <= amount <= _MOST_COST:
            return amount
        self.problems.append(self.problem(Trouble.AMOUNT_UNCLEAR, Field.COST))
        return None

    def provisions(self) -> frozenset[Provision]:
        found = set(self._listed())
        for kind in Provision:
            said = self.cells.get(self.mapping.get(kind.value, ""), "").strip()
            if said.casefold() in _YES or (said.isdecimal() and int(said) > 0):
                found.add(kind)
            elif said.casefold() not in _NO:
                trouble = self.problem(Trouble.PROVISION_UNKNOWN, kind.value)
                self.problems.append(trouble)
        return frozenset(found)

    def _listed(self) -> list[Provision]:
        text = self.cells.get(self.mapping.get(Field.PROVISIONS, ""), "")
        found = []
        for word in filter(None, map(str.strip, _SPLIT.split(text))):
            kind = _provision(word)
            if kind is None:
                trouble = self.problem(Trouble.PROVISION_UNKNOWN, Field.PROVISIONS)
                self.problems.append(trouble)
                return []
            found.append(kind)
        return found


@cache
def _known_words() -> dict[str, Provision]:
    known = {word: kind for kind, words in _PROVISION_WORDS.items() for word in words}
    return known | {name_key(kind.value): kind for kind in Provision}


def _provision(word: str) -> Provision | None:
    return _known_words().get(name_key(word))


def parse_day(text: str) -> date:
    """Read a day as `15-03-2019` or `2019-03-15`.

    Raises:
        ValueError: it is none.
    """
    match = _DUTCH_DAY.fullmatch(text.strip())
    if match:
        day, month, year = map(int, match.groups())
        return date(year, month, day)
    return date.fromisoformat(text.strip()[:10])
