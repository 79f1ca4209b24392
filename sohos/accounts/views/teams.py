"""Teams of the municipality."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sohos.accounts import selectors, services
from sohos.accounts.forms import TeamForm
from sohos.core.errors import NotFoundError
from sohos.tenancy.actor import ActorRequest
from sohos.tenancy.permissions import Permission

_REFUSED = 422


@require_http_methods(["GET", "POST"])
def teams(request: ActorRequest) -> HttpResponse:
    """List the teams, and make one."""
    request.actor.require(Permission.USERS_MANAGE)
    form = TeamForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_team(
                actor=request.actor, name=form.cleaned_data["name"], now=timezone.now()
            )
        except services.TeamNameTakenError:
            _refuse(form)
        else:
            messages.success(request, _("Het team is gemaakt."))
            return redirect("teams")
    context = {"form": form, "teams": selectors.teams_for(request.actor)}
    status = _REFUSED if form.errors else 200
    return render(request, "accounts/teams.html", context, status=status)


@require_http_methods(["GET", "POST"])
def rename_team(request: ActorRequest, team_id: int) -> HttpResponse:
    """Give a team another name."""
    team = selectors.teams_for(request.actor).filter(pk=team_id).first()
    if team is None:
        raise NotFoundError
    form = TeamForm(
        request.POST if request.method == "POST" else None, initial={"name": team.name}
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.rename_team(
                actor=request.actor,
                team_id=team_id,
                name=form.cleaned_data["name"],
                now=timezone.now(),
            )
        except services.TeamNameTakenError:
            _refuse(form)
        else:
            messages.success(request, _("De naam is veranderd."))
            return redirect("teams")
    status = _REFUSED if form.errors else 200
    context = {"form": form, "team": team}
    return render(request, "accounts/rename_team.html", context, status=status)


def _refuse(form: forms.Form) -> None:
    form.add_error("name", _("Er is al een team met deze naam. Kies een andere naam."))
