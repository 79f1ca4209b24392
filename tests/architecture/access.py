"""Who may enter which address: the table, and the addresses that really exist."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

from sohos.tenancy.permissions import Role

FOLDER = Path(__file__).resolve().parent / "access"
EVERYBODY = frozenset(Role)


@dataclass(frozen=True)
class Route:
    """One address by its name, with the names of its arguments."""

    name: str
    arguments: tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """Who may enter: the roles, or anybody without logging in."""

    name: str
    roles: frozenset[Role]
    is_public: bool
    note: str


def routes() -> list[Route]:
    """List every address of the URLconf, third parties included."""
    return sorted(set(_walk(get_resolver(), ())), key=lambda route: route.name)


def rules() -> list[Rule]:
    """Read the access tables."""
    found: list[Rule] = []
    for path in sorted(FOLDER.glob("*.csv")):
        with path.open(newline="") as lines:
            found += [_rule(row) for row in csv.DictReader(lines)]
    return found


def _rule(row: dict[str, str]) -> Rule:
    words = row["roles"].split()
    roles = EVERYBODY if words in (["*"], ["public"]) else frozenset(map(Role, words))
    return Rule(row["name"], roles, words == ["public"], row["note"])


def _walk(resolver: URLResolver, outer: tuple[str, ...]) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        arguments = (*outer, *_arguments(entry))
        if isinstance(entry, URLPattern):
            yield Route(entry.name or f"unnamed {entry.pattern}", arguments)
        elif isinstance(entry, URLResolver):
            yield from _walk(entry, arguments)


def _arguments(entry: URLPattern | URLResolver) -> tuple[str, ...]:
    return tuple(re.findall(r"<(?:\w+:)?(\w+)>", str(entry.pattern)))
