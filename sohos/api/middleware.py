"""The way in with a token, and one form for every refusal below the API."""

from collections.abc import Callable
from http import HTTPStatus

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils import timezone

from sohos.api import problems, services

PREFIX = "/api/v1/"

_Next = Callable[[HttpRequest], HttpResponseBase]


class ProblemMiddleware:
    """Answers programs with problems where people would get a page."""

    def __init__(self, get_response: _Next) -> None:
        """Keep the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and put a problem in the place of an error page or a redirect."""
        response = self.get_response(request)
        if not request.path_info.startswith(PREFIX) or _is_for_programs(response):
            return response
        status, code = response.status_code, _code_of(response.status_code)
        if status < HTTPStatus.BAD_REQUEST:
            # People are sent to log in, to choose a municipality, to a second factor.
            status, code = HTTPStatus.UNAUTHORIZED, "session_not_ready"
        answer = JsonResponse(
            problems.problem(status, code),
            status=status,
            content_type=problems.MEDIA_TYPE,
        )
        answer.cookies = response.cookies
        if status == HTTPStatus.UNAUTHORIZED:
            answer["WWW-Authenticate"] = 'Bearer realm="SOHOS"'
        return answer


class TokenMiddleware:
    """Finds out whose token came along; `TenantMiddleware` binds the request to it."""

    def __init__(self, get_response: _Next) -> None:
        """Keep the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer as the token's user; a session that came along does not count."""
        secret = _secret_of(request)
        if secret is None or not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        try:
            bearer = services.use_token(secret, now=timezone.now())
        except services.TokenRefusedError as error:
            request.refusal = error.refusal  # type: ignore[attr-defined]
            request.user = AnonymousUser()
            return self.get_response(request)
        request.bearer = bearer  # type: ignore[attr-defined]
        request.user = bearer.user
        return self.get_response(request)


def _secret_of(request: HttpRequest) -> str | None:
    scheme, _space, secret = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else None


def _is_for_programs(response: HttpResponseBase) -> bool:
    if response.status_code < HTTPStatus.MULTIPLE_CHOICES:
        return True
    return response.get("Content-Type", "").startswith(problems.MEDIA_TYPE)


def _code_of(status: int) -> str:
    return HTTPStatus(status).name.lower()
