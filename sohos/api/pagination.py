"""Pages by the place of the last row: equally fast at any depth, never a count."""

from collections.abc import Sequence
from typing import Any

from django.core import signing
from django.db.models import F, Model, QuerySet
from django.db.models.fields.tuple_lookups import (
    Tuple,
    TupleGreaterThan,
    TupleLessThan,
)
from django.utils.translation import gettext_lazy as _
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from sohos.api.problems import WrongParameterError

USUAL = 50
MOST = 200
_OPENAPI_PARAMETERS: list[dict[str, Any]] = [
    {
        "name": "cursor",
        "in": "query",
        "description": "Where to go on: taken from `next` of the page before.",
        "schema": {"type": "string"},
    },
    {
        "name": "limit",
        "in": "query",
        "description": "How many rows at most.",
        "schema": {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
    },
]


class KeysetPagination(BasePagination):
    """Goes through the rows in the order of the view, which ends in a unique column.

    The columns of `ordering` are never empty and all go the same way, so that one
    comparison of rows finds the next page along the index.
    """

    def paginate_queryset(
        self, queryset: Any, request: Request, view: Any = None
    ) -> list[Any]:
        """Return the rows after the cursor."""
        self._request = request
        self._ordering: Sequence[str] = view.ordering
        self._columns = [name.removeprefix("-") for name in self._ordering]
        limit = _limit(request)
        self._salt = f"api:{queryset.model._meta.label}:{','.join(self._ordering)}"
        rows: QuerySet[Any] = queryset.order_by(*self._ordering)
        if cursor := request.query_params.get("cursor"):
            rows = rows.filter(self._after(self._read(cursor)))
        found = list(rows[: limit + 1])
        self._last = found[limit - 1] if len(found) > limit else None
        return found[:limit]

    def get_paginated_response(self, data: Any) -> Response:
        """Return the rows and the address of the next page."""
        return Response({"results": data, "next": self._next()})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Describe a page."""
        return {
            "type": "object",
            "required": ["results", "next"],
            "properties": {
                "results": schema,
                "next": {
                    "type": ["string", "null"],
                    "format": "uri",
                    "description": "The next page; null on the last one.",
                },
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Describe what goes into the address."""
        return _OPENAPI_PARAMETERS

    def _after(self, place: list[Any]) -> TupleLessThan | TupleGreaterThan:
        down = self._ordering[0].startswith("-")
        comparison = TupleLessThan if down else TupleGreaterThan
        return comparison(Tuple(*map(F, self._columns)), tuple(place))

    def _read(self, cursor: str) -> list[Any]:
        try:
            place: list[Any] = signing.loads(cursor, salt=self._salt)
        except signing.BadSignature as error:
            text = _("Neem de cursor over uit `next` van de vorige bladzijde.")
            raise WrongParameterError("cursor", text) from error
        return place

    def _next(self) -> str | None:
        if self._last is None:
            return None
        place = [_plain(self._last, name) for name in self._columns]
        query = self._request.query_params.copy()
        query["cursor"] = signing.dumps(place, salt=self._salt)
        uri: str = self._request.build_absolute_uri(f"?{query.urlencode()}")
        return uri


def _plain(row: Model, name: str) -> str | int:
    value = getattr(row, name)
    return value if isinstance(value, int) else str(value)


def _limit(request: Request) -> int:
    text = request.query_params.get("limit", str(USUAL))
    limit = int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 0  # noqa: PLR2004
    if not 1 <= limit <= MOST:
        detail = _("Geef een getal van 1 tot en met %(most)s.") % {"most": MOST}
        raise WrongParameterError("limit", detail)
    return limit
