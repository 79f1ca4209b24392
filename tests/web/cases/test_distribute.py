from django.db import connection
from django.test.utils import CaptureQueriesContext

from sohos.tenancy.permissions import Role
from tests.services.cases.households import register
from tests.towns import Town


def test_a_team_lead_sees_load_and_filters_in_the_address(
    almelo: Town, den_haag: Town
) -> None:
    register(almelo)
    noor = almelo.actor(Role.CASEMANAGER).user_id
    ton = almelo.actor(Role.CASEMANAGER, "Ton Visser").user_id
    tessa = almelo.browser(Role.TEAM_LEAD)
    page = tessa.get("/cases/distribute/").content.decode()
    assert f'href="?casemanager={noor}#cases"' in page
    assert "1 staat stil" in page
    assert "Merel" in tessa.get("/cases/distribute/?show=still").content.decode()
    other = tessa.get(f"/cases/distribute/?casemanager={ton}").content.decode()
    assert "Geen huishouden past bij deze keuze." in other
    mine = tessa.get("/cases/?show=mine&phase=intake&casemanager=none")
    assert "Niets om te laten zien" in mine.content.decode()
    for odd in ("show=x", "phase=%00", "casemanager=9999", "after=~~~"):
        assert "Merel" in tessa.get(f"/cases/?{odd}").content.decode()
    assert almelo.browser(Role.CASEMANAGER).get("/cases/distribute/").status_code == 403


def test_an_empty_team_is_said(almelo: Town, den_haag: Town) -> None:
    page = almelo.browser(Role.TEAM_LEAD).get("/cases/distribute/").content.decode()
    assert "Je team heeft nu niets in handen." in page


def test_several_cases_are_given_away_after_asking_once_more(
    almelo: Town, den_haag: Town
) -> None:
    cases = [register(almelo).pk, register(almelo).pk]
    ton = almelo.actor(Role.CASEMANAGER, "Ton Visser").user_id
    tessa = almelo.browser(Role.TEAM_LEAD)
    address = "/cases/distribute/reassign/"
    sent = {"case": cases, "casemanager": ton}
    asked = tessa.post(address, {**sent, "act": "ask"})
    assert asked.status_code == 200
    assert "Deze 2 huishoudens gaan allemaal naar" in asked.content.decode()
    mine = almelo.browser(Role.CASEMANAGER, "Ton Visser")
    assert "Merel" not in mine.get("/cases/").content.decode()
    done = tessa.post(address, {**sent, "act": "confirm"})
    assert done["Location"] == "/cases/distribute/"
    assert "2 huishoudens zijn overgedragen." in (
        tessa.get("/cases/distribute/").content.decode()
    )
    assert "Merel" in mine.get("/cases/").content.decode()


def test_nothing_chosen_is_said_and_strangers_choose_nothing(
    almelo: Town, den_haag: Town
) -> None:
    theirs = register(den_haag).pk
    ton = almelo.actor(Role.CASEMANAGER, "Ton Visser").user_id
    tessa = almelo.browser(Role.TEAM_LEAD)
    for chosen in ([], [theirs], ["x"]):
        answer = tessa.post(
            "/cases/distribute/reassign/",
            {"case": chosen, "casemanager": ton, "act": "confirm"},
        )
        assert answer.status_code == 422
        assert "Merel" not in answer.content.decode()
    own = register(almelo).pk
    answer = tessa.post("/cases/distribute/reassign/", {"case": [own], "act": "ask"})
    assert answer.status_code == 422
    assert "Kies een casemanager." in answer.content.decode()
    noor = almelo.browser(Role.CASEMANAGER)
    assert noor.post("/cases/distribute/reassign/", {"case": [own]}).status_code == 403


def queries(town: Town, role: Role, address: str) -> int:
    browser = town.browser(role)
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(address).status_code == 200
    return len(seen)


def test_more_cases_ask_no_more_of_the_database(almelo: Town, den_haag: Town) -> None:
    register(almelo)
    pages = {
        (Role.TEAM_LEAD, "/cases/distribute/"): 0,
        (Role.TEAM_LEAD, "/cases/"): 0,
        (Role.CASEMANAGER, "/cases/"): 0,
    }
    few = {key: queries(almelo, *key) for key in pages}
    for _number in range(5):
        register(almelo)
    assert {key: queries(almelo, *key) for key in pages} == few


def test_every_role_asks_as_much_of_the_database(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    roles = (Role.CASEMANAGER, Role.TEAM_LEAD)
    for address in ("/cases/", "/cases/find/?q=a", f"/cases/{case.pk}/"):
        assert len({queries(almelo, role, address) for role in roles}) == 1, address
