"""What every page about a KBA shows of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from cases import selectors as cases
from kba import selectors
from kba.domain.rows import RowValue
from kba.domain.vocabulary import Role
from kba.forms import shown
from plans import selectors as plans
from sohos.pages import formats
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


@dataclass(frozen=True, slots=True)
class Opened:
    """The row in hand: its form, and what somebody else saved meanwhile."""

    form: forms.Form
    line_id: int | None = None
    theirs: shown.ShownRow | None = None


def context_of(
    actor: Actor, kba: selectors.KbaHandle, opened: Opened | None = None
) -> dict[str, Any]:
    """Return what the page with the rows shows."""
    found = selectors.calculation_of(actor, kba)
    standing = selectors.standing_of(kba)
    lines = {selectors.stem_of(line): line for line in selectors.lines_of(kba)}
    adoption = plans.adoption_of(actor, case_id=kba.case_id)
    may_write = actor.can(Permission.KBA_WRITE)
    rows = shown.shown_rows(found.rows, lines)
    year = shown.year_sum(found.rows)
    return {
        **about(actor, kba),
        "rows": [row for row in rows if row.stem not in _efforts(found.rows)],
        "efforts": [row for row in rows if row.stem in _efforts(found.rows)],
        "year": year,
        "minus_with": -year.with_plan,
        "minus_gross": -year.gross,
        "minus_not_counted": -year.not_counted,
        "minus_effort": -year.effort,
        "share": formats.percentage(_share(year), 1) if year.without else "",
        "payback": shown.words_of_years(found.measures.payback.first),
        "payers": shown.payers_of(found.rows),
        "municipal_saving": found.result.contract[0].saving,
        "standing": standing,
        "state": state_of(standing),
        "adoption": adoption,
        "opened": opened,
        "form": opened.form if opened else None,
        "may_write": may_write and adoption is None,
        "newer": selectors.newer_catalogue(actor, kba) if may_write else None,
        "may_realise": actor.can(Permission.KBA_REALISE) and adoption is not None,
        "may_assign": actor.can(Permission.CASE_ASSIGN),
    }


def about(actor: Actor, kba: selectors.KbaHandle) -> dict[str, Any]:
    """Return what the head of every page of a KBA says."""
    return {
        "kba": kba,
        "case_code": cases.case_codes(actor, [kba.case_id])[kba.case_id],
        "may_open_case": actor.can(Permission.CASE_READ),
    }


def state_of(standing: selectors.Standing) -> str:
    """Return the code of the state in which a KBA is."""
    if standing.validated is not None:
        return "approved"
    if standing.realisation is not None:
        return "validation"
    return "estimate" if standing.prognosis is None else "calculated"


def _efforts(rows: Sequence[RowValue]) -> set[str]:
    return {row.stem for row in rows if row.line.role is Role.PLAN}


def _share(year: shown.YearSum) -> Any:
    return year.net.exact() / year.without.exact()
