"""The description and what really happens are the same, for made-up input too."""

import json
from functools import cache
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from drf_spectacular.drainage import GENERATOR_STATS
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from jsonschema import Draft202012Validator

from sohos.api import schema
from sohos.api.base import ActorView
from sohos.api.middleware import PREFIX
from sohos.tenancy.permissions import ROLE_PERMISSIONS, Role
from tests.services.cases.households import register
from tests.towns import Town
from tests.web.api.program import program

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=10), inner, max_size=3)
    ),
    max_leaves=5,
)


_fast = hypothesis_settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


@cache
def document() -> dict[str, Any]:
    return schema.document()


def operations() -> list[tuple[str, str]]:
    paths = document()["paths"]
    return [(method, path) for path in paths for method in paths[path]]


def resolved(told: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in told:
        return told
    found: dict[str, Any] = document()["components"]["schemas"][
        told["$ref"].rpartition("/")[2]
    ]
    return found


def values(told: dict[str, Any]) -> SearchStrategy[Any]:
    """Make up values that fit a schema, and now and then one that does not."""
    whole = resolved(told)
    if whole.get("type") == "object":
        fields = whole.get("properties", {})
        made = {name: values(inner) for name, inner in fields.items()}
        return st.fixed_dictionaries({}, optional=made) | JSON
    if whole.get("type") == "array":
        return st.lists(values(whole["items"]), max_size=3) | JSON
    if "enum" in whole:
        return st.sampled_from(whole["enum"]) | JSON
    if whole.get("type") == "integer":
        return st.integers() | st.integers(1, 1000) | JSON
    if whole.get("format") == "date":
        return st.dates().map(str) | JSON
    return st.text() | JSON


def requests(method: str, path: str) -> SearchStrategy[dict[str, Any]]:
    told = document()["paths"][path][method]
    inside = {
        p["name"]: st.integers(-1, 2**70)
        for p in told.get("parameters", [])
        if p["in"] == "path"
    }
    asked = {
        p["name"]: st.integers().map(str) | st.text()
        for p in told.get("parameters", [])
        if p["in"] == "query"
    }
    content = told.get("requestBody", {}).get("content", {}).get("application/json")
    return st.fixed_dictionaries(
        {
            "inside": st.fixed_dictionaries(inside),
            "asked": st.fixed_dictionaries({}, optional=asked),
            "body": values(content["schema"]) if content else st.none(),
        }
    )


def check(method: str, path: str, response: Any) -> None:
    told = document()["paths"][path][method]["responses"]
    status = str(response.status_code)
    assert status in told, (method, path, status)
    media_type = response.headers.get("Content-Type")
    if "content" not in told[status]:
        assert response.content == b""
        return
    assert media_type in told[status]["content"]
    shape = told[status]["content"][media_type]["schema"]
    whole = {**shape, "components": document()["components"]}
    Draft202012Validator(whole).validate(response.json())


def everything(town: Town, role: Role) -> Client:
    return program(town, role, ROLE_PERMISSIONS[role])


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


@pytest.mark.parametrize(("method", "path"), operations())
@pytest.mark.parametrize("role", [Role.CASEMANAGER, Role.TEAM_LEAD, Role.CONTROLLER])
@pytest.mark.usefixtures("den_haag")
def test_made_up_input_gets_no_answer_that_is_not_described(
    almelo: Town, role: Role, method: str, path: str, settings: Any
) -> None:
    settings.API_TOKEN_REQUESTS_PER_MINUTE = 10_000
    settings.API_USER_REQUESTS_PER_MINUTE = 10_000
    register(almelo)
    client = everything(almelo, role)

    @_fast
    @given(requests(method, path))
    def call(made: dict[str, Any]) -> None:
        address = path.format(**made["inside"])
        query = "&".join(f"{quote(k)}={_quoted(v)}" for k, v in made["asked"].items())
        response = client.generic(
            method.upper(),
            f"{address}?{query}",
            _bytes(made["body"]),
            content_type="application/json",
        )
        check(method, path, response)

    call()


@pytest.mark.parametrize(("method", "path"), operations())
def test_a_good_call_fits_its_description(
    almelo: Town, den_haag: Town, method: str, path: str
) -> None:
    if method != "get":
        pytest.skip("only reading can be repeated without knowing the operation")
    case = register(almelo)
    known = {"case_id": case.pk}
    response = everything(almelo, Role.CASEMANAGER).get(path.format(**known))
    assert response.status_code == 200
    check(method, path, response)


def test_everything_below_the_prefix_is_described_and_nothing_else() -> None:
    found = {f"/{path}": view for path, view in _views(get_resolver(), "")}
    below = {path for path in found if path.startswith(PREFIX)}
    ours = {path for path, view in found.items() if _is_ours(view)}
    assert below == ours
    assert len(below) == len(document()["paths"])


def _quoted(value: str) -> str:
    return quote(value.encode("utf-8", "surrogatepass"))


def _bytes(body: Any) -> bytes:
    return b"" if body is None else json.dumps(body).encode()


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
