"""Writes copied cases: whole rows, many at a time, under the walls of the tenant."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection
from psycopg import sql

from sohos.demo.copying import Copy
from sohos.demo.pattern import TABLES, Pattern

# A row of the pattern, with what changes laid over it. COPY would be refused here:
# PostgreSQL does not copy into tables with row-level security.
_INSERT = sql.SQL(
    """
    WITH told AS MATERIALIZED (
      SELECT told FROM jsonb_populate_recordset(NULL::{table}, %s) AS told)
    INSERT INTO {table} ({columns})
    SELECT {columns_made} FROM jsonb_to_recordset(%s) AS again (told_id bigint, changes jsonb)
      JOIN told ON (told.told).id = again.told_id
      CROSS JOIN LATERAL jsonb_populate_record(told.told, again.changes) AS made
    """
)
_COLUMNS = """
    SELECT attname FROM pg_attribute
    WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped
      AND attgenerated = ''
    ORDER BY attnum
"""
_NEXT_IDS = (
    "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
)
_NEXT_NUMBERS = """
    INSERT INTO cases_casenumber (year, last) VALUES (%s, %s)
    ON CONFLICT (municipality_id, year)
      DO UPDATE SET last = cases_casenumber.last + EXCLUDED.last
    RETURNING last
"""


def insert(copies: Sequence[Copy]) -> None:
    """Store copies in the municipality of the running transaction."""
    patterns = {id(copy.pattern): copy.pattern for copy in copies}.values()
    taken = _fresh_ids([copy.pattern for copy in copies])
    for copy in copies:
        copy.make(taken)
    with connection.cursor() as cursor:
        for table in TABLES:
            told = [row for pattern in patterns for row in pattern.rows[table]]
            again = [
                {"told_id": told_id, "changes": changes}
                for copy in copies
                for told_id, changes in copy.new[table].items()
            ]
            if again:
                cursor.execute(_insert_into(table), [_json(told), _json(again)])


def _insert_into(table: str) -> sql.Composed:
    """Return the statement for a table; what the database computes is left out."""
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS, [table])
        names = [sql.Identifier(name) for (name,) in cursor.fetchall()]
    made = [sql.SQL("made.{}").format(name) for name in names]
    return _INSERT.format(
        table=sql.Identifier(table),
        columns=sql.SQL(", ").join(names),
        columns_made=sql.SQL(", ").join(made),
    )


def take_numbers(year: int, count: int) -> range:
    """Take the next case numbers of a year, as registering households does."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_NUMBERS, [year, count])
        (last,) = cursor.fetchone()
    return range(last - count + 1, last + 1)


def column(table: str, name: str) -> dict[int, Any]:
    """Return a column of a table in the running transaction's municipality, by id."""
    query = sql.SQL("SELECT id, {} FROM {} ORDER BY id").format(
        sql.Identifier(name), sql.Identifier(table)
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return dict(cursor.fetchall())


def count_cases() -> int:
    """Count the cases in the running transaction's municipality."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_case")
        (found,) = cursor.fetchone()
    return int(found)


def _fresh_ids(patterns: Iterable[Pattern]) -> dict[str, Iterator[int]]:
    counts = dict.fromkeys(TABLES, 0)
    for pattern in patterns:
        for table in TABLES:
            counts[table] += len(pattern.rows[table])
    with connection.cursor() as cursor:
        taken = {}
        for table, count in counts.items():
            cursor.execute(_NEXT_IDS, [table, count])
            taken[table] = iter([row[0] for row in cursor.fetchall()])
    return taken


def _json(rows: list[Any]) -> str:
    return json.dumps(rows, ensure_ascii=False)
