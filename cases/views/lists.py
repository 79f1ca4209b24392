"""The work list: what waits for whom today."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases import selectors
from cases.domain import worklist
from cases.domain.next_step import WAITS_FOR, NextStep, Party, current_step
from cases.domain.phases import Phase
from cases.forms import labels
from cases.forms.worklist import WorkListForm
from cases.selectors import paging
from cases.views import daily
from sohos.core.dates import local_day
from sohos.tenancy import selectors as tenancy
from sohos.tenancy.actor import Actor, ActorRequest
from sohos.tenancy.permissions import Permission, Role

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
    still_since: date | None


@require_safe
def my_day(request: ActorRequest) -> HttpResponse:
    """Show the cases in hand by phase, with the next step and who it waits for."""
    today = local_day(timezone.now())
    form = WorkListForm(
        request.GET, casemanagers=casemanagers(request.actor, today=today)
    )
    wanted = form.wanted()
    page = paging.page_of(
        selectors.work_list(request.actor, today=today, wanted=wanted),
        selectors.ORDER,
        after=request.GET.get("after", ""),
        size=PER_PAGE,
    )
    rows = [work_row(request.actor, case, today=today) for case in page.rows]
    groups = [(heading, list(found)) for heading, found in groupby(rows, key=_heading)]
    context = {
        "groups": groups,
        "page": page,
        "filter": form,
        "is_filtered": wanted != worklist.Wanted(),
        "counts": selectors.count_work(request.actor, today=today),
        "leads": request.actor.can(Permission.CASE_ASSIGN),
        "may_register": request.actor.can(Permission.CASE_REGISTER),
        **daily.on_my_day(request.actor, today=today),
    }
    return render(request, "cases/my_day.html", context)


def casemanagers(actor: Actor, *, today: date) -> list[tuple[int, str]]:
    """Return the casemanagers of the municipality: cases can be shared with others."""
    people = tenancy.colleagues(actor, role=Role.CASEMANAGER, today=today)
    return [(user.pk, user.name) for user in people]


def is_mine(actor: Actor, party: Party, *, casemanager_id: int | None) -> bool:
    """Tell whether a step waits for this actor."""
    if party is Party.TEAM_LEAD:
        return actor.can(Permission.CASE_ASSIGN)
    if party in {Party.CASEMANAGER, Party.HOUSEHOLD}:
        return casemanager_id == actor.user_id
    return False


def work_row(actor: Actor, case: selectors.CaseRow, *, today: date) -> WorkRow:
    """Return a case of the work list as a page shows it."""
    step = current_step(NextStep(case.next_step), due_on=case.due_on, today=today)
    party = WAITS_FOR[step]
    moved_on: date = case.moved_on  # type: ignore[attr-defined]
    still = worklist.stands_still(Phase(case.phase), moved_on=moved_on, today=today)
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
        is_late=worklist.is_late(step, due_on=case.due_on, today=today),
        still_since=moved_on if still else None,
    )


def _heading(row: WorkRow) -> str:
    if not row.casemanager:
        return _("Nog geen casemanager")
    return str(labels.PHASES[row.phase])
