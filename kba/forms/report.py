"""What the report of a frozen stage says, and the files that go inside it."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from cases import selectors as cases
from kba.domain.document.writing import number_text
from kba.domain.rows import RowValue, pairs
from kba.domain.stages import FrozenStage
from kba.domain.valuation import LineValue
from kba.forms import analysis, labels, outcome, shown
from sohos.core.euro import Euro
from sohos.documents.pdf import Attached
from sohos.documents.tables import csv_text
from sohos.pages import bills

_COLUMNS = (
    "key",
    "scenario",
    "description",
    "unit",
    "year",
    "units",
    "gross",
    "value",
    "cash",
    "payers",
    "law",
    "unit_price",
    "price_year",
    "price_source",
    "price_grade",
    "evidence",
)


def context_of(
    frozen: FrozenStage,
    *,
    previous: FrozenStage | None,
    case_code: str,
    municipality: str,
    stage: Any,
    wellbeing: Sequence[cases.MomentTold] = (),
) -> dict[str, Any]:
    """Return what the template of the report shows.

    Args:
        frozen: the stage, recomputed and proved unchanged.
        previous: the stage before it, if there is one.
        case_code: the code of the case; no name.
        municipality: name of the municipality.
        stage: the stored stage, for its day, author and number.
        wellbeing: what became of each moment of measuring quality of life; it stands
            beside the stage and is no part of what was hashed.
    """
    rows = pairs(frozen.result.lines)
    year = shown.year_sum(rows)
    return {
        "case_code": case_code,
        "municipality": municipality,
        "stage": stage,
        "stage_name": labels.STAGES[frozen.stage],
        "kba": frozen.kba,
        "saving": Euro(stage.municipal_saving_cents),
        "year": year,
        "minus_with": -year.with_plan,
        "minus_not_counted": -year.not_counted,
        "minus_effort": -year.effort,
        "rows": shown.shown_rows(rows),
        "details": [_detail(row) for row in rows],
        "payers": shown.payers_of(rows),
        "laws": [
            (bills.LAWS[law], part)
            for law, part in frozen.result.contract[0].saving_by_law
        ],
        "analysis": analysis.of_stage(frozen),
        "step": outcome.step(previous, frozen) if previous else None,
        "parts": outcome.PARTS.values(),
        "pins": frozen.pins,
        "frozen": frozen,
        "wellbeing": wellbeing,
    }


def attachments(frozen: FrozenStage, *, name: str) -> list[Attached]:
    """Return the stage in the open format, and its lines as a table.

    Args:
        frozen: the stage.
        name: begin of the file names.
    """
    table = "".join(csv_text(_COLUMNS, _cells(frozen)))
    return [
        Attached(
            f"{name}.json",
            _("De vastgezette berekening, om na te rekenen"),
            frozen.content,
            "Source",
        ),
        Attached(f"{name}.csv", _("Alle regels per jaar"), table.encode(), "Data"),
    ]


def _detail(row: RowValue) -> dict[str, Any]:
    value = row.with_plan or row.without
    line = value.line if value else row.line
    return {
        "description": row.line.description,
        "unit": row.line.unit,
        "year": row.year(1),
        "price": line.price,
        "grade": line.price.grade,
        "evidence": line.evidence_note,
        "effect": row.line.effect,
    }


def _cells(frozen: FrozenStage) -> Iterator[tuple[Any, ...]]:
    for value in frozen.result.lines:
        yield from _years(value)


def _years(value: LineValue) -> Iterator[tuple[Any, ...]]:
    line = value.line
    for year in value.years:
        yield (
            line.key,
            line.scenario.value,
            line.description,
            line.unit,
            year.year,
            number_text(year.units),
            year.gross,
            year.value,
            year.cash,
            " + ".join(f"{payer.value} {number_text(s)}" for payer, s in line.payers),
            line.law.value,
            line.price.amount,
            line.price.year,
            line.price.source,
            line.price.grade,
            line.evidence_note,
        )
