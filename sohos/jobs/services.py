"""Acts: register a job, ask for one, run one, send forgotten ones again."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from celery import current_app
from django.core.cache import cache
from django.db import transaction

from sohos.core.dates import local_day
from sohos.jobs.models import Job
from sohos.tenancy import context
from sohos.tenancy import selectors as tenancy
from sohos.tenancy.actor import Actor

logger = logging.getLogger(__name__)
MAX_ATTEMPTS = 3
FORGOTTEN_AFTER = timedelta(minutes=2)
STUCK_AFTER = timedelta(minutes=30)


class Progress(Protocol):
    """Tells the page how far a job is."""

    def __call__(self, done: int, total: int) -> None:
        """Say that `done` of `total` steps are finished."""


class Work(Protocol):
    """A registered job: runs inside the tenant, may run twice, returns plain values."""

    def __call__(
        self, *, actor: Actor, now: datetime, progress: Progress, **ids: int
    ) -> Mapping[str, int | str]:
        """Do the work."""


_registry: dict[str, Work] = {}


def job(name: str) -> Callable[[Work], Work]:
    """Register a function as the job of that name."""

    def register(work: Work) -> Work:
        if name in _registry:
            raise ValueError(f"two jobs are called {name}")
        _registry[name] = work
        return work

    return register


def names() -> frozenset[str]:
    """Return the names of all registered jobs."""
    return frozenset(_registry)


def after_commit(name: str, *, actor: Actor, now: datetime, **ids: int) -> Job:
    """Ask for a job; it is sent when, and only if, this transaction commits.

    Args:
        name: a registered name.
        actor: for whom; the job runs with that person's permissions.
        now: aware.
        ids: what the job works on; ids only, never personal data.

    Returns:
        The stored job, still queued.
    """
    if name not in _registry:
        raise ValueError(f"no job is called {name}")
    row = Job.objects.create(
        name=name, arguments=ids, asked_by_id=actor.user_id, asked_at=now
    )
    municipality_id = actor.municipality_id
    transaction.on_commit(lambda: _send(row.pk, municipality_id), robust=True)
    return row


def run(job_id: int, municipality_id: int, *, clock: Callable[[], datetime]) -> None:
    """Run a job once more: what was finished stays, what was cut off starts again.

    Args:
        job_id: the job.
        municipality_id: its municipality.
        clock: gives the time, aware.
    """
    with context.tenant(municipality_id):
        row = Job.objects.select_for_update().filter(pk=job_id).first()
        if row is None or row.state in {Job.State.DONE, Job.State.FAILED}:
            return
        row.state, row.started_at = Job.State.RUNNING, clock()
        row.attempts += 1
        row.save(update_fields=["state", "started_at", "attempts"])
    try:
        with context.tenant(municipality_id, user_id=row.asked_by_id):
            result = _work(row, now=clock())
            _finish(row, Job.State.DONE, clock(), result=result)
    except Exception:
        logger.exception("job %s (%s) failed", row.pk, row.name)
        with context.tenant(municipality_id):
            _after_failure(row, clock())


def sweep(*, now: datetime, municipality_ids: list[int]) -> int:
    """Send again what was asked but never started, or never finished.

    Returns:
        How many jobs were sent again.
    """
    sent = 0
    for municipality_id in municipality_ids:
        with context.tenant(municipality_id):
            waiting = Job.objects.filter(
                state=Job.State.QUEUED, asked_at__lt=now - FORGOTTEN_AFTER
            ) | Job.objects.filter(
                state=Job.State.RUNNING, started_at__lt=now - STUCK_AFTER
            )
            ids = list(waiting.values_list("pk", flat=True)[:1000])
        for job_id in ids:
            _send(job_id, municipality_id)
        sent += len(ids)
    return sent


def _send(job_id: int, municipality_id: int) -> None:
    current_app.send_task(
        "jobs.run", kwargs={"job_id": job_id, "municipality_id": municipality_id}
    )


def _work(row: Job, *, now: datetime) -> dict[str, int | str]:
    actor = tenancy.actor_for(
        row.asked_by_id, context.current_municipality(), today=local_day(now)
    )
    key = progress_key(row.pk)

    def progress(done: int, total: int) -> None:
        cache.set(key, (done, total), timeout=3600)

    work = _registry[row.name]
    arguments: dict[str, Any] = row.arguments
    return dict(work(actor=actor, now=now, progress=progress, **arguments))


def progress_key(job_id: int) -> str:
    """Return the name under which the progress of a job is kept."""
    return f"job-progress:{job_id}"


def _finish(
    row: Job, state: Job.State, now: datetime, *, result: dict[str, int | str]
) -> None:
    row.state, row.finished_at, row.result = state, now, result
    row.save(update_fields=["state", "finished_at", "result"])


def _after_failure(row: Job, now: datetime) -> None:
    if row.attempts >= MAX_ATTEMPTS:
        row.error = "unexpected"
        row.state, row.finished_at = Job.State.FAILED, now
    else:
        row.state = Job.State.QUEUED
    row.save(update_fields=["state", "finished_at", "error"])
