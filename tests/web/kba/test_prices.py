"""The pages of the price catalogue: who sees what, and what they say when refused."""

from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kba import selectors, services
from kba.models import OwnPrice, PriceList
from sohos.tenancy.permissions import Role
from tests.services.kba.test_own_prices import enter, newer, started
from tests.services.kba.test_price_lists import LIST, NOW, TAXI, adopt, send
from tests.towns import Town


@pytest.fixture(autouse=True)
def _today(almelo: Town) -> Any:
    with almelo.acting(Role.FUNCTIONAL_ADMIN):
        services.load_catalogue(now=NOW)
    with time_machine.travel(NOW, tick=False):
        yield


def url(name: str, **kwargs: int) -> str:
    return reverse(name, kwargs=kwargs)


def taxi(town: Town) -> int:
    with town.acting(Role.CONTROLLER) as carlo:
        return selectors.history_of(carlo, code=TAXI)[0].pk


def text(answer: Any) -> str:
    content: str = answer.content.decode()
    return content


def test_prices_are_found_by_words_law_unit_and_grade(almelo: Town) -> None:
    carlo = almelo.browser(Role.CONTROLLER)
    whole = text(carlo.get(url("catalogue")))
    assert "120 prijzen" in whole
    found = text(
        carlo.get(
            url("catalogue"),
            {"words": "taxi kilometer", "law": "Wmo 2015", "unit": "kilometer"},
        )
    )
    assert "1 prijs" in found
    assert TAXI in found
    none = text(carlo.get(url("catalogue"), {"words": "taxi", "grade": "6"}))
    assert "Geen prijs gevonden" in none
    unknown = text(carlo.get(url("catalogue"), {"version": "9"}))
    assert "120 prijzen" in unknown


def test_a_price_shows_its_versions_and_the_own_price(almelo: Town) -> None:
    adopt(almelo, send(almelo))
    farid = almelo.browser(Role.FUNCTIONAL_ADMIN)
    page = text(farid.get(url("price", price_id=taxi(almelo))))
    assert "Versie 1" in page
    assert "2,60" in page
    assert "2,47" in page
    assert "5,3%" in page


def said(**changes: str) -> dict[str, str]:
    return {
        "amount": "2,15",
        "year": "2026",
        "source": "contract vervoer 2026",
        "reason": "ons contract",
        "from_on": "01-01-2026",
        "until_on": "",
    } | changes


def test_an_own_price_without_a_source_is_refused_at_its_field(almelo: Town) -> None:
    farid = almelo.browser(Role.FUNCTIONAL_ADMIN)
    address = url("add-own-price", price_id=taxi(almelo))
    assert farid.get(address).status_code == 200
    answer = farid.post(address, said(source=""))
    assert answer.status_code == 422
    assert "Een prijs zonder bron telt niet" in text(answer)
    assert farid.post(address, said()).status_code == 302
    again = farid.post(address, said(from_on="01-02-2026"))
    assert again.status_code == 422
    assert "vanaf 01-01-2026" in text(again)
    shown = text(farid.get(url("own-prices")))
    assert "contract vervoer 2026" in shown
    assert "2,47" in shown
    listed = text(farid.get(url("catalogue"), {"words": TAXI}))
    assert "eigen prijs; in de lijst 2,47" in listed


def test_an_own_price_ends_or_is_withdrawn(almelo: Town) -> None:
    farid = almelo.browser(Role.FUNCTIONAL_ADMIN)
    farid.post(url("add-own-price", price_id=taxi(almelo)), said())
    with almelo.acting(Role.FUNCTIONAL_ADMIN):
        price_id = OwnPrice.objects.get().pk
    address = url("stop-own-price", own_price_id=price_id)
    assert farid.get(address).status_code == 200
    for wrong in (
        {"how": "ends", "last_on": "", "reason": "nieuw contract"},
        {"how": "ends", "last_on": "31-12-2020", "reason": "nieuw contract"},
        {"how": "withdrawn", "last_on": "", "reason": ""},
        {"how": "ends", "last_on": "ooit", "reason": "x"},
    ):
        assert farid.post(address, wrong).status_code == 422
    good = {"how": "withdrawn", "last_on": "", "reason": "fout"}
    assert farid.post(address, good).status_code == 302
    assert "Ingetrokken" in text(farid.get(url("own-prices")))


def upload(name: str = "2025.csv", content: str = LIST) -> dict[str, Any]:
    return {"file": SimpleUploadedFile(name, content.encode())}


def the_list(town: Town) -> int:
    with town.acting(Role.FUNCTIONAL_ADMIN):
        return PriceList.objects.latest("pk").pk


def test_a_list_goes_from_the_administrator_to_the_controller(almelo: Town) -> None:
    farid = almelo.browser(Role.FUNCTIONAL_ADMIN)
    assert farid.post(url("price-lists"), upload()).status_code == 302
    address = url("price-list", price_list_id=the_list(almelo))
    page = text(farid.get(address))
    assert "Wat er verandert ten opzichte van versie 1" in page
    assert "5,3%" in page
    assert "Stel deze prijslijst vast" not in page
    assert "Crisisopvang" in text(farid.get(address, {"show": "new"}))
    assert "Crisisopvang" not in text(farid.get(address, {"show": "amount"}))
    assert "Iets anders veranderd (1)" in text(farid.get(address, {"show": "same"}))
    carlo = almelo.browser(Role.CONTROLLER)
    assert "wacht op vaststelling" in text(carlo.get(url("catalogue")))
    assert "Stel deze prijslijst vast" in text(carlo.get(address))
    late = carlo.post(address, {"act": "adopt", "version": "0"}, follow=True)
    assert "Intussen is een andere lijst vastgesteld" in text(late)
    done = carlo.post(address, {"act": "adopt", "version": "1"}, follow=True)
    assert "Versie 2 van de prijslijst geldt vanaf nu" in text(done)
    assert "Wat er met deze versie veranderde" in text(done)
    assert "121 prijzen" in text(carlo.get(url("catalogue")))
    assert "120 prijzen" in text(carlo.get(url("catalogue"), {"version": "1"}))
    refused = farid.post(address, {"act": "drop"}, follow=True)
    assert "al vastgesteld of weggegooid" in text(refused)


def test_wrong_rows_are_shown_and_given_as_a_file(almelo: Town) -> None:
    send(almelo, LIST + f"{TAXI};;;veel;2025;;;;2;\n")
    address = url("price-list", price_list_id=the_list(almelo))
    farid = almelo.browser(Role.FUNCTIONAL_ADMIN)
    page = text(farid.get(address))
    assert "2 dingen kloppen niet" in page
    assert "Een prijs zonder bron telt niet" in page
    errors = url("price-list-errors", price_list_id=the_list(almelo))
    lines = b"".join(farid.get(errors).streaming_content).decode()  # type: ignore[attr-defined]
    assert "4;Bedrag;veel;" in lines
    columns = {"act": "columns", "keeps_others": "no", "code": "Code"}
    assert farid.post(address, columns).status_code == 302
    assert "Kies eerst deze kolommen" in text(farid.get(address))
    assert farid.post(address, {"act": "columns"}).status_code == 422
    assert farid.post(address, {"act": "drop"}, follow=True).status_code == 200


def test_what_is_no_list_is_refused_at_the_file(almelo: Town) -> None:
    farid = almelo.browser(Role.FUNCTIONAL_ADMIN)
    address = url("price-lists")
    assert farid.post(address, {}).status_code == 422
    assert farid.post(address, upload("x.csv", "")).status_code == 422
    long = "\n".join(f"c{n};1" for n in range(5_001))
    answer = farid.post(address, upload("x.csv", f"code;bedrag\n{long}\n"))
    assert "meer dan 5000 prijzen" in text(answer)
    farid.post(address, {"act": "reference"})
    again = farid.post(address, {"act": "reference"})
    assert "wacht al op vaststelling" in text(again)
    carlo = almelo.browser(Role.CONTROLLER)
    assert carlo.get(address).status_code == 200
    assert carlo.post(address, upload()).status_code == 403


def test_a_version_comes_out_as_it_goes_in(almelo: Town) -> None:
    carlo = almelo.browser(Role.CONTROLLER)
    with almelo.acting(Role.CONTROLLER) as actor:
        first = selectors.catalogue_in_force(actor).pk
    answer = carlo.get(url("catalogue-file", catalogue_id=first))
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    row = send(almelo, content, "uit.csv")
    with almelo.acting(Role.CONTROLLER) as actor:
        found = selectors.reading_of(
            actor, selectors.price_list_of(actor, price_list_id=row.pk)
        )
    assert found.problems == ()
    assert found.rows == 120
    assert not found.is_different
    assert carlo.get(url("catalogue-file", catalogue_id=first + 99)).status_code == 404


def test_a_casemanager_moves_a_draft_over(almelo: Town) -> None:
    kba_id = started(almelo)
    enter(almelo, kba_id)
    noor = almelo.browser(Role.CASEMANAGER)
    address = url("move-to-catalogue", kba_id=kba_id)
    assert noor.get(address).status_code == 302
    assert "Er is een nieuwe prijslijst" not in text(
        noor.get(url("kba", kba_id=kba_id))
    )
    newer(almelo)
    assert "Er is een nieuwe prijslijst" in text(noor.get(url("kba", kba_id=kba_id)))
    page = text(noor.get(address))
    assert "34,20" in page
    assert "Nieuwe prijs" in page
    done = noor.post(address, follow=True)
    assert "gebruikt nu de nieuwe prijslijst" in text(done)
    again = noor.post(address, follow=True)
    assert "gebruikt al de prijslijst" in text(again)


def test_the_list_of_prices_asks_as_much_for_many_as_for_few(
    almelo: Town, django_assert_max_num_queries: Any
) -> None:
    carlo = almelo.browser(Role.CONTROLLER)
    carlo.get(url("catalogue"))
    with django_assert_max_num_queries(30):
        carlo.get(url("catalogue"))


def test_a_stranger_sees_no_prices(almelo: Town, den_haag: Town) -> None:
    investor = almelo.browser(Role.INVESTOR)
    assert investor.get(url("catalogue")).status_code == 403
    elsewhere = den_haag.browser(Role.CONTROLLER)
    assert elsewhere.get(url("price", price_id=taxi(almelo))).status_code == 404


def test_the_api_lists_the_prices_in_force(almelo: Town) -> None:
    adopt(almelo, send(almelo))
    carlo = almelo.browser(Role.CONTROLLER)
    found = carlo.get(reverse("api-prices"), {"limit": "200"}).json()["results"]
    taxi_km = next(each for each in found if each["code"] == TAXI)
    assert (taxi_km["amount_cents"], taxi_km["version"]) == (2_60, 2)
    assert almelo.browser(Role.INVESTOR).get(reverse("api-prices")).status_code == 403
