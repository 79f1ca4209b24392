"""Who helps a household: the page with the chart, and the acts on it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases import selectors, services
from cases.domain import periods
from cases.forms import care_labels
from cases.forms.involvement import InvolvementForm, shown, written
from cases.forms.refusal import refuse
from sohos.core.dates import local_day
from sohos.pages.acting import DONE, attempt
from sohos.pages.stepcharts import StepChart
from sohos.tenancy.actor import ActorRequest


@require_http_methods(["GET", "HEAD", "POST"])
def helpers(request: ActorRequest, case_id: int) -> HttpResponse:
    """Show who helps a household and how many at once; write somebody down."""
    now = timezone.now()
    today = local_day(now)
    found = selectors.whole_case_of(request.actor, case_id=case_id)
    form = _form(request, initial={"from_on": today})

    def act() -> str:
        services.add_involvement(
            actor=request.actor, case_id=case_id, says=form.says(), now=now
        )
        return _("De hulpverlener staat erbij.")

    status = attempt(request, form, act, refuse)
    if status == DONE:
        return redirect("helpers", case_id=case_id)
    seen = selectors.helpers_of(request.actor, found, today=today)
    rows = [_row(row, today=today) for row in seen.rows]
    context = {
        "case": found,
        "form": form,
        "helpers": seen,
        "present": [row for row in rows if row["is_present"]],
        "past": [row for row in rows if not row["is_present"]],
        "peak": periods.peak(seen.course),
        "chart": _chart(seen, today=today) if seen.course else None,
        "may_work": selectors.may_work(request.actor, case_id=case_id),
    }
    return render(request, "cases/helpers.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def change_involvement(request: ActorRequest, involvement_id: int) -> HttpResponse:
    """Correct what was written about a helper, or say when the help ended."""
    now = timezone.now()
    found, row = selectors.helper_to_change(
        request.actor, involvement_id=involvement_id
    )
    form = _form(request, initial=written(row))

    def act() -> str:
        services.change_involvement(
            actor=request.actor,
            involvement_id=involvement_id,
            says=form.says(),
            version=form.cleaned_data["version"] or 0,
            now=now,
        )
        return _("Bewaard.")

    status = attempt(request, form, act, refuse)
    if status == DONE:
        return redirect("helpers", case_id=found.pk)
    context = {"case": found, "form": form, "row": row}
    return render(request, "cases/change_involvement.html", context, status=status)


@require_POST
def remove_involvement(request: ActorRequest, involvement_id: int) -> HttpResponse:
    """Take back a helper who was written down by mistake."""
    row = services.remove_involvement(
        actor=request.actor, involvement_id=involvement_id, now=timezone.now()
    )
    messages.success(request, _("De hulpverlener is weggehaald."))
    return redirect("helpers", case_id=row.case_id)


def _form(request: ActorRequest, *, initial: dict[str, Any]) -> InvolvementForm:
    offered = list(selectors.organisations(request.actor))
    data = request.POST if request.method == "POST" else None
    return InvolvementForm(data, organisations=offered, initial=initial)


def _row(row: selectors.Helper, *, today: date) -> dict[str, object]:
    return {
        "id": row.id,
        "who": row.professional or row.organisation,
        "organisation": row.organisation if row.professional else "",
        "role": care_labels.HELPER_ROLES[row.role],
        "contact": row.contact,
        "hours": shown(row.hours_per_week),
        "from_on": row.period.from_on,
        "until_on": row.period.until_on,
        "is_present": row.period.covers(today),
    }


def _chart(seen: selectors.Helpers, *, today: date) -> StepChart:
    return StepChart(
        description=_("Hulpverleners in dit gezin, door de tijd heen"),
        axis=_("hulpverleners tegelijk"),
        steps=[(step.on, step.count) for step in seen.course],
        until=today,
        limit=seen.warning,
        limit_label=_("waarschuwing: hulpverlener nummer %(number)d")
        % {"number": seen.warning},
    )
