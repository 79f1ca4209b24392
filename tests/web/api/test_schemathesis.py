"""Schemathesis walks the API by its own description, with input that fits and not.

It runs in the process of the tests, against the demo, and undoes what each call did.
"""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import schemathesis
from django.apps import apps
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis.strategies import one_of
from pytest_django import DjangoDbBlocker, Settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from plans import services as plans
from sohos.api import schema, services
from sohos.demo.people import ALMELO, people_of
from sohos.tenancy import context, selectors
from sohos.tenancy.models import User
from sohos.tenancy.permissions import ROLE_PERMISSIONS, Role
from tests import databases
from tests.architecture.universe import arguments, kept_out

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
CALLERS = {
    "bonds": Role.TREASURY,
    "positions": Role.INVESTOR,
    "dashboard": Role.CONTROLLER,
}
OPERATIONS = [
    (method, path)
    for path, methods in schema.document()["paths"].items()
    for method in methods
]
_some = hypothesis_settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)

Secret = Callable[[str], str]


@pytest.fixture(scope="module")
def demo(demo_template: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with (
        databases.clone("schemathesis", demo_template) as name,
        django_db_blocker.unblock(),
        databases.in_use(name),
    ):
        yield


@pytest.fixture(scope="module")
def known(demo: None) -> dict[str, int]:
    """Ids in Almelo: the showcase, and a plan that is still being written."""
    names = ("task_id", "kba_id", "stage_id", "bond_id")
    found = arguments(names, ALMELO)
    with context.tenant(ALMELO.id):
        drafts = apps.get_model("plans.Knelpunt").objects.filter(
            plan__status="draft", removed_at__isnull=True
        )
        knelpunt = drafts.select_related("plan").order_by("-pk")[0]
        writer = selectors.actor_for(
            knelpunt.changed_by_id, ALMELO.id, today=datetime.now(UTC).date()
        )
        doorbraak = plans.write_doorbraak(
            actor=writer,
            plan_id=knelpunt.plan_id,
            says=plans.DoorbraakText("Het huis blijft.", overcomes=[knelpunt.pk]),
            now=datetime.now(UTC),
        )
    return {
        **found,
        "case_id": knelpunt.plan.case_id,
        "plan_id": knelpunt.plan_id,
        "doorbraak_id": doorbraak.pk,
        "knelpunt_id": knelpunt.pk,
        "user_id": writer.user_id,
    }


@pytest.fixture(scope="module")
def secret(demo: None, known: dict[str, int]) -> Secret:
    """Give a token for an address, of somebody who may call it, with a full scope."""
    made: dict[Role, str] = {}

    def make(path: str) -> str:
        role = CALLERS.get(path.split("/")[3], Role.CASEMANAGER)
        if path.endswith("/casemanager"):
            role = Role.TEAM_LEAD
        if role not in made:
            made[role] = _token(role, known["user_id"])
        return made[role]

    return make


def _token(role: Role, casemanager_id: int) -> str:
    email = next(one.email for one in people_of(ALMELO.slug) if one.role is role)
    user_id = User.objects.get(email=email).pk
    if role is Role.CASEMANAGER:
        user_id = casemanager_id
    now = datetime.now(UTC)
    with context.tenant(ALMELO.id, user_id=user_id):
        return services.make_token(
            actor=selectors.actor_for(user_id, ALMELO.id, today=now.date()),
            name="Schemathesis",
            scope=ROLE_PERMISSIONS[role],
            days=1,
            now=now,
        ).secret


@pytest.fixture(scope="module")
def described() -> Iterator[Any]:
    """The description, with the application that it calls on this connection."""
    found = schemathesis.openapi.from_dict(schema.document())
    found.app = get_wsgi_application()
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield found
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.fixture(autouse=True)
def _many_requests(settings: Settings) -> None:
    settings.API_TOKEN_REQUESTS_PER_MINUTE = 10_000
    settings.API_USER_REQUESTS_PER_MINUTE = 10_000


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_every_answer_is_one_that_was_described(
    secret: Secret, known: dict[str, int], described: Any, method: str, path: str
) -> None:
    operation = described[path][method]
    headers = {"Authorization": f"Bearer {secret(path)}"}
    own = {name: known[name] for name in re.findall(r"{(\w+)}", path)}
    cases = one_of(
        operation.as_strategy(GenerationMode.POSITIVE, path_parameters=own),
        operation.as_strategy(GenerationMode.NEGATIVE, path_parameters=own),
        operation.as_strategy(GenerationMode.POSITIVE),
    )

    @_some
    @given(case=cases)
    def call(case: Any) -> None:
        with kept_out():
            case.call_and_validate(headers=headers, checks=CHECKS)

    call()
