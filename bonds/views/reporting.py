"""Quarterly reports: which there are, order one, follow it, download it."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from bonds import selectors, services
from bonds.domain.pool import MONTHS_OF_QUARTER, quarter_of
from bonds.forms.investing import quarter_name
from sohos.core.dates import local_day
from sohos.core.errors import NotFoundError
from sohos.documents import selectors as documents
from sohos.jobs import selectors as jobs
from sohos.tenancy.actor import ActorRequest
from sohos.tenancy.permissions import Permission

STOP_POLLING = 286


@require_safe
def quarter_reports(request: ActorRequest) -> HttpResponse:
    """List the quarters of each bond that can be reported."""
    today = local_day(timezone.now())
    bonds = [
        (
            bond,
            [
                (
                    quarter_name(end),
                    quarter_of(end),
                    end,
                    end.month // MONTHS_OF_QUARTER,
                )
                for end in selectors.quarters_to_report(bond, today=today)
            ],
        )
        for bond, _investor in selectors.reportable_bonds(request.actor)
    ]
    context = {
        "bonds": bonds,
        "is_investor": not request.actor.can(Permission.BOND_READ),
        "pdf_available": documents.pdf_available(),
    }
    return render(request, "bonds/quarter_reports.html", context)


@require_POST
def render_quarter(
    request: ActorRequest, bond_id: int, year: int, quarter: int
) -> HttpResponse:
    """Order the report of a quarter."""
    bond, through_on = _quarter(request, bond_id, year, quarter)
    if documents.pdf_available():
        services.ask_quarter_report(
            actor=request.actor,
            bond_id=bond.pk,
            through_on=through_on,
            language=get_language() or "nl",
            now=timezone.now(),
        )
    return redirect("quarter-progress", bond_id=bond_id, year=year, quarter=quarter)


@require_safe
def quarter_progress(
    request: ActorRequest, bond_id: int, year: int, quarter: int
) -> HttpResponse:
    """Show how far the report of a quarter is."""
    bond, through_on = _quarter(request, bond_id, year, quarter)
    report = selectors.report_asked(request.actor, bond, through_on=through_on)
    job = None
    if report is not None and report.job_id is not None:
        job = jobs.job_status(request.actor, job_id=report.job_id)
    context = {
        "bond": bond,
        "year": year,
        "quarter": quarter,
        "name": quarter_name(through_on),
        "job": job,
        "pdf_available": documents.pdf_available(),
    }
    if request.headers.get("HX-Request") and job is not None:
        code = STOP_POLLING if job.is_over else 200
        return render(request, "bonds/quarter_job.html", context, status=code)
    return render(request, "bonds/quarter_progress.html", context)


@require_safe
def quarter_report(
    request: ActorRequest, bond_id: int, year: int, quarter: int
) -> HttpResponse:
    """Download the report of a quarter, or show how far it is."""
    bond, through_on = _quarter(request, bond_id, year, quarter)
    report = selectors.report_asked(request.actor, bond, through_on=through_on)
    if report is None or report.file_id is None:
        return redirect("quarter-progress", bond_id=bond_id, year=year, quarter=quarter)
    return documents.download(request.actor, file_id=report.file_id)


def _quarter(
    request: ActorRequest, bond_id: int, year: int, quarter: int
) -> tuple[selectors.BondRow, date]:
    """Return the bond and the last day of one of its quarters that can be reported."""
    bond, _investor = selectors.reportable_bond(request.actor, bond_id=bond_id)
    today = local_day(timezone.now())
    for end in selectors.quarters_to_report(bond, today=today):
        if (end.year, end.month) == (year, quarter * MONTHS_OF_QUARTER):
            return bond, end
    raise NotFoundError
