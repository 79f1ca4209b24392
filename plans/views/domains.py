"""Pages of the life domains of part 1, which open for a purpose."""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases import selectors as cases
from plans import selectors, services
from plans.domain.parts import Part
from plans.forms import labels
from plans.forms.parts import DomainForm
from plans.views import saving
from plans.views.page import Opened
from plans.views.saving import Desk, Saved
from sohos.pages.acting import tell
from sohos.tenancy.actor import Actor, ActorRequest
from sohos.tenancy.permissions import Permission

WHAT = "domain"


@require_http_methods(["GET", "HEAD", "POST"])
def open_domain(request: ActorRequest, plan_id: int) -> HttpResponse:
    """Open a life domain."""
    request.actor.require(Permission.PLAN_WRITE)
    plan = selectors.plan_to_change(request.actor, plan_id=plan_id)
    return _domain(request, plan, None)


@require_http_methods(["GET", "HEAD", "POST"])
def write_domain(request: ActorRequest, domain_id: int) -> HttpResponse:
    """Write in a life domain that is open."""
    request.actor.require(Permission.PLAN_WRITE)
    row = selectors.domain_of(request.actor, domain_id=domain_id)
    plan = selectors.plan_to_change(request.actor, plan_id=row.plan_id)
    return _domain(request, plan, row.pk)


@require_POST
def close_domain(request: ActorRequest, domain_id: int) -> HttpResponse:
    """Close a life domain."""
    request.actor.require(Permission.PLAN_WRITE)
    row = selectors.domain_of(request.actor, domain_id=domain_id)
    tell(
        request,
        lambda: services.close_domain(
            actor=request.actor, domain_id=domain_id, now=timezone.now()
        ),
        _("Het levensgebied is gesloten."),
        labels.explain,
    )
    return redirect("plan", plan_id=row.plan_id)


def _domain(
    request: ActorRequest, plan: selectors.PlanHandle, row_id: int | None
) -> HttpResponse:
    actor = request.actor

    def saved() -> Saved:
        if row_id is None:
            return Saved(None, {"version": 0})
        row = selectors.domain_of(actor, domain_id=row_id)
        values = {
            "version": row.version,
            "life_domain": row.life_domain_id,
            "purpose": row.purpose,
            "says": row.says,
        }
        return Saved(row, values)

    def build(data: QueryDict | None) -> Opened:
        form = DomainForm(
            data, life_domains=_offered(actor), initial=dict(saved().values)
        )
        return Opened(Part.LEEFWERELD, form, row_id, what=WHAT)

    def act(opened: Opened) -> tuple[Any, str]:
        says = opened.form.text()  # type: ignore[attr-defined]
        if row_id is None:
            row = services.open_domain(
                actor=actor, plan_id=plan.pk, says=says, now=timezone.now()
            )
        else:
            row = services.write_domain(
                actor=actor,
                domain_id=row_id,
                says=says,
                version=opened.form.cleaned_data["version"],
                now=timezone.now(),
            )
        return row, reverse("write-domain", kwargs={"domain_id": row.pk})

    return saving.answer(request, Desk(plan, build, saved, act))


def _offered(actor: Actor) -> list[tuple[int, str]]:
    return [
        (row.pk, labels.in_language(row.label_nl, row.label_en))
        for row in cases.life_domains(actor)
    ]
