"""How far a job is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sohos.jobs import selectors
from sohos.tenancy.actor import Actor

STOP_POLLING = 286


class _Request(HttpRequest):
    """A request of an actor, perhaps made by htmx."""

    actor: Actor
    htmx: object


@require_GET
def job(request: _Request, job_id: int) -> HttpResponse:
    """Show how far one of the user's own jobs is; the page asks again by itself."""
    status = selectors.job_status(request.actor, job_id=job_id)
    if not request.htmx:
        return render(request, "jobs/job.html", {"job": status})
    code = STOP_POLLING if status.is_over else 200
    return render(request, "jobs/progress.html", {"job": status}, status=code)
