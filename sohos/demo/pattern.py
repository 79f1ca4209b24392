"""A told case as a pattern: its rows in every table, to be said again elsewhere."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from psycopg import sql

from plans import selectors as plans
from plans.domain import content
from sohos.tenancy.actor import Actor

Row = dict[str, Any]

# Where the rows of a case hang: table, its column, and whose column it has to equal.
BRANCHES = (
    ("cases_household", "id", "cases_case", "household_id"),
    ("cases_householdmember", "household_id", "cases_household", "id"),
    ("cases_person", "id", "cases_householdmember", "person_id"),
    ("cases_provision", "case_id", "cases_case", "id"),
    ("cases_involvement", "case_id", "cases_case", "id"),
    ("cases_provisioninuse", "case_id", "cases_case", "id"),
    ("cases_debt", "case_id", "cases_case", "id"),
    ("cases_debtstate", "debt_id", "cases_debt", "id"),
    ("cases_measurement", "case_id", "cases_case", "id"),
    ("cases_relapsecheck", "case_id", "cases_case", "id"),
    ("cases_relapsefinding", "planned_id", "cases_relapsecheck", "id"),
    ("cases_phasechange", "case_id", "cases_case", "id"),
    ("cases_journalentry", "case_id", "cases_case", "id"),
    ("cases_task", "case_id", "cases_case", "id"),
    ("plans_plan", "case_id", "cases_case", "id"),
    ("plans_author", "plan_id", "plans_plan", "id"),
    ("plans_leefwereld", "plan_id", "plans_plan", "id"),
    ("plans_openeddomain", "plan_id", "plans_plan", "id"),
    ("plans_knelpunt", "plan_id", "plans_plan", "id"),
    ("plans_doorbraak", "plan_id", "plans_plan", "id"),
    ("plans_doorbraakknelpunt", "doorbraak_id", "plans_doorbraak", "id"),
    ("plans_agreement", "doorbraak_id", "plans_doorbraak", "id"),
    ("plans_legalcheck", "doorbraak_id", "plans_doorbraak", "id"),
    ("plans_legalcheckbasis", "legal_check_id", "plans_legalcheck", "id"),
    ("plans_signoff", "plan_id", "plans_plan", "id"),
    ("plans_revision", "plan_id", "plans_plan", "id"),
    ("plans_planversion", "plan_id", "plans_plan", "id"),
    ("plans_planchange", "plan_id", "plans_plan", "id"),
    ("kba_kba", "case_id", "cases_case", "id"),
    ("kba_costline", "kba_id", "kba_kba", "id"),
    ("kba_stage", "kba_id", "kba_kba", "id"),
    ("kba_assignment", "kba_id", "kba_kba", "id"),
    ("kba_lineverdict", "stage_id", "kba_stage", "id"),
)
TABLES = ("cases_case", *(branch[0] for branch in BRANCHES))
_DAY = re.compile(r"\d{4}-\d\d-\d\d(T.*)?")


@dataclass(frozen=True, slots=True)
class Pattern:
    """One told case: its rows by table, and what its plan says, once it has one."""

    rows: dict[str, list[Row]]
    plan: Row | None

    @property
    def case(self) -> Row:
        """The case itself."""
        return self.rows["cases_case"][0]

    @property
    def is_judged(self) -> bool:
        """Whether days of the case stand in texts that were hashed."""
        return bool(self.rows["plans_legalcheck"] or self.rows["kba_kba"])


def pattern_of(actor: Actor, case_id: int) -> Pattern:
    """Read a case of the running transaction's municipality as a pattern.

    Args:
        actor: somebody who may read the plan of the case.
        case_id: the case.
    """
    rows = {"cases_case": _rows("cases_case", "id", [case_id])}
    for table, column, parent, parent_column in BRANCHES:
        values = [row[parent_column] for row in rows[parent]]
        rows[table] = _rows(table, column, values)
    return Pattern(rows, _plan(actor, case_id) if rows["plans_plan"] else None)


def days_in(row: Row) -> list[str]:
    """Return the columns of a row that hold a day or a moment."""
    return [
        name
        for name, value in row.items()
        if isinstance(value, str) and _DAY.fullmatch(value)
    ]


def _plan(actor: Actor, case_id: int) -> Row | None:
    found = plans.plan_of_case(actor, case_id=case_id)
    if found is None:
        return None
    says = content.flat(plans.content_of(actor, found))
    plan: Row = json.loads(content.canonical(says))
    return plan


def _rows(table: str, column: str, values: Iterable[int]) -> list[Row]:
    query = sql.SQL(
        "SELECT to_jsonb(t)::text FROM {} AS t WHERE {} = ANY(%s) ORDER BY id"
    ).format(sql.Identifier(table), sql.Identifier(column))
    with connection.cursor() as cursor:
        cursor.execute(query, [list(values)])
        # Amounts with a fraction stay as they are written; the database reads texts.
        return [json.loads(text, parse_float=str) for (text,) in cursor.fetchall()]
