"""A database in which everything personal is a marker, and how to find one again."""

from __future__ import annotations

import json
import re
from typing import Any

import psycopg
from django.apps import apps
from django.db import models
from psycopg import sql

from tests import databases
from tests.architecture.test_personal_data import rows

MARKER, SHORT_MARKER = "Zwervende-Merel", "MRL~"
DAY, MOMENT = "1911-11-11", "1911-11-11T11:11:00+00:00"
NUMBER = 877_000_000
ID_SHIFT = 880_000_000
ROOM_FOR_LONG = 40
# What points at a household; the number by which it is known is a mark as well.
NUMBERED = ("Case", "Household", "Person", "HouseholdMember")
# In the classification they are no personal data, but an investor could work back.
_ALSO = (("bonds.Event", "bank_line"), ("cases.Case", "code"))
# Too small to be told apart from figures that may be shown.
_TOO_SMALL = (
    models.BooleanField,
    models.DecimalField,
    models.GeneratedField,
    models.PositiveSmallIntegerField,
    models.ForeignKey,
    models.AutoField,
    models.BigAutoField,
)
_WRITTEN = re.compile(
    "|".join(
        (
            re.escape(MARKER),
            re.escape(SHORT_MARKER),
            r"1911-11-11|11-11-1911|11 nov(?:ember|\.)? 1911",
            r"877[.,]?000[.,]?\d{3}|8[.,]?770[.,]?00\d[.,]\d\d",
            r"880[.,]?000[.,]?\d{3}",
        )
    ),
    re.IGNORECASE,
)


def found_in(text: str) -> list[str]:
    """Return every marker in a text."""
    return _WRITTEN.findall(text)


def mark(name: str, *, but_user_id: int) -> list[str]:
    """Fill every personal column of a database, of every municipality.

    Args:
        name: the database; its check constraints go.
        but_user_id: whose own account stays as it is.

    Returns:
        The columns that hold a marker now, as `table.column`.
    """
    with databases.admin(name) as connection:
        connection.execute("SET session_replication_role = replica")
        _drop_checks(connection)
        for row in _numbered():
            _shift(connection, row)
        return [
            place
            for model, field in _personal()
            if (place := _fill(connection, model, field, but_user_id))
        ]


def _personal() -> list[tuple[type[models.Model], models.Field[Any, Any]]]:
    named = [(row["model"], row["field"]) for row in rows() if row["kind"] != "none"]
    found = []
    for label, name in dict.fromkeys([*named, *_ALSO]):
        model = apps.get_model(label)
        found.append((model, model._meta.get_field(name)))
    return found


def _drop_checks(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    checks = connection.execute(
        "SELECT conrelid::regclass::text, conname FROM pg_constraint"
        " WHERE contype = 'c' AND connamespace = 'public'::regnamespace"
    )
    for table, check in checks.fetchall():
        connection.execute(
            sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(
                sql.Identifier(str(table)), sql.Identifier(str(check))
            )
        )


def _numbered() -> list[models.Field[Any, Any]]:
    """List the keys of whatever is numbered, and every column that points at one."""
    targets = {apps.get_model("cases", name) for name in NUMBERED}
    keys = [model._meta.pk for model in targets]
    pointing = [
        field
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_concrete_fields
        if field.related_model in targets
    ]
    return [key for key in [*keys, *pointing] if key is not None]


def _shift(
    connection: psycopg.Connection[tuple[object, ...]], field: models.Field[Any, Any]
) -> None:
    table = sql.Identifier(field.model._meta.db_table)
    column = sql.Identifier(str(field.column))
    connection.execute(
        sql.SQL("UPDATE {} SET {} = {} + %s").format(table, column, column), [ID_SHIFT]
    )


def _fill(
    connection: psycopg.Connection[tuple[object, ...]],
    model: type[models.Model],
    field: models.Field[Any, Any],
    but_user_id: int,
) -> str:
    if isinstance(field, _TOO_SMALL) or getattr(field, "choices", None):
        return ""
    table, column = model._meta.db_table, str(field.column)
    own = _own(model)
    where = sql.SQL(" WHERE {} IS DISTINCT FROM {}").format(
        sql.Identifier(own), sql.Literal(but_user_id)
    )
    only = where if own else sql.SQL("")
    if isinstance(field, models.JSONField):
        _fill_json(connection, table, column, only)
        return f"{table}.{column}"
    key = model._meta.pk
    assert key is not None
    connection.execute(
        sql.SQL("UPDATE {} SET {} = {}").format(
            sql.Identifier(table),
            sql.Identifier(column),
            _value(field, str(key.column)),
        )
        + only
    )
    return f"{table}.{column}"


def _own(model: type[models.Model]) -> str:
    """Return the column that says whose account a row belongs to, if any."""
    if model._meta.label == "tenancy.User":
        return "id"
    names = {field.column for field in model._meta.local_concrete_fields}
    return "user_id" if "user_id" in names else ""


def _value(field: models.Field[Any, Any], key: str) -> sql.Composable:
    if isinstance(field, models.DateTimeField):
        return sql.Literal(MOMENT)
    if isinstance(field, models.DateField):
        return sql.Literal(DAY)
    if isinstance(field, models.IntegerField):
        return sql.SQL("{} + {} % 1000").format(
            sql.Literal(NUMBER), sql.Identifier(key)
        )
    if isinstance(field, models.BinaryField):
        return sql.Literal(MARKER.encode())
    room = field.max_length or ROOM_FOR_LONG
    mark = MARKER if room >= ROOM_FOR_LONG else SHORT_MARKER
    text = sql.SQL("left({} || '-' || {}::text, {})").format(
        sql.Literal(mark), sql.Identifier(key), sql.Literal(room)
    )
    if type(field).__name__ == "ArrayField":
        return sql.SQL("ARRAY[{}]").format(sql.Literal(MARKER))
    return text


def _fill_json(
    connection: psycopg.Connection[tuple[object, ...]],
    table: str,
    column: str,
    only: sql.Composable,
) -> None:
    place = sql.Identifier(table), sql.Identifier(column)
    read = sql.SQL("SELECT ctid::text, {} FROM {}").format(place[1], place[0])
    for at, value in connection.execute(read + only).fetchall():
        connection.execute(
            sql.SQL("UPDATE {} SET {} = %s WHERE ctid = %s::tid").format(*place),
            [json.dumps(_with_marker(_marked(value))), at],
        )


def _with_marker(value: Any) -> Any:
    return value | {"marker": MARKER} if isinstance(value, dict) else value


def _marked(value: Any) -> Any:
    """Mark what was written in words; codes and days stay, for rules read them."""
    if isinstance(value, dict):
        return {name: _marked(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_marked(part) for part in value]
    return MARKER if isinstance(value, str) and " " in value else value
