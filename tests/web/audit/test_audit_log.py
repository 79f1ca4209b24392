from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from sohos.audit import selectors
from sohos.audit import services as audit
from sohos.audit.models import Line
from sohos.tenancy.permissions import Role
from tests import databases
from tests.towns import Town

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


def write(town: Town, count: int, *, subject: str = "case:{}") -> None:
    with town.acting(Role.CASEMANAGER) as noor:
        for number in range(count):
            audit.record(
                "case.read",
                actor=noor,
                subject=subject.format(number),
                at=NOW + timedelta(minutes=number),
            )


@pytest.fixture
def petra(almelo: Town) -> Client:
    return almelo.browser(Role.PRIVACY_OFFICER)


def test_newest_lines_come_first_and_older_ones_follow(
    almelo: Town, petra: Client
) -> None:
    write(almelo, selectors.PER_PAGE + 5)
    first = petra.get("/audit/").content.decode()
    assert "case:54" in first
    assert "case:4<" not in first
    with almelo.acting(Role.PRIVACY_OFFICER) as actor:
        newest = selectors.log_page(actor)
        older = selectors.log_page(actor, before=newest.older)
    assert len(newest.lines) == selectors.PER_PAGE
    seen = [line.pk for line in (*newest.lines, *older.lines)]
    assert seen == sorted(set(seen), reverse=True)
    assert older.older is None
    second = petra.get(f"/audit/?before={newest.older}").content.decode()
    assert "case:0<" in second


def test_log_of_another_municipality_is_not_there(
    almelo: Town, den_haag: Town, petra: Client
) -> None:
    write(den_haag, 3, subject="case:haag{}")
    page = petra.get("/audit/").content.decode()
    assert "haag" not in page
    den_haag_noor = den_haag.actor(Role.CASEMANAGER).user_id
    refused = petra.get("/audit/", {"user_id": den_haag_noor})
    assert refused.status_code == 422


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"subject": "case:1"}, {"case:1"}),
        ({"action": "case."}, {"case:0", "case:1", "case:2", "case:3"}),
        ({"action": "kba."}, set()),
        ({"from_on": "16-11-2026", "action": "case."}, {"case:2", "case:3"}),
        ({"until_on": "2026-11-15", "action": "case."}, {"case:0", "case:1"}),
    ],
)
def test_filters_find_what_is_asked(
    almelo: Town, petra: Client, query: dict[str, str], expected: set[str]
) -> None:
    with almelo.acting(Role.CASEMANAGER) as noor:
        for number, at in enumerate(
            [
                datetime(2026, 11, 15, 9, 0, tzinfo=UTC),
                datetime(2026, 11, 15, 22, 59, tzinfo=UTC),
                datetime(2026, 11, 15, 23, 0, tzinfo=UTC),
                datetime(2026, 11, 16, 9, 0, tzinfo=UTC),
            ]
        ):
            audit.record("case.read", actor=noor, subject=f"case:{number}", at=at)
    page = petra.get("/audit/", query)
    assert page.status_code == 200
    shown = page.content.decode()
    found = {f"case:{n}" for n in range(4) if f">case:{n}<" in shown}
    assert found == expected


def test_person_filter_shows_one_person(almelo: Town, petra: Client) -> None:
    write(almelo, 1)
    petra.get("/audit/")
    noor = almelo.actor(Role.CASEMANAGER).user_id
    shown = petra.get("/audit/", {"user_id": noor}).content.decode()
    assert "case:0" in shown
    assert "get audit-log" not in shown


@pytest.mark.parametrize(
    "query", [{"from_on": "31-02-2026"}, {"user_id": "x"}, {"subject": "x" * 200}]
)
def test_wrong_filter_is_explained(petra: Client, query: dict[str, str]) -> None:
    assert petra.get("/audit/", query).status_code == 422


def test_looking_at_the_log_is_in_the_log(almelo: Town, petra: Client) -> None:
    petra.get("/audit/")
    assert "get audit-log" in petra.get("/audit/").content.decode()


def test_verification_shows_the_head_to_publish(
    own_database: str, almelo: Town
) -> None:
    write(almelo, 3)
    petra = almelo.browser(Role.PRIVACY_OFFICER)
    assert "nog niet gecontroleerd" in petra.get("/audit/").content.decode()
    page = petra.post("/audit/verify/", follow=True).content.decode()
    assert "Het logboek is heel" in page
    with almelo.acting(Role.PRIVACY_OFFICER) as actor:
        line = selectors.last_verification(actor)
    assert line is not None
    head = f"141:{line.detail['lines']}:{line.detail['head']}"
    assert head in page
    printed = databases.manage(own_database, "audit", "verify", "--expect", head)
    assert "141:" in printed


def test_verification_names_every_fault(own_database: str, almelo: Town) -> None:
    write(almelo, 3)
    with databases.admin(own_database) as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute("UPDATE audit_line SET result = 'x' WHERE subject = 'case:1'")
    petra = almelo.browser(Role.PRIVACY_OFFICER)
    page = petra.post("/audit/verify/").content.decode()
    assert "Het logboek klopt niet" in page
    assert "veranderd" in page
    assert "klopte het logboek niet" in petra.get("/audit/").content.decode()
    with almelo.acting(Role.PRIVACY_OFFICER):
        assert Line.objects.get(action="audit.verified").result == "fault"


@pytest.mark.parametrize("role", [Role.CASEMANAGER, Role.FUNCTIONAL_ADMIN])
def test_others_do_not_read_the_log(almelo: Town, role: Role) -> None:
    browser = almelo.browser(role)
    assert browser.get("/audit/").status_code == 403
    assert browser.post("/audit/verify/").status_code == 403
