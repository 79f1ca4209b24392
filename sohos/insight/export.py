"""The figures of the dashboard as a table for a spreadsheet, hidden alike."""

import csv
import io
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from sohos.core.bills import Payer
from sohos.core.euro import Euro
from sohos.insight import texts
from sohos.insight.disclosure import Saving
from sohos.insight.selectors import Dashboard, Step
from sohos.pages import bills

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
Row = tuple[str, str, str, str, str, str]


def as_csv(board: Dashboard, chosen: Iterable[tuple[str, str]]) -> str:
    """Write the figures as spreadsheets in the Netherlands open them.

    Args:
        board: what the page shows; what is hidden there is hidden here.
        chosen: name and value of each filter.

    Returns:
        Semicolons between cells, commas in amounts, text that no spreadsheet takes
        for a formula; it starts with the mark by which Excel knows UTF-8.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows(_rows(board, chosen))
    return BYTE_ORDER_MARK + out.getvalue()


def safe_cell(text: str) -> str:
    """Keep a spreadsheet from taking a text for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _rows(board: Dashboard, chosen: Iterable[tuple[str, str]]) -> Iterator[Row]:
    yield (
        _("Onderdeel"),
        _("Regel"),
        _("Huishoudens"),
        _("Verwacht (euro)"),
        _("Gerealiseerd (euro)"),
        _("Dagen (mediaan)"),
    )
    for name, value in chosen:
        yield _("Keuze"), safe_cell(f"{name}: {value}"), "", "", "", ""
    for step in board.steps:
        yield _step(step)
    if board.savings is not None:
        whole = _("Besparing van de gemeente")
        yield _saving(whole, _("Samen"), board.savings.whole)
        for law in board.savings.laws:
            yield _saving(whole, str(texts.LAWS[law.code]), law)
        for payer in board.savings.payers:
            name = str(bills.PAYERS[Payer(payer.code)])
            yield _saving(_("Besparing per betaler"), name, payer)
    yield from _budget(board)


def _step(step: Step) -> Row:
    days = "" if step.days is None else str(step.days)
    name = str(texts.PHASES[step.phase])
    return _("Fasen"), name, texts.households(step), "", "", days


def _saving(part: str, name: str, saving: Saving) -> Row:
    return part, name, "", _amount(saving.expected), _amount(saving.counted), ""


def _budget(board: Dashboard) -> Iterator[Row]:
    parts = {
        _("Beschikbaar"): board.budget.available,
        _("Gebruikt"): board.budget.used,
        _("Gereserveerd"): board.budget.reserved,
    }
    for name, amount in parts.items():
        yield _("Rentebudget"), name, "", "", _amount(amount), ""
    if board.spent_per_household is not None:
        average = _amount(board.spent_per_household)
        yield _("Maatwerk per huishouden"), _("Gemiddeld"), "", "", average, ""


def _amount(amount: Euro | None) -> str:
    if amount is None:
        return texts.hidden()
    whole, cents = divmod(abs(amount.cents), 100)
    return f"{'-' if amount.cents < 0 else ''}{whole},{cents:02d}"
