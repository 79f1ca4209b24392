"""The door: logging in, the second factor, and the library's pages in our manners."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from requests import RequestException

from sohos.accounts import federation, selectors, sessions
from sohos.core.errors import NotFoundError
from sohos.tenancy import context
from sohos.tenancy.middleware import without_municipality

_View = Callable[..., HttpResponseBase]
_REFUSED = 422


def refusing(view: _View) -> _View:
    """Let a page of the library answer 422 when its form has mistakes."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        shown = getattr(response, "context_data", None) or {}
        forms = (shown.get("form"), shown.get("webauthn_form"))
        if request.method == "POST" and any(form and form.errors for form in forms):
            response.status_code = _REFUSED
        return response

    return answer


class RemovePasskeyView(RemoveWebAuthnView):  # type: ignore[misc]
    """Removes a passkey, unless it is the last second factor."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Ask the adapter first, which the library only does for apps."""
        adapter = get_mfa_adapter()
        if not adapter.can_delete_authenticator(self.get_object()):
            text = adapter.error_messages["cannot_delete_authenticator"]
            messages.error(self.request, text)
            return redirect(self.success_url)
        response: HttpResponse = super().form_valid(form)
        return response


remove_passkey = without_municipality(RemovePasskeyView.as_view())


@without_municipality
def second_factor(request: HttpRequest) -> HttpResponse:
    """Explain why a second factor is needed and offer the ways to set one up."""
    if sessions.owns_second_factor(sessions.user_id_of(request)):
        return redirect("mfa_index")
    context_data = {"is_confined": sessions.confined_to(request) is not None}
    return render(request, "accounts/second_factor.html", context_data)


@login_not_required
@require_GET
def municipality_login(request: HttpRequest, slug: str) -> HttpResponse:
    """Show how the people of one municipality log in."""
    try:
        municipality = selectors.municipality_by_slug(slug)
    except NotFoundError as error:
        raise Http404 from error
    if request.user.is_authenticated:
        return redirect("start")
    with context.tenant(municipality.pk):
        has_provider = selectors.identity_provider(municipality.pk) is not None
    return render(
        request,
        "accounts/municipality_login.html",
        {"town": municipality, "has_provider": has_provider},
    )


@login_not_required
@never_cache
@require_GET
def start_federated_login(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Send somebody to the provider of their municipality."""
    if request.user.is_authenticated:
        return redirect("start")
    provider = _provider(request, provider_id)
    try:
        response: HttpResponseBase = provider.redirect(
            request, AuthProcess.LOGIN, next_url=get_next_redirect_url(request)
        )
    except (OAuth2Error, RequestException) as error:
        return _failed(request, provider, error)
    return response


@login_not_required
@never_cache
@require_GET
def federated_login(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Receive somebody who comes back from the provider."""
    if request.user.is_authenticated:
        return redirect("start")
    provider = _provider(request, provider_id)
    client = federation.ProviderClient(request, provider_id)
    try:
        response: HttpResponseBase = OAuth2CallbackView.adapter_view(client)(request)
    except (OAuth2Error, RequestException, ValueError) as error:
        return _failed(request, provider, error)
    return response


def _provider(request: HttpRequest, slug: str) -> federation.MunicipalProvider:
    try:
        found: federation.MunicipalProvider = get_adapter().get_provider(request, slug)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    return found


def _failed(
    request: HttpRequest, provider: federation.MunicipalProvider, error: Exception
) -> HttpResponse:
    response: HttpResponse = render_authentication_error(
        request, provider, exception=error
    )
    return response
