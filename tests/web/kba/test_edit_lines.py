"""The grid of rows: each is saved or refused on its own, and nothing typed is lost."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from kba import selectors, services
from kba.models import CostLine
from kba.services import KbaClosedError
from sohos.tenancy.permissions import Role
from tests.services.kba import calculating
from tests.services.kba.calculating import NOW, planned
from tests.towns import Town

ROW = {
    "description": "Pleegzorg",
    "unit": "etmaal",
    "per": "jaar",
    "quantity_without": "365",
    "quantity_with": "100",
    "probability_without": "100",
    "probability_with": "100",
    "unit_price": "60,00",
    "price_source": "contract jeugdhulp 2019",
    "price_grade": "3",
    "payer": "gemeente",
    "law": "Jeugdwet",
    "role": "voorziening",
    "kind": "financieel",
    "first_on": "01-03-2019",
    "deadweight": "10",
    "deadweight_reason": "een op de tien herstelt ook zonder plan",
    "evidence_grade": "2",
}


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def grid_of(kba_id: int) -> str:
    return reverse("edit-lines", kwargs={"kba_id": kba_id})


def sent(prefix: str = "n1", line: Any = None, **changes: str) -> dict[str, Any]:
    """Return a row of the grid as a browser sends it."""
    row = {**ROW, **changes}
    if line is not None:
        row |= {"line": str(line.pk), "version": row.get("version", str(line.version))}
    return {"row": [prefix], **{f"{prefix}-{name}": said for name, said in row.items()}}


def together(*rows: dict[str, Any], **more: str) -> dict[str, Any]:
    found: dict[str, Any] = {"row": [], **more}
    for row in rows:
        found["row"] += row["row"]
        found |= {name: said for name, said in row.items() if name != "row"}
    return found


def lines(town: Town, kba: Any) -> list[CostLine]:
    with town.acting(Role.CASEMANAGER):
        return selectors.lines_of(kba)


def along(noor: Client, kba: Any, row: dict[str, Any], **more: str) -> Any:
    return noor.post(grid_of(kba.pk), {**row, "act": "autosave", **more})


def test_good_rows_are_saved_and_a_bad_one_stays_where_it_was_typed(
    almelo: Town,
) -> None:
    kba = calculating.started(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    assert noor.get(grid_of(kba.pk)).status_code == 200
    answer = noor.post(
        grid_of(kba.pk),
        together(
            sent("n1"),
            sent("n2", description="Zonder bron", price_source=""),
            {"row": ["n3"], "n3-per": "jaar"},
        ),
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert [line.description for line in lines(almelo, kba)] == ["Pleegzorg"]
    assert "1 regel is bewaard." in page
    assert 'value="Zonder bron"' in page
    assert 'id="id_n2-price_source_error"' in page
    assert "21.900,00" in page


WRONG: list[tuple[dict[str, str], str, str]] = [
    (
        {"payer_share": "50", "payer_2": "rijk", "share_2": "49"},
        "payer",
        "De delen van de betalers zijn samen geen 100%.",
    ),
    ({"price_source": ""}, "price_source", "Schrijf waar dit bedrag staat."),
    (
        {"last_on": "28-02-2019"},
        "last_on",
        "Kies een einddatum op of na de begindatum.",
    ),
    (
        {"unit_price": "1.000.000.000.000.000,00"},
        "unit_price",
        "Vul een bedrag in van hoogstens €\N{NO-BREAK SPACE}1.000.000.000.000,00.",
    ),
    (
        {"quantity_without": "1000000000000000"},
        "quantity_without",
        "Dit getal is te groot.",
    ),
    ({"quantity_without_low": "400"}, "quantity_without_low", "ondergrens"),
    ({"persistence": "100 veel"}, "persistence", "bijvoorbeeld 100 80 60"),
    ({"follows_from": "knelpunt:1"}, "follows_from", "Kies iets uit de lijst."),
]


def test_each_mistake_is_answered_next_to_its_cell(almelo: Town) -> None:
    kba = calculating.started(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    for changes, field, words in WRONG:
        told = along(noor, kba, sent(**changes)).json()["rows"]["n1"]
        assert told["state"] == "refused", changes
        assert words in " ".join(told["errors"][field]), changes
        page = noor.post(grid_of(kba.pk), sent(**changes))
        assert page.status_code == 422
        assert f'id="id_n1-{field}_error"' in page.content.decode(), changes
        assert 'value="Pleegzorg"' in page.content.decode()
    assert lines(almelo, kba) == []


def test_a_row_saves_along_and_tells_what_it_comes_to(almelo: Town) -> None:
    kba = calculating.started(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    told = along(noor, kba, sent()).json()
    (line,) = lines(almelo, kba)
    assert told["rows"]["n1"]["state"] == "saved"
    assert told["rows"]["n1"]["line"] == line.pk
    assert told["rows"]["n1"]["amounts"]["without"] == "21.900,00"
    assert told["totals"]["saving"] == "13.594,50"
    same = along(noor, kba, sent("n1", line)).json()["rows"]["n1"]
    assert (same["state"], same["version"]) == ("saved", 1)
    more = along(noor, kba, sent("n1", line, quantity_with="90")).json()["rows"]["n1"]
    assert (more["state"], more["version"]) == ("saved", 2)


def test_everything_that_can_be_said_of_a_row_comes_back(almelo: Town) -> None:
    kba = calculating.started(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    says = {
        "payer_share": "1/3",
        "payer_2": "rijk",
        "share_2": "1/3",
        "payer_3": "corporatie",
        "quantity_without_low": "300",
        "quantity_without_high": "365",
        "quantity_with_low": "50",
        "quantity_with_high": "200",
        "attribution": "90",
        "displacement": "5",
        "persistence": "100; 80 60,5",
        "cashable_share": "50",
        "cash_lag_months": "6",
        "probability_without": "40",
    }
    told = along(noor, kba, sent(**says)).json()["rows"]["n1"]
    assert told["state"] == "saved", told
    (line,) = lines(almelo, kba)
    with almelo.acting(Role.CASEMANAGER):
        row = selectors.as_row(line)
    assert [share for _, share in row.payers] == [Fraction(1, 3)] * 3
    assert row.effect is not None
    shares = [Fraction(1), Fraction(4, 5), Fraction(121, 200)]
    assert list(row.effect.persistence) == shares
    assert row.quantity_with_high == 200
    page = noor.get(grid_of(kba.pk)).content.decode()
    for shown in ('value="1/3"', 'value="100 80 60,5"', 'value="300"', 'value="40"'):
        assert shown in page, shown


def test_two_people_in_one_row_lose_nothing(almelo: Town) -> None:
    kba = calculating.started(almelo)
    calculating.add(almelo, kba)
    noor = almelo.browser(Role.CASEMANAGER)
    (line,) = lines(almelo, kba)
    first = sent("r1", line, quantity_with="90")
    assert along(noor, kba, first).json()["rows"]["r1"]["state"] == "saved"
    twice = along(noor, kba, first).json()["rows"]["r1"]
    assert (twice["state"], twice["version"]) == ("saved", 2)
    second = sent("r1", line, quantity_with="80")
    told = along(noor, kba, second).json()["rows"]["r1"]
    assert (told["state"], told["version"]) == ("conflict", 2)
    assert told["theirs"]["quantity_with"] == "90"
    shown = noor.post(grid_of(kba.pk), second)
    assert shown.status_code == 409
    assert 'value="80"' in shown.content.decode()
    again = sent("r1", line, quantity_with="80", version="2")
    assert noor.post(grid_of(kba.pk), again).status_code == 302
    assert lines(almelo, kba)[0].quantity_with == 80


def test_a_row_that_somebody_removed_becomes_a_new_one(almelo: Town) -> None:
    kba = calculating.started(almelo)
    line_id = calculating.add(almelo, kba)
    noor = almelo.browser(Role.CASEMANAGER)
    (line,) = lines(almelo, kba)
    with almelo.acting(Role.CASEMANAGER) as actor:
        services.remove_line(actor=actor, line_id=line_id, version=1, now=NOW)
    answer = noor.post(grid_of(kba.pk), sent("r1", line, quantity_with="90"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "intussen verwijderd" in page
    assert 'value="90"' in page
    assert noor.post(grid_of(kba.pk), sent("r1", quantity_with="90")).status_code == 302
    assert lines(almelo, kba)[0].quantity_with == 90


def test_counting_while_typing_stores_nothing(almelo: Town) -> None:
    kba = calculating.written(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    address = reverse("count-line", kwargs={"kba_id": kba.pk})
    care, *_ = lines(almelo, kba)
    before = noor.post(address, {}).json()
    assert before["amounts"] is None
    assert before["totals"]["without"] == "30.900,00"
    typing = noor.post(address, sent("r1", care, quantity_without="400")).json()
    assert typing["amounts"]["without"] == "24.000,00"
    assert typing["totals"]["without"] == "33.000,00"
    half = {"deadweight": "", "deadweight_reason": "", "price_source": "", "payer": ""}
    new = noor.post(address, sent("n1", **half)).json()
    assert new["amounts"]["without"] == "21.900,00"
    assert new["totals"]["saving"] == before["totals"]["saving"]
    for wrong in (
        {"unit_price": ""},
        {"quantity_without": "veel", "quantity_with": ""},
    ):
        answer = noor.post(address, sent("n1", **wrong)).json()
        assert answer["totals"] == before["totals"]
    assert len(lines(almelo, kba)) == 3


def test_prices_are_offered_while_typing(almelo: Town) -> None:
    kba = calculating.started(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    address = reverse("find-prices", kwargs={"kba_id": kba.pk})
    page = noor.get(address, {"q": "thuis begel"}).content.decode()
    assert 'data-code="wmo-begeleiding-thuis-uur"' in page
    assert 'data-price="64,00"' in page
    assert page.count("data-code") == 1
    first = noor.get(address, {"q": "pleeg"}).content.decode()
    assert first.index("Pleegzorg") < first.index("Verpleegdag")
    none = noor.get(address, {"q": "bestaat niet"}).content.decode()
    assert "Niet in de prijslijst" in none


def test_a_row_is_taken_out_and_put_back(almelo: Town) -> None:
    kba = calculating.started(almelo)
    line_id = calculating.add(almelo, kba)
    noor = almelo.browser(Role.CASEMANAGER)
    (line,) = lines(almelo, kba)
    other = sent("n1", description="Logeren")
    page = noor.post(
        grid_of(kba.pk),
        together(sent("r1", line), other, remove="r1"),
        follow=True,
    ).content.decode()
    assert "De regel is verwijderd" in page
    assert [each.description for each in lines(almelo, kba)] == ["Logeren"]
    back = reverse("restore-line", kwargs={"kba_id": kba.pk})
    asked = {"line": str(line_id)}
    page = noor.post(back, asked, follow=True).content.decode()
    assert "Pleegzorg staat er weer." in page
    page = noor.post(back, asked, follow=True).content.decode()
    assert "Deze regel is er al" in page
    (line, _) = lines(almelo, kba)
    gone = along(noor, kba, sent("r1", line), remove="r1").json()
    assert gone["totals"]["without"] == "21.900,00"
    told = noor.post(back, {**asked, "act": "autosave"}).json()
    assert (told["version"], told["totals"]["without"]) == (3, "43.800,00")


@pytest.mark.parametrize("close", [calculating.adopted, calculating.validated])
def test_rows_that_are_settled_refuse_and_keep_what_was_typed(
    almelo: Town, close: Callable[[Town], Any]
) -> None:
    found = close(almelo)
    kba = getattr(found, "kba", found)
    noor = almelo.browser(Role.CASEMANAGER)
    (line, *_) = lines(almelo, kba)
    assert "veranderen niet meer" in noor.get(grid_of(kba.pk)).content.decode()
    typed = sent("r1", line, quantity_with="77")
    answer = noor.post(grid_of(kba.pk), typed)
    assert answer.status_code == 422
    assert "De regels veranderen niet meer." in answer.content.decode()
    assert 'value="77"' in answer.content.decode()
    told = along(noor, kba, typed)
    assert told.status_code == 409
    assert "vastgesteld" in told.json()["why"]
    removed = noor.post(grid_of(kba.pk), {**sent("r1", line), "remove": "r1"})
    assert removed.status_code == 422
    form = noor.post(
        reverse("change-line", kwargs={"line_id": line.pk}),
        {**ROW, "version": "1", "quantity_with": "77"},
    )
    assert form.status_code == 422
    assert 'value="77"' in form.content.decode()
    assert lines(almelo, kba)[0].quantity_with == 100


def test_a_removed_row_of_a_settled_kba_stays_removed(almelo: Town) -> None:
    kba = calculating.expected(almelo)
    line_id = calculating.add(almelo, kba)
    noor = almelo.browser(Role.CASEMANAGER)
    with almelo.acting(Role.CASEMANAGER) as actor:
        services.remove_line(actor=actor, line_id=line_id, version=1, now=NOW)
    calculating.settle(almelo, kba)
    back = reverse("restore-line", kwargs={"kba_id": kba.pk})
    page = noor.post(back, {"line": str(line_id)}, follow=True).content.decode()
    assert "De regels veranderen niet meer." in page
    with almelo.acting(Role.CASEMANAGER) as actor, pytest.raises(KbaClosedError):
        services.restore_line(actor=actor, line_id=line_id, now=NOW)


def test_nobody_else_writes_in_the_grid(almelo: Town, den_haag: Town) -> None:
    kba = calculating.written(almelo)
    names = ("edit-lines", "count-line", "find-prices", "paste-lines", "line-templates")
    tessa, daan = almelo.browser(Role.TEAM_LEAD), den_haag.browser(Role.CASEMANAGER)
    for name in names:
        address = reverse(name, kwargs={"kba_id": kba.pk})
        ask = "post" if name == "count-line" else "get"
        assert getattr(tessa, ask)(address).status_code == 403, name
        assert getattr(daan, ask)(address).status_code == 404, name


def test_a_page_with_many_rows_asks_the_database_as_little_as_one_with_few(
    almelo: Town, django_assert_max_num_queries: Any
) -> None:
    planned_kba = calculating.started(almelo, planned(almelo))
    for _ in range(6):
        calculating.add(almelo, planned_kba)
    noor = almelo.browser(Role.CASEMANAGER)
    with django_assert_max_num_queries(60):
        noor.get(grid_of(planned_kba.pk))
