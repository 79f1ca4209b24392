"""Operations about bonds, and their addresses."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from bonds import selectors
from bonds.forms.investing import AsOfForm, positions_elsewhere
from bonds.serializers import BondRowSerializer, BondSerializer, PositionsSerializer
from sohos.api.base import ActorListView, ActorView
from sohos.api.problems import WrongParameterError
from sohos.core.dates import local_day
from sohos.tenancy.actor import ActorRequest
from sohos.tenancy.elsewhere import reads_elsewhere
from sohos.tenancy.permissions import Permission


class Bonds(ActorListView):
    """List the bonds of the municipality, newest first."""

    permission = Permission.BOND_READ
    serializer_class = BondRowSerializer

    def get_queryset(self) -> QuerySet[Any]:
        """Return the bonds."""
        return selectors.bonds_for(self.actor)


class OneBond(ActorView):
    """One bond."""

    permission = Permission.BOND_READ
    serializer_class = BondSerializer

    def get(self, request: Request, bond_id: int) -> Response:
        """Return the state of a bond: interest budget, money, and cases by standing.

        Small groups of cases are hidden as they are for investors, so that the answer
        may be passed on.
        """
        bond = selectors.bond_of(self.actor, bond_id=bond_id)
        status = selectors.bond_status(
            self.actor, bond=bond, today=local_day(timezone.now())
        )
        found = {
            "bond": bond,
            "budget": status.budget,
            "position": status.position,
            "pool": selectors.pool_of(bond, status.stands),
        }
        return Response(self.get_serializer(found).data)


class Positions(ActorView):
    """The caller's own positions."""

    permission = Permission.POSITION_READ
    serializer_class = PositionsSerializer

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "as_of", date, description="Only what happened until then."
            ),
        ]
    )
    def get(self, request: Request) -> Response:
        """Return an investor's own position in each bond; no case is in it.

        A token opens one municipality; whoever is logged in reads the positions in
        every municipality where they lend.
        """
        today = local_day(timezone.now())
        form = AsOfForm(today=today, data=request.query_params)
        if not form.is_valid():
            raise WrongParameterError("as_of", form.errors["as_of"][0])
        pages = selectors.investor_pages(self.actor, today=today, as_of=form.day())
        asked: ActorRequest = request._request  # type: ignore[assignment]
        pages += [page for found in asked.elsewhere for page in found]
        return Response(self.get_serializer({"results": pages, "next": None}).data)


urlpatterns: list[URLPattern] = [
    path("bonds", Bonds.as_view(), name="api-bonds"),
    path("bonds/<int:bond_id>", OneBond.as_view(), name="api-bond"),
    path(
        "positions",
        reads_elsewhere(Permission.POSITION_READ, positions_elsewhere)(
            Positions.as_view()
        ),
        name="api-positions",
    ),
]
