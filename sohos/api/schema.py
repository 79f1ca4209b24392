"""The description of the API, made from the code and the same for everybody."""

import inspect
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from drf_spectacular.validation import validate_schema

from sohos.api import problems
from sohos.api.idempotency import HEADER, LONGEST_KEY

if TYPE_CHECKING:
    from sohos.api.base import ActorView

_PROBLEM = "Problem"
_KEY = OpenApiParameter(
    HEADER,
    {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY},
    OpenApiParameter.HEADER,
    description=(
        "Any text of your own. When you send the same request again with it within"
        " a day, it is not carried out again: the answer is that of the first time."
    ),
)
_EVERYWHERE = {401, 403, 405, 406, 429}
_WITH_BODY = {400, 409, 413, 415, 422}
_TEXT = {"type": "string"}


class ActorSchema(AutoSchema):
    """Adds the permission and every problem that an operation can answer with."""

    def get_summary(self) -> str:
        """Return the first sentence of the docstring."""
        return self._told().partition("\n")[0].strip()

    def get_description(self) -> str:  # type: ignore[override]
        """Return the rest of the docstring, and which permission is asked."""
        rest = self._told().partition("\n")[2].strip()
        asked = cast("ActorView", self.view).permissions_for(self.method)
        if not asked:
            return rest
        scope = " or ".join(f"`{permission}`" for permission in asked)
        return f"{rest}\n\nScope: {scope}.".strip()

    def get_tags(self) -> list[str]:
        """Return the first part of the address after the version."""
        return [self.path.split("/")[3]]

    def get_override_parameters(self) -> list[Any]:
        """Add the key under which a change is carried out once."""
        own: list[Any] = super().get_override_parameters()
        return [*own, _KEY] if self.method == "POST" else own

    def _told(self) -> str:
        view = type(self.view)
        method = vars(view).get(self.method.lower())
        return inspect.getdoc(method or view) or ""

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        for status in sorted(self._refusals()):
            bodies.setdefault(str(status), _refusal(status))
        return bodies

    def _refusals(self) -> set[int]:
        statuses = set(_EVERYWHERE)
        if "{" in self.path:
            statuses.add(404)
        asked = [one for one in self.get_override_parameters() if one is not _KEY]
        if self._is_list_view() or asked:
            statuses.add(problems.UNPROCESSABLE)
        if self.method in {"POST", "PUT", "PATCH"}:
            statuses |= _WITH_BODY
        if self.method == "DELETE":
            statuses |= {409, problems.UNPROCESSABLE}
        return statuses


def with_problem(result: dict[str, Any], **_options: object) -> dict[str, Any]:
    """Add the one form of every refusal to the document, as spectacular's last step."""
    result["components"]["schemas"][_PROBLEM] = PROBLEM
    return result


@cache
def document() -> dict[str, Any]:
    """Return the OpenAPI document; made once per process, because it never differs."""
    with translation.override("en"):
        made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    validate_schema(made)  # type: ignore[no-untyped-call]
    return made


def _refusal(status: int) -> dict[str, Any]:
    response: dict[str, Any] = {
        "description": _MEANINGS[status],
        "content": {
            problems.MEDIA_TYPE: {
                "schema": {"$ref": f"#/components/schemas/{_PROBLEM}"}
            }
        },
    }
    if status in _HEADERS:
        response["headers"] = _HEADERS[status]
    return response


_HEADERS = {
    401: {"WWW-Authenticate": {"schema": _TEXT}},
    405: {"Allow": {"schema": _TEXT}},
    429: {
        "Retry-After": {
            "description": "Seconds until the next try.",
            "schema": {"type": "integer", "minimum": 1},
        }
    },
}
_MEANINGS = {
    400: "The request cannot be read.",
    401: "No token or session, or one that does not count any more.",
    403: "The caller's roles or the token's scope do not give the permission.",
    404: "There is no such thing for this caller, whether or not it exists.",
    405: "The address does not know this method.",
    406: "Only JSON can be answered.",
    409: "Somebody else changed it in the meantime.",
    413: "The body is too large.",
    415: "Only JSON can be read.",
    422: "A rule refuses; `code` says which, `errors` where.",
    429: "Too many requests in this minute.",
}
PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "A refusal (RFC 9457).",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {**_TEXT, "format": "uri"},
        "title": _TEXT,
        "status": {"type": "integer"},
        "code": {**_TEXT, "description": "Stable: decide by this."},
        "detail": _TEXT,
        "saved": {
            "type": "object",
            "description": "With `changed_meanwhile`: what stands there now.",
            "additionalProperties": True,
        },
        "sent": {
            "type": "object",
            "description": "With `changed_meanwhile`: what you sent.",
            "additionalProperties": True,
        },
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "detail"],
                "properties": {
                    "pointer": {**_TEXT, "description": "JSON pointer into the body."},
                    "parameter": _TEXT,
                    "code": _TEXT,
                    "detail": _TEXT,
                },
            },
        },
    },
}
