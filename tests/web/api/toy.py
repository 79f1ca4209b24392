"""The application with one more operation, which writes, refuses and breaks."""

from datetime import UTC, datetime
from typing import Any

from django.urls import include, path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from sohos.api.base import ActorView
from sohos.audit import services as audit
from sohos.core.dates import DayInFutureError
from sohos.core.errors import ConflictError, NotAllowedError, NotFoundError
from sohos.tenancy.permissions import Permission

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)

REFUSALS = {
    "rule": DayInFutureError("adopted_on"),
    "conflict": ConflictError(),
    "not_allowed": NotAllowedError(),
    "not_found": NotFoundError(),
    "fault": ZeroDivisionError(),
}


class MemberSerializer(serializers.Serializer[object]):
    born_on = serializers.DateField()


class ToySerializer(serializers.Serializer[object]):
    name = serializers.CharField(max_length=20)
    members = MemberSerializer(many=True, required=False)
    then = serializers.ChoiceField(sorted(REFUSALS), required=False)


class Toy(ActorView):
    """A toy."""

    permission = Permission.CASE_READ
    write_permission = Permission.CASE_REGISTER
    serializer_class = ToySerializer

    def get(self, request: Request) -> Response:
        """Return a toy."""
        return Response({"name": "Merel"})

    @extend_schema(responses={201: ToySerializer})
    def post(self, request: Request) -> Response:
        """Store something, then refuse when asked to."""
        told = self.get_serializer(data=request.data)
        told.is_valid(raise_exception=True)
        given: dict[str, Any] = told.validated_data
        audit.record("toy.stored", actor=self.actor, subject="toy:1", at=NOW)
        if "then" in given:
            raise REFUSALS[given["then"]]
        return Response(told.data, status=201)


urlpatterns = [
    path("api/v1/toys", Toy.as_view(), name="api-toys"),
    path("", include("sohos.urls")),
]
