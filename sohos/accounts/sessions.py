"""What a session has shown so far: its methods, its second factor, its confinement."""

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.internal.flows.login import (
    get_authentication_records,
    record_authentication,
)
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from sohos.tenancy.middleware import (
    CONFINED_KEY,
    LAST_SEEN_KEY,
    MUNICIPALITY_KEY,
    STARTED_KEY,
)
from sohos.tenancy.models import User

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
_FEDERATED = "socialaccount"


def records_of(request: HttpRequest, user: User | None = None) -> list[dict[str, Any]]:
    """Return how a user has shown who they are in this session, oldest first."""
    found: list[dict[str, Any]] = get_authentication_records(
        request, user or request.user
    )
    return found


def user_id_of(request: HttpRequest) -> int:
    """Return the user of a request that is logged in."""
    if request.user.pk is None:
        raise PermissionDenied
    return request.user.pk


def has_second_factor(request: HttpRequest, user: User | None = None) -> bool:
    """Tell whether this session has shown a second factor."""
    return any(
        record["method"] == "mfa" or bool(record.get("second_factor"))
        for record in records_of(request, user)
    )


def owns_second_factor(user_id: int) -> bool:
    """Tell whether a user has set up a second factor."""
    owned = Authenticator.objects.filter(user_id=user_id, type__in=SECOND_FACTORS)
    return bool(owned.exists())


def note_second_factor(request: HttpRequest, user: User, authenticator: Any) -> None:
    """Count a second factor that was set up in this session as shown."""
    if authenticator.type in SECOND_FACTORS:
        record_authentication(
            request,
            user,
            "mfa",
            id=authenticator.pk,
            type=authenticator.type,
            set_up=True,
        )


def note_federated(
    request: HttpRequest, user: User, *, municipality_id: int, second_factor: bool
) -> None:
    """Count the word of a municipality's provider, for that municipality."""
    record_authentication(
        request,
        user,
        _FEDERATED,
        municipality=municipality_id,
        second_factor=second_factor,
    )


def counts_federated_factor(request: HttpRequest, user: User) -> bool:
    """Tell whether the provider has shown a second factor that may count."""
    return any(record.get("second_factor") for record in records_of(request, user))


def begin(request: HttpRequest) -> None:
    """Let the idle time and the twelve hours count from the login itself."""
    now = int(time.time())
    request.session[STARTED_KEY] = request.session[LAST_SEEN_KEY] = now


def confine(request: HttpRequest, user: User) -> None:
    """Bind a session that rests on a provider's word to that one municipality.

    A municipality's provider may say who somebody is there, and nowhere else.
    """
    records = records_of(request, user)
    own = any(
        record["method"] == "password" or _is_passkey(record) for record in records
    )
    places = [
        record["municipality"] for record in records if record["method"] == _FEDERATED
    ]
    request.session.pop(CONFINED_KEY, None)
    if places and not own:
        request.session[CONFINED_KEY] = places[-1]
        request.session[MUNICIPALITY_KEY] = places[-1]


def confined_to(request: HttpRequest) -> int | None:
    """Return the only municipality that this session may enter, if so."""
    confined: int | None = request.session.get(CONFINED_KEY)
    return confined


def is_setting_up(request: HttpRequest) -> bool:
    """Tell whether somebody has just logged in to set up their first second factor."""
    records = records_of(request)
    limit = app_settings.REAUTHENTICATION_TIMEOUT
    is_fresh = bool(records) and time.time() - float(records[-1]["at"]) < limit
    has_just_set_up = any(record.get("set_up") for record in records)
    return is_fresh and (has_just_set_up or not owns_second_factor(user_id_of(request)))


def _is_passkey(record: dict[str, Any]) -> bool:
    return record["method"] == "mfa" and bool(record.get("passwordless"))
