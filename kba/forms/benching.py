"""What the bench shows of a realisation: the list, the row in hand, the words."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kba import selectors
from kba.domain.engagement import EngagementType
from kba.forms import labels, shown
from kba.forms.closing import SaidForm
from kba.forms.protocols import DUTIES, ENGAGEMENTS, FINDING_WORDS
from kba.selectors import Bench, BenchRow, StageHandle
from sohos.tenancy.actor import Actor

SHOWS: dict[str, Promise] = {
    "all": _("Alle regels"),
    "open": _("Open"),
    "questions": _("Vragen"),
    "sample": _("Steekproef"),
}
_STATES = {
    "akkoord": ("good", "check"),
    "gecorrigeerd": ("caution", "pencil"),
    "afgewezen": ("bad", "x"),
    "vraag": ("caution", "message-circle"),
}


def show_of(value: str | None) -> str:
    """Return which rows are listed."""
    return value if value in SHOWS else "all"


def kind_of(actor: Actor, stage: StageHandle, *, on: date) -> EngagementType | None:
    """Return what the contract asks of the accountant on a day, if it says so."""
    found = selectors.engagement_of(actor, stage.kba, on=on)
    return EngagementType(found.kind) if found else None


def words_for(kind: EngagementType | None) -> Mapping[str, Any]:
    """Return how decisions are called; without assurance they are findings."""
    is_4400n = kind is EngagementType.AGREED_UPON_4400N
    return FINDING_WORDS if is_4400n else labels.WORDS


def duty_of(kind: EngagementType | None) -> dict[str, Any] | None:
    """Return the engagement by name, and what it asks."""
    return {"name": ENGAGEMENTS[kind], "asks": DUTIES[kind]} if kind else None


def listed(bench: Bench, show: str, sample: Any) -> Sequence[BenchRow]:
    """Return the rows of a filter, in the order of the realisation."""
    if show == "open":
        return [row for row in bench.rows if not row.is_judged]
    if show == "questions":
        return [row for row in bench.rows if row.is_question]
    if show == "sample":
        drawn = _drawn(sample)
        return [row for row in bench.rows if row.stem in drawn]
    return bench.rows


def filters(bench: Bench, sample: Any) -> list[tuple[str, Promise, int]]:
    """Return each filter with how many rows it lists; a sample only when drawn."""
    return [
        (show, name, len(listed(bench, show, sample)))
        for show, name in SHOWS.items()
        if show != "sample" or sample is not None
    ]


def listed_row(
    row: BenchRow, kind: EngagementType | None, sample: Any
) -> dict[str, Any]:
    """Return a row as the list beside the bench shows it."""
    word = row.verdict.word if row.verdict else ""
    tone, icon = _STATES.get(word, ("open", "clock"))
    has_answer = row.is_question and row.history[-1] is not row.verdict
    return {
        "stem": row.stem,
        "name": row.counted.line.description,
        "value": row.counted.year(1).value,
        "state": words_for(kind)[word] if word else _("Open"),
        "tone": tone,
        "icon": icon,
        "is_drawn": row.stem in _drawn(sample),
        "has_answer": has_answer,
    }


def shown_row(
    row: BenchRow, kind: EngagementType | None, *, said: SaidForm | None
) -> dict[str, Any]:
    """Return the row in hand: what was expected, counted and said of it."""
    value = row.counted.with_plan or row.counted.without
    line = value.line if value else row.counted.line
    words = words_for(kind)
    return {
        "row": row,
        "line": row.counted.line,
        "about": shown.about_line(row.counted),
        "counted": row.counted.year(1),
        "expected": row.expected.year(1) if row.expected else None,
        "corrected": row.verdict
        if row.verdict and row.verdict.word == "gecorrigeerd"
        else None,
        "price": line.price,
        "grade": labels.GRADES[line.price.grade],
        "evidence": line.evidence_note,
        "effect": row.counted.line.effect,
        "word": words.get(row.verdict.word) if row.verdict else None,
        "accept": words["akkoord"],
        "history": [_said(each, words) for each in row.history],
        "form": said if said is not None else _form_of(row, words),
    }


def _form_of(row: BenchRow, words: Mapping[str, Any]) -> SaidForm:
    word = row.verdict.word if row.verdict else None
    return SaidForm(initial={"row": row.stem, "word": word}, words=words)


def _said(each: Any, words: Mapping[str, Any]) -> dict[str, Any]:
    is_answer = hasattr(each, "text")
    return {
        "by": each.by.name,
        "at": each.at,
        "word": _("Antwoord") if is_answer else words[each.word],
        "text": each.text if is_answer else each.reason,
        "numbers": None if is_answer else each,
        "is_answer": is_answer,
    }


def _drawn(sample: Any) -> Iterable[str]:
    return {row.row for row in sample.of_stage} if sample else set()
