from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sohos.tenancy.permissions import Permission, Role
from tests.services.cases.households import MEREL, register
from tests.towns import Town
from tests.web.api.program import problem, program

CASES = "/api/v1/cases"


def pages(client: Client, path: str) -> list[list[dict[str, Any]]]:
    found = []
    following: str | None = path
    while following is not None:
        body = client.get(following).json()
        found.append(body["results"])
        following = body["next"]
    return found


def test_pages_hold_each_case_once_newest_first(almelo: Town, den_haag: Town) -> None:
    registered = [register(almelo).pk for _ in range(5)]
    earlier = replace(MEREL, registered_on=date(2019, 1, 2))
    oldest = register(almelo, earlier).pk
    register(den_haag)
    found = pages(program(almelo), f"{CASES}?limit=2")
    assert [len(page) for page in found] == [2, 2, 2]
    assert [case["id"] for page in found for case in page] == [
        *registered[::-1],
        oldest,
    ]


def test_an_empty_list_is_one_page(almelo: Town, den_haag: Town) -> None:
    register(den_haag)
    assert pages(program(almelo), CASES) == [[]]


def test_a_page_takes_as_many_queries_at_any_depth(
    almelo: Town, den_haag: Town
) -> None:
    for _ in range(4):
        register(almelo)
    client, counts, path = program(almelo), [], f"{CASES}?limit=1"
    client.get(path)
    for _ in range(3):
        with CaptureQueriesContext(connection) as asked:
            path = client.get(path).json()["next"]
        counts.append(len(asked))
    assert len(set(counts)) == 1


def test_a_cursor_is_only_for_its_own_list(almelo: Town, den_haag: Town) -> None:
    for _ in range(2):
        register(almelo)
    client = program(almelo)
    following = client.get(f"{CASES}?limit=1").json()["next"]
    assert urlsplit(following).path == CASES
    assert problem(client.get(following + "x")) == (422, "invalid_parameter")
    body = client.get(following + "x").json()
    assert body["errors"][0]["parameter"] == "cursor"


def test_a_cursor_shows_nobody_more_than_their_own(
    almelo: Town, den_haag: Town
) -> None:
    for _ in range(2):
        register(almelo)
    theirs = register(den_haag)
    following = program(almelo).get(f"{CASES}?limit=1").json()["next"]
    seen = program(den_haag).get(following).json()["results"]
    assert [case["id"] for case in seen] in ([], [theirs.pk])


def test_one_case_is_for_its_own_casemanager(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    path = f"{CASES}/{case.pk}"
    body = program(almelo).get(path).json()
    assert (body["code"], body["household"]) == (case.code, MEREL.household_name)
    assert body["registered_on"] == "2019-01-14"
    assert problem(program(den_haag).get(path)) == (404, "not_found")
    colleague = almelo.browser(Role.CASEMANAGER, "Sam Bakker")
    assert problem(colleague.get(path)) == (404, "not_found")


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.CASEMANAGER, Role.TEAM_LEAD}))
def test_other_roles_read_no_cases(almelo: Town, den_haag: Town, role: Role) -> None:
    case = register(almelo)
    for path in (CASES, f"{CASES}/{case.pk}"):
        assert problem(almelo.browser(role).get(path)) == (403, "permission_denied")


def test_a_team_lead_needs_the_second_scope_for_the_team(
    almelo: Town, den_haag: Town
) -> None:
    waiting = register(almelo, role=Role.TEAM_LEAD)
    reading = program(almelo, Role.TEAM_LEAD, [Permission.CASE_READ])
    assert pages(reading, CASES) == [[]]
    both = [Permission.CASE_READ, Permission.CASE_ASSIGN]
    assigning = program(almelo, Role.TEAM_LEAD, both)
    assert [case["id"] for case in pages(assigning, CASES)[0]] == [waiting.pk]
