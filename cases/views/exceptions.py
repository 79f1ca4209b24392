"""Who may see a case: by their role, by an exception, or in an emergency."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases import selectors, services
from cases.forms.exceptions import TEAM, USER, GrantCaseForm
from cases.views.emergency import access_row
from sohos.core.dates import local_day
from sohos.core.errors import NotFoundError
from sohos.tenancy import selectors as tenancy
from sohos.tenancy.actor import Actor, ActorRequest
from sohos.tenancy.models import Team, User
from sohos.tenancy.permissions import Permission, Role

_READERS = (Role.CASEMANAGER, Role.TEAM_LEAD)
_EMERGENCIES = 10


@require_http_methods(["GET", "HEAD", "POST"])
def case_access(request: ActorRequest, case_id: int) -> HttpResponse:
    """Show who may see a case; a team lead opens it to others."""
    now = timezone.now()
    found = selectors.case_of(request.actor, case_id=case_id)
    if request.method == "POST":
        request.actor.require(Permission.CASE_ASSIGN)
    form = _form(request, found, now=now)
    if request.method == "POST" and form.is_valid():
        services.grant_case(
            actor=request.actor,
            case_id=case_id,
            to=_who(request.actor, *form.chosen(), now=now),
            may_change=form.cleaned_data["may_change"],
            now=now,
        )
        messages.success(request, _("Het dossier is opengesteld."))
        return redirect("case-access", case_id=case_id)
    emergencies = selectors.emergency_accesses_in(request.actor, found)
    context = {
        "case": found,
        "form": form,
        "leads": _leads(request.actor, found, now=now),
        "exceptions": selectors.exceptions_of(request.actor, found),
        "emergencies": [access_row(row, now=now) for row in emergencies[:_EMERGENCIES]],
        "may_assign": request.actor.can(Permission.CASE_ASSIGN),
    }
    status = 422 if form.is_bound else 200
    return render(request, "cases/case_access.html", context, status=status)


@require_POST
def revoke_case(request: ActorRequest, case_id: int) -> HttpResponse:
    """Close a case again to a colleague or a team."""
    request.actor.require(Permission.CASE_ASSIGN)
    kind, _between, pk = request.POST.get("whom", "").partition(":")
    if kind not in {USER, TEAM} or not pk.isdecimal():
        selectors.case_to_work_on(request.actor, case_id=case_id)
        messages.error(request, _("Kies een collega of een team."))
        return redirect("case-access", case_id=case_id)
    services.revoke_case(
        actor=request.actor,
        case_id=case_id,
        whom=User(pk=int(pk)) if kind == USER else Team(pk=int(pk)),
        now=timezone.now(),
    )
    messages.success(
        request, _("Het dossier is weer dicht voor deze collega of dit team.")
    )
    return redirect("case-access", case_id=case_id)


def _form(
    request: ActorRequest, found: selectors.CaseRow, *, now: datetime
) -> GrantCaseForm:
    people = {
        user.pk: user.name
        for role in _READERS
        for user in tenancy.colleagues(request.actor, role=role, today=local_day(now))
        if user.pk != found.casemanager_id
    }
    return GrantCaseForm(
        request.POST if request.method == "POST" else None,
        people=sorted(people.items(), key=lambda item: item[1]),
        teams=[(team.pk, team.name) for team in tenancy.teams(request.actor)],
    )


def _who(actor: Actor, kind: str, pk: int, *, now: datetime) -> User | Team:
    """Return the colleague or the team that the form offered."""
    if kind == TEAM:
        team = tenancy.teams(actor).filter(pk=pk).first()
        if team is None:
            raise NotFoundError
        return team
    for role in _READERS:
        rows = tenancy.colleagues(actor, role=role, today=local_day(now))
        user = rows.filter(pk=pk).first()
        if user is not None:
            return user
    raise NotFoundError


def _leads(actor: Actor, found: selectors.CaseRow, *, now: datetime) -> list[str]:
    """Name the team leads who see a case: of its team, or all when it has none."""
    rows = tenancy.colleagues(actor, role=Role.TEAM_LEAD, today=local_day(now))
    if found.team is not None:
        rows = rows.filter(memberships__team=found.team).distinct()
    return [user.name for user in rows]
