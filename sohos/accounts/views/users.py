"""Users of the municipality and their roles."""

from allauth.account.internal.flows.reauthentication import (
    raise_if_reauthentication_required,
)
from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sohos.accounts import selectors, services
from sohos.accounts.forms import AddUserForm, EndRoleForm, GiveRoleForm
from sohos.core.dates import local_day
from sohos.core.errors import DomainError, NotFoundError
from sohos.tenancy.actor import ActorRequest
from sohos.tenancy.models import User
from sohos.tenancy.permissions import Permission

PER_PAGE = 50
_REFUSED = 422
TEXTS: dict[str, Promise] = {
    "role_taken": gettext_lazy("Deze gebruiker heeft die rol in die periode al."),
    "incompatible_roles": gettext_lazy(
        "Deze rollen gaan niet samen. Wie een dossier maakt, mag het niet ook "
        "controleren, accepteren of betalen."
    ),
    "own_roles": gettext_lazy(
        "U kunt uw eigen rollen niet veranderen. Vraag een andere beheerder."
    ),
    "role_in_the_past": gettext_lazy("Kies vandaag of een latere dag."),
    "role_period": gettext_lazy("De laatste dag ligt voor de eerste dag."),
}


def require_reauthentication(request: ActorRequest) -> None:
    """Ask who somebody is once more before an act that changes access."""
    raise_if_reauthentication_required(request, app="sohos.accounts")


@require_GET
def users(request: ActorRequest) -> HttpResponse:
    """List the users of the municipality."""
    text = request.GET.get("q", "").strip()
    found = selectors.users_for(request.actor, text=text)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    today = local_day(timezone.now())
    context = {"page": page, "text": text, "today": today}
    return render(request, "accounts/users.html", context)


@require_http_methods(["GET", "POST"])
def add_user(request: ActorRequest) -> HttpResponse:
    """Give somebody an account with roles, and invite them."""
    request.actor.require(Permission.USERS_MANAGE)
    teams = selectors.teams_for(request.actor)
    form = AddUserForm(request.POST if request.method == "POST" else None, teams=teams)
    if request.method == "POST":
        require_reauthentication(request)
        added = _added(request, form) if form.is_valid() else None
        if added is not None:
            messages.success(request, _("De uitnodiging is verstuurd."))
            return redirect("user", user_id=added.pk)
    status = _REFUSED if form.errors else 200
    return render(request, "accounts/add_user.html", {"form": form}, status=status)


def _added(request: ActorRequest, form: AddUserForm) -> User | None:
    data = form.cleaned_data
    try:
        return services.add_user(
            actor=request.actor,
            email=data["email"],
            name=data["name"],
            roles=data["roles"],
            team_id=data["team"],
            base_url=request.build_absolute_uri("/"),
            now=timezone.now(),
        )
    except DomainError as error:
        form.add_error(None, str(TEXTS[error.code]))
        return None


@require_GET
def user(request: ActorRequest, user_id: int) -> HttpResponse:
    """Show a user with their roles here."""
    found = selectors.user_of(request.actor, user_id=user_id)
    form = GiveRoleForm(
        initial={"from_on": local_day(timezone.now())},
        teams=selectors.teams_for(request.actor),
    )
    return _user_page(request, found, form)


@require_POST
def give_role(request: ActorRequest, user_id: int) -> HttpResponse:
    """Give a user a role."""
    found = selectors.user_of(request.actor, user_id=user_id)
    require_reauthentication(request)
    form = GiveRoleForm(request.POST, teams=selectors.teams_for(request.actor))
    if form.is_valid() and _given(request, user_id, form):
        messages.success(request, _("De rol is gegeven."))
        return redirect("user", user_id=user_id)
    return _user_page(request, found, form)


def _given(request: ActorRequest, user_id: int, form: GiveRoleForm) -> bool:
    data = form.cleaned_data
    try:
        services.give_role(
            actor=request.actor,
            user_id=user_id,
            role=data["role"],
            team_id=data["team"],
            from_on=data["from_on"],
            until_on=data["until_on"],
            now=timezone.now(),
        )
    except DomainError as error:
        _explain(form, error, past="from_on", period="until_on")
        return False
    return True


@require_http_methods(["GET", "POST"])
def end_role(request: ActorRequest, user_id: int, membership_id: int) -> HttpResponse:
    """End a role of a user."""
    now = timezone.now()
    found = selectors.user_of(request.actor, user_id=user_id)
    membership = selectors.membership_of(
        request.actor, membership_id=membership_id, today=local_day(now)
    )
    if membership.user_id != found.pk:
        raise NotFoundError
    form = EndRoleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        require_reauthentication(request)
        if form.is_valid():
            try:
                services.end_role(
                    actor=request.actor,
                    membership_id=membership_id,
                    last_day=form.last_day_chosen(),
                    now=now,
                )
            except DomainError as error:
                _explain(form, error, past="last_day", period="last_day")
            else:
                messages.success(request, _("De rol is gestopt."))
                return redirect("users")
    context = {"form": form, "found": found, "membership": membership}
    status = _REFUSED if form.errors else 200
    return render(request, "accounts/end_role.html", context, status=status)


@require_POST
def invite_user(request: ActorRequest, user_id: int) -> HttpResponse:
    """Send a user the invitation again."""
    services.invite_user(
        actor=request.actor,
        user_id=user_id,
        base_url=request.build_absolute_uri("/"),
        now=timezone.now(),
    )
    messages.success(request, _("De uitnodiging is opnieuw verstuurd."))
    return redirect("user", user_id=user_id)


def _explain(form: forms.Form, error: DomainError, *, past: str, period: str) -> None:
    place = {"role_in_the_past": past, "role_period": period}.get(error.code)
    form.add_error(place, str(TEXTS[error.code]))


def _user_page(request: ActorRequest, found: User, form: GiveRoleForm) -> HttpResponse:
    context = {"found": found, "form": form, "today": local_day(timezone.now())}
    status = _REFUSED if form.errors else 200
    return render(request, "accounts/user.html", context, status=status)
