"""One request, one transaction, one municipality."""

import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from sohos.core.dates import local_day
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.tenancy import context, elsewhere, selectors
from sohos.tenancy.actor import Actor

MUNICIPALITY_KEY = "municipality"
CONFINED_KEY = "only_municipality"
STARTED_KEY = "started"
LAST_SEEN_KEY = "last_seen"

_View = TypeVar("_View", bound=Callable[..., Any])
_Next = Callable[[HttpRequest], HttpResponseBase]


def without_municipality(view: _View) -> _View:
    """Mark a view that works for somebody who has not chosen where to work."""
    view.without_municipality = True  # type: ignore[attr-defined]
    return view


class TenantMiddleware:
    """Binds the request to the user and the municipality they chose."""

    def __init__(self, get_response: _Next) -> None:
        """Keep the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request inside one transaction of one municipality."""
        request.actor = None  # type: ignore[attr-defined]
        request.elsewhere = []  # type: ignore[attr-defined]
        bearer = getattr(request, "bearer", None)
        if bearer is not None:
            return self._through_token(request, bearer.actor)
        if request.user.is_authenticated:
            return self._in_session(request, int(request.user.pk))
        return self.get_response(request)

    def _in_session(self, request: HttpRequest, user_id: int) -> HttpResponseBase:
        if self._is_over(request):
            return self._end(request)
        municipality_id = self._chosen(request, user_id)
        if municipality_id is None:
            with context.identity(user_id):
                return self._answer(request)
        self._read_elsewhere(request, user_id, municipality_id)
        with context.tenant(municipality_id, user_id=user_id):
            request.actor = self._actor(user_id, municipality_id)  # type: ignore[attr-defined]
            if request.actor is not None:  # type: ignore[attr-defined]
                return self._answer(request)
        request.session.pop(MUNICIPALITY_KEY, None)
        if CONFINED_KEY in request.session:
            return self._end(request)
        return redirect("choose-municipality")

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        """Send somebody who works nowhere yet to the page where they choose."""
        if getattr(view, "login_required", True) is False:
            return None
        chosen = getattr(request, "actor", None) is not None
        if chosen or getattr(view, "without_municipality", False):
            return None
        if view.__module__.startswith("allauth."):
            return None
        return redirect("choose-municipality")

    def process_exception(self, _request: HttpRequest, error: Exception) -> None:
        """Turn the two refusals of the domain into their answers."""
        if isinstance(error, NotAllowedError):
            raise PermissionDenied from error
        if isinstance(error, NotFoundError):
            raise Http404 from error

    def _through_token(self, request: HttpRequest, actor: Actor) -> HttpResponseBase:
        with context.tenant(actor.municipality_id, user_id=actor.user_id):
            request.actor = actor  # type: ignore[attr-defined]
            return self._answer(request)

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code >= 500:  # noqa: PLR2004
            transaction.set_rollback(True)
        return response

    @staticmethod
    def _read_elsewhere(request: HttpRequest, user_id: int, home: int) -> None:
        if CONFINED_KEY not in request.session:
            request.elsewhere = elsewhere.read_elsewhere(  # type: ignore[attr-defined]
                request, user_id, home=home, now=timezone.now()
            )

    @staticmethod
    def _end(request: HttpRequest) -> HttpResponseBase:
        logout(request)
        return redirect(settings.LOGIN_URL)

    @staticmethod
    def _is_over(request: HttpRequest) -> bool:
        now = int(time.time())
        started = request.session.setdefault(STARTED_KEY, now)
        seen = request.session.get(LAST_SEEN_KEY)
        if seen is not None and now - seen > settings.SESSION_IDLE_SECONDS:
            return True
        if now - started > settings.SESSION_COOKIE_AGE:
            return True
        if seen is None or now - seen >= 60:  # noqa: PLR2004
            request.session[LAST_SEEN_KEY] = now
        return False

    @staticmethod
    def _chosen(request: HttpRequest, user_id: int) -> int | None:
        confined = request.session.get(CONFINED_KEY)
        chosen = confined or request.session.get(MUNICIPALITY_KEY)
        if chosen is not None:
            return int(chosen)
        with context.identity(user_id):
            options = selectors.municipalities_of(
                user_id, today=local_day(timezone.now())
            )
        if len(options) != 1:
            return None
        request.session[MUNICIPALITY_KEY] = options[0].id
        return options[0].id

    @staticmethod
    def _actor(user_id: int, municipality_id: int) -> Actor | None:
        today = local_day(timezone.now())
        try:
            return selectors.actor_for(user_id, municipality_id, today=today)
        except NotFoundError:
            return None
