"""Pages that only read: the controller's dashboard, and the load of a team."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.domain.phases import Phase
from sohos.core.dates import local_day
from sohos.insight import drawing, export, selectors, texts
from sohos.insight.forms import CohortForm, cohort_from
from sohos.tenancy.actor import ActorRequest

UNPROCESSABLE = 422


@require_safe
def dashboard(request: ActorRequest) -> HttpResponse:
    """Show what the maatwerk yields, for a choice of households."""
    today = local_day(timezone.now())
    board = selectors.dashboard_of(
        request.actor, cohort=cohort_from(request.GET), today=today
    )
    form = CohortForm(request.GET, options=board.options)
    return render(
        request,
        "insight/dashboard.html",
        {
            "board": board,
            "form": form,
            "today": today,
            "started": board.step(Phase.UITVOERING),
            "measured": board.step(Phase.JAARGRENS),
            "points": texts.points_of(board, actor=request.actor, today=today),
            "page": drawing.board_page(board),
        },
        status=200 if form.is_valid() else UNPROCESSABLE,
    )


@require_safe
def dashboard_export(request: ActorRequest) -> HttpResponse:
    """Send the same figures as a table, hidden alike."""
    today = local_day(timezone.now())
    board = selectors.dashboard_of(
        request.actor, cohort=cohort_from(request.GET), today=today
    )
    form = CohortForm(request.GET, options=board.options)
    if not form.is_valid():
        return HttpResponse(status=UNPROCESSABLE)
    name = f"sohos-{request.actor.municipality.slug}-{today.isoformat()}.csv"
    return HttpResponse(
        export.as_csv(board, form.chosen()),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_safe
def team_overview(request: ActorRequest) -> HttpResponse:
    """Show the load and the ageing of the team lead's teams."""
    today = local_day(timezone.now())
    overview = selectors.team_overview_of(request.actor, today=today)
    return render(
        request,
        "insight/team_overview.html",
        {"page": drawing.team_page(overview, today=today), "today": today},
    )
