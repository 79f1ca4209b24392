"""/health/: two words for whoever watches the servers."""

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from tests.towns import Town


def test_it_needs_no_login_and_asks_the_database_once(
    client: Client, almelo: Town, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        response = client.get("/health/")
    assert response.status_code == 200
    assert response.json() == {"database": "ok", "queue": "ok"}
    assert response["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response


def test_a_queue_that_is_away_is_named(
    client: Client, almelo: Town, settings: Settings
) -> None:
    nowhere = {**settings.CACHES["default"], "LOCATION": "unix:///nowhere/redis"}
    settings.CACHES = {"default": nowhere}
    response = client.get("/health/")
    assert response.status_code == 503
    assert response.json() == {"database": "ok", "queue": "failing"}


def test_a_database_that_is_away_is_named(own_database: str, client: Client) -> None:
    connection.close()
    there = connection.settings_dict["HOST"]
    connection.settings_dict["HOST"] = "/nowhere"
    try:
        response = client.get("/health/")
    finally:
        connection.settings_dict["HOST"] = there
    assert response.status_code == 503
    assert response.json() == {"database": "failing", "queue": "ok"}


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_only_read(client: Client, almelo: Town, method: str) -> None:
    assert getattr(client, method)("/health/").status_code == 405
