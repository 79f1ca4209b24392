"""Rows of the first sheet of an XLSX workbook, streamed; nothing is calculated."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Context, Decimal, InvalidOperation
from posixpath import join, normpath

from sohos.documents import archives, limits, markup
from sohos.documents.archives import Archive
from sohos.documents.markup import What
from sohos.documents.rows import MOST_COLUMNS, Cell, Line, TableTooLargeError

_MOST_PART_BYTES = 4 * limits.MEBIBYTE
_MOST_SHARED_CHARACTERS = 64 * limits.MEBIBYTE
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_BUILT_IN_DATES = {*range(14, 23), *range(45, 48)}
_NOT_A_DATE_CODE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_SIGNIFICANT = 15
_LARGEST_EXPONENT = 308
_DAYS_1900 = datetime(1899, 12, 30)  # noqa: DTZ001
_DAYS_1904 = datetime(1904, 1, 1)  # noqa: DTZ001
_LAST_DAY = 2_958_466
_WORKBOOK = "xl/workbook.xml"


@dataclass(frozen=True, slots=True)
class _Book:
    archive: Archive
    shared: list[str]
    date_styles: frozenset[int]
    first_day: datetime


def first_sheet(content: bytes) -> Iterator[Line]:
    """Read the first sheet row by row.

    Args:
        content: an XLSX file.

    Returns:
        The rows that are in the file, numbered as a spreadsheet shows them; rows
        without any cell are left out.

    Raises:
        FileRefusedError: the file is unsafe or damaged; raised by the iterator too.
        TableTooLargeError: a cell lies too far to the right; raised by the iterator.
    """
    archive = archives.inspect(content)
    sheet, dates_from = _sheet_and_dates(archive)
    book = _Book(archive, _shared(archive), _date_styles(archive), dates_from)
    return _Rows(book).read(sheet)


def _stream(archive: Archive, name: str) -> Iterator[bytes]:
    try:
        with archive.open() as opened, opened.open(name) as entry:
            while chunk := entry.read(markup.CHUNK):
                yield chunk
    except archives.BROKEN as error:
        raise limits.FileDamagedError from error


def _part(archive: Archive, name: str) -> Iterator[markup.Event]:
    if name not in archive.names:
        return iter(())
    return markup.elements(archive.read(name, most=_MOST_PART_BYTES))


def _sheet_and_dates(archive: Archive) -> tuple[str, datetime]:
    targets = {
        attributes.get("Id", ""): attributes.get("Target", "")
        for _, _, attributes in _part(archive, "xl/_rels/workbook.xml.rels")
    }
    first_day, sheet = _DAYS_1900, ""
    for _, tag, attributes in _part(archive, _WORKBOOK):
        if tag == "workbookPr" and _is_true(attributes.get("date1904")):
            first_day = _DAYS_1904
        if tag == "sheet" and not sheet:
            sheet = targets.get(_relation(attributes), "")
    path = normpath(join("/xl", sheet)).removeprefix("/")
    if not sheet or path not in archive.names:
        raise limits.FileDamagedError
    return path, first_day


def _relation(attributes: dict[str, str]) -> str:
    found = (value for key, value in attributes.items() if key.endswith(":id"))
    return next(found, "")


def _is_true(text: str | None) -> bool:
    return text in ("1", "true")


def _shared(archive: Archive) -> list[str]:
    """Return the texts that cells refer to, without how they are pronounced."""
    name = "xl/sharedStrings.xml"
    found: list[str] = []
    pieces: list[str] = []
    path: list[str] = []
    left = _MOST_SHARED_CHARACTERS
    if name not in archive.names:
        return found
    for what, tag, _ in markup.events(_stream(archive, name)):
        if what is What.START:
            path.append(tag)
        elif what is What.END:
            path.pop()
            if tag == "si":
                found.append("".join(pieces))
                pieces.clear()
        elif path[-1] == "t" and "rPh" not in path:
            pieces.append(tag)
            left -= len(tag)
        if left < 0:
            raise limits.ArchiveTooLargeError
    return found


def _date_styles(archive: Archive) -> frozenset[int]:
    """Return the positions of the cell styles that show a number as a day."""
    codes: dict[int, str] = {}
    styles: list[int] = []
    inside = False
    name = "xl/styles.xml"
    if name not in archive.names:
        return frozenset()
    for what, tag, attributes in markup.events(_stream(archive, name)):
        if tag == "cellXfs":
            inside = what is What.START
        elif what is What.START and tag == "numFmt":
            codes[_number(attributes.get("numFmtId"))] = attributes.get(
                "formatCode", ""
            )
        elif what is What.START and tag == "xf" and inside:
            styles.append(_number(attributes.get("numFmtId")))
    dates = {key for key, code in codes.items() if _shows_a_day(code)}
    return frozenset(
        at for at, key in enumerate(styles) if key in dates | _BUILT_IN_DATES - {*codes}
    )


def _shows_a_day(code: str) -> bool:
    return bool(re.search(r"[dmyhs]", _NOT_A_DATE_CODE.sub("", code), re.IGNORECASE))


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0


class _Rows:
    """Puts the events of a sheet together to rows."""

    def __init__(self, book: _Book) -> None:
        self.book = book
        self.number = 0
        self.cells: dict[int, Cell] = {}
        self.attributes: dict[str, str] = {}
        self.column = 0
        self.tag = ""
        self.value: list[str] = []
        self.is_formula = False

    def read(self, sheet: str) -> Iterator[Line]:
        for what, tag, attributes in markup.events(_stream(self.book.archive, sheet)):
            if what is What.TEXT:
                if self.tag in ("v", "t"):
                    self.value.append(tag)
            elif what is What.START:
                self._start(tag, attributes)
            else:
                self.tag = ""
                if tag == "c":
                    self._end_cell()
                elif tag == "row" and self.cells:
                    yield self._line()

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag = tag
        if tag == "row":
            number = _number(attributes.get("r")) or self.number + 1
            if number <= self.number:
                raise limits.FileDamagedError
            self.number, self.column = number, 0
            self.cells = {}
        elif tag == "c":
            self.attributes, self.value, self.is_formula = attributes, [], False
            self.column = self._column(attributes.get("r"))
        elif tag == "f":
            self.is_formula = True

    def _column(self, reference: str | None) -> int:
        column = self.column + 1
        if reference is not None:
            match = _REFERENCE.fullmatch(reference)
            if not match or int(match[2]) != self.number:
                raise limits.FileDamagedError
            column = 0
            for letter in match[1]:
                column = column * 26 + ord(letter) - ord("A") + 1
        if column <= self.column:
            raise limits.FileDamagedError
        if column > MOST_COLUMNS:
            raise TableTooLargeError(str(self.number))
        return column

    def _end_cell(self) -> None:
        kind = self.attributes.get("t", "n")
        text = "".join(self.value)
        style = _number(self.attributes.get("s"))
        shown = _shown(self.book, kind, style, text) if text else ""
        self.cells[self.column] = Cell(shown.strip(), self.is_formula, kind == "e")

    def _line(self) -> Line:
        last = max(self.cells)
        cells = (self.cells.get(at, Cell("")) for at in range(1, last + 1))
        return Line(self.number, tuple(cells))


def _shown(book: _Book, kind: str, style: int, text: str) -> str:
    if kind == "s":
        position = _number(text)
        if position >= len(book.shared):
            raise limits.FileDamagedError
        return book.shared[position]
    if kind == "b":
        return "ja" if _is_true(text) else "nee"
    if kind == "d":
        return text.removesuffix("T00:00:00")
    if kind != "n":
        return text
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise limits.FileDamagedError from error
    if style in book.date_styles and 0 <= number < _LAST_DAY:
        return _day(book.first_day, number)
    return _dutch(number)


def _day(first: datetime, number: Decimal) -> str:
    moment = first + timedelta(seconds=round(float(number) * 86_400))
    if number < 1:
        return moment.strftime("%H:%M")
    is_midnight = moment.time() == first.time()
    return moment.strftime("%Y-%m-%d" if is_midnight else "%Y-%m-%d %H:%M")


def _dutch(number: Decimal) -> str:
    """Write a number as its sheet shows it: 15 digits, a comma, no groups."""
    if not number.is_finite() or abs(number.adjusted()) > _LARGEST_EXPONENT:
        raise limits.FileDamagedError
    rounded = number.normalize(Context(prec=_SIGNIFICANT))
    return f"{rounded:f}".replace(".", ",")
