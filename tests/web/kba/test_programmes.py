"""Tables (a), (b) and (c) on the pages, and the business case of a group."""

import re
from io import BytesIO
from typing import Any

import pikepdf
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kba import services
from kba.models import ProgrammeKba
from sohos.documents import pdf
from sohos.tenancy.permissions import Role
from tests.domain.kba.examples import FOLDER
from tests.services.kba.calculating import NOW
from tests.towns import Town

LIST = reverse("programme-kbas")
GROUP = {
    "title": "Vinger aan de pols",
    "clients": "20",
    "first_on": "01-01-2024",
    "price_year": "2024",
    "weeks_per_year": "50",
    "approach": "Buurtpresentie en een app-groep",
    "approach_amount": "15.000",
    "approach_source": "offerte van Stimenz",
    "hours": "24",
    "hour_price": "",
    "hour_source": "",
    "week_low": "120",
    "week_high": "400",
    "prevented-TOTAL_FORMS": "4",
    "prevented-INITIAL_FORMS": "0",
    "prevented-0-description": "Individuele begeleiding",
    "prevented-0-cases": "6",
    "prevented-0-amount": "4.000",
    "prevented-0-source": "rapportage welzijnsnetwerk",
    "prevented-0-payer": "gemeente",
    "prevented-0-law": "Wmo 2015",
    "prevented-0-deadweight": "25",
    "prevented-0-deadweight_reason": "een deel stopt ook vanzelf",
    "prevented-0-evidence_grade": "1",
}


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def file(name: str) -> SimpleUploadedFile:
    content = (FOLDER / f"{name}.json").read_bytes()
    return SimpleUploadedFile(f"{name}.json", content)


def page_of(carlo: Client, name: str) -> str:
    assert carlo.post(LIST, {"file": file(name)}).status_code == 302
    listed = carlo.get(LIST).content.decode()
    address = re.search(r"/kba/programme-kbas/\d+/", listed)
    assert address is not None
    answer = carlo.get(address[0])
    assert answer.status_code == 200
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")


TABLES = {
    "den-haag-lpbl": [
        "3.800.000,00",
        "4.400.000,00",
        "5.600.000,00",
        "€ 1.800.000,00",
        "€ 600.000,00",
        "1,4737",
        "1,1579",
        "1.420.000",
        "220.000",
        "wijkt af",
        "45,45%",
        "\N{MINUS SIGN}1.400.000,00",
        "87.500",
        "2.656,25",
        "0,382",
    ],
    "almelo": [
        *("62,5", "187,5", "312,5", "375,0"),
        *("750.000", "2.250.000", "3.750.000", "4.500.000"),
        *("3.000.000", "6.750.000", "11.250.000", "15.750.000"),
        *("812.500", "687.500", "1.500.000"),
        *("1.800.000,00", "na 0,80 jaar", "€ 4.800,00", "4,8 maanden", "4,992 maanden"),
        *("10.627.793,47", "10.483.679,65", "10.339.920,14", "1.727.401,23"),
        "Verwachte besparing",
        "Bewezen na twaalf maanden",
    ],
    "den-haag-50-casussen": [
        *("5.200.000,00", "1.040.000,00", "26.000", "0,250", "wijkt af"),
        *("10.400.000.000", "332.800.000"),
    ],
    "apeldoorn-vrijwilligers-50-weken": ["6.000,00", "20.000,00", ">5<", "16,67"],
    "apeldoorn-vrijwilligers-52-weken": ["6.240,00", "20.800,00", ">5<", "16,67"],
}


@pytest.mark.parametrize("name", TABLES)
def test_the_acceptance_tables_stand_on_the_page(almelo: Town, name: str) -> None:
    shown = page_of(almelo.browser(Role.CONTROLLER), name)
    assert [text for text in TABLES[name] if text not in shown] == []


def test_a_file_with_faults_is_refused_with_each_path(almelo: Town) -> None:
    carlo = almelo.browser(Role.CONTROLLER)
    text = (FOLDER / "almelo.json").read_text()
    broken = text.replace('"gemeente": "1"', '"gemeente": "0.99"')
    answer = carlo.post(LIST, {"text": broken})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "lines[0].payers: De delen van de betalers zijn samen geen 100%" in shown
    assert "0.99" in shown
    for wrong, told in (
        ("", "Kies een bestand of plak de tekst ervan."),
        ("{", "geen geldig JSON"),
        ('{"x": 1}', "x: Dit veld kent het formaat niet. (unknown_key)"),
        (text.replace('"programma"', '"casus"'), "hoort in het dossier"),
        (text.replace('"unit"', '"unitt"'), "lines[7].unit: Dit veld ontbreekt."),
    ):
        answer = carlo.post(LIST, {"text": wrong})
        assert answer.status_code == 422
        assert told in answer.content.decode(), told
    many = text.replace('"unit"', '"unitt"').replace('"law"', '"laww"')
    answer = carlo.post(LIST, {"file": SimpleUploadedFile("x.json", many.encode())})
    assert "En nog 2 fouten." in answer.content.decode()
    with almelo.acting(Role.CONTROLLER):
        assert not ProgrammeKba.objects.exists()


def test_a_file_that_is_too_large_is_refused(almelo: Town) -> None:
    carlo = almelo.browser(Role.CONTROLLER)
    large = SimpleUploadedFile("x.json", b" " * (8 * 1024 * 1024 + 1))
    answer = carlo.post(LIST, {"file": large})
    assert answer.status_code == 422
    assert "Dit bestand is te groot." in answer.content.decode()


def test_an_example_is_taken_in_once_and_withdrawn(almelo: Town) -> None:
    carlo = almelo.browser(Role.CONTROLLER)
    for told in ("Het voorbeeld staat in de lijst.", "staat al in de lijst"):
        done = carlo.post(reverse("take-in-example"), {"name": "almelo"}, follow=True)
        assert told in done.content.decode()
    with almelo.acting(Role.CONTROLLER):
        found = ProgrammeKba.objects.get()
    kwargs = {"programme_kba_id": found.pk}
    document = carlo.get(reverse("programme-kba-document", kwargs=kwargs))
    assert document.content == (FOLDER / "almelo.json").read_bytes()
    gone = carlo.post(reverse("withdraw-programme", kwargs=kwargs), follow=True)
    assert "Nog geen programma of groep" in gone.content.decode()
    assert carlo.get(reverse("programme-kba", kwargs=kwargs)).status_code == 404


def test_the_story_is_one_page(almelo: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    carlo = almelo.browser(Role.CONTROLLER)
    for name in services.EXAMPLES:
        carlo.post(reverse("take-in-example"), {"name": name})
    with almelo.acting(Role.CONTROLLER):
        addresses = [
            reverse("programme-kba-story", kwargs={"programme_kba_id": each.pk})
            for each in ProgrammeKba.objects.all()
        ]
    for address in addresses:
        answer = carlo.get(address)
        assert answer["Content-Type"] == "application/pdf"
        with pikepdf.open(BytesIO(answer.content)) as opened:
            assert len(opened.pages) == 1
        assert carlo.get(address).content == answer.content
    monkeypatch.setattr(pdf, "is_available", lambda: False)
    assert carlo.get(addresses[0]).status_code == 302


def test_the_business_case_of_a_group(almelo: Town) -> None:
    with almelo.acting(Role.CONTROLLER):
        services.load_catalogue(now=NOW)
    carlo = almelo.browser(Role.CONTROLLER)
    address = reverse("group-case")
    assert "18,80" in carlo.get(address).content.decode()
    done = carlo.post(address, GROUP, follow=True)
    shown = done.content.decode()
    assert done.status_code == 200
    for text in ("Vinger aan de pols", "18.000,00", "16,67", "20.000", "6.000", "750"):
        assert text in shown, text
    again = carlo.post(address, GROUP)
    assert again.status_code == 422
    assert "staat al in de lijst" in again.content.decode()


def test_what_a_group_is_asked_again(almelo: Town) -> None:
    carlo = almelo.browser(Role.CONTROLLER)
    address = reverse("group-case")
    wrong = carlo.post(address, GROUP | {"prevented-0-source": "", "hour_price": "9"})
    shown = wrong.content.decode()
    assert wrong.status_code == 422
    assert "Schrijf waar deze waarde vandaan komt." in shown
    assert 'value="rapportage' not in shown
    assert "Individuele begeleiding" in shown
    no_price = carlo.post(address, GROUP)
    assert no_price.status_code == 422
    own = GROUP | {"hour_price": "9", "hour_source": "eigen tarief"}
    assert carlo.post(address, own).status_code == 302
    without = GROUP | {"title": "Zonder uren", "hours": ""}
    assert carlo.post(address, without).status_code == 302
