"""Reads: what every field of the database holds, from the table that the tests keep."""

import csv
from functools import lru_cache

from django.conf import settings

from sohos.rights.domain.register import FieldNote


@lru_cache(maxsize=1)
def field_notes() -> tuple[FieldNote, ...]:
    """Read the tables of docs/personal-data, in order of app and model."""
    found = []
    for path in sorted((settings.BASE_DIR / "docs" / "personal-data").glob("*.csv")):
        with path.open(newline="", encoding="utf-8") as lines:
            found += [FieldNote(**row) for row in csv.DictReader(lines)]
    return tuple(found)


def told_fields() -> dict[str, list[str]]:
    """Return per model the fields that tell something of a household."""
    found: dict[str, list[str]] = {}
    for note in field_notes():
        if note.subject == "household" and note.kind in {
            "personal",
            "special",
            "content",
        }:
            found.setdefault(note.model, []).append(note.field)
    return found
