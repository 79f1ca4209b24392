"""The published figures as a table for a spreadsheet, hidden alike."""

import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from sohos.core.euro import Euro
from sohos.threads.domain.facts import Kind, Leaf, Measure
from sohos.threads.domain.reading import Figure
from sohos.threads.forms import labels
from sohos.threads.selectors import Board
from sohos.threads.views.drawing import period_name

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_csv(board: Board) -> str:
    """Write the figures as spreadsheets in the Netherlands open them.

    Returns:
        Semicolons between cells, commas in amounts, text that no spreadsheet takes
        for a formula; it starts with the mark by which Excel knows UTF-8.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows(_rows(board))
    return BYTE_ORDER_MARK + out.getvalue()


def safe_cell(text: str) -> str:
    """Keep a spreadsheet from taking a text for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _rows(board: Board) -> Iterator[list[str]]:
    yield [
        _("Periode"),
        str(labels.LEAVES[board.leaf]),
        _("Knelpunt"),
        _("Aantal"),
        _("Kosten van doorbraken (euro)"),
        _("Verwachte besparing (euro)"),
        _("Minder zorg (euro)"),
    ]
    periods = [period_name(period) for period in board.chosen]
    period = " + ".join(periods)
    sheet = board.sheet
    together = _("Samen")
    for code in sheet.columns:
        name = safe_cell(labels.name_of(board.leaf, code, board.labels))
        for kind in Kind:
            figure = sheet.cells[kind, code]
            yield [period, name, str(labels.KINDS[kind]), *_numbers(figure)]
        yield [period, name, together, *_numbers(sheet.column_totals[code])]
    for kind in Kind:
        figure = sheet.rows[kind]
        yield [period, together, str(labels.KINDS[kind]), *_numbers(figure)]
    yield [period, together, together, *_numbers(sheet.total)]


def _numbers(figure: Figure) -> list[str]:
    count = _("niet getoond") if figure.count is None else str(figure.count)
    return [count, *(_amount(figure.amounts[measure]) for measure in Measure)]


def _amount(amount: Euro | None) -> str:
    if amount is None:
        return _("niet getoond")
    whole, cents = divmod(abs(amount.cents), 100)
    return f"{'-' if amount.cents < 0 else ''}{whole},{cents:02d}"


def file_name(slug: str, leaf: Leaf) -> str:
    """Return the name under which the table is saved."""
    return f"rode-draden-{slug}-{leaf.value}.csv"
