from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.test import Client

from sohos.jobs.models import Job
from sohos.jobs.services import progress_key
from sohos.tenancy.permissions import Role
from tests.towns import Town

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
HTMX = {"HX-Request": "true"}


def ask(town: Town, state: str = "queued", **values: object) -> Job:
    with town.acting(Role.CASEMANAGER) as noor:
        return Job.objects.create(
            name="test.report",
            asked_by_id=noor.user_id,
            asked_at=NOW,
            state=state,
            **values,
        )


@pytest.fixture
def noor(almelo: Town) -> Client:
    return almelo.browser(Role.CASEMANAGER)


def test_page_shows_how_far_a_job_is(almelo: Town, noor: Client) -> None:
    job = ask(almelo, "running")
    cache.set(progress_key(job.pk), (42, 67))
    page = noor.get(f"/jobs/{job.pk}/").content.decode()
    assert "42 van de 67" in page
    assert "Kijk opnieuw" in page, "it works without JavaScript"
    assert 'hx-trigger="every 2s"' in page


@pytest.mark.parametrize(
    ("state", "status"),
    [("queued", 200), ("running", 200), ("done", 286), ("failed", 286)],
)
def test_polling_stops_when_the_job_is_over(
    almelo: Town, noor: Client, state: str, status: int
) -> None:
    job = ask(almelo, state)
    answer = noor.get(f"/jobs/{job.pk}/", headers=HTMX)
    assert answer.status_code == status
    assert b"<html" not in answer.content
    assert (b"hx-get" in answer.content) == (status == 200)


def test_result_can_be_opened(almelo: Town, noor: Client) -> None:
    job = ask(almelo, "done", result={"address": "/kba/12/"})
    assert 'href="/kba/12/"' in noor.get(f"/jobs/{job.pk}/").content.decode()


def test_job_of_a_colleague_or_of_elsewhere_does_not_exist(
    almelo: Town, den_haag: Town, noor: Client
) -> None:
    own, foreign = ask(almelo), ask(den_haag)
    assert almelo.browser(Role.TEAM_LEAD).get(f"/jobs/{own.pk}/").status_code == 404
    assert noor.get(f"/jobs/{foreign.pk}/").status_code == 404
    assert noor.get(f"/jobs/{foreign.pk}/", headers=HTMX).status_code == 404
