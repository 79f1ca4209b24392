"""Rows out of a spreadsheet: the good ones are taken, the bad ones stay in the box."""

from typing import Any

import pytest
import time_machine
from django.urls import reverse

from kba import selectors
from kba.forms import pasting
from kba.models import CostLine
from sohos.tenancy.permissions import Role
from tests.services.kba import calculating
from tests.services.kba.calculating import NOW
from tests.towns import Town

HEADER = (
    "Waarvoor\tZonder plan\tMet plan\tPer\tEenheid\tPrijs\tBron\tBetaler\tWet"
    "\tOok zonder plan (%)\tWaarom"
)
GOOD = (
    "Pleegzorg contract\t365\t100\tjaar\tetmaal\t€ 60,00\tx\tGemeente\tJeugdwet\t10%\tx",
    "Begeleiding thuis\t2,5\t1\tper week\t\t\t\t\t\t10\tdaalt vanzelf",
    "Opvang\t1\t0\teenmalig\tkeer\t1.250,50\tfactuur\tRijk\tWmo 2015\t0\tnooit vanzelf",
)
BAD = (
    "Zonder bron\t12\t6\tmaand\tuur\t€ 45,00\t\tGemeente\tWmo\t10\tdaalt",
    "Geen getal\tveel\t6\tmaand\tuur\t45,00\tcontract\tGemeente\tWmo\t10\tdaalt",
)
TABLE = "\n".join((HEADER, GOOD[0], BAD[0], GOOD[1], BAD[1], GOOD[2]))


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def address(kba_id: int) -> str:
    return reverse("paste-lines", kwargs={"kba_id": kba_id})


def lines(town: Town, kba: Any) -> list[CostLine]:
    with town.acting(Role.CASEMANAGER):
        return selectors.lines_of(kba)


def test_three_good_and_two_bad_rows(almelo: Town) -> None:
    kba = calculating.started(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    assert noor.get(address(kba.pk)).status_code == 200
    looked = noor.post(address(kba.pk), {"table": TABLE})
    page = looked.content.decode()
    assert "3 goede rijen, 2 rijen om te verbeteren" in page
    assert "Schrijf waar dit bedrag staat." in page
    assert "Vul een getal in zonder punten" in page
    assert lines(almelo, kba) == []
    take = {"table": TABLE, "seen": "0", "act": "take"}
    taken = noor.post(address(kba.pk), take)
    page = taken.content.decode()
    assert "3 regels zijn overgenomen." in page
    assert "2 rijen staan nog in het vak." in page
    assert taken.context["form"]["table"].value() == "\n".join((HEADER, *BAD, ""))
    found = [
        (line.description, str(line.quantity_without), line.unit_price_cents, line.per)
        for line in lines(almelo, kba)
    ]
    assert found == [
        ("Pleegzorg contract", "365.0000", 6000, "jaar"),
        ("Begeleiding thuis", "2.5000", 6400, "week"),
        ("Opvang", "1.0000", 125_050, "eenmalig"),
    ]
    again = noor.post(address(kba.pk), take)
    assert again.status_code == 422
    assert "Er zijn intussen regels bij gekomen." in again.content.decode()
    assert "Zonder bron" in again.content.decode()
    assert len(lines(almelo, kba)) == 3


def test_the_last_rows_lead_back_to_the_grid(almelo: Town) -> None:
    kba = calculating.started(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    only = "\n".join((HEADER, *GOOD))
    done = noor.post(address(kba.pk), {"table": only, "seen": "0", "act": "take"})
    assert done["Location"] == reverse("edit-lines", kwargs={"kba_id": kba.pk})
    assert noor.post(address(kba.pk), {"table": ""}).status_code == 422


def test_a_settled_kba_takes_no_rows_and_keeps_the_box(almelo: Town) -> None:
    kba = calculating.adopted(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    take = {"table": TABLE, "seen": "3", "act": "take"}
    answer = noor.post(address(kba.pk), take)
    assert answer.status_code == 422
    assert "De regels veranderen niet meer." in answer.content.decode()
    assert "Pleegzorg contract" in answer.content.decode()


def read(text: str) -> list[dict[str, str]]:
    return [dict(row.fields) for row in pasting.read(text).rows]


def test_columns_go_by_their_heading_or_by_their_order() -> None:
    by_name = read("Prijs;Omschrijving;Onzin;Aantal met\n€ 12,50;Taxi;x;3\n")
    assert by_name == [
        {"unit_price": "12,50", "description": "Taxi", "quantity_with": "3"}
    ]
    assert pasting.read("Prijs;Omschrijving;Onzin\n1;a;b").unknown == ["Onzin"]
    (by_order,) = read("Taxi\t10\t5\tweek\trit\t3,36\tlijst\tgemeente\tWmo\t0\tnee")
    assert by_order["law"] == "Wmo 2015"
    assert (by_order["payer"], by_order["per"]) == ("gemeente", "week")
    assert read("\n \n") == []


NUMBERS: list[tuple[list[str], list[str]]] = [
    (["1.250,50", "1.250"], ["1250,50", "1250"]),
    (["1,250.50", "1,250"], ["1250,50", "1250"]),
    (["12.5", "1.250"], ["12,5", "1,250"]),
    (["12,5", "1.250"], ["12,5", "1250"]),
    (["1.250.000", "1.250"], ["1250000", "1250"]),
    (["€ 1 250,75", "60 euro"], ["1250,75", "60"]),
    (["1.250"], ["1250"]),
    (["veel", "12"], ["veel", "12"]),
]


@pytest.mark.parametrize(("pasted", "typed"), NUMBERS)
def test_the_notation_follows_from_the_numbers_that_leave_no_doubt(
    pasted: list[str], typed: list[str]
) -> None:
    text = "Waarvoor\tPrijs\n" + "\n".join(f"Iets\t{number}" for number in pasted)
    assert [row["unit_price"] for row in read(text)] == typed


def test_a_number_that_may_be_two_is_asked_about() -> None:
    table = pasting.read("Waarvoor\tPrijs\nA\t12.5\nB\t12,5\nC\t1.250")
    assert [list(row.faults) for row in table.rows] == [[], [], ["unit_price"]]


def test_an_english_page_reads_its_own_notation(almelo: Town) -> None:
    kba = calculating.started(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    noor.post(reverse("language"), {"language": "en"})
    noor.post(
        address(kba.pk),
        {"table": "\n".join((HEADER, GOOD[2])), "seen": "0", "act": "take"},
    )
    assert [line.unit_price_cents for line in lines(almelo, kba)] == [125_050]
