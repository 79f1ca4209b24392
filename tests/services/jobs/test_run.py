from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import pytest
from celery import Celery
from pytest_django import DjangoCaptureOnCommitCallbacks

from sohos.core.errors import NotFoundError
from sohos.jobs import selectors, services, tasks
from sohos.jobs.models import Job
from sohos.tenancy import context
from sohos.tenancy.actor import Actor
from sohos.tenancy.models import Membership
from sohos.tenancy.permissions import Role
from tests.towns import Town

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


class Bench:
    """A job whose work the test decides, and the messages that were sent."""

    def __init__(self) -> None:
        """Begin with work that succeeds."""
        self.work: Callable[[Actor], Mapping[str, int | str]] = lambda _actor: {}
        self.ran = 0
        self.sent: list[tuple[int, int]] = []

    def __call__(
        self, *, actor: Actor, now: datetime, progress: services.Progress, **ids: int
    ) -> Mapping[str, int | str]:
        """Do what the test wants, half way and whole."""
        self.ran += 1
        progress(1, 2)
        return self.work(actor)


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Bench:
    found = Bench()
    monkeypatch.setitem(services._registry, "test.work", found)

    def keep(_app: Celery, _name: str, kwargs: dict[str, int]) -> None:
        found.sent.append((kwargs["job_id"], kwargs["municipality_id"]))

    monkeypatch.setattr(Celery, "send_task", keep)
    return found


def ask(town: Town) -> Job:
    with town.acting(Role.CASEMANAGER) as noor:
        return services.after_commit("test.work", actor=noor, now=NOW, case_id=7)


def run(job: Job, town: Town, at: datetime = NOW) -> Job:
    services.run(job.pk, town.id, clock=lambda: at)
    with context.tenant(town.id):
        return Job.objects.get(pk=job.pk)


def test_nothing_is_sent_before_the_commit(
    almelo: Town,
    bench: Bench,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        job = ask(almelo)
        assert bench.sent == []
    assert bench.sent == [(job.pk, almelo.id)]


def test_job_runs_as_the_person_who_asked(almelo: Town, bench: Bench) -> None:
    seen: list[Actor] = []

    def work(actor: Actor) -> dict[str, int | str]:
        seen.append(actor)
        return {"file_id": 3}

    bench.work = work
    job = run(ask(almelo), almelo)
    assert (job.state, job.result, job.attempts) == ("done", {"file_id": 3}, 1)
    assert seen[0].user_id == almelo.actor(Role.CASEMANAGER).user_id
    assert seen[0].municipality_id == almelo.id
    with almelo.acting(Role.CASEMANAGER) as noor:
        status = selectors.job_status(noor, job_id=job.pk)
    assert (status.done, status.total) == (1, 2)
    assert status.is_over


def test_finished_job_that_comes_twice_runs_once(almelo: Town, bench: Bench) -> None:
    job = ask(almelo)
    run(job, almelo)
    again = run(job, almelo)
    assert (bench.ran, again.attempts) == (1, 1)


def test_failure_is_tried_three_times(
    almelo: Town, bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_actor: Actor) -> Mapping[str, int | str]:
        raise ZeroDivisionError

    bench.work = fail
    job = ask(almelo)
    states = [run(job, almelo).state for _attempt in range(4)]
    assert states == ["queued", "queued", "failed", "failed"]
    assert bench.ran == 3
    assert "test.work" in caplog.text


def test_work_that_failed_half_way_is_undone(almelo: Town, bench: Bench) -> None:
    def write_and_fail(actor: Actor) -> Mapping[str, int | str]:
        Membership.objects.create(
            user_id=actor.user_id, role=Role.JURIST, from_on="2026-01-01"
        )
        raise ZeroDivisionError

    bench.work = write_and_fail
    run(ask(almelo), almelo)
    with context.tenant(almelo.id):
        assert not Membership.objects.filter(role=Role.JURIST).exists()


def test_person_who_lost_the_role_gets_nothing(almelo: Town, bench: Bench) -> None:
    job = ask(almelo)
    with context.tenant(almelo.id):
        Membership.objects.update(until_on="2026-11-01")
    run(job, almelo)
    assert bench.ran == 0


def test_job_does_not_run_in_another_municipality(
    almelo: Town, den_haag: Town, bench: Bench
) -> None:
    job = ask(almelo)
    services.run(job.pk, den_haag.id, clock=lambda: NOW)
    assert bench.ran == 0
    with den_haag.acting(Role.CASEMANAGER) as stranger, pytest.raises(NotFoundError):
        selectors.job_status(stranger, job_id=job.pk)


@pytest.mark.parametrize(
    ("state", "minutes", "times"),
    [
        ("queued", 1, 0),
        ("queued", 3, 1),
        ("running", 29, 0),
        ("running", 31, 1),
        ("done", 1440, 0),
        ("failed", 1440, 0),
    ],
)
def test_sweep_sends_what_was_forgotten_again(
    almelo: Town, bench: Bench, state: str, minutes: int, times: int
) -> None:
    job = ask(almelo)
    with context.tenant(almelo.id):
        Job.objects.update(state=state, started_at=NOW)
    later = NOW + timedelta(minutes=minutes)
    assert services.sweep(now=later, municipality_ids=[almelo.id]) == times
    assert bench.sent == [(job.pk, almelo.id)] * times


def test_sweep_goes_past_every_municipality(
    almelo: Town, den_haag: Town, bench: Bench
) -> None:
    jobs = [(ask(town).pk, town.id) for town in (almelo, den_haag)]
    tasks.sweep()
    assert bench.sent == jobs


def test_task_runs_under_its_tenant(almelo: Town, bench: Bench) -> None:
    job = ask(almelo)
    tasks.run_job(job_id=job.pk, municipality_id=almelo.id)
    assert bench.ran == 1


def test_unknown_job_is_not_asked_for(almelo: Town) -> None:
    with (
        almelo.acting(Role.CASEMANAGER) as noor,
        pytest.raises(ValueError, match="no job is called test"),
    ):
        services.after_commit("test.nothing", actor=noor, now=NOW)


def test_two_jobs_do_not_share_a_name(bench: Bench) -> None:
    with pytest.raises(ValueError, match="two jobs"):
        services.job("test.work")(bench)
    assert "test.work" in services.names()
