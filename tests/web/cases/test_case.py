from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases import selectors
from sohos.tenancy.permissions import Role
from tests.services.cases.households import register
from tests.towns import Town


def test_the_casemanager_sees_the_people_and_the_next_step(
    almelo: Town, den_haag: Town
) -> None:
    case = register(almelo)
    page = almelo.browser(Role.CASEMANAGER).get(f"/cases/{case.pk}/").content.decode()
    for shown in (
        "Huishouden Merel",
        "Zoë Merel",
        "2019-0001",
        "Begin het maatwerkplan",
    ):
        assert shown in page


def test_others_do_not_see_it(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    address = f"/cases/{case.pk}/"
    assert (
        almelo.browser(Role.CASEMANAGER, "Ton Visser").get(address).status_code == 404
    )
    assert den_haag.browser(Role.CASEMANAGER).get(address).status_code == 404
    assert den_haag.browser(Role.TEAM_LEAD).get(address).status_code == 404
    for role in set(Role) - {Role.CASEMANAGER, Role.TEAM_LEAD}:
        assert almelo.browser(role).get(address).status_code == 403
    assert Client().get(address).status_code == 302


def test_a_team_lead_assigns_what_nobody_has(almelo: Town, den_haag: Town) -> None:
    case = register(almelo, role=Role.TEAM_LEAD)
    noor = almelo.actor(Role.CASEMANAGER)
    browser = almelo.browser(Role.TEAM_LEAD)
    assert "Toewijzen" in browser.get("/cases/").content.decode()
    address = f"/cases/{case.pk}/assign/"
    assert browser.get(address).status_code == 200
    assert browser.post(address, {}).status_code == 422
    assert browser.post(address, {"casemanager": noor.user_id}).status_code == 302
    with almelo.acting(Role.CASEMANAGER) as actor:
        assert selectors.case_of(actor, case_id=case.pk).casemanager_id == noor.user_id


def test_a_case_stops_with_a_reason(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    browser = almelo.browser(Role.CASEMANAGER)
    address = f"/cases/{case.pk}/stop/"
    sent = {"outcome": "moved", "reason": "", "on": "01-02-2019"}
    assert browser.post(address, sent).status_code == 422
    late = {**sent, "reason": "Naar Zwolle.", "on": "01-02-2199"}
    answer = browser.post(address, late)
    assert answer.status_code == 422
    assert "Naar Zwolle." in answer.content.decode()
    assert browser.post(address, {**late, "on": "01-02-2019"}).status_code == 302
    page = browser.get(f"/cases/{case.pk}/").content.decode()
    assert "Het gezin is verhuisd" in page
    assert browser.post(address, {**late, "on": "01-02-2019"}).status_code == 422


def test_only_a_team_lead_opens_it_again(almelo: Town, den_haag: Town) -> None:
    case = register(almelo, role=Role.TEAM_LEAD)
    lead = almelo.browser(Role.TEAM_LEAD)
    stop = {"outcome": "withdrawn", "reason": "Nu even niet.", "on": "01-02-2019"}
    assert lead.post(f"/cases/{case.pk}/stop/", stop).status_code == 302
    address = f"/cases/{case.pk}/reopen/"
    assert almelo.browser(Role.CASEMANAGER).get(address).status_code == 403
    sent = {"reason": "Ze belden weer.", "on": "01-05-2019"}
    assert lead.post(address, sent).status_code == 302
    assert "Heropend" in lead.get(f"/cases/{case.pk}/").content.decode()


@pytest.mark.parametrize("role", [Role.CASEMANAGER, Role.TEAM_LEAD])
def test_my_day_asks_the_same_number_of_questions_for_any_number_of_cases(
    almelo: Town,
    den_haag: Town,
    role: Role,
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert browser.get("/cases/").status_code == 200
        return len(asked)

    register(almelo, role=role)
    browser = almelo.browser(role)
    browser.get("/cases/")
    few = queries()
    for _ in range(5):
        register(almelo, role=role)
    assert queries() == few


def test_my_day_shows_who_is_on_the_move(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    page = almelo.browser(Role.CASEMANAGER).get("/cases/").content.decode()
    assert "Bij 1 huishouden ben jij nu aan zet." in page
    assert case.due_on == date(2019, 1, 28)
    assert "over de termijn" in page
    assert "Je hebt nog geen huishoudens" in (
        den_haag.browser(Role.CASEMANAGER).get("/cases/").content.decode()
    )
