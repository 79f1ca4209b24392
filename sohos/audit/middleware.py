"""Every page somebody opens and every form somebody sends leaves a line."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from sohos.audit import services
from sohos.tenancy import context

_Next = Callable[[HttpRequest], HttpResponseBase]
_RESULTS = {403: "denied", 404: "not_found", 409: "conflict", 422: "refused"}
_SERVER_ERROR = 500
_CLIENT_ERROR = 400


class AuditMiddleware:
    """Writes who asked for which address, with what result, in the same transaction."""

    def __init__(self, get_response: _Next) -> None:
        """Keep the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request and record that it was made."""
        token = services.origin.set(request.META.get("REMOTE_ADDR", "")[:64])
        try:
            response = self.get_response(request)
            self._record(request, response.status_code)
        finally:
            services.origin.reset(token)
        return response

    @staticmethod
    def _record(request: HttpRequest, status: int) -> None:
        match = request.resolver_match
        if context.current() is None or status >= _SERVER_ERROR:
            return
        name = match.view_name if match else ""
        arguments = match.kwargs if match else {}
        actor = getattr(request, "actor", None)
        purpose = str(request.session.get("purpose", ""))
        if not purpose and actor is not None and status < _CLIENT_ERROR:
            purpose = services.purpose_of(actor, arguments)
        services.record(
            f"{request.method.lower() if request.method else ''} {name}"[:80],
            actor=actor,
            subject=" ".join(f"{key}:{value}" for key, value in arguments.items())[
                :160
            ],
            at=timezone.now(),
            result=_RESULTS.get(status, "ok" if status < _CLIENT_ERROR else "refused"),
            purpose=purpose[:300],
        )
