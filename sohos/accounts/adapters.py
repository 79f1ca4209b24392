"""How the login library behaves here: nobody signs up, lock-outs speak, secrets hide."""

import functools
import math
import time
from typing import Any

import requests
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import perform_login
from allauth.account.internal.stagekit import unstash_login
from allauth.account.models import Login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from sohos.accounts import door_log, federation, services, sessions
from sohos.tenancy import context as tenancy
from sohos.tenancy.encryption import decrypt, encrypt
from sohos.tenancy.models import User

_LOCKED = "too_many_login_attempts"
_RATE = {"app": "allauth.account", "action": "login_failed"}
_TIMEOUT_SECONDS = 5


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an administrator, and locked after repeated failures."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _(
            "Het e-mailadres of het wachtwoord klopt niet. Controleer beide."
        ),
        "incorrect_password": _("Het wachtwoord klopt niet. Probeer het nog een keer."),
        "rate_limited": _("Dat ging te snel achter elkaar. Wacht een paar minuten."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Let nobody make an account for themselves."""
        return False

    def get_login_stages(self) -> list[str]:
        """Ask for the second factor in our own way."""
        return ["sohos.accounts.stages.SecondFactorStage"]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Spare somebody who logs in for the first time from logging in twice."""
        return app != "allauth.mfa" or not sessions.is_setting_up(self.request)

    def reauthenticate(self, user: User, password: str) -> bool:
        """Check the password of somebody who is logged in, by their own address."""
        found = self.authenticate(self.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell somebody at their own address what changed in their account."""
        address = email or user.email
        super().send_notification_mail(template_prefix, user, context, address)

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Say how long a lock-out lasts, and leave a line in the log."""
        if code != _LOCKED:
            other: ValidationError = super().validation_error(code, *args)
            return other
        login = getattr(self, "_locked_login", None)
        minutes = self._minutes_locked(login)
        door_log.record_locked(user_id=self._locked_user_id(login))
        text = ngettext(
            "Te vaak een verkeerde poging. Probeer het over %(minutes)d minuut opnieuw.",
            "Te vaak een verkeerde poging. Probeer het over %(minutes)d minuten opnieuw.",
            minutes,
        )
        return ValidationError(text % {"minutes": minutes}, code=_LOCKED)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Remember whose attempt this is, for the message."""
        self._locked_login = str(credentials.get("email", ""))
        super().pre_authenticate(request, **credentials)

    def _get_login_attempts_cache_key(
        self, request: HttpRequest, **credentials: Any
    ) -> str:
        # The library adds the Host header, whose port the caller may choose freely:
        # each port would have its own five attempts.
        return str(credentials.get("email", "")).strip().lower()

    def _locked_user_id(self, login: str | None) -> int | None:
        if login is not None:
            return door_log.user_id_of(login)
        if self.request.user.is_authenticated:
            return int(self.request.user.pk)
        pending = unstash_login(self.request, peek=True)
        return int(pending.user.pk) if pending and pending.user else None

    def _minutes_locked(self, login: str | None) -> int:
        user_id = self._locked_user_id(login) if login is None else None
        key = f"mfa-auth-user-{user_id}" if login is None else login.strip().lower()
        waits = [0.0]
        for rate in ratelimit.get_rates(**_RATE):
            name = ratelimit.get_cache_key(self.request, rate=rate, key=key, **_RATE)
            attempts: list[float] = cache.get(name) or []
            if len(attempts) >= rate.amount:
                waits.append(attempts[rate.amount - 1] + rate.duration - time.time())
        return max(1, math.ceil(max(waits) / 60))


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors are encrypted, and the last one stays."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("De code klopt niet. Gebruik de code die de app nu toont."),
        "cannot_delete_authenticator": _(
            "Dit is uw enige tweede factor. Voeg eerst een andere toe."
        ),
    }

    def encrypt(self, text: str) -> str:
        """Hide a secret from whoever reads the database or a backup."""
        return encrypt(text, purpose="second-factor", place="")

    def decrypt(self, encrypted_text: str) -> str:
        """Read such a secret."""
        return decrypt(encrypted_text, purpose="second-factor", place="")

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Keep the last second factor wherever one is required."""
        if settings.DEMO or authenticator.type not in sessions.SECOND_FACTORS:
            return True
        others = Authenticator.objects.filter(
            user_id=authenticator.user_id, type__in=sessions.SECOND_FACTORS
        ).exclude(pk=authenticator.pk)
        return bool(others.exists())


class FederationAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Providers come from the municipality's settings; they never make accounts."""

    def is_open_for_signup(
        self, request: HttpRequest, sociallogin: SocialLogin
    ) -> bool:
        """Let nobody in who has no account."""
        return False

    def list_apps(
        self,
        request: HttpRequest,
        provider: str | None = None,
        client_id: str | None = None,
    ) -> list[SocialApp]:
        """Return the provider of one municipality, by its name in addresses."""
        app = federation.app_of(provider) if provider else None
        return [app] if app else []

    def get_provider(
        self, request: HttpRequest, provider: str, client_id: str | None = None
    ) -> federation.MunicipalProvider:
        """Wrap it in our stricter client."""
        app = self.get_app(request, provider=provider, client_id=client_id)
        return federation.MunicipalProvider(request, app=app)

    def get_requests_session(self) -> requests.Session:
        """Wait five seconds at most, and follow no redirects."""
        session = requests.Session()
        session.request = functools.partial(  # type: ignore[method-assign]
            session.request, timeout=_TIMEOUT_SECONDS, allow_redirects=False
        )
        return session

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, **kwargs: Any
    ) -> None:
        """Leave a line in the log about a login that went wrong."""
        door_log.record(
            "login.provider_failed",
            result="denied",
            detail={"municipality": provider.app.settings["municipality"]},
        )

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Let in the user whom the provider vouches for, or say why not."""
        app = sociallogin.provider.app
        shown = sociallogin.account.extra_data
        municipality_id = app.settings["municipality"]
        try:
            with tenancy.tenant(municipality_id):
                user_id = services.federated_user_id(
                    municipality_id=municipality_id,
                    issuer=app.settings["server_url"],
                    subject=sociallogin.account.uid,
                    verified_email=_verified_email(shown),
                    now=timezone.now(),  # noqa: TID251
                )
        except services.FederatedLoginRefusedError as error:
            raise ImmediateHttpResponse(_refuse(request, app, error.reason)) from error
        user = User.objects.get(pk=user_id)
        sessions.note_federated(
            request,
            user,
            municipality_id=municipality_id,
            second_factor=federation.shows_second_factor(app, shown["id_token"]),
        )
        login = Login(user=user, redirect_url=sociallogin.get_redirect_url(request))
        raise ImmediateHttpResponse(perform_login(request, login))


def _verified_email(shown: dict[str, dict[str, Any]]) -> str | None:
    for claims in (shown["id_token"], shown["userinfo"]):
        if claims.get("email"):
            is_verified = claims.get("email_verified") is True
            return str(claims["email"]) if is_verified else None
    return None


def _refuse(request: HttpRequest, app: SocialApp, reason: str) -> Any:
    door_log.record(
        "login.refused",
        result="denied",
        detail={"municipality": app.settings["municipality"], "reason": reason},
    )
    return render(
        request,
        "accounts/login_refused.html",
        {"reason": reason, "municipality_name": app.name},
        status=403,
    )
