"""The intake: register a household, decide on one that waited."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases import selectors, services
from cases.domain.registration import Decision, NewMember, Relation
from cases.domain.screening import Screening, screen
from cases.forms import labels
from cases.forms.course import DecideIntakeForm
from cases.forms.refusal import refuse
from cases.forms.registration import (
    MemberForm,
    MemberFormSet,
    RegisterHouseholdForm,
)
from sohos.core.dates import local_day
from sohos.core.errors import DomainError
from sohos.core.euro import Euro
from sohos.pages.acting import DONE, attempt
from sohos.tenancy import selectors as tenancy
from sohos.tenancy.actor import Actor, ActorRequest
from sohos.tenancy.permissions import Permission, Role

_MEMBERS = "members"
_RECEIVED = "intake_received"


@require_http_methods(["GET", "HEAD", "POST"])
def register_household(request: ActorRequest) -> HttpResponse:
    """Write down a household, its members and the decision, on one page."""
    request.actor.require(Permission.CASE_REGISTER)
    now = timezone.now()
    arrived = _arrived(request)
    data: QueryDict | None = request.POST if request.method == "POST" else None
    act = "" if data is None else data.get("act", "")
    if data is not None and act == "add-member":
        data = _one_more(data)
    form = _form(request.actor, data, now=now, arrived=arrived)
    members = MemberFormSet(data, prefix=_MEMBERS, initial=_first_member(data, arrived))
    if data is None:
        return _show(request, form, members)
    if act in {"add-member", "screen", "restore"}:
        return _show(request, form, members, unfinished=True)
    if not all([form.is_valid(), members.is_valid()]):
        return _show(request, form, members, status=422)
    people = [row.member() for row in members if row.has_changed()]
    try:
        case = _store(request.actor, form, people, arrived=arrived, now=now)
    except DomainError as error:
        _blame(form, members, error)
        return _show(request, form, members, status=422)
    request.session[_RECEIVED] = True
    messages.success(
        request,
        _("Huishouden %(name)s is aangemeld als %(code)s.")
        % {"name": case.household.name, "code": case.code},
    )
    return redirect("case", case_id=case.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def decide_intake(request: ActorRequest, case_id: int) -> HttpResponse:
    """Decide on a household that was registered before, or is waiting."""
    now = timezone.now()
    case = selectors.case_to_work_on(request.actor, case_id=case_id)
    form = DecideIntakeForm(
        request.POST if request.method == "POST" else None,
        initial={"on": local_day(now)},
    )

    def decide() -> str:
        said = form.cleaned_data
        services.decide_intake(
            actor=request.actor,
            case_id=case_id,
            decision=Decision(said["decision"]),
            reason=said["reason"],
            on=said["on"],
            now=now,
        )
        return _("Het besluit is bewaard.")

    status = attempt(request, form, decide, refuse)
    if status == DONE:
        return redirect("case", case_id=case_id)
    context = {
        "case": case,
        "form": form,
        "screening": selectors.screening_of(case),
    }
    return render(request, "cases/decide_intake.html", context, status=status)


def casemanagers(
    actor: Actor, *, now: datetime, load: dict[int, int] | None = None
) -> list[tuple[int, str]]:
    """Return the casemanagers to choose from, each with the number of cases in hand."""
    people = tenancy.colleagues(actor, role=Role.CASEMANAGER, today=local_day(now))
    if load is None:
        return [(user.pk, user.name) for user in people]
    return [(user.pk, f"{user.name} ({load.get(user.pk, 0)})") for user in people]


def _arrived(request: ActorRequest) -> selectors.ApplicationRow | None:
    """Return the application that this intake answers, if the address names one."""
    text = request.GET.get("application", "")
    if not text.isdecimal():
        return None
    return selectors.application_of(request.actor, application_id=int(text))


def _store(
    actor: Actor,
    form: RegisterHouseholdForm,
    people: list[NewMember],
    *,
    arrived: selectors.ApplicationRow | None,
    now: datetime,
) -> selectors.CaseRow:
    said = form.cleaned_data
    new = form.registration(people)
    if arrived is None:
        return services.register_household(
            actor=actor,
            programme_id=said["programme"],
            new=new,
            casemanager_id=said.get("casemanager"),
            now=now,
        )
    return services.take_application(
        actor=actor,
        application_id=arrived.pk,
        programme_id=said["programme"],
        new=new,
        casemanager_id=said.get("casemanager"),
        now=now,
    )


def _form(
    actor: Actor,
    data: QueryDict | None,
    *,
    now: datetime,
    arrived: selectors.ApplicationRow | None,
) -> RegisterHouseholdForm:
    assigns = actor.can(Permission.CASE_ASSIGN)
    offered = [(row.pk, row.name) for row in selectors.programmes(actor)]
    return RegisterHouseholdForm(
        data,
        programmes=offered,
        casemanagers=casemanagers(
            actor, now=now, load=selectors.load_of_casemanagers(actor)
        )
        if assigns
        else None,
        initial={
            "registered_on": local_day(now),
            "programme": offered[0][0] if offered else None,
            **(prefilled(arrived) if arrived else {}),
        },
    )


def prefilled(row: selectors.ApplicationRow) -> dict[str, Any]:
    """Return what an application says already, as initial values of the intake."""
    cents = row.yearly_cost_cents
    known = {
        "source": row.source,
        "source_note": row.referrer,
        "has_consent": row.has_consent,
        "phone": row.phone,
        "address": row.address,
        "postcode": row.postcode,
        "place": row.place,
        "request": row.request,
        "provisions": row.provisions,
        "helpers": row.helpers,
        "yearly_cost": None if cents is None else Euro(cents),
        "registered_on": local_day(row.arrived_at),
    }
    if row.screening_list is not None:
        known["programme"] = row.screening_list.programme_id
    return known


def _first_member(
    data: QueryDict | None, row: selectors.ApplicationRow | None
) -> list[dict[str, Any]] | None:
    if data is not None or row is None:
        return None
    person = {
        field: getattr(row, field)
        for field in MemberForm.base_fields
        if hasattr(row, field)
    }
    return [{**person, "relation": Relation.HEAD}]


def _one_more(data: QueryDict) -> QueryDict:
    copy = data.copy()
    total = copy.get(f"{_MEMBERS}-TOTAL_FORMS", "")
    copy[f"{_MEMBERS}-TOTAL_FORMS"] = str(int(total) + 1 if total.isdecimal() else 1)
    return copy


def _show(
    request: ActorRequest,
    form: RegisterHouseholdForm,
    members: Any,
    *,
    unfinished: bool = False,
    status: int = 200,
) -> HttpResponse:
    screening = _screening(request.actor, form) if form.is_bound else None
    context = {
        "form": form,
        "members": members,
        "screening": screening,
        "has_programmes": selectors.programmes(request.actor).exists(),
        "is_received": not form.is_bound and request.session.pop(_RECEIVED, False),
    }
    if unfinished:
        for row in [form, *members]:
            row.errors.clear()
    return render(request, "cases/register_household.html", context, status=status)


def _screening(actor: Actor, form: RegisterHouseholdForm) -> Screening | None:
    form.is_valid()
    programme_id = form.cleaned_data.get("programme") or 0
    programme = selectors.programmes(actor).filter(pk=programme_id).first()
    if programme is None:
        return None
    on = form.cleaned_data.get("registered_on") or local_day(timezone.now())
    return screen(form.situation(), criteria=selectors.criteria_of(programme, on=on))


def _blame(
    form: RegisterHouseholdForm, members: Iterable[MemberForm], error: DomainError
) -> None:
    field, text = labels.explain(error)
    if field == "born_on":
        for row in members:
            row.add_error("born_on", str(text))
    else:
        form.add_error(field if field in form.fields else None, str(text))
