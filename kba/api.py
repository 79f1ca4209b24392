"""Operations about KBAs, and their addresses."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import URLPattern, path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from kba import selectors
from kba.serializers import (
    KbaRowSerializer,
    KbaSerializer,
    PriceSerializer,
    StageSerializer,
)
from sohos.api.base import ActorListView, ActorView
from sohos.core.errors import NotFoundError
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


class Kbas(ActorListView):
    """List the KBAs that the caller may read, without their rows.

    Who reads cases gets the KBAs of those cases when the scope holds `case.read` too;
    an accountant gets those that were assigned when it holds `kba.validate`.
    """

    permission = Permission.KBA_READ
    serializer_class = KbaRowSerializer

    def get_queryset(self) -> QuerySet[Any]:
        """Return the KBAs."""
        return selectors.kbas_for(self.actor)


class OneKba(ActorView):
    """One KBA."""

    permission = Permission.KBA_READ
    serializer_class = KbaSerializer

    def get(self, request: Request, kba_id: int) -> Response:
        """Return the rows of a KBA, what they come to, and the stages that count."""
        kba = selectors.kba_of(self.actor, kba_id=kba_id)
        return Response(self.get_serializer(_whole(self.actor, kba)).data)


class KbaOfCase(ActorView):
    """The KBA of a case."""

    permission = Permission.KBA_READ
    serializer_class = KbaSerializer

    def get(self, request: Request, case_id: int) -> Response:
        """Return the KBA of a case."""
        kba = selectors.kba_of_case(self.actor, case_id=case_id)
        if kba is None:
            raise NotFoundError
        return Response(self.get_serializer(_whole(self.actor, kba)).data)


class OneStage(ActorView):
    """One frozen stage."""

    permission = Permission.KBA_READ
    serializer_class = StageSerializer

    def get(self, request: Request, stage_id: int) -> Response:
        """Return what is known of a frozen stage."""
        stage = selectors.stage_of(self.actor, stage_id=stage_id)
        return Response(self.get_serializer(stage).data)


class StageDocument(ActorView):
    """The document of a frozen stage."""

    permission = Permission.KBA_READ
    serializer_class = StageSerializer

    @extend_schema(responses={200: OpenApiTypes.OBJECT})
    def get(self, request: Request, stage_id: int) -> HttpResponse:
        """Return a frozen stage in the open format: the exact bytes that were hashed.

        `docs/kba.schema.json` describes them; their SHA-256 is the `ETag`.
        """
        stage = selectors.stage_of(self.actor, stage_id=stage_id)
        response = HttpResponse(stage.content.encode(), content_type="application/json")
        response["ETag"] = f'"{stage.sha256}"'
        return response


class Prices(ActorListView):
    """List the prices of the catalogue in force, as it was adopted.

    The municipality's own prices are not among them.
    """

    permission = Permission.CATALOGUE_READ
    serializer_class = PriceSerializer

    def get_queryset(self) -> QuerySet[Any]:
        """Return the prices."""
        newest = selectors.catalogue_to_read(self.actor)
        return selectors.prices(self.actor, newest).select_related("catalogue")


_FIELDS = (
    "id",
    "case_id",
    "reference_on",
    "horizon_years",
    "price_year",
    "weeks_per_year",
    "convention",
    "started_at",
)


def _whole(actor: Actor, kba: selectors.KbaHandle) -> dict[str, Any]:
    found = selectors.calculation_of(actor, kba)
    return {
        **{name: getattr(kba, name) for name in _FIELDS},
        "case_code": found.kba.subject.code,
        "lines": selectors.lines_of(kba),
        "years": found.result.contract,
        "stages": selectors.stages_of(selectors.standing_of(kba)),
    }


urlpatterns: list[URLPattern] = [
    path("prices", Prices.as_view(), name="api-prices"),
    path("kbas", Kbas.as_view(), name="api-kbas"),
    path("kbas/<int:kba_id>", OneKba.as_view(), name="api-kba"),
    path("cases/<int:case_id>/kba", KbaOfCase.as_view(), name="api-kba-of-case"),
    path("stages/<int:stage_id>", OneStage.as_view(), name="api-stage"),
    path(
        "stages/<int:stage_id>/document",
        StageDocument.as_view(),
        name="api-stage-document",
    ),
]
