"""Thousands of households that are ready for money: one that is copied by the database."""

from collections.abc import Mapping

import psycopg
from psycopg import sql

from cases.models import Case
from sohos.core.euro import Euro
from tests import databases
from tests.services.bonds.money import ADOPTED, Funded

APART = 10_000_000
SAVING = Euro(1_325_000)
# What changes in a copy, by table; `n` is its number.
COPIED: Mapping[str, Mapping[str, str]] = {
    "cases_household": {"id": "{apart} + n"},
    "cases_case": {
        "id": "{apart} + n",
        "household_id": "{apart} + n",
        "code": "'B' || n",
    },
    "plans_plan": {"id": "{apart} + n", "case_id": "{apart} + n"},
    "plans_planversion": {
        "id": "{apart} + n",
        "case_id": "{apart} + n",
        "plan_id": "{apart} + n",
    },
    "kba_kba": {"id": "{apart} + n", "case_id": "{apart} + n"},
    "kba_stage": {
        "id": "{apart} + 3 * n + s.number - 1",
        "kba_id": "{apart} + n",
        "previous_id": (
            "CASE WHEN s.previous_id IS NULL THEN NULL"
            " ELSE {apart} + 3 * n + s.number - 2 END"
        ),
    },
}


def ready_cases(bond: Funded, database: str, count: int) -> tuple[list[int], str]:
    """Return ids of adopted cases with a validated year, and the hash of that year."""
    pattern = bond.adopted_case(ADOPTED)
    sha256 = bond.validate(pattern, SAVING)
    with databases.admin(database) as admin:
        admin.execute("SET session_replication_role = replica")
        for table, changes in COPIED.items():
            _copy(admin, table, changes, pattern, count)
        admin.execute("ANALYZE")
    return [APART + number for number in range(1, count + 1)], sha256


def _copy(
    admin: psycopg.Connection[tuple[object, ...]],
    table: str,
    changes: Mapping[str, str],
    pattern: Case,
    count: int,
) -> None:
    rows = admin.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
        " AND table_schema = 'public' AND is_generated = 'NEVER'",
        [table],
    ).fetchall()
    columns = [str(row[0]) for row in rows]
    values = [
        sql.SQL(changes[name].format(apart=APART))
        if name in changes
        else sql.Identifier("s", name)
        for name in columns
    ]
    wanted = {
        "cases_household": "s.id = {household}",
        "cases_case": "s.id = {case}",
        "kba_stage": "s.kba_id IN (SELECT id FROM kba_kba WHERE case_id = {case})",
    }.get(table, "s.case_id = {case}")
    admin.execute(
        sql.SQL(
            "INSERT INTO {} ({}) SELECT {} FROM {} s"
            " CROSS JOIN generate_series(1, {}) n WHERE "
        ).format(
            sql.Identifier(table),
            sql.SQL(", ").join(map(sql.Identifier, columns)),
            sql.SQL(", ").join(values),
            sql.Identifier(table),
            sql.Literal(count),
        )
        + sql.SQL(wanted.format(case=pattern.pk, household=pattern.household_id))
    )
