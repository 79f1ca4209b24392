"""Programmes: what they ask of households, and since when."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cases import selectors, services
from cases.forms.arrivals import CriteriaForm
from cases.forms.refusal import refuse
from sohos.core.dates import local_day
from sohos.core.euro import Euro
from sohos.pages.acting import DONE, attempt
from sohos.tenancy.actor import ActorRequest
from sohos.tenancy.permissions import Permission


@require_safe
def programmes(request: ActorRequest) -> HttpResponse:
    """List the programmes with what they ask today."""
    request.actor.require(Permission.SETTINGS_MANAGE)
    today = local_day(timezone.now())
    rows = [
        (row, selectors.criteria_of(row, on=today))
        for row in selectors.programmes(request.actor)
    ]
    return render(request, "cases/programmes.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def programme(request: ActorRequest, programme_id: int) -> HttpResponse:
    """Show what a programme asked through time, and let it ask something else."""
    request.actor.require(Permission.SETTINGS_MANAGE)
    now = timezone.now()
    row = selectors.programme_of(request.actor, programme_id=programme_id)
    today = selectors.criteria_of(row, on=local_day(now))
    form = CriteriaForm(
        request.POST if request.method == "POST" else None,
        initial={
            "from_on": local_day(now),
            "min_provisions": today.min_provisions,
            "helpers_warning": today.helpers_warning,
            "high_risk_from": today.high_risk_from,
            "high_cost_from": today.high_cost_from,
        },
    )

    def act() -> str:
        services.set_criteria(
            actor=request.actor,
            programme_id=programme_id,
            criteria=form.criteria(),
            from_on=form.cleaned_data["from_on"],
            reason=form.cleaned_data["reason"],
            now=now,
        )
        return _("De voorwaarden zijn bewaard.")

    status = attempt(request, form, act, refuse)
    if status == DONE:
        return redirect("programme", programme_id=programme_id)
    context = {"programme": row, "form": form, "versions": _versions(row)}
    return render(request, "cases/programme.html", context, status=status)


def _versions(row: selectors.ProgrammeRow) -> list[dict[str, object]]:
    """Return what it asked, the newest first; at the end how it began."""
    versions: list[selectors.CriteriaRow | selectors.ProgrammeRow] = [
        *selectors.criteria_versions(row),
        row,
    ]
    return [
        {
            "from_on": getattr(said, "from_on", row.starts_on),
            "min_provisions": said.min_provisions,
            "helpers_warning": said.helpers_warning,
            "high_risk_from": said.high_risk_from,
            "high_cost_from": None
            if said.high_cost_from_cents is None
            else Euro(said.high_cost_from_cents),
            "by": getattr(getattr(said, "by", None), "name", ""),
            "reason": getattr(said, "reason", _("Bij de start van het programma")),
        }
        for said in versions
    ]
