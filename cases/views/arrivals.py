"""The inbox of the team lead: who asked for help, was referred or stands on a list."""

from enum import StrEnum
from typing import Any, TypeVar

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cases import selectors, services
from cases.domain.arrival import ArrivalState
from cases.domain.registration import Source
from cases.domain.screening import Provision, Screening, screen
from cases.forms import labels
from cases.forms.arrivals import STATES, CloseApplicationForm
from cases.forms.refusal import refuse
from sohos.core.dates import local_day
from sohos.pages.acting import DONE, attempt
from sohos.tenancy.actor import Actor, ActorRequest
from sohos.tenancy.permissions import Permission

PER_PAGE = 50
_Code = TypeVar("_Code", bound=StrEnum)


@require_safe
def applications(request: ActorRequest) -> HttpResponse:
    """Show who waits for an answer, and what became of others."""
    request.actor.require(Permission.CASE_ASSIGN)
    state = _chosen(ArrivalState, request.GET.get("state")) or ArrivalState.NEW
    source = _chosen(Source, request.GET.get("source"))
    found = selectors.applications(request.actor, state=state, source=source)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    waiting = selectors.waiting_by_source(request.actor)
    context = {
        "page": page,
        "rows": [_row(row) for row in page],
        "state": state,
        "source": source,
        "states": [(one, STATES[one], one == state) for one in ArrivalState],
        "sources": [
            (one, labels.SOURCES[one], waiting.get(one, 0), one == source)
            for one in Source
        ],
        "waiting": sum(waiting.values()),
        "town": request.actor.municipality,
    }
    return render(request, "cases/applications.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def application(request: ActorRequest, application_id: int) -> HttpResponse:
    """Show one application, whether we know them, and let the team lead answer."""
    row = selectors.application_of(request.actor, application_id=application_id)
    form = CloseApplicationForm(request.POST if request.method == "POST" else None)

    def act() -> str:
        services.close_application(
            actor=request.actor,
            application_id=application_id,
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )
        return _("Bewaard.")

    status = attempt(request, form, act, refuse)
    if status == DONE:
        return redirect("applications")
    context = {
        "form": form,
        "row": row,
        "name": f"{row.first_name} {row.surname}".strip(),
        "source": labels.SOURCES[Source(row.source)],
        "state_word": STATES[ArrivalState(row.state)],
        "is_new": row.state == ArrivalState.NEW,
        "provisions": [labels.PROVISIONS[Provision(code)] for code in row.provisions],
        "known": selectors.cases_like(request.actor, row),
        "screening": _screening(request.actor, row) if row.provisions else None,
    }
    return render(request, "cases/application.html", context, status=status)


def _row(row: selectors.ApplicationRow) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": f"{row.first_name} {row.surname}".strip(),
        "reference": row.reference,
        "source": labels.SOURCES[Source(row.source)],
        "referrer": row.referrer,
        "arrived_at": row.arrived_at,
        "provisions": len(row.provisions),
        "code": row.case.code if row.case else "",
        "case_id": row.case_id,
        "because": row.closed_because,
    }


def _screening(actor: Actor, row: selectors.ApplicationRow) -> Screening | None:
    programme = (
        row.screening_list.programme
        if row.screening_list
        else selectors.programmes(actor).first()
    )
    if programme is None:
        return None
    criteria = selectors.criteria_of(programme, on=local_day(row.arrived_at))
    return screen(selectors.situation_of(row), criteria=criteria)


def _chosen(kind: type[_Code], text: str | None) -> _Code | None:
    return next((one for one in kind if one.value == text), None)
