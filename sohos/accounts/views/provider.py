"""Where the people of the municipality log in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sohos.accounts import selectors, services
from sohos.accounts.forms import IdentityProviderForm
from sohos.accounts.models import IdentityProvider
from sohos.accounts.views.users import require_reauthentication
from sohos.tenancy.actor import ActorRequest
from sohos.tenancy.permissions import Permission

_REFUSED = 422


@require_http_methods(["GET", "POST"])
def identity_provider(request: ActorRequest) -> HttpResponse:
    """Show and change the provider of the municipality."""
    request.actor.require(Permission.SETTINGS_MANAGE)
    row = selectors.identity_provider(request.actor.municipality_id)
    form = IdentityProviderForm(
        request.POST if request.method == "POST" else None, initial=_initial(row)
    )
    if request.method == "POST":
        require_reauthentication(request)
        if form.is_valid() and _changed(request, form):
            messages.success(request, _("De provider is bewaard."))
            return redirect("identity-provider")
    slug = request.actor.municipality.slug
    context = {
        "form": form,
        "provider": row,
        "login_url": _absolute(request, "municipality-login", slug=slug),
        "callback_url": _absolute(request, "openid_connect_callback", provider_id=slug),
    }
    status = _REFUSED if form.errors else 200
    return render(request, "accounts/identity_provider.html", context, status=status)


@require_POST
def remove_identity_provider(request: ActorRequest) -> HttpResponse:
    """Forget the provider of the municipality."""
    request.actor.require(Permission.SETTINGS_MANAGE)
    require_reauthentication(request)
    services.remove_identity_provider(actor=request.actor, now=timezone.now())
    messages.success(request, _("De provider is verwijderd."))
    return redirect("identity-provider")


def _initial(row: IdentityProvider | None) -> dict[str, object]:
    if row is None:
        return {"requires_second_factor": True}
    return {
        "issuer": row.issuer,
        "client_id": row.client_id,
        "requires_second_factor": row.requires_second_factor,
        "accepted_acr": row.accepted_acr,
    }


def _changed(request: ActorRequest, form: IdentityProviderForm) -> bool:
    try:
        services.change_identity_provider(
            actor=request.actor, now=timezone.now(), **form.cleaned_data
        )
    except services.InsecureIssuerError:
        form.add_error("issuer", _("Vul een adres in dat begint met https://."))
        return False
    except services.SecretMissingError:
        form.add_error("client_secret", _("Vul het geheim van deze provider in."))
        return False
    return True


def _absolute(request: ActorRequest, name: str, **kwargs: str) -> str:
    return request.build_absolute_uri(reverse(name, kwargs=kwargs))
