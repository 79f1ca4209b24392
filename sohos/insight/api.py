"""The figures of the dashboard for programs, hidden as they are on the page."""

from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from sohos.api.base import ActorView
from sohos.api.problems import WrongParameterError
from sohos.core.dates import local_day
from sohos.insight import selectors
from sohos.insight.forms import CohortForm, cohort_from
from sohos.insight.serializers import DashboardSerializer
from sohos.tenancy.permissions import Permission

_CHOICES = [
    OpenApiParameter("programme", int, description="Only this programme."),
    OpenApiParameter("year", int, description="Only registered in this year."),
    OpenApiParameter("team", int, description="Only this team."),
]


class Figures(ActorView):
    """The dashboard of the municipality."""

    permission = Permission.DASHBOARD_READ
    serializer_class = DashboardSerializer

    @extend_schema(parameters=_CHOICES)
    def get(self, request: Request) -> Response:
        """Return what the maatwerk yields, for a choice of households.

        Numbers that would give a household away are null, also when answers to
        different questions are taken from each other. The scope holds `bond.read` too.
        """
        chosen = request.query_params
        board = selectors.dashboard_of(
            self.actor, cohort=cohort_from(chosen), today=local_day(timezone.now())
        )
        form = CohortForm(chosen, options=board.options)
        for name in form.errors:
            text = _("Kies een van de waarden die er zijn, of geen.")
            raise WrongParameterError(name, text)
        return Response(self.get_serializer(board).data)


urlpatterns: list[URLPattern] = [
    path("dashboard", Figures.as_view(), name="api-dashboard"),
]
