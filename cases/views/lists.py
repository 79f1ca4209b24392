"""The work list: what waits for whom today."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases import selectors
from cases.domain.next_step import WAITS_FOR, NextStep, Party, current_step
from cases.domain.phases import Phase
from cases.forms import labels
from cases.views import daily
from sohos.core.dates import local_day
from sohos.tenancy.actor import Actor, ActorRequest
from sohos.tenancy.permissions import Permission

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class WorkRow:
    """A case as a line of the work list."""

    id: int
    code: str
    household: str
    casemanager: str
    phase: Phase
    since: date
    due_on: date | None
    step: Promise
    waits_for: Promise
    is_mine: bool
    is_late: bool


@require_safe
def my_day(request: ActorRequest) -> HttpResponse:
    """Show the cases in hand by phase, with the next step and who it waits for."""
    today = local_day(timezone.now())
    page = Paginator(selectors.work_list(request.actor), PER_PAGE).get_page(
        request.GET.get("page")
    )
    rows = [_row(request.actor, case, today=today) for case in page]
    groups = [(heading, list(found)) for heading, found in groupby(rows, key=_heading)]
    return render(
        request,
        "cases/my_day.html",
        {
            "groups": groups,
            "page": page,
            "leads": request.actor.can(Permission.CASE_ASSIGN),
            "mine": sum(row.is_mine for row in rows),
            "late": sum(row.is_late for row in rows),
            "may_register": request.actor.can(Permission.CASE_REGISTER),
            **daily.on_my_day(request.actor, today=today),
        },
    )


def is_mine(actor: Actor, party: Party, *, casemanager_id: int | None) -> bool:
    """Tell whether a step waits for this actor."""
    if party is Party.TEAM_LEAD:
        return actor.can(Permission.CASE_ASSIGN)
    if party in {Party.CASEMANAGER, Party.HOUSEHOLD}:
        return casemanager_id == actor.user_id
    return False


def _row(actor: Actor, case: selectors.CaseRow, *, today: date) -> WorkRow:
    step = current_step(NextStep(case.next_step), due_on=case.due_on, today=today)
    party = WAITS_FOR[step]
    return WorkRow(
        id=case.pk,
        code=case.code,
        household=case.household.name,
        casemanager=case.casemanager.name if case.casemanager else "",
        phase=Phase(case.phase),
        since=case.phase_since,
        due_on=case.due_on,
        step=labels.STEPS[step],
        waits_for=labels.PARTIES[party],
        is_mine=is_mine(actor, party, casemanager_id=case.casemanager_id),
        is_late=case.due_on is not None
        and case.due_on < today
        and step is not NextStep.REALISE,
    )


def _heading(row: WorkRow) -> str:
    if not row.casemanager:
        return _("Nog geen casemanager")
    return str(labels.PHASES[row.phase])
