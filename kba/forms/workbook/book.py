"""The workbook as a whole: what was entered, each year, the payers, the outcome."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import BytesIO

from xlsxwriter.workbook import Workbook

from kba.domain import valuation, welfare
from kba.domain.inputs import KbaInput
from kba.domain.result import Result
from kba.domain.stages import FrozenStage
from kba.domain.valuation import LineValue
from kba.forms.workbook.lines import payers_of, write_assumptions, write_lines
from kba.forms.workbook.outcome import Outcome
from kba.forms.workbook.payers import Amount, PayerSheet
from kba.forms.workbook.sheet import Sheet, Styles
from kba.forms.workbook.years import Years
from sohos.core.euro import Euro

MADE = datetime(2026, 1, 1, tzinfo=UTC)


def workbook_of(frozen: FrozenStage) -> bytes:
    """Write a frozen stage as a workbook with live formulas (rule 13.4).

    Args:
        frozen: the stage, recomputed and proved unchanged.

    Returns:
        An XLSX file; the same stage gives the same bytes.
    """
    kept = BytesIO()
    book = Workbook(
        kept,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"created": MADE, "title": frozen.kba.subject.code})
    book.set_calc_mode("auto")
    _fill(book, frozen)
    book.close()
    return kept.getvalue()


def _fill(book: Workbook, frozen: FrozenStage) -> None:
    kba, result = frozen.kba, frozen.result
    styles = Styles(book)
    facts = {
        "dossier": kba.subject.code,
        "stand": frozen.stage.value,
        "sha256": frozen.sha256,
        "sha256 van de invoer": frozen.input_sha256,
        "rekenversie": frozen.pins.engine_version,
        "prijslijst": frozen.pins.catalogue_version,
        "toevalsgetal": str(frozen.pins.seed),
    }
    write_assumptions(book, styles, kba, facts)
    lines, line_rows = write_lines(book, styles, kba)
    years = Years(book, styles, kba, result).write(lines, line_rows)
    payers = payers_of(kba)
    divided = {}
    for name, amounts in {
        "Waarde per betaler": _years_of(kba, result, years, line_rows, "waarde"),
        "Kas per betaler": _years_of(kba, result, years, line_rows, "kas"),
        "Regel per betaler": _whole_lines(kba, result, years, line_rows),
    }.items():
        sheet = PayerSheet(book, styles, name, payers)
        divided[name] = sheet.write(list(amounts), lines)
    Outcome(book, styles, kba, result).write(years, *divided.values())


def _years_of(
    kba: KbaInput,
    result: Result,
    years: Sheet,
    line_rows: dict[str, int],
    column: str,
) -> Iterator[Amount]:
    """Yield value or cash of every line and year."""
    for place, (value, index) in enumerate(_each_year(kba, result.lines)):
        year = value.years[index]
        is_cash = column == "kas"
        yield _amount(
            value,
            year=index + 1,
            address=years.cell(column, place + 2),
            amount=year.cash if is_cash else year.value,
            parts=year.cash_by_payer if is_cash else year.value_by_payer,
            line_rows=line_rows,
        )


def _whole_lines(
    kba: KbaInput, result: Result, years: Sheet, line_rows: dict[str, int]
) -> Iterator[Amount]:
    """Yield the value of every line over all its years, undiscounted."""
    for number, value in enumerate(result.lines):
        first = 2 + number * kba.horizon_years
        cells = [
            years.cell("waarde", first + index) for index in range(kba.horizon_years)
        ]
        yield _amount(
            value,
            year=0,
            address=f"({'+'.join(cells)})",
            amount=value.value,
            parts=valuation.shared(value.value, value.line),
            line_rows=line_rows,
        )


def _each_year(
    kba: KbaInput, values: Iterable[LineValue]
) -> Iterator[tuple[LineValue, int]]:
    for value in values:
        for index in range(kba.horizon_years):
            yield value, index


def _amount(
    value: LineValue,
    *,
    year: int,
    address: str,
    amount: Euro,
    parts: valuation.Shares,
    line_rows: dict[str, int],
) -> Amount:
    line = value.line
    return Amount(
        words=(line.key, line.kind.value, line.role.value, line.law.value),
        year=year,
        is_cost=welfare.is_cost(value),
        address=address,
        value=amount,
        line_row=line_rows[line.key],
        shares=dict(line.payers),
        parts=parts,
    )
