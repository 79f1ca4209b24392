import csv
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cases import services
from cases.models import Application, Case, ScreeningList
from cases.views import sign_up
from sohos.jobs.services import run
from sohos.tenancy.permissions import Role
from tests.services.cases.households import NOW, open_programme
from tests.services.cases.test_arrivals import receive
from tests.services.cases.test_screening_lists import LIST, upload
from tests.towns import Town
from tests.web.cases.test_register_household import filled

DOOR = "/aanmelden/almelo/"
ASKS = {"first_name": "Şükran", "phone": "0612345678", "request": "Help ons."}


@pytest.fixture(autouse=True)
def _no_counts() -> None:
    cache.clear()


def test_somebody_without_an_account_asks_for_help(
    almelo: Town, den_haag: Town
) -> None:
    visitor = Client()
    page = visitor.get(DOOR).content.decode()
    assert "Veel hulp gehad, maar niet geholpen? Meld je hier!" in page
    answer = visitor.post(DOOR, ASKS, follow=True)
    with almelo.acting(Role.TEAM_LEAD):
        row = Application.objects.get()
    assert row.reference in answer.content.decode()
    assert "Şükran" not in answer.content.decode()
    inbox = almelo.browser(Role.TEAM_LEAD).get("/cases/applications/")
    assert "Şükran" in inbox.content.decode()
    assert "Şükran" not in (
        den_haag.browser(Role.TEAM_LEAD).get("/cases/applications/").content.decode()
    )


def test_what_is_missing_is_asked_and_nothing_typed_is_lost(
    almelo: Town, den_haag: Town
) -> None:
    answer = Client().post(DOOR, ASKS | {"phone": ""})
    assert answer.status_code == 422
    assert "dan kunnen we antwoorden" in answer.content.decode()
    assert "Help ons." in answer.content.decode()
    refers = {"first_name": "Ada", "referrer": "Wijkteam", "referrer_contact": "06"}
    refused = Client().post(f"{DOOR}verwijzen/", refers)
    assert "Vraag eerst of het gezin het goed vindt" in refused.content.decode()
    agreed = refers | {"has_consent": "on"}
    assert Client().post(f"{DOOR}verwijzen/", agreed).status_code == 302


def test_a_robot_is_thanked_and_forgotten(almelo: Town, den_haag: Town) -> None:
    answer = Client().post(DOOR, ASKS | {"website": "http://x"}, follow=True)
    assert answer.status_code == 200
    with almelo.acting(Role.TEAM_LEAD):
        assert not Application.objects.exists()


def test_too_many_in_an_hour_have_to_wait(almelo: Town, den_haag: Town) -> None:
    for _turn in range(sign_up.PER_ADDRESS):
        assert Client().post(DOOR, ASKS).status_code == 302
    assert Client().post(DOOR, ASKS).status_code == 429
    assert Client().post(DOOR, ASKS, REMOTE_ADDR="192.0.2.9").status_code == 302
    assert Client().post("/aanmelden/den-haag/", ASKS).status_code == 302


def test_a_municipality_that_is_not_there(almelo: Town, den_haag: Town) -> None:
    assert Client().get("/aanmelden/nergens/").status_code == 404
    assert almelo.browser(Role.JURIST).get("/aanmelden/den-haag/").status_code == 404
    assert almelo.browser(Role.JURIST).get(DOOR).status_code == 200


def test_from_the_inbox_to_a_case(almelo: Town, den_haag: Town) -> None:
    programme_id = open_programme(almelo)
    row = receive(almelo)
    tessa = almelo.browser(Role.TEAM_LEAD)
    page = tessa.get(f"/cases/applications/{row.pk}/").content.decode()
    assert "Begin de intake" in page
    address = f"/cases/register/?application={row.pk}"
    intake = tessa.get(address).content.decode()
    assert 'value="Mila"' in intake
    assert "0612345678" in intake
    answer = tessa.post(address, filled(programme_id), follow=True)
    assert answer.status_code == 200
    with almelo.acting(Role.TEAM_LEAD):
        case = Case.objects.get()
        assert Application.objects.get().case == case
    again = tessa.post(address, filled(programme_id))
    assert again.status_code == 422
    assert "al afgehandeld" in again.content.decode()
    done = tessa.get("/cases/applications/?state=taken").content.decode()
    assert case.code in done
    assert case.code in tessa.get(f"/cases/applications/{row.pk}/").content.decode()
    noor = almelo.browser(Role.CASEMANAGER)
    assert noor.get(address).status_code == 403


def test_an_application_is_closed_with_a_reason(almelo: Town, den_haag: Town) -> None:
    row = receive(almelo)
    tessa = almelo.browser(Role.TEAM_LEAD)
    address = f"/cases/applications/{row.pk}/"
    assert tessa.post(address, {"reason": ""}).status_code == 422
    assert tessa.post(address, {"reason": "Al bekend."}).status_code == 302
    assert tessa.post(address, {"reason": "Nog eens."}).status_code == 422
    closed = tessa.get("/cases/applications/?state=closed&source=self")
    assert "Al bekend." in closed.content.decode()


def test_a_list_goes_from_file_to_inbox(
    own_database: str, almelo: Town, den_haag: Town
) -> None:
    programme_id = open_programme(almelo)
    tessa = almelo.browser(Role.TEAM_LEAD)
    lists = "/cases/screening-lists/"
    file = SimpleUploadedFile("lijst.csv", LIST.encode())
    sent = tessa.post(lists, {"programme": programme_id, "file": file}, follow=True)
    page = sent.content.decode()
    assert "van Putter" in page
    assert "Schrijf de dag als 15-03-1980." in page
    assert "Hier staat een formule." in page
    address = sent.redirect_chain[-1][0]
    chosen = {
        "first_name": "Voornaam",
        "surname": "Achternaam",
        "born_on": "Geboortedatum",
        "postcode": "Postcode",
        "provisions": "Voorzieningen",
    }
    seen = tessa.post(address, {"act": "preview", "first_name": "Achternaam"})
    assert "van Putter" in seen.content.decode()
    assert tessa.post(address, {"act": "check"}).status_code == 422
    asked = tessa.post(address, chosen | {"act": "check"}, follow=True)
    assert "Een programma leest de lijst" in asked.content.decode()
    _work(almelo)
    checked = tessa.get(address).content.decode()
    assert "Lees 2 huishoudens in" in checked
    errors = b"".join(tessa.get(f"{address}errors.csv")).decode("utf-8-sig")
    rows = list(csv.reader(StringIO(errors), delimiter=";"))
    assert [row[0] for row in rows] == ["Rij", "5", "6", "7"]
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)
    _bring_in(tessa, address, almelo, programme_id)


def _bring_in(tessa: Client, address: str, almelo: Town, programme_id: int) -> None:
    tessa.post(address, {"act": "import"})
    again = tessa.post(address, {"act": "import"}, follow=True)
    assert "Deze lijst is al verder." in again.content.decode()
    _work(almelo)
    assert "Naar de aanmeldingen" in tessa.get(address).content.decode()
    assert "Jarek Sijs" in tessa.get("/cases/applications/").content.decode()
    file = SimpleUploadedFile("lijst.csv", LIST.encode())
    known = tessa.post(
        "/cases/screening-lists/", {"programme": programme_id, "file": file}
    )
    assert "Deze lijst is al eens gestuurd." in known.content.decode()


def _work(town: Town) -> None:
    with town.acting(Role.TEAM_LEAD):
        job_id = ScreeningList.objects.get().job_id
    assert job_id is not None
    run(job_id, town.id, clock=lambda: NOW)


def test_a_list_that_cannot_be_read_says_why(almelo: Town, den_haag: Town) -> None:
    programme_id = open_programme(almelo)
    tessa = almelo.browser(Role.TEAM_LEAD)
    for name, content, why in (
        ("leeg.csv", b"", "Dit bestand is leeg."),
        ("a.xlsx", b"<html><script>", "In dit bestand zit iets dat kan draaien"),
        ("b.csv", b"Naam;Naam\nA;B\n", "Geef elke kolom een eigen naam"),
    ):
        sent = {"programme": programme_id, "file": SimpleUploadedFile(name, content)}
        answer = tessa.post("/cases/screening-lists/", sent)
        assert answer.status_code == 422, name
        assert why in answer.content.decode(), name


def test_a_list_is_thrown_away(almelo: Town, den_haag: Town) -> None:
    row = upload(almelo)
    tessa = almelo.browser(Role.TEAM_LEAD)
    address = f"/cases/screening-lists/{row.pk}/"
    assert tessa.post(address, {"act": "drop"}).status_code == 302
    assert tessa.get(address).status_code == 404


def test_an_administrator_changes_what_a_programme_asks(
    almelo: Town, den_haag: Town
) -> None:
    programme_id = open_programme(almelo)
    farid = almelo.browser(Role.FUNCTIONAL_ADMIN)
    assert "Almelo 2019 tot 2021" in farid.get("/cases/programmes/").content.decode()
    address = f"/cases/programmes/{programme_id}/"
    typed = {
        "from_on": "01-02-2019",
        "min_provisions": "4",
        "helpers_warning": "4",
        "high_risk_from": "",
        "high_cost_from": "50.000",
        "reason": "Te veel aanmeldingen.",
    }
    assert farid.post(address, typed | {"reason": ""}).status_code == 422
    early = farid.post(address, typed | {"from_on": "01-02-2018"})
    assert "Kies een dag waarop het programma al loopt." in early.content.decode()
    page = farid.post(address, typed, follow=True).content.decode()
    assert "Te veel aanmeldingen." in page
    assert "50.000,00" in page
    assert "Bij de start van het programma" in page
    stranger = den_haag.browser(Role.FUNCTIONAL_ADMIN)
    assert stranger.get(address).status_code == 404


def test_references_do_not_repeat() -> None:
    assert len({services.new_reference() for _ in range(1000)}) == 1000
