"""The description of the API as a page shows it: operations by subject."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sohos.api import schema


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter, or a field of a body or an answer."""

    name: str
    kind: str
    is_required: bool
    description: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Field, ...]
    body: tuple[Field, ...]
    answer: tuple[Field, ...]
    statuses: tuple[tuple[str, str], ...]


def operations() -> dict[str, list[Operation]]:
    """Return the operations per subject, both in the order of the document."""
    found: dict[str, list[Operation]] = {}
    for path, methods in schema.document()["paths"].items():
        for method, told in methods.items():
            found.setdefault(told["tags"][0], []).append(_operation(path, method, told))
    return found


def _operation(path: str, method: str, told: dict[str, Any]) -> Operation:
    good = next(told["responses"][s] for s in told["responses"] if s.startswith("2"))
    return Operation(
        id=told["operationId"],
        method=method.upper(),
        path=path,
        summary=_plain(told.get("summary", "")),
        description=_plain(told.get("description", "")),
        parameters=tuple(_parameter(told) for told in told.get("parameters", [])),
        body=tuple(_fields(told.get("requestBody", {}))),
        answer=tuple(_fields(good)),
        statuses=tuple(
            (status, response["description"] or "The answer.")
            for status, response in sorted(told["responses"].items())
        ),
    )


def _parameter(told: dict[str, Any]) -> Field:
    return Field(
        told["name"],
        _kind(told["schema"]),
        told.get("required", False),
        _plain(told.get("description", "")),
    )


def _fields(holder: dict[str, Any]) -> Iterator[Field]:
    content = holder.get("content", {}).get("application/json")
    if content is None:
        return
    whole = _resolved(content["schema"])
    if "results" in whole.get("properties", {}):
        whole = _resolved(whole["properties"]["results"]["items"])
    for name, told in whole.get("properties", {}).items():
        required = name in whole.get("required", [])
        yield Field(name, _kind(told), required, _description(told))


def _description(told: dict[str, Any]) -> str:
    text: str = told.get("description") or _resolved(told).get("description", "")
    return _plain(text.partition("\n")[0])


def _plain(text: str) -> str:
    return text.replace("`", "")


def _resolved(told: dict[str, Any]) -> dict[str, Any]:
    for alternative in told.get("oneOf", told.get("allOf", [])):
        if "$ref" in alternative:
            return _resolved(alternative)
    if "$ref" not in told:
        return told
    name = told["$ref"].rpartition("/")[2]
    found: dict[str, Any] = schema.document()["components"]["schemas"][name]
    return found


def _kind(told: dict[str, Any]) -> str:
    whole = _resolved(told)
    kind = whole.get("type", "")
    text = " | ".join(kind) if isinstance(kind, list) else str(kind)
    return f"{text} ({whole['format']})" if "format" in whole else text
