"""What Celery knows: run one job, and look for forgotten ones."""

from celery import shared_task
from django.utils import timezone

from sohos.jobs import services
from sohos.tenancy.models import Municipality


@shared_task(name="jobs.run")
def run_job(*, job_id: int, municipality_id: int) -> None:
    """Run a job under its tenant."""
    services.run(job_id, municipality_id, clock=timezone.now)


@shared_task(name="jobs.sweep")
def sweep() -> None:
    """Send forgotten jobs again, municipality by municipality."""
    ids = list(Municipality.objects.order_by("id").values_list("id", flat=True))
    services.sweep(now=timezone.now(), municipality_ids=ids)
