"""The catalogue of the database: every wall stands, whoever builds the next table."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import pytest
from django.apps import apps
from psycopg import sql
from pytest_django import DjangoDbBlocker

from sohos.tenancy.postgres.schema import has_tenant
from tests import databases

ALMELO, DEN_HAAG, NOWHERE = 141, 518, 999
TABLE = Path(__file__).with_name("tenant_path.csv")
OWN_WALLS = {
    "tenancy_membership": "((municipality_id = app.tenant_if_any())"
    " OR (user_id = app.user_if_any()))",
    "audit_line": "(NOT (municipality_id IS DISTINCT FROM app.tenant_if_any()))",
    "audit_seal": "(chain = COALESCE(app.tenant_if_any(), 0))",
}
WALL = "(municipality_id = app.tenant())"
VALUES: dict[str, object] = {
    "int2": 1,
    "int4": 1,
    "int8": 1,
    "numeric": 1,
    "bool": False,
    "date": "2026-11-16",
    "timestamptz": "2026-11-16 09:00+00",
    "json": "{}",
    "jsonb": "{}",
    "bytea": b"x",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "inet": "192.0.2.7",
    "time": "09:00",
}


@dataclass(frozen=True)
class Place:
    """A model, where its rows belong, and whether they may change."""

    model: str
    table: str
    path: str
    rows: str
    reason: str


def places() -> list[Place]:
    with TABLE.open(newline="") as lines:
        return [
            Place(table=apps.get_model(row["model"])._meta.db_table, **row)
            for row in csv.DictReader(lines)
        ]


PLACES = places()
TENANT_TABLES = sorted(place.table for place in PLACES if place.path == "tenant")
APPEND_ONLY = sorted(place.table for place in PLACES if place.rows == "append-only")


@pytest.fixture(scope="module")
def superuser(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[psycopg.Connection[Any]]:
    with databases.clone("walls") as name, databases.admin(name) as connection:
        _fill(connection)
        yield connection


@pytest.fixture
def application(
    superuser: psycopg.Connection[Any],
) -> Iterator[psycopg.Connection[Any]]:
    """Raw SQL as the role of the application, rolled back afterwards."""
    url = databases.url_for("sohos_app", superuser.info.dbname)
    with psycopg.connect(url) as connection:
        yield connection
        connection.rollback()


def _fill(superuser: psycopg.Connection[Any]) -> None:
    """Put one row of each of two municipalities in every tenant table."""
    superuser.execute("SET session_replication_role = replica")
    superuser.execute("TRUNCATE tenancy_municipality CASCADE")
    for table in TENANT_TABLES:
        for (name,) in superuser.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass"
            " AND contype IN ('c', 'u')",
            [table],
        ).fetchall():
            superuser.execute(
                sql.SQL("ALTER TABLE {} DROP CONSTRAINT {} CASCADE").format(
                    sql.Identifier(table), sql.Identifier(name)
                )
            )
        for number, municipality in enumerate((ALMELO, DEN_HAAG), start=1):
            _insert(superuser, table, number, municipality)
    superuser.execute("SET session_replication_role = origin")


def _insert(
    superuser: psycopg.Connection[Any], table: str, number: int, municipality: int
) -> None:
    columns = superuser.execute(
        "SELECT attname, typname FROM pg_attribute"
        " JOIN pg_type ON pg_type.oid = atttypid"
        " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
        " AND attgenerated = ''"
        " AND (attnotnull OR attname IN ('municipality_id', 'chain'))",
        [table],
    ).fetchall()
    row: dict[str, object] = {}
    for name, kind in columns:
        if name in {"municipality_id", "chain"}:
            row[name] = municipality
        elif name.endswith("id") and kind.startswith("int"):
            row[name] = number
        else:
            row[name] = [] if kind.startswith("_") else VALUES.get(kind, str(number))
    superuser.execute(
        sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
            sql.Identifier(table),
            sql.SQL(", ").join(map(sql.Identifier, row)),
            sql.SQL(", ").join(sql.Placeholder() * len(row)),
        ),
        list(row.values()),
    )


def _in_tenant(connection: psycopg.Connection[Any], municipality: int) -> None:
    connection.execute("SELECT set_config('app.tenant', %s, true)", [str(municipality)])


def _count(connection: psycopg.Connection[Any], table: str) -> int:
    query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
    (found,) = connection.execute(query).fetchone() or (0,)
    return int(found)


def _names(
    superuser: psycopg.Connection[Any], query: LiteralString, *values: str
) -> list[str]:
    rows = superuser.execute(query, values or None).fetchall()
    return sorted(str(row[0]) for row in rows)


def test_every_model_has_a_place() -> None:
    models = {model._meta.label: model for model in _all_models()}
    assert [place.model for place in PLACES] == sorted(models)
    for place in PLACES:
        if place.path == "global" or place.table in OWN_WALLS:
            assert place.reason, place.model
        if place.path == "global":
            assert not has_tenant(models[place.model]), place.model
        assert place.path in {"tenant", "global"}
        assert place.rows in {"append-only", "changes"}


def _all_models() -> list[type[Any]]:
    return apps.get_models(include_auto_created=True)


def test_every_table_with_a_municipality_is_a_tenant_table(
    superuser: psycopg.Connection[Any],
) -> None:
    found = _names(
        superuser,
        "SELECT relname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid"
        " WHERE attname = 'municipality_id' AND relkind IN ('r', 'p')"
        " AND relnamespace = 'public'::regnamespace",
    )
    assert sorted({*found, "audit_seal"}) == TENANT_TABLES


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_wall_is_forced_and_restrictive(
    superuser: psycopg.Connection[Any], table: str
) -> None:
    row = superuser.execute(
        "SELECT relrowsecurity, relforcerowsecurity, rolname, rolbypassrls, rolsuper"
        " FROM pg_class JOIN pg_roles ON pg_roles.oid = relowner"
        " WHERE pg_class.oid = %s::regclass",
        [table],
    ).fetchone()
    assert row == (True, True, "sohos_owner", False, False)
    policies = superuser.execute(
        "SELECT permissive, roles, cmd, qual, with_check FROM pg_policies"
        " WHERE tablename = %s ORDER BY permissive DESC",
        [table],
    ).fetchall()
    wall = OWN_WALLS.get(table, WALL)
    write = wall if table != "tenancy_membership" else WALL
    assert ("RESTRICTIVE", ["public"], "ALL", wall, write) in policies
    for permissive, roles, _command, _using, _check in policies:
        if permissive == "PERMISSIVE":
            assert set(roles) <= {"sohos_app", "sohos_owner"}, roles


def test_keys_between_tenant_tables_contain_the_municipality(
    superuser: psycopg.Connection[Any],
) -> None:
    plain = superuser.execute(
        "SELECT conname FROM pg_constraint c WHERE contype = 'f'"
        " AND conrelid::regclass::text = ANY(%(tables)s)"
        " AND confrelid::regclass::text = ANY(%(tables)s)"
        " AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.conrelid"
        "   AND a.attname = 'municipality_id' AND a.attnum = ANY(c.conkey))",
        {"tables": TENANT_TABLES},
    ).fetchall()
    assert [name for (name,) in plain if "audit_seal" not in name] == []


def test_no_global_table_points_into_a_municipality(
    superuser: psycopg.Connection[Any],
) -> None:
    leaks = superuser.execute(
        "SELECT conname FROM pg_constraint WHERE contype = 'f'"
        " AND NOT conrelid::regclass::text = ANY(%(tables)s)"
        " AND confrelid::regclass::text = ANY(%(tables)s)",
        {"tables": TENANT_TABLES},
    ).fetchall()
    assert leaks == []


def test_application_role_has_no_power_over_tables(
    superuser: psycopg.Connection[Any],
) -> None:
    row = superuser.execute(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolinherit,"
        " pg_has_role('sohos_app', 'sohos_owner', 'MEMBER'),"
        " has_schema_privilege('sohos_app', 'public', 'CREATE'),"
        " has_schema_privilege('sohos_app', 'app', 'CREATE'),"
        " has_database_privilege('sohos_app', current_database(), 'CREATE'),"
        " has_database_privilege('sohos_app', current_database(), 'TEMPORARY')"
        " FROM pg_roles WHERE rolname = 'sohos_app'"
    ).fetchone()
    assert row == (False,) * 10
    for privilege in ("TRUNCATE", "REFERENCES", "TRIGGER"):
        assert not _names(
            superuser,
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm')"
            " AND relnamespace = 'public'::regnamespace"
            " AND has_table_privilege('sohos_app', oid, %s)",
            privilege,
        )
    for privilege in ("SELECT", "UPDATE"):
        assert not _names(
            superuser,
            "SELECT relname FROM pg_class WHERE"
            " relnamespace = 'public'::regnamespace AND CASE WHEN relkind = 'S'"
            " THEN has_sequence_privilege('sohos_app', oid, %s) ELSE false END",
            privilege,
        )


def test_nothing_belongs_to_a_role_that_passes_walls(
    superuser: psycopg.Connection[Any],
) -> None:
    assert not _names(
        superuser,
        "SELECT relname FROM pg_class JOIN pg_roles ON pg_roles.oid = relowner"
        " WHERE relnamespace IN ('public'::regnamespace, 'app'::regnamespace)"
        " AND (rolbypassrls OR rolsuper) AND rolname <> 'postgres'",
    )
    assert not _names(
        superuser,
        "SELECT proname FROM pg_proc JOIN pg_roles ON pg_roles.oid = proowner"
        " WHERE pronamespace IN ('public'::regnamespace, 'app'::regnamespace)"
        " AND prosecdef AND rolname <> 'sohos_owner'",
    )


def test_functions_of_the_owner_look_only_where_they_should(
    superuser: psycopg.Connection[Any],
) -> None:
    assert not _names(
        superuser,
        "SELECT proname FROM pg_proc WHERE prosecdef"
        " AND pronamespace IN ('public'::regnamespace, 'app'::regnamespace)"
        " AND NOT coalesce(array_to_string(proconfig, ' ') LIKE"
        " 'search_path=pg_catalog, public%', false)",
    )
    assert not _names(
        superuser,
        "SELECT proname FROM pg_proc WHERE pronamespace = 'app'::regnamespace"
        " AND (proacl IS NULL OR EXISTS"
        " (SELECT FROM aclexplode(proacl) WHERE grantee = 0))"
        " AND prosecdef AND prorettype <> 'trigger'::regtype",
    )


def test_views_do_not_go_round_the_walls(superuser: psycopg.Connection[Any]) -> None:
    assert not _names(
        superuser,
        "SELECT relname FROM pg_class WHERE relkind IN ('v', 'm')"
        " AND relnamespace = 'public'::regnamespace"
        " AND (relkind = 'm' OR NOT coalesce("
        "array_to_string(reloptions, ' ') LIKE '%security_invoker=true%', false))",
    )


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_without_a_tenant_there_is_an_error_or_nothing(
    application: psycopg.Connection[Any], table: str
) -> None:
    try:
        found = _count(application, table)
    except psycopg.errors.UndefinedObject:
        return
    assert table in OWN_WALLS
    assert found == 0


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_with_another_tenant_there_is_nothing(
    application: psycopg.Connection[Any], table: str
) -> None:
    _in_tenant(application, NOWHERE)
    assert _count(application, table) == 0


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_each_tenant_sees_its_own_row(
    application: psycopg.Connection[Any], table: str
) -> None:
    column = "chain" if table == "audit_seal" else "municipality_id"
    query = sql.SQL("SELECT {} FROM {}").format(
        sql.Identifier(column), sql.Identifier(table)
    )
    _in_tenant(application, ALMELO)
    assert application.execute(query).fetchall() == [(ALMELO,)]
    application.rollback()
    _in_tenant(application, DEN_HAAG)
    assert application.execute(query).fetchall() == [(DEN_HAAG,)]


@pytest.mark.parametrize("table", TENANT_TABLES)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {} SET {} = 518",
        "UPDATE {} SET id = id WHERE {} = 518",
        "DELETE FROM {} WHERE {} = 518",
    ],
)
def test_rows_cannot_be_moved_or_reached_across(
    application: psycopg.Connection[Any], table: str, statement: str
) -> None:
    column = "chain" if table == "audit_seal" else "municipality_id"
    _in_tenant(application, ALMELO)
    try:
        done = application.execute(
            sql.SQL(statement).format(sql.Identifier(table), sql.Identifier(column))
        )
    except psycopg.errors.InsufficientPrivilege:
        return
    assert done.rowcount == 0


def test_history_is_what_the_database_keeps(
    superuser: psycopg.Connection[Any],
) -> None:
    for trigger in ("append_only_rows", "append_only_table"):
        found = _names(
            superuser,
            "SELECT tgrelid::regclass FROM pg_trigger"
            " WHERE tgname = %s AND tgenabled = 'O'",
            trigger,
        )
        assert found == APPEND_ONLY


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
)
@pytest.mark.parametrize("role", ["sohos_app", "sohos_owner", "postgres"])
def test_history_can_only_grow(
    superuser: psycopg.Connection[Any], role: str, table: str, statement: str
) -> None:
    refused = pytest.raises(psycopg.errors.InsufficientPrivilege)
    with superuser.transaction(force_rollback=True):
        superuser.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(role)))
        _in_tenant(superuser, ALMELO)
        with refused, superuser.transaction():
            superuser.execute(sql.SQL(statement).format(sql.Identifier(table)))
