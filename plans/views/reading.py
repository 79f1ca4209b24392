"""Pages of the household: the plan to read together, and on paper."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from plans import selectors, services
from plans.forms import family
from sohos.documents import selectors as documents
from sohos.jobs import selectors as jobs
from sohos.tenancy.actor import ActorRequest

STOP_POLLING = 286


@require_safe
def read_plan(request: ActorRequest, plan_id: int) -> HttpResponse:
    """Show the plan as the household reads it."""
    plan = selectors.plan_of(request.actor, plan_id=plan_id)
    content = selectors.content_of(request.actor, plan)
    context = family.context_of(request.actor, plan, content)
    return render(request, "plans/read_plan.html", context)


@require_POST
def render_edition(request: ActorRequest, plan_id: int) -> HttpResponse:
    """Ask for the plan on paper."""
    plan = selectors.plan_of(request.actor, plan_id=plan_id)
    if documents.pdf_available():
        services.ask_edition(
            actor=request.actor,
            plan_id=plan.pk,
            is_large=request.POST.get("size") == "large",
            language=get_language() or "nl",
            now=timezone.now(),
        )
    return redirect("edition-progress", plan_id=plan.pk)


@require_safe
def edition_progress(request: ActorRequest, plan_id: int) -> HttpResponse:
    """Show how far the edition is."""
    plan = selectors.plan_of(request.actor, plan_id=plan_id)
    edition = selectors.edition_asked(request.actor, plan)
    job = None
    if edition is not None:
        job = jobs.job_status(request.actor, job_id=edition.job_id)
    context = {
        "plan": plan,
        "job": job,
        "edition": edition,
        "pdf_available": documents.pdf_available(),
    }
    if request.headers.get("HX-Request") and job is not None:
        code = STOP_POLLING if job.is_over else 200
        return render(request, "plans/edition_job.html", context, status=code)
    return render(request, "plans/edition_progress.html", context)


@require_safe
def plan_edition(request: ActorRequest, plan_id: int) -> HttpResponse:
    """Download the edition that the actor asked for last, or show how far it is."""
    plan = selectors.plan_of(request.actor, plan_id=plan_id)
    edition = selectors.edition_asked(request.actor, plan)
    if edition is None or edition.file_id is None:
        return redirect("edition-progress", plan_id=plan.pk)
    return documents.download(request.actor, file_id=edition.file_id)
