"""Every refusal as a problem that a program can read (RFC 9457)."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, cast

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import DataError
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from sohos.core.errors import (
    ConflictError,
    DomainError,
    NotAllowedError,
    NotFoundError,
)

MEDIA_TYPE = "application/problem+json"
UNPROCESSABLE = 422
TITLES: dict[int, Promise] = {
    400: _("De aanvraag is niet te lezen."),
    401: _("Log in of stuur een geldig token mee."),
    403: _("Dit mag hier niet."),
    404: _("Dit bestaat niet, of niet voor deze aanroeper."),
    405: _("Dit kan niet op dit adres."),
    406: _("Het antwoord bestaat alleen als JSON."),
    409: _("Iemand anders was eerder; lees opnieuw en probeer het nog eens."),
    413: _("De aanvraag is te groot."),
    415: _("De aanvraag moet JSON zijn."),
    422: _("Een regel staat dit niet toe, of er ontbreekt iets."),
    429: _("Te veel aanvragen in korte tijd."),
    500: _("Er ging iets mis. Er is niets veranderd."),
}


class WrongParameterError(exceptions.APIException):
    """A parameter in the address makes no sense."""

    status_code = UNPROCESSABLE
    default_code = "invalid_parameter"

    def __init__(self, parameter: str, detail: Any) -> None:
        """Name the parameter and say what it should have been."""
        super().__init__(detail)
        self.parameter = parameter


class WrittenMeanwhileError(exceptions.APIException):
    """Somebody else saved it since it was read: both texts go into the answer."""

    status_code = 409
    default_code = "changed_meanwhile"

    def __init__(self, *, saved: Any, sent: Any) -> None:
        """Keep what stands there now, with its version, and what came."""
        super().__init__()
        self.texts = {"saved": saved, "sent": sent}


def problem(
    status: int,
    code: str,
    *,
    detail: str = "",
    errors: list[dict[str, str]] | None = None,
) -> dict[str, Any]:
    """Return the body of a problem.

    Args:
        status: the HTTP status.
        code: stable; programs decide by it.
        detail: what is special about this time.
        errors: what was wrong with which field (`pointer`, a JSON pointer into the
            body) or with which `parameter`, each with its own `code` and `detail`.
    """
    title = TITLES.get(status) or HTTPStatus(status).phrase
    body: dict[str, Any] = {
        "type": f"urn:sohos:problem:{code}",
        "title": str(title),
        "status": status,
        "code": code,
    }
    if detail:
        body["detail"] = detail
    if errors:
        body["errors"] = errors
    return body


def answer(error: Exception, _context: Mapping[str, Any]) -> Response | None:
    """Turn an error of a view into its problem; None for a fault in the program."""
    status, body, headers = _described(error)
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        return None
    set_rollback()
    return Response(body, status=status, headers=headers, content_type=MEDIA_TYPE)


_SIMPLE: dict[type[Exception], tuple[int, str]] = {
    NotAllowedError: (403, "permission_denied"),
    PermissionDenied: (403, "permission_denied"),
    NotFoundError: (404, "not_found"),
    Http404: (404, "not_found"),
    RequestDataTooBig: (413, "too_large"),
    DataError: (UNPROCESSABLE, "value_out_of_range"),
}


def _described(error: Exception) -> tuple[int, dict[str, Any], dict[str, str]]:
    if isinstance(error, DomainError):
        status = 409 if isinstance(error, ConflictError) else UNPROCESSABLE
        detail = ", ".join(map(str, error.args))
        return status, problem(status, error.code, detail=detail), {}
    if isinstance(error, exceptions.ValidationError):
        found = list(_field_errors(error.detail, ""))
        return UNPROCESSABLE, problem(UNPROCESSABLE, "invalid", errors=found), {}
    if isinstance(error, exceptions.APIException):
        return error.status_code, _of_framework(error), _headers(error)
    for kind, (status, code) in _SIMPLE.items():
        if isinstance(error, kind):
            return status, problem(status, code), {}
    return 500, {}, {}


def _of_framework(error: exceptions.APIException) -> dict[str, Any]:
    code, detail = str(error.get_codes()), str(error.detail)
    if isinstance(error, WrongParameterError):
        wrong = {"parameter": str(error.parameter), "code": code, "detail": detail}
        return problem(error.status_code, code, errors=[wrong])
    if isinstance(error, WrittenMeanwhileError):
        return problem(error.status_code, code) | error.texts
    return problem(error.status_code, code, detail=detail)


def _headers(error: exceptions.APIException) -> dict[str, str]:
    headers: dict[str, str] = {}
    challenge = getattr(error, "auth_header", None)
    if challenge:
        headers["WWW-Authenticate"] = challenge
    wait = getattr(error, "wait", None)
    if wait:
        headers["Retry-After"] = str(int(wait))
    return headers


def _field_errors(detail: Any, pointer: str) -> Iterator[dict[str, str]]:
    if isinstance(detail, exceptions.ErrorDetail):
        yield {
            "pointer": f"#{pointer}",
            "code": str(detail.code),
            "detail": str(detail),
        }
    elif isinstance(detail, dict):
        for name, inner in detail.items():
            yield from _field_errors(inner, pointer + _step(str(name)))
    else:
        for index, inner in enumerate(cast("list[Any]", detail)):
            leaf = isinstance(inner, exceptions.ErrorDetail)
            yield from _field_errors(inner, pointer if leaf else f"{pointer}/{index}")


def _step(name: str) -> str:
    if name == "non_field_errors":
        return ""
    return "/" + name.replace("~", "~0").replace("/", "~1")
