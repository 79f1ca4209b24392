"""A program that calls the API with a token."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client

from sohos.api import services
from sohos.tenancy.permissions import Permission, Role
from tests.towns import Town


def secret_for(
    town: Town,
    role: Role,
    scope: Collection[Permission],
    *,
    days: int = 30,
    name: str = "",
) -> str:
    """Make a token as a person with that role, an hour ago."""
    with town.acting(role, name) as actor:
        return services.make_token(
            actor=actor,
            name="Rapportage",
            scope=scope,
            days=days,
            now=datetime.now(UTC) - timedelta(hours=1),
        ).secret


def program(
    town: Town,
    role: Role = Role.CASEMANAGER,
    scope: Collection[Permission] = (Permission.CASE_READ,),
) -> Client:
    """Return a client that sends a token with each request."""
    return bearing(secret_for(town, role, scope))


def bearing(secret: str, **options: Any) -> Client:
    """Return a client that sends this secret with each request, CSRF checks on."""
    return Client(
        enforce_csrf_checks=True,
        headers={"Authorization": f"Bearer {secret}"},
        **options,
    )


def problem(response: Any) -> tuple[int, str]:
    """Return status and code of a problem, and check that it is one."""
    assert response.headers["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body["status"] == response.status_code
    assert body["type"] == f"urn:sohos:problem:{body['code']}"
    assert body["title"]
    return response.status_code, body["code"]
