"""What is sent twice with one key happens once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from cases.models import JournalEntry
from sohos.api.models import ApiAnswer
from sohos.tenancy import context
from sohos.tenancy.permissions import Permission, Role
from tests.services.cases.households import register
from tests.towns import Town
from tests.web.api.program import problem, program

SCOPE = [Permission.CASE_READ, Permission.CASE_WORK]
WORDS = {"on": "2019-02-03", "kind": "phone", "text": "Mila belde over de huur."}


def send(client: Client, path: str, key: str, **changes: str) -> Any:
    return client.post(
        path,
        {**WORDS, **changes},
        content_type="application/json",
        headers={"Idempotency-Key": key},
    )


@pytest.fixture
def journal(almelo: Town, den_haag: Town) -> str:
    return f"/api/v1/cases/{register(almelo).pk}/journal"


def entries(town: Town) -> int:
    with context.tenant(town.id):
        return JournalEntry.objects.count()


def test_the_second_time_nothing_happens_and_the_answer_is_the_same(
    almelo: Town, journal: str
) -> None:
    client = program(almelo, scope=SCOPE)
    first, second = (send(client, journal, "a-1") for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert entries(almelo) == 1
    assert send(client, journal, "a-2").json()["id"] != first.json()["id"]


def test_a_key_is_for_one_request(almelo: Town, journal: str) -> None:
    client = program(almelo, scope=SCOPE)
    send(client, journal, "a-1")
    other = send(client, journal, "a-1", text="Iets anders.")
    assert problem(other) == (422, "key_reused")
    assert entries(almelo) == 1


def test_everybody_has_their_own_keys(almelo: Town, journal: str) -> None:
    scope = [Permission.CASE_READ, Permission.CASE_ASSIGN]
    for client in (
        program(almelo, scope=SCOPE),
        program(almelo, Role.TEAM_LEAD, scope),
    ):
        answer = send(client, journal, "a-1")
        assert "Idempotency-Replayed" not in answer.headers


def test_a_refusal_is_not_remembered(almelo: Town, journal: str) -> None:
    client = program(almelo, scope=SCOPE)
    assert problem(send(client, journal, "a-1", on="2999-01-01"))[0] == 422
    assert send(client, journal, "a-1").status_code == 201


def test_the_answer_is_kept_unreadable_for_a_day(almelo: Town, journal: str) -> None:
    client = program(almelo, scope=SCOPE)
    send(client, journal, "a-1")
    with context.tenant(almelo.id):
        assert "Mila" not in ApiAnswer.objects.get().body
    with time_machine.travel(datetime.now(UTC) + timedelta(days=1, minutes=1)):
        again = send(client, journal, "a-1")
    assert "Idempotency-Replayed" not in again.headers
    assert entries(almelo) == 2


def test_what_may_no_longer_be_done_is_not_told_again(
    almelo: Town, journal: str
) -> None:
    send(program(almelo, scope=SCOPE), journal, "a-1")
    narrow = program(almelo, scope=[Permission.CASE_READ])
    assert problem(send(narrow, journal, "a-1")) == (403, "permission_denied")


@pytest.mark.parametrize("key", ["x" * 65, "", "a\tb"])
def test_a_key_is_short_and_readable(almelo: Town, journal: str, key: str) -> None:
    answer = send(program(almelo, scope=SCOPE), journal, key)
    assert problem(answer) == (422, "invalid_parameter")
    assert entries(almelo) == 0
