"""Operations about cases, and their addresses."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import URLPattern, path
from rest_framework.request import Request
from rest_framework.response import Response

from cases import selectors
from cases.serializers import CaseSerializer
from sohos.api.base import ActorListView, ActorView
from sohos.tenancy.permissions import Permission


class Cases(ActorListView):
    """List the cases of which the caller may see everything, newest first.

    A casemanager gets the own cases and those that were opened to them or their team.
    A team lead gets those of the team when the scope holds `case.assign` too.
    """

    permission = Permission.CASE_READ
    serializer_class = CaseSerializer
    ordering: ClassVar[tuple[str, ...]] = ("-registered_on", "-id")

    def get_queryset(self) -> QuerySet[Any]:
        """Return the caller's cases."""
        return selectors.cases_for(self.actor)


class OneCase(ActorView):
    """One case."""

    permission = Permission.CASE_READ
    serializer_class = CaseSerializer

    def get(self, request: Request, case_id: int) -> Response:
        """Return a case."""
        case = selectors.case_of(self.actor, case_id=case_id)
        return Response(self.get_serializer(case).data)


urlpatterns: list[URLPattern] = [
    path("cases", Cases.as_view(), name="api-cases"),
    path("cases/<int:case_id>", OneCase.as_view(), name="api-case"),
]
