"""Pages on which a casemanager writes the plan, one part at a time."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from cases import selectors as cases
from plans import selectors, services
from plans.domain.parts import Part
from plans.forms import labels
from plans.forms.parts import (
    AgreementFormSet,
    DoorbraakForm,
    KnelpuntForm,
    LeefwereldForm,
)
from plans.views import page, saving
from plans.views.page import Opened
from plans.views.saving import Desk, Saved
from sohos.core.errors import DomainError
from sohos.core.euro import Euro
from sohos.pages.acting import tell
from sohos.tenancy.actor import Actor, ActorRequest
from sohos.tenancy.permissions import Permission


@require_http_methods(["GET", "HEAD", "POST"])
def start_plan(request: ActorRequest, case_id: int) -> HttpResponse:
    """Go to the plan of a case, or start it."""
    request.actor.require(Permission.CASE_READ)
    cases.case_of(request.actor, case_id=case_id)
    current = selectors.plan_of_case(request.actor, case_id=case_id)
    if current is not None:
        return redirect("plan", plan_id=current.pk)
    request.actor.require(Permission.PLAN_WRITE)
    case = cases.case_to_work_on(request.actor, case_id=case_id)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        try:
            plan = services.start_plan(
                actor=request.actor, case_id=case_id, now=timezone.now()
            )
        except DomainError as error:
            page.refuse(form, error)
        else:
            return redirect("write-leefwereld", plan_id=plan.pk)
    status = 422 if form.is_bound else 200
    context = {"case": case, "form": form}
    return render(request, "plans/start_plan.html", context, status=status)


@require_safe
def plan(request: ActorRequest, plan_id: int) -> HttpResponse:
    """Show the four parts of a plan."""
    return page.show(request, selectors.plan_of(request.actor, plan_id=plan_id))


@require_http_methods(["GET", "HEAD", "POST"])
def write_leefwereld(request: ActorRequest, plan_id: int) -> HttpResponse:
    """Write part 1."""
    found = _writable(request, plan_id)

    def saved() -> Saved:
        row = selectors.leefwereld_of(found)
        return Saved(row, _values(row, LeefwereldForm))

    def build(data: QueryDict | None) -> Opened:
        form = LeefwereldForm(data, initial=dict(saved().values))
        return Opened(Part.LEEFWERELD, form)

    def act(opened: Opened) -> tuple[Any, str]:
        row = services.write_leefwereld(
            actor=request.actor,
            plan_id=plan_id,
            says=opened.form.says(),  # type: ignore[attr-defined]
            version=opened.form.cleaned_data["version"],
            now=timezone.now(),
        )
        return row, request.path

    return saving.answer(request, Desk(found, build, saved, act))


@require_http_methods(["GET", "HEAD", "POST"])
def add_knelpunt(request: ActorRequest, plan_id: int) -> HttpResponse:
    """Add a knelpunt."""
    return _knelpunt(request, _writable(request, plan_id), None)


@require_http_methods(["GET", "HEAD", "POST"])
def change_knelpunt(request: ActorRequest, knelpunt_id: int) -> HttpResponse:
    """Change a knelpunt."""
    request.actor.require(Permission.PLAN_WRITE)
    row = selectors.knelpunt_of(request.actor, knelpunt_id=knelpunt_id)
    return _knelpunt(request, _writable(request, row.plan_id), row.pk)


def _knelpunt(
    request: ActorRequest, found: selectors.PlanHandle, row_id: int | None
) -> HttpResponse:
    actor = request.actor

    def saved() -> Saved:
        if row_id is None:
            return Saved(None, {"version": 0})
        row = selectors.knelpunt_of(actor, knelpunt_id=row_id)
        merged = cases.organisation_ids(actor)
        chosen = {
            "kind": row.kind_id,
            "organisation": merged.get(row.organisation_id or 0, row.organisation_id),
            "life_domain": row.life_domain_id,
        }
        return Saved(row, _values(row, KnelpuntForm) | chosen)

    def build(data: QueryDict | None) -> Opened:
        form = _knelpunt_form(actor, data, initial=dict(saved().values))
        return Opened(Part.KNELPUNTEN, form, row_id)

    def act(opened: Opened) -> tuple[Any, str]:
        says, now = opened.form.says(), timezone.now()  # type: ignore[attr-defined]
        if row_id is None:
            row = services.add_knelpunt(
                actor=actor, plan_id=found.pk, says=says, now=now
            )
        else:
            row = services.change_knelpunt(
                actor=actor,
                knelpunt_id=row_id,
                says=says,
                version=opened.form.cleaned_data["version"],
                now=now,
            )
        return row, reverse("change-knelpunt", kwargs={"knelpunt_id": row.pk})

    return saving.answer(request, Desk(found, build, saved, act))


@require_POST
def remove_knelpunt(request: ActorRequest, knelpunt_id: int) -> HttpResponse:
    """Take a knelpunt out of the plan."""
    request.actor.require(Permission.PLAN_WRITE)
    row = selectors.knelpunt_of(request.actor, knelpunt_id=knelpunt_id)
    tell(
        request,
        lambda: services.remove_knelpunt(
            actor=request.actor, knelpunt_id=knelpunt_id, now=timezone.now()
        ),
        _("Het knelpunt is uit het plan gehaald."),
        labels.explain,
    )
    return redirect("plan", plan_id=row.plan_id)


@require_http_methods(["GET", "HEAD", "POST"])
def add_doorbraak(request: ActorRequest, plan_id: int) -> HttpResponse:
    """Write a first or a further doorbraak."""
    return _doorbraak(request, _writable(request, plan_id), None)


@require_http_methods(["GET", "HEAD", "POST"])
def write_doorbraak(request: ActorRequest, doorbraak_id: int) -> HttpResponse:
    """Change a doorbraak."""
    request.actor.require(Permission.PLAN_WRITE)
    row = selectors.doorbraak_of(request.actor, doorbraak_id=doorbraak_id)
    return _doorbraak(request, _writable(request, row.plan_id), row.pk)


@require_POST
def remove_doorbraak(request: ActorRequest, doorbraak_id: int) -> HttpResponse:
    """Take a doorbraak out of the plan."""
    request.actor.require(Permission.PLAN_WRITE)
    row = selectors.doorbraak_of(request.actor, doorbraak_id=doorbraak_id)
    tell(
        request,
        lambda: services.remove_doorbraak(
            actor=request.actor, doorbraak_id=doorbraak_id, now=timezone.now()
        ),
        _("De doorbraak is uit het plan gehaald."),
        labels.explain,
    )
    return redirect("plan", plan_id=row.plan_id)


def _doorbraak(
    request: ActorRequest, found: selectors.PlanHandle, row_id: int | None
) -> HttpResponse:
    def build(data: QueryDict | None) -> Opened:
        content = selectors.content_of(request.actor, found)
        known = _saved_doorbraak(request.actor, found, row_id)
        form = DoorbraakForm(
            data,
            knelpunten=[(each.id, each.text) for each in content.knelpunten],
            initial=dict(known.values),
        )
        agreed = [asdict(step) for step in known.steps]
        steps = AgreementFormSet(data, prefix=saving.STEPS, initial=agreed)
        return Opened(Part.DOORBRAAK, form, row_id, steps)

    def act(opened: Opened) -> tuple[Any, str]:
        agreed = (step.agreement() for step in opened.rows)
        says = opened.form.says(  # type: ignore[attr-defined]
            step for step in agreed if step is not None
        )
        row = services.write_doorbraak(
            actor=request.actor,
            plan_id=found.pk,
            says=says,
            doorbraak_id=row_id,
            version=opened.form.cleaned_data["version"],
            now=timezone.now(),
        )
        return row, reverse("write-doorbraak", kwargs={"doorbraak_id": row.pk})

    def saved() -> Saved:
        return _saved_doorbraak(request.actor, found, row_id)

    return saving.answer(request, Desk(found, build, saved, act))


def _saved_doorbraak(
    actor: Actor, found: selectors.PlanHandle, row_id: int | None
) -> Saved:
    if row_id is None:
        return Saved(None, {"version": 0})
    row = selectors.doorbraak_of(actor, doorbraak_id=row_id)
    content = selectors.content_of(actor, found)
    (says,) = (each for each in content.doorbraken if each.id == row_id)
    values = {
        **_values(row, DoorbraakForm),
        "cost": Euro(row.cost_cents),
        "overcomes": list(says.overcomes),
    }
    return Saved(row, values, says.agreements)


def _writable(request: ActorRequest, plan_id: int) -> selectors.PlanHandle:
    request.actor.require(Permission.PLAN_WRITE)
    return selectors.plan_to_change(request.actor, plan_id=plan_id)


def _values(row: Any, form: type[forms.Form]) -> dict[str, Any]:
    if row is None:
        return {"version": 0}
    return {name: getattr(row, name) for name in form.base_fields if hasattr(row, name)}


def _knelpunt_form(
    actor: Actor, data: QueryDict | None, *, initial: dict[str, Any]
) -> KnelpuntForm:
    word = labels.in_language
    kinds: dict[str, list[tuple[int, str]]] = {}
    for kind in selectors.knelpunt_kinds(actor):
        if kind.merged_into_id is not None and kind.pk != initial.get("kind"):
            continue
        group = str(labels.KIND_GROUPS.get(kind.kind, kind.kind))
        kinds.setdefault(group, []).append(
            (kind.pk, word(kind.label_nl, kind.label_en))
        )
    sectors: dict[str, list[tuple[int, str]]] = {}
    for row in cases.organisations(actor):
        label = (row.pk, word(row.label_nl, row.label_en))
        sectors.setdefault(row.sector.capitalize(), []).append(label)
    return KnelpuntForm(
        data,
        kinds=list(kinds.items()),
        organisations=list(sectors.items()),
        life_domains=[
            (row.pk, word(row.label_nl, row.label_en))
            for row in cases.life_domains(actor)
        ],
        initial=initial,
    )
