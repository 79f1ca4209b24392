from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from sohos.demo.people import ALMELO, DEN_HAAG
from sohos.tenancy.permissions import Role
from tests import databases
from tests.architecture.access import Route, Rule, routes, rules
from tests.architecture.universe import arguments, browsers, kept_out

RULES = {rule.name: rule for rule in rules()}
ANSWERS_THE_ALLOWED = {200, 204, 286, 302, 303, 409, 422}
NOT_FOUND, REFUSED = 404, 403


@pytest.fixture(scope="module")
def roles(
    demo_template: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[dict[Role, Client]]:
    with (
        databases.clone("access", demo_template) as name,
        django_db_blocker.unblock(),
        databases.in_use(name),
    ):
        yield browsers(ALMELO)


def ask(client: Client, route: Route, known: dict[str, Any]) -> HttpResponseBase:
    path = reverse(route.name, kwargs=known)
    with kept_out():
        answer: HttpResponseBase = client.get(path)
        for method in ("post", "put", "patch"):
            if answer.status_code == 405:
                body = {"content_type": "application/json"} if is_api(path) else {}
                answer = getattr(client, method)(path, **body)
        return answer


def is_api(path: str) -> bool:
    return path.startswith("/api/v1/")


def asks_to_log_in(answer: HttpResponseBase) -> bool:
    if answer.status_code == 401:
        return "WWW-Authenticate" in answer.headers
    return answer.status_code == 302 and "/login" in answer.headers["Location"]


def named(route: Route) -> str:
    return route.name


def test_the_table_has_a_row_for_every_address_and_no_other() -> None:
    assert sorted(RULES) == sorted({route.name for route in routes()})
    assert len(RULES) == len(rules())


@pytest.mark.parametrize("route", routes(), ids=named)
def test_only_the_roles_of_the_table_enter(
    roles: dict[Role, Client], route: Route
) -> None:
    rule = RULES[route.name]
    if rule.note.startswith("elsewhere"):
        pytest.skip(rule.note)
    own = arguments(route.arguments, ALMELO)
    for role, client in roles.items():
        status = ask(client, route, own).status_code
        if role in rule.roles:
            assert status in ANSWERS_THE_ALLOWED, (role, status)
        else:
            assert status in {REFUSED, NOT_FOUND}, (role, status)
    _check_stranger(rule, ask(Client(), route, own))


def _check_stranger(rule: Rule, answer: HttpResponseBase) -> None:
    if rule.is_public:
        assert answer.status_code in ANSWERS_THE_ALLOWED
    else:
        assert asks_to_log_in(answer)


@pytest.mark.parametrize("route", [r for r in routes() if r.arguments], ids=named)
def test_nobody_reaches_what_belongs_to_another_municipality(
    roles: dict[Role, Client], route: Route
) -> None:
    rule = RULES[route.name]
    if rule.note.startswith("elsewhere"):
        pytest.skip(rule.note)
    foreign = arguments(route.arguments, DEN_HAAG)
    for role, client in roles.items():
        status = ask(client, route, foreign).status_code
        expected = {NOT_FOUND} if role in rule.roles else {NOT_FOUND, REFUSED}
        assert status in expected, (role, status)
