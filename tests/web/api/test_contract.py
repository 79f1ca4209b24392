"""The description holds every operation, and guesses nothing."""

from functools import cache
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from drf_spectacular.drainage import GENERATOR_STATS

from sohos.api import schema
from sohos.api.base import ActorView
from sohos.api.middleware import PREFIX


@cache
def document() -> dict[str, Any]:
    return schema.document()


def operations() -> list[tuple[str, str]]:
    paths = document()["paths"]
    return [(method, path) for path in paths for method in paths[path]]


def test_nothing_in_the_document_was_guessed() -> None:
    schema.document.cache_clear()
    document.cache_clear()
    GENERATOR_STATS.reset()
    document()
    assert not GENERATOR_STATS, GENERATOR_STATS._warn_cache


@pytest.mark.parametrize(("method", "path"), operations())
def test_an_operation_says_what_it_does_and_how_it_refuses(
    method: str, path: str
) -> None:
    told = document()["paths"][path][method]
    assert told["summary"].endswith(".")
    assert {"401", "403", "405", "406", "429"} <= told["responses"].keys()
    assert ("404" in told["responses"]) >= ("{" in path)


def test_everything_below_the_prefix_is_described_and_nothing_else() -> None:
    found = {f"/{path}": view for path, view in _views(get_resolver(), "")}
    below = {path for path in found if path.startswith(PREFIX)}
    ours = {path for path, view in found.items() if _is_ours(view)}
    assert below == ours
    assert len(below) == len(document()["paths"])


def _is_ours(view: Any) -> bool:
    kind = getattr(view, "cls", None)
    return isinstance(kind, type) and issubclass(kind, ActorView)


def _views(resolver: URLResolver, prefix: str) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            found.append((path, entry.callback))
        else:
            found += _views(entry, path)
    return found


def test_the_reference_shows_every_operation() -> None:
    page = Client().get("/api/").content.decode()
    for method, path in operations():
        assert f"{method.upper()} {path}" in page


def test_the_document_is_there_for_everybody() -> None:
    answer = Client().get("/api/schema/")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json() == document()
