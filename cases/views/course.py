"""A case on one page, and the acts that change its course."""

from collections.abc import Callable
from datetime import date

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cases import selectors, services
from cases.domain.age import age
from cases.domain.next_step import WAITS_FOR, NextStep, Party, current_step
from cases.domain.phases import ENDED, MAIN_LINE, Phase, StopOutcome
from cases.domain.registration import Relation, Source
from cases.domain.screening import Risk
from cases.forms import labels
from cases.forms.course import AssignCaseForm, ReopenCaseForm, StopCaseForm
from cases.forms.refusal import refuse
from cases.views import daily, timeline
from sohos.core.dates import local_day
from sohos.pages.acting import DONE, attempt
from sohos.tenancy import selectors as tenancy
from sohos.tenancy.actor import Actor, ActorRequest
from sohos.tenancy.permissions import Permission, Role

_GOES_TO = {
    NextStep.DECIDE_INTAKE: "decide-intake",
    NextStep.ASSIGN: "assign-case",
    NextStep.CALCULATE: "start-kba",
    NextStep.REALISE: "start-kba",
    NextStep.AFTERCARE: "aftercare",
    NextStep.DECIDE_REOPEN: "aftercare",
} | dict.fromkeys(
    (
        NextStep.START_PLAN,
        NextStep.WRITE_LEEFWERELD,
        NextStep.ADD_KNELPUNTEN,
        NextStep.WRITE_DOORBRAAK,
        NextStep.ASK_REVIEW,
        NextStep.ANSWER_JURIST,
        NextStep.SIGN,
    ),
    "start-plan",
)
_WITHOUT_PLAN = frozenset({Phase.AANGEMELD, Phase.INTAKE, Phase.WACHTLIJST})
_WITH_KBA = frozenset(
    {Phase.UITVOERING, Phase.JAARGRENS, Phase.NAZORG, Phase.AFGESLOTEN}
)


@require_safe
def case(request: ActorRequest, case_id: int) -> HttpResponse:
    """Show a case: its people, its way so far, and what comes next."""
    today = local_day(timezone.now())
    found = selectors.case_of(request.actor, case_id=case_id)
    phase = Phase(found.phase)
    step = current_step(NextStep(found.next_step), due_on=found.due_on, today=today)
    has_plan = phase not in _WITHOUT_PLAN
    may_write = request.actor.can(Permission.PLAN_WRITE)
    has_kba = phase in _WITH_KBA or (has_plan and may_write)
    context = {
        "case": found,
        "phase_word": labels.PHASES[phase],
        "step": labels.STEPS[step],
        "waits_for": labels.PARTIES[WAITS_FOR[step]],
        "waits_for_somebody": WAITS_FOR[step] is not Party.NOBODY,
        "step_url": _address(_GOES_TO.get(step, ""), case_id),
        "kba_url": _address("start-kba", case_id) if has_kba else "",
        "is_late": found.due_on is not None and found.due_on < today,
        "is_over": phase in ENDED,
        "has_plan": has_plan,
        "outcome": labels.OUTCOMES.get(StopOutcome(found.stop_outcome))
        if found.stop_outcome
        else "",
        "source": labels.SOURCES[Source(found.source)],
        "road": _road(phase),
        "screening": selectors.screening_of(found),
        "provisions": [
            labels.PROVISIONS[kind] for kind in selectors.provisions_of(found)
        ],
        "risks": [labels.RISKS[Risk(risk)] for risk in found.risks],
        "may_assign": request.actor.can(Permission.CASE_ASSIGN),
        "may_write": may_write,
    }
    context |= _people(request.actor, found, today=today)
    context |= daily.on_case_page(request, found, today=today)
    context |= timeline.on_case_page(found, today=today)
    return render(request, "cases/case.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def assign_case(request: ActorRequest, case_id: int) -> HttpResponse:
    """Give a case to a casemanager."""
    request.actor.require(Permission.CASE_ASSIGN)
    now = timezone.now()
    found = selectors.case_of(request.actor, case_id=case_id)
    load = selectors.load_of_casemanagers(request.actor)
    people = tenancy.colleagues(
        request.actor, role=Role.CASEMANAGER, today=local_day(now)
    )
    form = AssignCaseForm(
        request.POST if request.method == "POST" else None,
        casemanagers=[
            (
                user.pk,
                _("%(name)s, nu %(count)d huishoudens")
                % {"name": user.name, "count": load.get(user.pk, 0)},
            )
            for user in people
        ],
        initial={"casemanager": found.casemanager_id},
    )

    def act() -> str:
        services.assign_case(
            actor=request.actor,
            case_id=case_id,
            casemanager_id=form.cleaned_data["casemanager"],
            now=now,
        )
        return _("Bewaard.")

    return _do(request, found, form, act, "cases/assign_case.html")


@require_http_methods(["GET", "HEAD", "POST"])
def stop_case(request: ActorRequest, case_id: int) -> HttpResponse:
    """End a case before its time."""
    now = timezone.now()
    found = selectors.case_to_work_on(request.actor, case_id=case_id)
    form = StopCaseForm(
        request.POST if request.method == "POST" else None,
        initial={"on": local_day(now)},
    )

    def act() -> str:
        said = form.cleaned_data
        services.stop_case(
            actor=request.actor,
            case_id=case_id,
            outcome=StopOutcome(said["outcome"]),
            reason=said["reason"],
            on=said["on"],
            now=now,
        )
        return _("Bewaard.")

    return _do(request, found, form, act, "cases/stop_case.html")


@require_http_methods(["GET", "HEAD", "POST"])
def reopen_case(request: ActorRequest, case_id: int) -> HttpResponse:
    """Open a case again."""
    request.actor.require(Permission.CASE_ASSIGN)
    now = timezone.now()
    found = selectors.case_to_work_on(request.actor, case_id=case_id)
    form = ReopenCaseForm(
        request.POST if request.method == "POST" else None,
        initial={"on": local_day(now)},
    )

    def act() -> str:
        said = form.cleaned_data
        services.reopen_case(
            actor=request.actor,
            case_id=case_id,
            reason=said["reason"],
            on=said["on"],
            now=now,
        )
        return _("Bewaard.")

    return _do(request, found, form, act, "cases/reopen_case.html")


def _do(
    request: ActorRequest,
    found: selectors.CaseRow,
    form: forms.Form,
    act: Callable[[], str],
    template: str,
) -> HttpResponse:
    status = attempt(request, form, act, refuse)
    if status == DONE:
        return redirect("case", case_id=found.pk)
    return render(request, template, {"case": found, "form": form}, status=status)


def _address(name: str, case_id: int) -> str:
    try:
        return reverse(name, kwargs={"case_id": case_id})
    except NoReverseMatch:
        return ""


def _members(
    actor: Actor, found: selectors.CaseRow, *, today: date
) -> list[dict[str, object]]:
    return [
        {
            "name": str(member.person),
            "relation": labels.RELATIONS[Relation(member.relation)],
            "born_on": member.person.born_on,
            "age": None
            if member.person.born_on is None
            else age(member.person.born_on, on=today),
        }
        for member in selectors.members_of(actor, found, on=today)
    ]


def _people(
    actor: Actor, found: selectors.CaseRow, *, today: date
) -> dict[str, object]:
    contacts = selectors.contacts_of(actor, [found.household_id])
    return {
        "members": _members(actor, found, today=today),
        "contact": contacts.get(found.household_id),
        "is_kept": selectors.is_kept_from_somebody(actor, case_id=found.pk),
    }


def _road(phase: Phase) -> list[dict[str, object]]:
    place = MAIN_LINE.index(phase) if phase in MAIN_LINE else -1
    return [
        {
            "name": labels.PHASES[each],
            "is_done": index < place,
            "is_current": index == place,
        }
        for index, each in enumerate(MAIN_LINE)
    ]
