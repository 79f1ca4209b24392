"""From what was pasted out of a spreadsheet to the fields of rows (rule 2.7)."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO

from django.utils.translation import gettext_lazy as _

from sohos.core.bills import Law, Payer, Per
from sohos.pages import bills, formats

ORDER = (
    "description",
    "quantity_without",
    "quantity_with",
    "per",
    "unit",
    "unit_price",
    "price_source",
    "payer",
    "law",
    "deadweight",
    "deadweight_reason",
)
_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "price_code": ("code", "prijscode", "uit de prijslijst", "price code"),
    "description": ("waarvoor", "omschrijving", "post", "description", "what"),
    "quantity_without": ("zonder", "zonder plan", "aantal zonder", "without"),
    "quantity_with": ("met", "met plan", "aantal met", "with", "with plan"),
    "per": ("per", "hoe vaak", "frequentie", "how often", "frequency"),
    "unit": ("eenheid", "unit"),
    "unit_price": ("prijs", "tarief", "bedrag", "price", "rate", "amount"),
    "price_year": ("prijspeil", "prijs van jaar", "price year"),
    "price_source": ("bron", "bron van het bedrag", "source"),
    "price_grade": ("hardheid prijs", "price grade"),
    "payer": ("betaler", "wie betaalt", "payer"),
    "law": ("wet", "pot", "wet of pot", "law"),
    "deadweight": ("ook zonder plan", "deadweight"),
    "deadweight_reason": ("waarom", "waarom zoveel", "reden", "reason"),
    "evidence_grade": ("hardheid", "hardheid effect", "grade"),
    "evidence_note": ("bewijs", "waaruit blijkt het", "evidence"),
    "probability_without": ("kans zonder", "probability without"),
    "probability_with": ("kans met", "probability with"),
    "first_on": ("vanaf", "begin", "from"),
    "last_on": ("tot", "tot en met", "einde", "until"),
}
_FIELD_OF = {name: key for key, names in _HEADINGS.items() for name in names}
_NUMBERS = frozenset(
    {
        *("quantity_without", "quantity_with", "unit_price", "deadweight"),
        *("probability_without", "probability_with"),
    }
)
_PER = {
    Per.WEEK: ("week", "weken", "wk", "weekly", "w"),
    Per.MONTH: ("maand", "maanden", "mnd", "month", "monthly", "m"),
    Per.YEAR: ("jaar", "jaren", "jr", "year", "yearly", "j"),
    Per.ONCE: ("eenmalig", "keer", "1x", "once"),
}
_FEWEST_HEADINGS = 2
_GROUP = 3
_MARKED = re.compile(r"\d+(?:[.,]\d+)+", re.ASCII)
DUTCH, ENGLISH = ",", "."


@dataclass(frozen=True, slots=True)
class PastedRow:
    """One pasted row: its cells as they were, and the fields that were read in them."""

    number: int
    cells: tuple[str, ...]
    columns: tuple[str | None, ...]
    fields: Mapping[str, str]
    faults: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pasted:
    """A pasted table: which column is which field, its rows, what was not understood."""

    header: tuple[str, ...]
    columns: tuple[str | None, ...]
    rows: tuple[PastedRow, ...]

    @property
    def unknown(self) -> list[str]:
        """Return the headings that are no field."""
        pairs = zip(self.header, self.columns, strict=False)
        return [name for name, column in pairs if name and column is None]

    def text(self, rows: Iterable[PastedRow]) -> str:
        """Return some of the rows as they may be pasted again, under their header."""
        kept = [row.cells for row in rows]
        if not kept:
            return ""
        stream = StringIO()
        writer = csv.writer(stream, delimiter="\t", lineterminator="\n")
        writer.writerows([self.header, *kept] if self.header else kept)
        return stream.getvalue()


def read(text: str) -> Pasted:
    """Read a pasted table.

    Args:
        text: one row a line, cells apart by tabs or else by semicolons; a first line
            with at least two known headings names the columns, otherwise they are in
            the order of `ORDER`.

    Returns:
        The rows in their order, empty lines left out. Numbers are in the notation of
        the page: which notation was pasted follows from the numbers that can only be
        one of both, and from the page when there is none.
    """
    delimiter = "\t" if "\t" in text else ";"
    lines = csv.reader(text.splitlines(), delimiter=delimiter)
    table = [tuple(cell.strip() for cell in line) for line in lines]
    table = [line for line in table if any(line)]
    header: tuple[str, ...] = ()
    columns: tuple[str | None, ...] = ()
    if table:
        columns = tuple(_FIELD_OF.get(_bare(cell)) for cell in table[0])
    if sum(column is not None for column in columns) >= _FEWEST_HEADINGS:
        header, table = table[0], table[1:]
    else:
        columns = ORDER
    marks = _marks(columns, table)
    rows = [
        _row(number, cells, columns, marks)
        for number, cells in enumerate(table, start=1)
    ]
    return Pasted(header, columns, tuple(rows))


def _bare(heading: str) -> str:
    """Return a heading without what stands in brackets, capitals and signs."""
    return re.sub(r"\(.*?\)|[^\w\s]", "", heading).strip().casefold()


def _row(
    number: int,
    cells: tuple[str, ...],
    columns: tuple[str | None, ...],
    marks: frozenset[str],
) -> PastedRow:
    fields: dict[str, str] = {}
    faults: dict[str, object] = {}
    for name, cell in zip(columns, cells, strict=False):
        if name is None or not cell:
            continue
        fields[name] = _value(name, cell)
        if name in _NUMBERS:
            if len(marks) > 1 and _is_ambiguous(fields[name]):
                faults[name] = _(
                    "Dit kan een punt of een komma zijn. Schrijf alle getallen gelijk."
                )
            fields[name] = _in_notation(fields[name], marks)
    return PastedRow(number, cells, columns, fields, faults)


def _value(name: str, cell: str) -> str:
    if name in _NUMBERS:
        return re.sub(r"[€%\s\u00a0]|eur(?:o)?\b", "", cell, flags=re.IGNORECASE)
    if name == "per":
        return _word(cell.removeprefix("per "), _PER, bills.RHYTHMS)
    if name == "payer":
        return _word(cell, {each: (each.value,) for each in Payer}, bills.PAYERS)
    if name == "law":
        spoken = {each: (each.value, each.value.split()[0]) for each in Law}
        return _word(cell, spoken, bills.LAWS)
    return cell


def _word(
    cell: str,
    spoken: Mapping[Law, Sequence[str]]
    | Mapping[Payer, Sequence[str]]
    | Mapping[Per, Sequence[str]],
    names: Mapping[Law, object] | Mapping[Payer, object] | Mapping[Per, object],
) -> str:
    said = cell.strip().casefold()
    by_word = {
        word.casefold(): each for each, words in spoken.items() for word in words
    }
    by_name = {str(name).casefold(): each for each, name in names.items()}
    found = by_name.get(said) or by_word.get(said)
    return cell if found is None else found.value


def _marks(
    columns: Sequence[str | None], table: Iterable[Sequence[str]]
) -> frozenset[str]:
    """Return which signs stand for decimals in the numbers that leave no doubt."""
    found = set()
    for cells in table:
        for name, cell in zip(columns, cells, strict=False):
            if name in _NUMBERS:
                found.add(_mark(_value(name, cell)))
    return frozenset(mark for mark in found if mark)


def _mark(number: str) -> str | None:
    """Return the decimal sign of a number, when it can be only one."""
    if not _MARKED.fullmatch(number) or _is_ambiguous(number):
        return None
    signs = re.sub(r"\d", "", number)
    last = signs[-1]
    if len(signs) > 1 and len(set(signs)) == 1:
        return DUTCH if last == ENGLISH else ENGLISH
    return last


def _is_ambiguous(number: str) -> bool:
    """Tell whether one sign before three figures may group or part: 1.250."""
    signs = re.sub(r"\d", "", number)
    return len(signs) == 1 and len(re.split(r"[.,]", number)[-1]) == _GROUP


def _in_notation(number: str, marks: frozenset[str]) -> str:
    """Write a number without groups, in the notation of the page."""
    here = ENGLISH if formats.is_english() else DUTCH
    mark = next(iter(marks)) if len(marks) == 1 else here
    if not _MARKED.fullmatch(number):
        return number
    group = DUTCH if mark == ENGLISH else ENGLISH
    return number.replace(group, "").replace(mark, here)
