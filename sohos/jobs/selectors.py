"""Reads: how far a job is."""

from dataclasses import dataclass

from django.core.cache import cache

from sohos.core.errors import NotFoundError
from sohos.jobs.models import Job
from sohos.jobs.services import progress_key
from sohos.tenancy.actor import Actor


@dataclass(frozen=True, slots=True)
class JobStatus:
    """What a page shows of a job."""

    id: int
    name: str
    state: str
    done: int
    total: int
    result: dict[str, int | str]

    @property
    def is_over(self) -> bool:
        """Tell whether nothing will change any more."""
        return self.state in {Job.State.DONE, Job.State.FAILED}


def job_status(actor: Actor, *, job_id: int) -> JobStatus:
    """Return how far one of the actor's own jobs is.

    Raises:
        NotFoundError: the actor did not ask for such a job.
    """
    row = Job.objects.filter(
        pk=job_id, municipality_id=actor.municipality_id, asked_by_id=actor.user_id
    ).first()
    if row is None:
        raise NotFoundError
    done, total = cache.get(progress_key(row.pk)) or (0, 0)
    return JobStatus(row.pk, row.name, row.state, done, total, row.result)
