from datetime import UTC, datetime

import pytest

from sohos.audit import services as audit
from sohos.tenancy.permissions import Role
from tests import databases
from tests.towns import Town

SLIPPED_IN = (
    "INSERT INTO audit_line (municipality_id, at, roles, action, subject, result,"
    " origin, purpose, detail)"
    " VALUES (141, now(), '', 'case.read', '', 'ok', '', '', '{}')"
)
NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


def record_three(town: Town) -> None:
    for number in (1, 2, 3):
        with town.acting(Role.CASEMANAGER) as noor:
            audit.record("case.read", actor=noor, subject=f"case:{number}", at=NOW)


def tamper(name: str, *statements: str) -> None:
    with databases.admin(name) as superuser:
        superuser.execute("SET session_replication_role = replica")
        for statement in statements:
            superuser.execute(statement.encode())


def heads(name: str) -> dict[str, str]:
    printed = databases.manage(name, "audit", "verify").split()
    return {line.partition(":")[0]: line for line in printed}


def test_whole_log_is_verified_for_every_municipality(
    own_database: str, almelo: Town, den_haag: Town
) -> None:
    record_three(almelo)
    assert heads(own_database)["141"].startswith("141:3:")
    assert heads(own_database)["518"] == f"518:0:{'0' * 64}"
    assert set(heads(own_database)) == {"0", "141", "518"}


@pytest.mark.parametrize(
    ("statements", "complaint"),
    [
        (
            ["UPDATE audit_line SET user_id = NULL WHERE subject = 'case:2'"],
            "chain 141 sequence 2 line 2: changed",
        ),
        (
            [
                "DELETE FROM audit_seal WHERE sequence = 2",
                "DELETE FROM audit_line WHERE subject = 'case:2'",
            ],
            "chain 141 sequence 2 line 0: missing",
        ),
        (
            ["DELETE FROM audit_line WHERE subject = 'case:2'"],
            "chain 141 sequence 2 line 0: missing",
        ),
        (
            [
                "UPDATE audit_seal SET sequence = sequence + 10 WHERE sequence > 1",
                "UPDATE audit_seal SET sequence = 2 WHERE sequence = 13",
                "UPDATE audit_seal SET sequence = 3 WHERE sequence = 12",
            ],
            "chain 141 sequence 2 line 3: reordered",
        ),
        (
            [SLIPPED_IN],
            "chain 141 sequence 0 line 4: unsealed",
        ),
    ],
    ids=["changed", "missing", "missing line", "reordered", "slipped in"],
)
def test_command_says_which_line(
    own_database: str, almelo: Town, statements: list[str], complaint: str
) -> None:
    record_three(almelo)
    tamper(own_database, *statements)
    with pytest.raises(RuntimeError, match=complaint):
        databases.manage(own_database, "audit", "verify")


def test_command_finds_a_cut_off_end_with_a_published_head(
    own_database: str, almelo: Town
) -> None:
    record_three(almelo)
    published = heads(own_database)["141"]
    tamper(
        own_database,
        "DELETE FROM audit_seal WHERE sequence = 3",
        "DELETE FROM audit_line WHERE subject = 'case:3'",
    )
    databases.manage(own_database, "audit", "verify")
    with pytest.raises(RuntimeError, match="sequence 3 line 0: missing"):
        databases.manage(own_database, "audit", "verify", "--expect", published)


def test_command_finds_a_log_that_was_sealed_anew(
    own_database: str, almelo: Town
) -> None:
    record_three(almelo)
    published = heads(own_database)["141"]
    tamper(own_database, "TRUNCATE audit_line, audit_seal RESTART IDENTITY CASCADE")
    record_three(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        audit.record("case.read", actor=noor, subject="case:4", at=NOW)
    databases.manage(own_database, "audit", "verify", "--municipality", "141")
    tamper(own_database, "UPDATE audit_line SET result = 'ok'")
    anew = published[:-4] + ("0000" if published[-4:] != "0000" else "1111")
    with pytest.raises(RuntimeError, match="sequence 3 line 3: not as published"):
        databases.manage(own_database, "audit", "verify", "--expect", anew)


@pytest.mark.parametrize("expect", ["141", "141:x:y", "a:1:b"])
def test_command_refuses_a_head_that_is_none(own_database: str, expect: str) -> None:
    with pytest.raises(RuntimeError, match="CHAIN:COUNT:HASH"):
        databases.manage(own_database, "audit", "verify", "--expect", expect)
