"""Operations about bonds, and their addresses."""

from typing import Any

from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from bonds import selectors
from bonds.serializers import BondRowSerializer, BondSerializer, PositionsSerializer
from sohos.api.base import ActorListView, ActorView
from sohos.core.dates import local_day
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

    def get(self, request: Request) -> Response:
        """Return an investor's own position in each bond; no case is in it."""
        pages = selectors.investor_pages(self.actor, today=local_day(timezone.now()))
        return Response(self.get_serializer({"results": pages, "next": None}).data)


urlpatterns: list[URLPattern] = [
    path("bonds", Bonds.as_view(), name="api-bonds"),
    path("bonds/<int:bond_id>", OneBond.as_view(), name="api-bond"),
    path("positions", Positions.as_view(), name="api-positions"),
]
