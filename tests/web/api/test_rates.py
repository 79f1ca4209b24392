from datetime import UTC, datetime, timedelta

import time_machine
from pytest_django import Settings

from sohos.tenancy.permissions import Permission, Role
from tests.towns import Town
from tests.web.api.program import bearing, problem, program, secret_for

ME = "/api/v1/me"
MOMENT = datetime(2026, 11, 16, 9, 0, 20, tzinfo=UTC)


def at(moment: datetime) -> time_machine.travel:
    return time_machine.travel(moment, tick=False)


def test_a_token_waits_for_the_next_minute(
    almelo: Town, den_haag: Town, settings: Settings
) -> None:
    settings.API_TOKEN_REQUESTS_PER_MINUTE = 2
    with at(MOMENT):
        client, other = program(almelo), program(den_haag)
        assert [client.get(ME).status_code for _ in range(2)] == [200, 200]
        refused = client.get(ME)
        assert problem(refused) == (429, "throttled")
        assert refused.headers["Retry-After"] == "40"
        assert other.get(ME).status_code == 200
    with at(MOMENT + timedelta(seconds=40)):
        assert client.get(ME).status_code == 200


def test_more_tokens_do_not_make_a_user_faster(
    almelo: Town, den_haag: Town, settings: Settings
) -> None:
    settings.API_USER_REQUESTS_PER_MINUTE = 2
    with at(MOMENT):
        clients = [program(almelo) for _ in range(3)]
        assert [c.get(ME).status_code for c in clients] == [200, 200, 429]
        assert almelo.browser(Role.CASEMANAGER).get(ME).status_code == 429
        assert almelo.browser(Role.JURIST).get(ME).status_code == 200


def test_refused_requests_count_too(
    almelo: Town, den_haag: Town, settings: Settings
) -> None:
    settings.API_TOKEN_REQUESTS_PER_MINUTE = 1
    with at(MOMENT):
        secret = secret_for(almelo, Role.CASEMANAGER, [Permission.PLAN_READ])
        client = bearing(secret)
        assert client.get("/api/v1/cases").status_code == 403
        assert client.get("/api/v1/cases").status_code == 429
