"""A sheet by named columns; texts stay texts, whatever they look like."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from kba.domain.document.writing import number_text
from sohos.core.euro import Euro

MOST_CHARACTERS = 32_000
WIDTH = 14
CENTS_PER_EURO = 100


class Styles:
    """The few looks of a cell."""

    def __init__(self, book: Workbook) -> None:
        self.head: Format = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}
        )
        self.text: Format = book.add_format({"quote_prefix": True, "valign": "top"})
        self.euro: Format = book.add_format({"num_format": "#,##0.00"})
        self.number: Format = book.add_format({"num_format": "General"})
        self.title: Format = book.add_format({"bold": True, "font_size": 14})


class Sheet:
    """One sheet: a head row, then rows; columns are known by name."""

    def __init__(
        self, book: Workbook, styles: Styles, name: str, columns: Sequence[str]
    ) -> None:
        self.name = name
        self.rows = 0
        self._at = {column: index for index, column in enumerate(columns)}
        self._styles = styles
        self._sheet: Worksheet = book.add_worksheet(name)
        self._sheet.freeze_panes(1, 1)
        self._sheet.set_column(0, len(columns) - 1, WIDTH)
        for index, column in enumerate(columns):
            self._sheet.write_string(0, index, column, styles.head)

    def next_row(self) -> int:
        """Begin a row and return its number, the first being 2."""
        self.rows += 1
        return self.rows + 1

    def cell(self, column: str, row: int) -> str:
        """Return the address of a cell, for a formula on any sheet."""
        return f"'{self.name}'!${xl_col_to_name(self._at[column])}${row}"

    def range(self, column: str, rows: int | None = None) -> str:
        """Return the address of a whole column below its head."""
        letter = xl_col_to_name(self._at[column])
        last = max((self.rows if rows is None else rows) + 1, 2)
        return f"'{self.name}'!${letter}$2:${letter}${last}"

    def across(self, first: str, last: str, row: int) -> str:
        """Return the address of neighbouring cells in one row."""
        one, other = (xl_col_to_name(self._at[each]) for each in (first, last))
        return f"'{self.name}'!${one}${row}:${other}${row}"

    def text(self, column: str, row: int, text: str) -> None:
        """Write a text as a text: no formula, no link, no number."""
        shown = text[:MOST_CHARACTERS]
        self._sheet.write_string(row - 1, self._at[column], shown, self._styles.text)

    def number(self, column: str, row: int, value: Fraction | int) -> None:
        """Write an exact number; one that does not end as its quotient."""
        exact = Fraction(value)
        place = (row - 1, self._at[column])
        written = number_text(exact)
        if "/" in written:
            self._sheet.write_formula(
                *place, f"={written}", self._styles.number, float(exact)
            )
        else:
            self._sheet.write_number(*place, float(exact), self._styles.number)

    def euro(self, column: str, row: int, amount: Euro) -> None:
        """Write an entered amount."""
        self._sheet.write_number(
            row - 1,
            self._at[column],
            amount.cents / CENTS_PER_EURO,
            self._styles.euro,
        )

    def formula(self, column: str, row: int, formula: str, value: Any) -> None:
        """Write a live formula with the value that the engine found."""
        style = self._styles.number
        if isinstance(value, Euro):
            value, style = value.cents / CENTS_PER_EURO, self._styles.euro
        elif isinstance(value, Fraction):
            value = float(value)
        self._sheet.write_formula(
            row - 1, self._at[column], f"={formula}", style, value
        )


def cents(exact: str) -> str:
    """Round euro to cents as the engine does: halves away from zero.

    The inner rounding removes what binary numbers leave behind of exact decimals.
    """
    return f"ROUND(ROUND(({exact})*100,6),0)/100"
