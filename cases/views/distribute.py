"""Where a team lead distributes: who has how much, and several cases at once."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from cases import selectors, services
from cases.domain.worklist import MOST_AT_ONCE
from cases.forms import labels
from cases.forms.refusal import refuse
from cases.forms.worklist import ReassignForm, WorkListForm
from cases.selectors import paging
from cases.views.lists import casemanagers, work_row
from sohos.core.dates import local_day
from sohos.core.errors import DomainError
from sohos.tenancy.actor import ActorRequest
from sohos.tenancy.permissions import Permission

PER_PAGE = 50


@require_safe
def distribute_cases(request: ActorRequest) -> HttpResponse:
    """Show who has how much in hand, and the cases of the team to give away."""
    request.actor.require(Permission.CASE_ASSIGN)
    today = local_day(timezone.now())
    people = casemanagers(request.actor, today=today)
    filters = WorkListForm(request.GET, casemanagers=people)
    page = paging.page_of(
        selectors.work_list(request.actor, today=today, wanted=filters.wanted()),
        selectors.ORDER,
        after=request.GET.get("after", ""),
        size=PER_PAGE,
    )
    loads = selectors.load_by_casemanager(request.actor, today=today)
    context = {
        "filter": filters,
        "page": page,
        "rows": [
            {"work": row, "phase": labels.PHASES[row.phase]}
            for row in (
                work_row(request.actor, case, today=today) for case in page.rows
            )
        ],
        "counts": selectors.count_work(request.actor, today=today),
        "loads": loads,
        "most": max((load.cases for load in loads), default=0),
        "people": people,
    }
    return render(request, "cases/distribute_cases.html", context)


@require_POST
def reassign_cases(request: ActorRequest) -> HttpResponse:
    """Ask once more, and then give all the chosen cases to one casemanager."""
    request.actor.require(Permission.CASE_ASSIGN)
    now = timezone.now()
    asked = [int(pk) for pk in request.POST.getlist("case") if _is_id(pk)]
    chosen = list(
        selectors.cases_for(request.actor)
        .filter(pk__in=asked[: MOST_AT_ONCE + 1])
        .order_by("code")
    )
    form = ReassignForm(
        request.POST,
        cases=[(case.pk, case.code) for case in chosen],
        casemanagers=casemanagers(request.actor, today=local_day(now)),
    )
    if form.is_valid() and request.POST.get("act") == "confirm":
        many = _reassign(request, form, now=now)
        if many is not None:
            said = ngettext(
                "%(count)d huishouden is overgedragen.",
                "%(count)d huishoudens zijn overgedragen.",
                many,
            )
            messages.success(request, said % {"count": many})
            return redirect("distribute-cases")
    status = 422 if form.errors else 200
    context = {"form": form, "chosen": chosen, "to": _name(form)}
    return render(request, "cases/reassign_cases.html", context, status=status)


def _reassign(
    request: ActorRequest, form: ReassignForm, *, now: datetime
) -> int | None:
    """Do it, or say on the form why nothing was done."""
    try:
        return services.reassign_cases(
            actor=request.actor,
            case_ids=form.cleaned_data["case"],
            casemanager_id=form.cleaned_data["casemanager"],
            now=now,
        )
    except DomainError as error:
        refuse(form, error)
        return None


def _name(form: ReassignForm) -> str:
    """Return the name of the casemanager that was chosen, if there is one."""
    chosen = form.cleaned_data.get("casemanager")
    names = dict(form.fields["casemanager"].choices)  # type: ignore[attr-defined]
    return str(names.get(chosen, "")) if chosen else ""


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19  # noqa: PLR2004
