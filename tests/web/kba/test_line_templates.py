"""Rows to begin with: seen before they are added, and confirmed before they count."""

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from kba import selectors, services
from kba.models import CostLine
from sohos.tenancy.permissions import Role
from tests.services.kba import calculating
from tests.services.kba.calculating import NOW
from tests.towns import Town


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def address(kba_id: int, code: str = "") -> str:
    path = reverse("line-templates", kwargs={"kba_id": kba_id})
    return f"{path}?situation={code}" if code else path


def lines(town: Town, kba: Any) -> list[CostLine]:
    with town.acting(Role.CASEMANAGER):
        return selectors.lines_of(kba)


def test_every_situation_stands_on_prices_of_the_catalogue(almelo: Town) -> None:
    kba = calculating.started(almelo)
    counts = {}
    with almelo.acting(Role.CASEMANAGER) as noor:
        for one in services.situations():
            rows = services.rows_of_situation(noor, kba, code=one.code)
            counts[one.code] = len(rows)
            assert all(row.text.to_confirm for row in rows)
            refused = services.check_lines(
                actor=noor, kba_id=kba.pk, texts=[row.text for row in rows]
            )
            assert refused == [None] * len(rows), one.code
        assert services.rows_of_situation(noor, kba, code="vrolijk") == []
    assert counts == {"huisuitzetting": 4, "schulden": 5, "uithuisplaatsing": 5}


def test_what_is_added_is_seen_first_and_chosen(almelo: Town) -> None:
    kba = calculating.started(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    assert "Uithuisplaatsing dreigt" in noor.get(address(kba.pk)).content.decode()
    page = noor.get(address(kba.pk, "huisuitzetting")).content.decode()
    for shown in ("Huisuitzetting, kosten voor de verhuurder", "kans 50%", "2013"):
        assert shown in page, shown
    assert page.count(" checked") == 4
    assert lines(almelo, kba) == []
    chosen = {"lines": ["0", "2"], "seen": "0"}
    done = noor.post(address(kba.pk, "huisuitzetting"), chosen, follow=True)
    assert "2 regels zijn toegevoegd." in done.content.decode()
    assert "Nakijken" in done.content.decode()
    eviction, guidance = lines(almelo, kba)
    assert eviction.price_row is not None
    assert eviction.price_row.code == "wonen-huisuitzetting"
    assert guidance.to_confirm.startswith("Hoeveel uren begeleiding")
    twice = noor.post(address(kba.pk, "huisuitzetting"), chosen)
    assert twice.status_code == 409
    assert "Er zijn intussen regels bij gekomen." in twice.content.decode()
    none = noor.post(address(kba.pk, "huisuitzetting"), {"seen": "2"})
    assert none.status_code == 422
    assert "Kies een of meer regels." in none.content.decode()
    assert len(lines(almelo, kba)) == 2


def test_a_price_without_an_index_says_so(almelo: Town) -> None:
    kba = calculating.started(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    noor.post(address(kba.pk, "uithuisplaatsing"), {"lines": ["0"], "seen": "0"})
    (line,) = lines(almelo, kba)
    assert (line.price_row, line.unit_price_cents) == (None, 4207)
    assert (line.price_year, line.price_grade) == (2019, 5)
    assert line.price_source.endswith("prijs van 2021, niet omgerekend")
    assert "niet omgerekend naar 2019" in line.to_confirm


def confirm(noor: Client, line: CostLine) -> str:
    opened = noor.get(reverse("change-line", kwargs={"line_id": line.pk}))
    form = opened.context["form"]
    says = {name: form[name].value() for name in form.fields}
    says = {name: "" if said is None else str(said) for name, said in says.items()}
    done = noor.post(
        reverse("change-line", kwargs={"line_id": line.pk}),
        {**says, "is_confirmed": "on"},
    )
    assert done.status_code == 302, done.context["form"].errors
    return opened.content.decode()


def test_a_prognosis_waits_until_assumptions_are_confirmed(almelo: Town) -> None:
    kba = calculating.started(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    noor.post(address(kba.pk, "huisuitzetting"), {"lines": ["0", "3"], "seen": "0"})
    freeze = reverse("freeze-prognosis", kwargs={"kba_id": kba.pk})
    page = noor.post(freeze, follow=True).content.decode()
    assert "Kijk eerst de aannames na" in page
    assert "nog 2" in page
    for line in lines(almelo, kba):
        assert line.to_confirm in confirm(noor, line)
    assert [line.to_confirm for line in lines(almelo, kba)] == ["", ""]
    assert "De prognose staat vast" in noor.post(freeze, follow=True).content.decode()


def test_provisions_in_use_are_taken_over_when_somebody_asks(almelo: Town) -> None:
    kba = calculating.started(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    used = {"kind": "hulp_bij_huishouden", "quantity": "3", "from_on": "01-05-2018"}
    noor.post(reverse("provisions", kwargs={"case_id": kba.case_id}), used)
    assert "Voorzieningen in gebruik" in noor.get(address(kba.pk)).content.decode()
    take = reverse("take-over-provisions", kwargs={"kba_id": kba.pk})
    page = noor.post(take, follow=True).content.decode()
    assert "1 voorziening in gebruik is een rij geworden." in page
    (line,) = lines(almelo, kba)
    assert line.description == "Huishoudelijke hulp"


def test_a_settled_kba_takes_over_no_provisions(almelo: Town) -> None:
    kba = calculating.adopted(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    used = {"kind": "hulp_bij_huishouden", "quantity": "3", "from_on": "01-05-2018"}
    noor.post(reverse("provisions", kwargs={"case_id": kba.case_id}), used)
    take = reverse("take-over-provisions", kwargs={"kba_id": kba.pk})
    page = noor.post(take, follow=True).content.decode()
    assert "De regels veranderen niet meer." in page
    assert len(lines(almelo, kba)) == 3
