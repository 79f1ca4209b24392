"""Reads: how the saving of a case came about, in numbers and hashes without a word."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from kba.domain.stages import Stage as StageKind
from kba.domain.vocabulary import Role
from kba.models import Stage
from sohos.core.bills import Law, Payer
from sohos.core.euro import ZERO, Euro, total
from sohos.tenancy.actor import Actor


@dataclass(frozen=True, slots=True)
class StageMark:
    """A frozen stage by its hash; `follows` is the hash of the stage before it."""

    kind: StageKind
    number: int
    on: date
    by: str
    sha256: str
    follows: str
    saving: Euro


@dataclass(frozen=True, slots=True)
class RowMark:
    """A row of the validated year: what the municipality pays, and what it saves.

    What the plan itself costs saves nothing; the bond pays it.
    """

    row: str
    law: Law
    without_plan: Euro
    with_plan: Euro
    is_plan: bool

    @property
    def saving(self) -> Euro:
        """What the row saves the municipality in the first year."""
        return ZERO if self.is_plan else self.without_plan - self.with_plan


def stage_marks(actor: Actor, *, case_id: int) -> tuple[StageMark, ...]:
    """List the frozen stages of a case in order, for any role; they hold no words.

    Args:
        actor: whose municipality counts.
        case_id: the case.
    """
    return tuple(
        StageMark(
            kind=StageKind(stage.kind),
            number=stage.number,
            on=stage.on,
            by=stage.by.name,
            sha256=stage.sha256,
            follows=stage.previous.sha256 if stage.previous else "",
            saving=Euro(stage.municipal_saving_cents),
        )
        for stage in _stages(actor, case_id)
        .select_related("by", "previous")
        .defer("content", "result", "previous__content", "previous__result")
    )


def row_marks(actor: Actor, *, case_id: int) -> tuple[RowMark, ...]:
    """List the rows of the validated year that cost or save the municipality anything.

    Rows by number, law and amount of the first year; what a row is about is not told.

    Args:
        actor: whose municipality counts.
        case_id: the case.

    Returns:
        In order of the KBA; nothing when no year is validated.
    """
    stage = _stages(actor, case_id).filter(kind=StageKind.VALIDATED).last()
    if stage is None or "lines" not in stage.result:
        return ()
    said = {line["key"]: line for line in json.loads(stage.content)["input"]["lines"]}
    paid: dict[str, dict[str, Euro]] = {}
    for line in stage.result["lines"]:
        row, _, scenario = line["key"].rpartition(".")
        paid.setdefault(row, {})[scenario] = _municipal(line["years"])
    marks = (
        RowMark(
            row=row,
            law=Law(said[f"{row}.{next(iter(sides))}"]["law"]),
            without_plan=sides.get("zonder", ZERO),
            with_plan=-sides.get("met", ZERO),
            is_plan=said[f"{row}.{next(iter(sides))}"]["role"] == Role.PLAN,
        )
        for row, sides in paid.items()
    )
    return tuple(mark for mark in marks if mark.without_plan or mark.with_plan)


def _stages(actor: Actor, case_id: int) -> QuerySet[Stage]:
    return Stage.objects.filter(
        municipality_id=actor.municipality_id, kba__case_id=case_id
    ).order_by("number")


def _municipal(years: Iterable[dict[str, object]]) -> Euro:
    first = (year["cash_by_payer"] for year in years if year["year"] == 1)
    return total(
        Euro(int(paid[Payer.MUNICIPALITY.value]))
        for paid in first
        if isinstance(paid, dict) and Payer.MUNICIPALITY.value in paid
    )
