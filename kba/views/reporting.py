"""The report of a stage: order it, follow it, download it; and its open document."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from kba import selectors, services
from kba.domain.stages import Stage as StageKind
from kba.forms import labels, workbook
from kba.views import page
from sohos.documents import selectors as documents
from sohos.jobs import selectors as jobs
from sohos.tenancy.actor import ActorRequest
from sohos.tenancy.permissions import Permission

STOP_POLLING = 286
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_POST
def render_report(request: ActorRequest, stage_id: int) -> HttpResponse:
    """Order the report of a stage."""
    request.actor.require(Permission.KBA_REPORT)
    stage = selectors.stage_of(request.actor, stage_id=stage_id)
    if documents.pdf_available():
        services.ask_report(
            actor=request.actor,
            stage_id=stage.pk,
            language=get_language() or "nl",
            now=timezone.now(),
        )
    return redirect("report-progress", stage_id=stage.pk)


@require_safe
def report_progress(request: ActorRequest, stage_id: int) -> HttpResponse:
    """Show how far the report of a stage is."""
    request.actor.require(Permission.KBA_REPORT)
    stage = selectors.stage_of(request.actor, stage_id=stage_id)
    report = selectors.report_of(request.actor, stage)
    job = None
    if report is not None:
        job = jobs.job_status(request.actor, job_id=report.job_id)
    context = {
        **page.about(request.actor, stage.kba),
        "stage": stage,
        "stage_name": labels.STAGES[StageKind(stage.kind)],
        "job": job,
        "pdf_available": documents.pdf_available(),
    }
    if request.headers.get("HX-Request") and job is not None:
        code = STOP_POLLING if job.is_over else 200
        return render(request, "kba/report_job.html", context, status=code)
    return render(request, "kba/report_progress.html", context)


@require_safe
def kba_report(request: ActorRequest, stage_id: int) -> HttpResponse:
    """Download the report of a stage, or show how far it is."""
    request.actor.require(Permission.KBA_REPORT)
    stage = selectors.stage_of(request.actor, stage_id=stage_id)
    file_id = selectors.report_file_of(request.actor, stage)
    if file_id is None:
        return redirect("report-progress", stage_id=stage.pk)
    return documents.download(request.actor, file_id=file_id)


@require_safe
def kba_document(request: ActorRequest, stage_id: int) -> HttpResponse:
    """Download a stage in the open format: the exact bytes that were hashed."""
    stage = selectors.stage_of(request.actor, stage_id=stage_id)
    name = f"kba-{page.about(request.actor, stage.kba)['case_code']}-{stage.kind}.json"
    response = HttpResponse(stage.content.encode(), content_type="application/json")
    response["Content-Disposition"] = content_disposition_header(True, name)  # noqa: FBT003
    response["ETag"] = f'"{stage.sha256}"'
    return response


@require_safe
def kba_workbook(request: ActorRequest, stage_id: int) -> HttpResponse:
    """Download a stage as a workbook that calculates along."""
    stage = selectors.stage_of(request.actor, stage_id=stage_id)
    name = f"kba-{page.about(request.actor, stage.kba)['case_code']}-{stage.kind}.xlsx"
    content = workbook.workbook_of(selectors.frozen_of(stage))
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, name)  # noqa: FBT003
    return response
