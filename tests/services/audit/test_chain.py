from datetime import UTC, datetime

import psycopg
import pytest
from django.db import DatabaseError, connection

from sohos.audit import selectors
from sohos.audit import services as audit
from sohos.audit.models import Line, Seal
from sohos.tenancy import context
from sohos.tenancy.permissions import Role
from tests import databases
from tests.towns import Town

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


def record_three(town: Town) -> None:
    for subject in ("case:1", "case:2", "case:3"):
        with town.acting(Role.CASEMANAGER) as noor:
            audit.record("case.read", actor=noor, subject=subject, at=NOW)


def tamper(name: str, statement: str) -> None:
    with databases.admin(name) as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute(psycopg.sql.SQL(statement))


@pytest.mark.parametrize(
    ("statement", "sequence", "what"),
    [
        (
            "UPDATE audit_line SET result = 'denied' WHERE subject = 'case:2'",
            2,
            "changed",
        ),
        ("DELETE FROM audit_seal WHERE sequence = 2", 2, "missing"),
        (
            (
                "UPDATE audit_seal SET sequence = CASE sequence WHEN 2 THEN 3 ELSE 2 END + 10"
                " WHERE sequence IN (2, 3)"
            ),
            2,
            "missing",
        ),
        (
            "UPDATE audit_seal SET previous_hash = hash WHERE sequence = 3",
            3,
            "reordered",
        ),
        (
            (
                "UPDATE audit_seal SET canonical = replace(canonical, 'case:1', 'case:9')"
                " WHERE sequence = 1"
            ),
            1,
            "changed",
        ),
    ],
)
def test_verifier_says_which_line_is_not_what_it_was(
    own_database: str, almelo: Town, statement: str, sequence: int, what: str
) -> None:
    record_three(almelo)
    with context.tenant(almelo.id):
        assert selectors.verify(almelo.id).faults == ()
    tamper(own_database, statement)
    with context.tenant(almelo.id):
        faults = selectors.verify(almelo.id).faults
    assert (faults[0].sequence, faults[0].what) == (sequence, what)


def test_published_head_shows_that_the_end_was_cut_off(
    own_database: str, almelo: Town
) -> None:
    record_three(almelo)
    with context.tenant(almelo.id):
        before = selectors.verify(almelo.id)
    tamper(own_database, "DELETE FROM audit_seal WHERE sequence = 3")
    tamper(own_database, "DELETE FROM audit_line WHERE subject = 'case:3'")
    with context.tenant(almelo.id):
        verdict = selectors.verify(almelo.id, published=(before.lines, before.head))
    assert [fault.what for fault in verdict.faults] == ["missing"]


@pytest.mark.parametrize("table", ["audit_line", "audit_seal"])
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
)
def test_application_role_cannot_change_the_log(
    almelo: Town, table: str, statement: str
) -> None:
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        almelo.acting(Role.CASEMANAGER),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))


def test_one_municipality_does_not_see_the_log_of_another(
    own_database: str, almelo: Town, den_haag: Town
) -> None:
    record_three(almelo)
    with context.tenant(den_haag.id):
        assert not Line.objects.exists()
        assert not Seal.objects.exists()
