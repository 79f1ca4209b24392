"""Who really calls, and whether this session has shown enough to go on."""

import ipaddress
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from sohos.accounts import sessions

_Next = Callable[[HttpRequest], HttpResponseBase]

SET_UP = frozenset(
    {
        "second-factor",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "account_reauthenticate",
        "account_logout",
        "language",
        "accessibility",
        "privacy",
        "help",
    }
)
DOOR = ("account_login", "choose-municipality", "second-factor")
# What could open other municipalities to somebody who has only shown a provider's word.
OWN_LOGIN_ONLY = frozenset(
    {
        "account_change_password",
        "account_set_password",
        "mfa_add_webauthn",
        "mfa_edit_webauthn",
        "mfa_remove_webauthn",
        "mfa_deactivate_totp",
        "mfa_generate_recovery_codes",
    }
)


class ClientAddressMiddleware:
    """Puts the caller's own address in REMOTE_ADDR when proxies stand in front."""

    def __init__(self, get_response: _Next) -> None:
        """Keep the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Take the address that the outermost trusted proxy saw."""
        hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if 0 < settings.TRUSTED_PROXIES <= len(hops):
            address = hops[-settings.TRUSTED_PROXIES].strip()
            if _is_address(address):
                request.META["REMOTE_ADDR"] = address
        return self.get_response(request)


class SecondFactorMiddleware:
    """Lets nobody pass the door with a password alone, except in the demo."""

    def __init__(self, get_response: _Next) -> None:
        """Keep the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request; a piece of a page sent to the door takes the page along."""
        response = self.get_response(request)
        target = response.get("Location", "")
        if "HX-Request" in request.headers and _is_door(target):
            return HttpResponseClientRedirect(target)
        return response

    def process_view(
        self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        """Send somebody to what has to happen first."""
        match = request.resolver_match
        # A token is made by a session that has shown its second factor.
        has_token = hasattr(request, "bearer")
        if has_token or not request.user.is_authenticated or match is None:
            return None
        if sessions.confined_to(request) and _needs_own_login(request, match.view_name):
            return _own_login_only(request)
        if settings.DEMO or sessions.has_second_factor(request):
            return None
        if sessions.owns_second_factor(sessions.user_id_of(request)):
            logout(request)
            return redirect("account_login")
        if match.view_name in SET_UP:
            return None
        return redirect("second-factor")


def _needs_own_login(request: HttpRequest, name: str) -> bool:
    if name == "mfa_activate_totp":
        return sessions.owns_second_factor(sessions.user_id_of(request))
    return name in OWN_LOGIN_ONLY


def _is_door(target: str) -> bool:
    path = urlsplit(target).path
    return path in {reverse(name) for name in DOOR}


def _own_login_only(request: HttpRequest) -> HttpResponseBase:
    text = _("Log in met uw eigen wachtwoord of passkey om dit te veranderen.")
    messages.warning(request, text)
    return redirect("mfa_index")


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
