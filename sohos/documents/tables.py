"""Tables that people send in (CSV, XLSX) and take out (CSV)."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from io import StringIO

from sohos.core.dates import AMSTERDAM
from sohos.core.euro import Euro
from sohos.documents import workbooks
from sohos.documents.rows import (
    MOST_CELL_CHARACTERS,
    MOST_COLUMNS,
    MOST_ROWS,
    Cell,
    ColumnsUnclearError,
    Line,
    TableDamagedError,
    TableEmptyError,
    TableRefusedError,
    TableTooLargeError,
)
from sohos.documents.sniffing import Kind, decode_text, recognise

Value = str | int | Decimal | Euro | date | bool | None

_CALCULATES = re.compile(r"[=@]|[+-].*[|!(]", re.DOTALL)
_STARTS_A_FORMULA = re.compile("[\\s\ufeff]*[=+@\uff1d\uff0b\uff0d\uff20-]|[\t\r\n]")
_GOES_ON_AS_ONE = re.compile(r"(?<=[;,\t\r\n|])(?=\s*(?:[=@]|[+-]\s*[\w(]))")
"""What starts a formula for somebody whose spreadsheet cuts at another delimiter."""
_DELIMITERS = ";\t,|"
_LOOKED_AT = 20


class Trouble(StrEnum):
    """What is wrong with a row."""

    TOO_FEW_CELLS = "too_few_cells"
    TOO_MANY_CELLS = "too_many_cells"
    CELL_TOO_LONG = "cell_too_long"
    FORMULA = "formula"
    ERROR_VALUE = "error_value"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a row; `column` is None when it concerns the whole row."""

    trouble: Trouble
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of text under its column names; `number` is what a spreadsheet shows."""

    number: int
    cells: dict[str, str]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Column names and the rows below them, which can be read once."""

    columns: tuple[str, ...]
    rows: Iterator[Row]


def read_table(*, name: str, content: bytes) -> Sheet:
    """Read the first sheet of an XLSX file, or a CSV file, as a table.

    The first row that is not empty names the columns. Nothing is calculated: a cell
    with a formula is a problem of its row. Numbers of a workbook read as they are
    written here (`1234,5`), days as `2027-03-15`. The delimiter of a CSV file is
    found from its first rows; its text is UTF-8 or Windows-1252.

    Args:
        name: as the sender gave it; its extension must fit the content.
        content: the whole file.

    Returns:
        The column names, and an iterator over the rows that are not empty, in order.
        Every name is in `cells` of every row; a missing cell is empty text.

    Raises:
        FileRefusedError: as in `recognise`, or the file is no table. Raised by the
            iterator as well, when a workbook turns out to be damaged further on.
        TableEmptyError, ColumnsUnclearError: there are no usable column names.
        TableDamagedError, TableTooLargeError: raised by the iterator as well.
    """
    kind = recognise(name=name, content=content).kind
    if kind is Kind.XLSX:
        lines: Iterator[Line] = workbooks.first_sheet(content)
    elif kind in (Kind.CSV, Kind.TEXT):
        lines = _csv_lines(decode_text(content))
    else:
        raise TableRefusedError(kind.name)
    return _sheet(_limited(lines))


def _sheet(lines: Iterator[Line]) -> Sheet:
    header = next(lines, None)
    if header is None:
        raise TableEmptyError
    texts = [cell.text for cell in header.cells]
    while texts and not texts[-1]:
        texts.pop()
    names = tuple(" ".join(text.split()) for text in texts)
    for position, column in enumerate(names, start=1):
        if not column:
            raise ColumnsUnclearError(str(position))
    doubles = [column for column, times in Counter(names).items() if times > 1]
    if doubles:
        raise ColumnsUnclearError(doubles[0])
    return Sheet(names, (_row(names, line) for line in lines))


def _limited(lines: Iterable[Line]) -> Iterator[Line]:
    for line in lines:
        if line.number > MOST_ROWS + 1 or len(line.cells) > MOST_COLUMNS:
            raise TableTooLargeError(str(line.number))
        if any(cell.text for cell in line.cells):
            yield line


def _row(names: tuple[str, ...], line: Line) -> Row:
    problems = []
    if line.is_exact and len(line.cells) < len(names):
        problems.append(Problem(Trouble.TOO_FEW_CELLS))
    if any(cell.text for cell in line.cells[len(names) :]):
        problems.append(Problem(Trouble.TOO_MANY_CELLS))
    cells = dict.fromkeys(names, "")
    for name, cell in zip(names, line.cells, strict=False):
        cells[name] = cell.text[:MOST_CELL_CHARACTERS]
        if len(cell.text) > MOST_CELL_CHARACTERS:
            problems.append(Problem(Trouble.CELL_TOO_LONG, name))
        if cell.is_formula or _CALCULATES.match(cell.text):
            problems.append(Problem(Trouble.FORMULA, name))
        if cell.is_error:
            problems.append(Problem(Trouble.ERROR_VALUE, name))
    return Row(line.number, cells, tuple(problems))


def _csv_lines(text: str) -> Iterator[Line]:
    delimiter, body, skipped = _delimiter(text)
    reader = csv.reader(StringIO(body, newline=""), delimiter=delimiter, strict=True)
    number = skipped
    while True:
        number += 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise TableDamagedError(str(number)) from error
        if cells is None:
            return
        texts = (cell.strip() for cell in cells)
        yield Line(number, tuple(map(Cell, texts)), is_exact=True)


def _delimiter(text: str) -> tuple[str, str, int]:
    """Return the delimiter, the text below `sep=`, and how many rows that skips."""
    first, _, rest = text.partition("\n")
    declared = first.rstrip("\r")
    if declared.lower().startswith("sep=") and len(declared) == len("sep=;"):
        return declared[-1], rest, 1
    return max(_DELIMITERS, key=lambda one: _fitness(text, one)), text, 0


def _fitness(text: str, delimiter: str) -> tuple[bool, int, int]:
    """Rate a delimiter: the rows that it cuts alike, then the cells it makes."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    widths = []
    try:
        for cells in reader:
            if cells:
                widths.append(len(cells))
            if len(widths) == _LOOKED_AT:
                break
    except csv.Error:
        return False, 0, 0
    width = widths[0] if widths else 0
    return width > 1, sum(one == width for one in widths), width


def csv_text(
    columns: Sequence[str],
    rows: Iterable[Sequence[Value]],
    *,
    decimal_comma: bool = True,
) -> Iterator[str]:
    """Write a table as CSV that a spreadsheet opens and does not execute.

    Text that would start a formula gets an apostrophe in front; numbers stay numbers,
    below zero as well.

    Args:
        columns: the names in the first row.
        rows: one value per column; amounts in euro with two decimals, days as
            `2027-03-15`, moments in Dutch time, None as nothing.
        decimal_comma: numbers as `1234,5` between semicolons, as Dutch spreadsheets
            expect them; otherwise `1234.5` between commas.

    Yields:
        Line by line, to be encoded as UTF-8; the first begins with the mark by which
        spreadsheets recognise that.

    Raises:
        ValueError: a row has another number of values than there are columns.
    """
    buffer = StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";" if decimal_comma else ",")
    buffer.write("\ufeff")
    writer.writerow(_harmless(column) for column in columns)
    for row in rows:
        yield _taken(buffer)
        if len(row) != len(columns):
            raise ValueError("a row does not fit the columns")
        writer.writerow(_written(value, decimal_comma) for value in row)
    yield _taken(buffer)


def _taken(buffer: StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def _written(value: Value, comma: bool) -> str:  # noqa: FBT001
    match value:
        case None:
            return ""
        case str():
            return _harmless(value)
        case bool():
            return "ja" if value else "nee"
        case datetime():
            local = value.astimezone(AMSTERDAM) if value.tzinfo else value
            return local.strftime("%Y-%m-%d %H:%M")
        case date():
            return value.isoformat()
        case Euro():
            number = f"{Decimal(value.cents).scaleb(-2):f}"
        case _:
            number = f"{value:f}" if isinstance(value, Decimal) else str(value)
    return number.replace(".", ",") if comma else number


def _harmless(text: str) -> str:
    plain = _GOES_ON_AS_ONE.sub("'", text.replace("\0", ""))
    return f"'{plain}" if _STARTS_A_FORMULA.match(plain) else plain
