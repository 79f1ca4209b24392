"""What happens at the door, in the audit log: logins, refusals, second factors."""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.contrib.auth import signals as auth
from django.db import transaction
from django.dispatch import Signal, receiver
from django.http import HttpRequest
from django.utils import timezone

from sohos.accounts import sessions
from sohos.audit import services as audit
from sohos.tenancy import context
from sohos.tenancy.models import User


def record(
    action: str,
    *,
    user_id: int | None = None,
    result: str = "ok",
    detail: dict[str, str | int] | None = None,
) -> None:
    """Add a line about a user, in the chain of the municipality they work in, if any."""

    def write() -> None:
        audit.record(
            action,
            actor=None,
            subject=f"user:{user_id}" if user_id else "",
            at=timezone.now(),  # noqa: TID251
            result=result,
            detail=detail,
        )

    if user_id is not None and context.current() is None:
        with context.identity(user_id):
            write()
    else:
        # Some signals come after the commit, when nothing is bound any more.
        with transaction.atomic():
            write()


def record_locked(*, user_id: int | None) -> None:
    """Record that somebody was turned away after too many attempts."""
    record("login.locked", user_id=user_id, result="denied")


def user_id_of(email: str) -> int | None:
    """Return the user with an address, if there is one."""
    found = User.objects.filter(email=email.strip().lower()).values_list(
        "pk", flat=True
    )
    return found.first()


@receiver(account.user_logged_in)
def _logged_in(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    sessions.begin(request)
    sessions.confine(request, user)
    shown = [
        str(entry.get("type", entry["method"]))
        for entry in sessions.records_of(request, user)
    ]
    record("login.ok", user_id=user.pk, detail={"methods": " ".join(shown)})


@receiver(auth.user_login_failed)
def _login_failed(credentials: dict[str, Any], **_kwargs: Any) -> None:
    user_id = user_id_of(str(credentials.get("email", "")))
    record("login.failed", user_id=user_id, result="denied")


@receiver(auth.user_logged_out)
def _logged_out(user: User | None, **_kwargs: Any) -> None:
    if user is not None:
        record("logout", user_id=user.pk)


@receiver(mfa.authentication_failed)
def _second_factor_failed(user: User, **_kwargs: Any) -> None:
    record("second_factor.failed", user_id=user.pk, result="denied")


@receiver(mfa.authenticator_added)
def _second_factor_added(
    request: HttpRequest, user: User, authenticator: Any, **_kwargs: Any
) -> None:
    sessions.note_second_factor(request, user, authenticator)
    record("second_factor.added", user_id=user.pk, detail={"type": authenticator.type})


@receiver(mfa.authenticator_removed)
def _second_factor_removed(user: User, authenticator: Any, **_kwargs: Any) -> None:
    record(
        "second_factor.removed", user_id=user.pk, detail={"type": authenticator.type}
    )


@receiver(mfa.authenticator_reset)
def _codes_made(user: User, **_kwargs: Any) -> None:
    record("second_factor.codes_made", user_id=user.pk)


def _record_password(action: str, signal: Signal) -> None:
    def changed(user: User, **_kwargs: Any) -> None:
        record(action, user_id=user.pk)

    signal.connect(changed, weak=False, dispatch_uid=action)


_record_password("password.changed", account.password_changed)
_record_password("password.set", account.password_set)
_record_password("password.reset", account.password_reset)
