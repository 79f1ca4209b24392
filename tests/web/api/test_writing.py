import json
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from sohos.audit.models import Line
from sohos.tenancy import context
from sohos.tenancy.permissions import Permission, Role
from tests.towns import Town
from tests.web.api.program import problem, program

TOYS = "/api/v1/toys"
BOTH = [Permission.CASE_READ, Permission.CASE_REGISTER]


@pytest.fixture(autouse=True)
def _with_a_toy(settings: Settings) -> None:
    settings.ROOT_URLCONF = "tests.web.api.toy"


def send(client: Client, body: object, **options: Any) -> Any:
    text = body if isinstance(body, str) else json.dumps(body)
    options.setdefault("content_type", "application/json")
    return client.post(TOYS, text, **options)


def stored(town: Town) -> int:
    with context.tenant(town.id):
        return Line.objects.filter(action="toy.stored").count()


def test_a_program_writes_without_a_csrf_token(almelo: Town, den_haag: Town) -> None:
    answer = send(program(almelo, scope=BOTH), {"name": "Merel"})
    assert (answer.status_code, answer.json()) == (201, {"name": "Merel"})
    assert stored(almelo) == 1


def test_a_session_writes_with_a_csrf_token_only(almelo: Town, den_haag: Town) -> None:
    browser = almelo.browser(Role.CASEMANAGER)
    browser.handler.enforce_csrf_checks = True
    assert problem(send(browser, {"name": "Merel"})) == (403, "permission_denied")
    assert stored(almelo) == 0
    browser.get("/api/tokens/make/")
    token = browser.cookies["csrftoken"].value
    answer = send(browser, {"name": "Merel"}, headers={"X-CSRFToken": token})
    assert answer.status_code == 201


def test_writing_asks_its_own_scope(almelo: Town, den_haag: Town) -> None:
    reading = program(almelo, scope=[Permission.CASE_READ])
    assert reading.get(TOYS).status_code == 200
    assert problem(send(reading, {"name": "x"})) == (403, "permission_denied")
    writing = program(almelo, scope=[Permission.CASE_REGISTER])
    assert problem(writing.get(TOYS)) == (403, "permission_denied")
    assert send(writing, {"name": "x"}).status_code == 201


@pytest.mark.parametrize(
    ("then", "status", "code"),
    [
        ("rule", 422, "day_in_future"),
        ("conflict", 409, "conflict"),
        ("not_allowed", 403, "permission_denied"),
        ("not_found", 404, "not_found"),
        ("fault", 500, "internal_server_error"),
    ],
)
@pytest.mark.usefixtures("den_haag")
def test_a_refusal_is_a_problem_and_undoes_what_was_stored(
    almelo: Town, then: str, status: int, code: str
) -> None:
    client = program(almelo, scope=BOTH)
    client.raise_request_exception = False
    answer = send(client, {"name": "Merel", "then": then})
    assert problem(answer) == (status, code)
    assert stored(almelo) == 0
    if then == "rule":
        assert answer.json()["detail"] == "adopted_on"


def test_wrong_fields_are_pointed_at(almelo: Town, den_haag: Town) -> None:
    body = {"name": "x" * 21, "members": [{"born_on": "2011-09-30"}, {}], "then": "?"}
    answer = send(program(almelo, scope=BOTH), body)
    assert problem(answer) == (422, "invalid")
    found = {error["pointer"]: error["code"] for error in answer.json()["errors"]}
    assert found == {
        "#/name": "max_length",
        "#/members/1/born_on": "required",
        "#/then": "invalid_choice",
    }


@pytest.mark.parametrize("body", ["[]", '"x"', "null", "1", '{"members": {}}'])
def test_another_shape_is_pointed_at(almelo: Town, den_haag: Town, body: str) -> None:
    answer = send(program(almelo, scope=BOTH), body)
    assert problem(answer) == (422, "invalid")
    assert answer.json()["errors"]


@pytest.mark.parametrize(
    "body", ["", "{", "NaN", '{"name": NaN}', b"\xff", "[" * 100_000]
)
@pytest.mark.usefixtures("den_haag")
def test_what_is_no_json_is_refused(almelo: Town, body: Any) -> None:
    answer = program(almelo, scope=BOTH).post(
        TOYS, body, content_type="application/json"
    )
    status, code = problem(answer)
    assert (status, code) in {(400, "parse_error"), (422, "invalid")}


@pytest.mark.parametrize("name", ["a\x00b", "\ud800"])
def test_what_no_database_can_hold_is_refused(
    almelo: Town, den_haag: Town, name: str
) -> None:
    answer = send(program(almelo, scope=BOTH), {"name": name})
    assert problem(answer) == (422, "invalid")


@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/x-www-form-urlencoded", "text/xml"]
)
def test_only_json_is_read(almelo: Town, den_haag: Town, media_type: str) -> None:
    answer = send(program(almelo, scope=BOTH), "name=x", content_type=media_type)
    assert problem(answer) == (415, "unsupported_media_type")


def test_a_body_that_is_too_large_is_not_read(
    almelo: Town, den_haag: Town, settings: Settings
) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    answer = send(program(almelo, scope=BOTH), {"name": "x" * 100})
    assert problem(answer) == (413, "too_large")
