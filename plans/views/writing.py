"""Pages on which a casemanager writes the plan, one part at a time."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from cases import selectors as cases
from plans import selectors, services
from plans.domain.difference import differences
from plans.domain.parts import Part
from plans.forms import labels
from plans.forms.parts import (
    AgreementFormSet,
    DoorbraakForm,
    KnelpuntForm,
    LeefwereldForm,
)
from plans.views import page
from plans.views.page import Opened
from sohos.core.errors import ConflictError, DomainError
from sohos.core.euro import Euro
from sohos.tenancy.actor import Actor, ActorRequest
from sohos.tenancy.permissions import Permission

_STEPS = "steps"
_BOTH = "both"


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
    row = selectors.leefwereld_of(found)
    initial = _values(row, LeefwereldForm)
    form = LeefwereldForm(_posted(request), initial=initial)

    def act() -> None:
        services.write_leefwereld(
            actor=request.actor,
            plan_id=plan_id,
            says=form.says(),
            version=form.cleaned_data["version"],
            now=timezone.now(),
        )

    return _save(request, found, Opened(Part.LEEFWERELD, form), act, row)


@require_http_methods(["GET", "HEAD", "POST"])
def add_knelpunt(request: ActorRequest, plan_id: int) -> HttpResponse:
    """Add a knelpunt."""
    found = _writable(request, plan_id)
    form = _knelpunt_form(request.actor, _posted(request), initial={})

    def act() -> None:
        services.add_knelpunt(
            actor=request.actor,
            plan_id=plan_id,
            says=form.says(),
            now=timezone.now(),
        )

    return _save(request, found, Opened(Part.KNELPUNTEN, form), act)


@require_http_methods(["GET", "HEAD", "POST"])
def change_knelpunt(request: ActorRequest, knelpunt_id: int) -> HttpResponse:
    """Change a knelpunt."""
    request.actor.require(Permission.PLAN_WRITE)
    row = selectors.knelpunt_of(request.actor, knelpunt_id=knelpunt_id)
    found = _writable(request, row.plan_id)
    initial = {
        **_values(row, KnelpuntForm),
        "kind": row.kind_id,
        "organisation": row.organisation_id,
        "life_domain": row.life_domain_id,
    }
    form = _knelpunt_form(request.actor, _posted(request), initial=initial)

    def act() -> None:
        services.change_knelpunt(
            actor=request.actor,
            knelpunt_id=knelpunt_id,
            says=form.says(),
            version=form.cleaned_data["version"],
            now=timezone.now(),
        )

    return _save(request, found, Opened(Part.KNELPUNTEN, form, row.pk), act, row)


@require_POST
def remove_knelpunt(request: ActorRequest, knelpunt_id: int) -> HttpResponse:
    """Take a knelpunt out of the plan."""
    request.actor.require(Permission.PLAN_WRITE)
    row = selectors.knelpunt_of(request.actor, knelpunt_id=knelpunt_id)
    try:
        services.remove_knelpunt(
            actor=request.actor, knelpunt_id=knelpunt_id, now=timezone.now()
        )
    except DomainError as error:
        messages.error(request, labels.explain(error)[1])
    else:
        messages.success(request, _("Het knelpunt is uit het plan gehaald."))
    return redirect("plan", plan_id=row.plan_id)


@require_http_methods(["GET", "HEAD", "POST"])
def add_doorbraak(request: ActorRequest, plan_id: int) -> HttpResponse:
    """Write a first or a further doorbraak."""
    found = _writable(request, plan_id)
    return _doorbraak(request, found, None)


@require_http_methods(["GET", "HEAD", "POST"])
def write_doorbraak(request: ActorRequest, doorbraak_id: int) -> HttpResponse:
    """Change a doorbraak."""
    request.actor.require(Permission.PLAN_WRITE)
    row = selectors.doorbraak_of(request.actor, doorbraak_id=doorbraak_id)
    return _doorbraak(request, _writable(request, row.plan_id), row)


def _doorbraak(
    request: ActorRequest,
    found: selectors.PlanHandle,
    row: selectors.DoorbraakHandle | None,
) -> HttpResponse:
    data = _posted(request)
    adds = data is not None and data.get("act") == "add-step"
    if adds:
        data = page.one_more(data, _STEPS)
    form, steps = _doorbraak_forms(request.actor, found, row, data)
    opened = Opened(Part.DOORBRAAK, form, row.pk if row else None, steps)
    if adds:
        page.forgive([form, *steps])
        return page.show(request, found, opened)

    def act() -> None:
        agreed = (step.agreement() for step in steps)
        services.write_doorbraak(
            actor=request.actor,
            plan_id=found.pk,
            says=form.says(step for step in agreed if step is not None),
            doorbraak_id=row.pk if row else None,
            version=form.cleaned_data["version"],
            now=timezone.now(),
        )

    return _save(request, found, opened, act, row)


def _doorbraak_forms(
    actor: Actor,
    found: selectors.PlanHandle,
    row: selectors.DoorbraakHandle | None,
    data: QueryDict | None,
) -> tuple[DoorbraakForm, Any]:
    content = selectors.content_of(actor, found)
    says = [each for each in content.doorbraken if row and each.id == row.pk]
    form = DoorbraakForm(
        data,
        knelpunten=[(each.id, each.text) for each in content.knelpunten],
        initial={
            **_values(row, DoorbraakForm),
            "cost": Euro(row.cost_cents) if row else None,
            "overcomes": [pk for each in says for pk in each.overcomes],
        },
    )
    agreed = [asdict(step) for each in says for step in each.agreements]
    return form, AgreementFormSet(data, prefix=_STEPS, initial=agreed)


def _save(
    request: ActorRequest,
    found: selectors.PlanHandle,
    opened: Opened,
    act: Callable[[], None],
    row: Any = None,
) -> HttpResponse:
    form = opened.form
    if request.method != "POST":
        return page.show(request, found, opened)
    if request.POST.get("act") == _BOTH:
        form.data = _with_both(request, form, row)
        page.forgive([form, *(opened.rows or [])])
        return page.show(request, found, opened)
    rows_are_valid = opened.rows is None or opened.rows.is_valid()
    if not form.is_valid() or not rows_are_valid:
        return page.show(request, found, opened, status=422)
    try:
        act()
    except ConflictError:
        return _conflict(request, found, opened, row)
    except DomainError as error:
        page.refuse(form, error)
        return page.show(request, found, opened, status=422)
    messages.success(request, _("Bewaard."))
    return redirect("plan", plan_id=found.pk)


def _conflict(
    request: ActorRequest, found: selectors.PlanHandle, opened: Opened, row: Any
) -> HttpResponse:
    row = row or selectors.leefwereld_of(found)
    row.refresh_from_db()
    form = opened.form
    texts = [
        {
            "label": form.fields[name].label,
            "mine": differences(mine, theirs),
            "theirs": differences(theirs, mine),
        }
        for name, mine, theirs in _differing(form, row)
    ]
    form.data = request.POST.copy()
    form.data["version"] = str(row.version)
    conflict = {"by": row.changed_by.name, "at": row.changed_at, "texts": texts}
    both = Opened(opened.part, form, opened.row_id, opened.rows, conflict)
    return page.show(request, found, both, status=409)


def _with_both(request: ActorRequest, form: forms.Form, row: Any) -> QueryDict:
    data = request.POST.copy()
    for name, mine, theirs in _differing(form, row):
        data[name] = f"{mine}\n\n{theirs}".strip()
    return data


def _differing(form: forms.Form, row: Any) -> list[tuple[str, str, str]]:
    found = []
    for name, each in form.fields.items():
        if not isinstance(each.widget, forms.Textarea):
            continue
        mine = str(form.data.get(name, "")).replace("\r\n", "\n")
        theirs = str(getattr(row, name, ""))
        if mine.strip() != theirs.strip():
            found.append((name, mine, theirs))
    return found


def _writable(request: ActorRequest, plan_id: int) -> selectors.PlanHandle:
    request.actor.require(Permission.PLAN_WRITE)
    return selectors.plan_to_change(request.actor, plan_id=plan_id)


def _posted(request: ActorRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


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
