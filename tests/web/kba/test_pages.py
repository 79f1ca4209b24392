"""The pages of a KBA: who may open them, what they keep, what they refuse."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from kba import selectors
from kba.models import CostLine, LineVerdict, Stage
from sohos.tenancy.permissions import Role
from tests.services.kba import calculating
from tests.services.kba.calculating import NOW, planned, stems
from tests.services.plans.planning import planned_case
from tests.towns import Town

ROW = {
    "price_code": "",
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
    "evidence_note": "beschikking van 3 februari 2019",
}


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def url(name: str, **kwargs: int) -> str:
    return reverse(name, kwargs=kwargs)


def in_town(town: Town, find: Callable[[], Any]) -> Any:
    with town.acting(Role.CASEMANAGER):
        return find()


def line_id(town: Town, kba_id: int) -> int:
    found: int = in_town(
        town, lambda: CostLine.objects.filter(kba_id=kba_id).order_by("id")[0].pk
    )
    return found


def test_a_stranger_is_asked_to_log_in(almelo: Town) -> None:
    kba = calculating.started(almelo)
    answer = Client().get(url("kba", kba_id=kba.pk))
    assert answer.status_code == 302
    assert "/login" in answer["Location"]


def test_another_municipality_finds_nothing(almelo: Town, den_haag: Town) -> None:
    kba = calculating.written(almelo)
    noor = den_haag.browser(Role.CASEMANAGER)
    for address in (
        url("kba", kba_id=kba.pk),
        url("add-line", kba_id=kba.pk),
        url("change-line", line_id=line_id(almelo, kba.pk)),
        url("kba-result", kba_id=kba.pk),
        url("start-kba", case_id=kba.case_id),
    ):
        assert noor.get(address).status_code == 404, address


def test_a_casemanager_starts_a_kba(almelo: Town) -> None:
    plan = planned(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    address = url("start-kba", case_id=plan.case_id)
    assert noor.get(address).status_code == 200
    wrong = noor.post(
        address, {"reference_on": "ooit", "horizon_years": "3", "price_year": "2019"}
    )
    assert wrong.status_code == 422
    assert 'value="ooit"' in wrong.content.decode()
    done = noor.post(
        address,
        {"reference_on": "01-03-2019", "horizon_years": "3", "price_year": "2019"},
    )
    assert done.status_code == 302
    assert noor.get(address)["Location"] == done["Location"]


def test_a_team_lead_cannot_start_a_kba(almelo: Town) -> None:
    case = planned_case(almelo)
    tessa = almelo.browser(Role.TEAM_LEAD)
    assert tessa.get(url("start-kba", case_id=case.pk)).status_code == 404


def test_a_row_is_added_and_counted(almelo: Town) -> None:
    kba = calculating.started(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    done = noor.post(url("add-line", kba_id=kba.pk), ROW, follow=True)
    page = done.content.decode()
    assert done.status_code == 200
    assert "Pleegzorg" in page
    assert "21.900,00" in page
    assert "13.594,50" in page


def test_a_price_from_the_list_needs_no_more(almelo: Town) -> None:
    kba = calculating.started(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    short = {
        **{key: ROW[key] for key in ("per", "role", "kind", "first_on")},
        "price_code": "wmo-begeleiding-thuis-uur",
        "quantity_without": "100",
        "quantity_with": "50",
        "probability_without": "100",
        "probability_with": "100",
        "deadweight": "0",
        "deadweight_reason": "nog niet bekend",
        "evidence_grade": "5",
    }
    page = noor.get(url("add-line", kba_id=kba.pk)).content.decode()
    assert '<option value="wmo-begeleiding-thuis-uur">' in page
    done = noor.post(url("add-line", kba_id=kba.pk), short, follow=True)
    assert "Begeleiding thuis" in done.content.decode()


WRONG_ROWS: list[tuple[dict[str, str], str]] = [
    ({"price_source": ""}, "Bron van het bedrag"),
    ({"quantity_without": "1.250"}, "zonder punten"),
    ({"quantity_without": "-1"}, "zonder punten"),
    ({"unit_price": "60,005"}, "Vul een bedrag in"),
    ({"deadweight": ""}, "0 tot en met 100"),
    ({"deadweight_reason": ""}, "Waarom zoveel"),
    ({"deadweight": "110"}, "0 tot en met 100"),
    ({"last_on": "01-01-2019"}, "einddatum"),
    ({"payer": "gemeente", "payer_share": "99"}, "geen 100%"),
    ({"price_code": "jeugd-pleegzorg-etmaal", "unit_price": ""}, "geen index"),
    ({"first_on": "01-03-2031"}, "binnen de jaren"),
    ({"quantity_without": "", "quantity_with": ""}, "Vul een getal in"),
    ({"quantity_without": "0", "quantity_with": "0"}, "Vul in hoeveel"),
    ({"per": "eenmalig", "last_on": "01-01-2020"}, "geen einddatum"),
]


def test_a_wrong_row_comes_back_with_everything_typed(almelo: Town) -> None:
    kba = calculating.started(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    for changes, words in WRONG_ROWS:
        answer = noor.post(url("add-line", kba_id=kba.pk), {**ROW, **changes})
        page = answer.content.decode()
        assert answer.status_code == 422, changes
        assert words in page, changes
        assert 'value="Pleegzorg"' in page
        if "deadweight_reason" not in changes:
            assert "een op de tien herstelt" in page
    assert in_town(almelo, CostLine.objects.count) == 0


def test_a_row_is_changed_and_removed(almelo: Town) -> None:
    kba = calculating.written(almelo)
    row = line_id(almelo, kba.pk)
    noor = almelo.browser(Role.CASEMANAGER)
    opened = noor.get(url("change-line", line_id=row))
    assert 'value="365"' in opened.content.decode()
    done = noor.post(
        url("change-line", line_id=row), {**ROW, "version": "1", "quantity_with": "90"}
    )
    assert done.status_code == 302
    gone = noor.post(url("remove-line", line_id=row), {"version": "2"}, follow=True)
    assert "is verwijderd" in gone.content.decode()
    assert noor.get(url("change-line", line_id=row)).status_code == 404


def test_a_conflict_shows_both_and_loses_nothing(almelo: Town) -> None:
    kba = calculating.written(almelo)
    row = line_id(almelo, kba.pk)
    noor = almelo.browser(Role.CASEMANAGER)
    first = {**ROW, "version": "1", "quantity_with": "90"}
    assert noor.post(url("change-line", line_id=row), first).status_code == 302
    second = {**ROW, "version": "1", "quantity_with": "80"}
    answer = noor.post(url("change-line", line_id=row), second)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "5.400,00" in page
    assert 'value="80"' in page
    again = noor.post(
        url("change-line", line_id=row), {**second, "version": "2"}, follow=True
    )
    assert "4.800,00" in again.content.decode()


def test_the_prognosis_is_frozen_from_the_page(almelo: Town) -> None:
    kba = calculating.written(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    done = noor.post(url("freeze-prognosis", kba_id=kba.pk), follow=True)
    assert "De prognose staat vast" in done.content.decode()
    result = noor.get(url("kba-result", kba_id=kba.pk)).content.decode()
    assert "18.083,25" in result
    empty = noor.post(url("freeze-prognosis", kba_id=10**6))
    assert empty.status_code == 404


def test_nothing_to_freeze_says_so(almelo: Town) -> None:
    kba = calculating.started(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    done = noor.post(url("freeze-prognosis", kba_id=kba.pk), follow=True)
    assert "Voeg eerst een regel toe" in done.content.decode()


def measured(town: Town, kba_id: int, **changes: str) -> dict[str, str]:
    kba = in_town(town, lambda: CostLine.objects.filter(kba_id=kba_id)[0].kba)
    data = {"realised_on": "02-03-2020"}
    for stem, units in zip(stems(town, kba), ("120", "0", "1"), strict=True):
        data[f"{stem}-units"] = units
        data[f"{stem}-evidence_note"] = "declaraties van het jaar"
    return data | changes


def test_the_year_is_realised_from_the_page(almelo: Town) -> None:
    kba = calculating.adopted(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    address = url("realise-year", kba_id=kba.pk)
    assert "365" in noor.get(address).content.decode()
    done = noor.post(address, measured(almelo, kba.pk), follow=True)
    page = done.content.decode()
    assert done.redirect_chain[-1][0] == url("kba-result", kba_id=kba.pk)
    assert "17.698,50" in page
    assert "Jaarmeting tegenover prognose" in page


WRONG_MEASUREMENTS: list[tuple[dict[str, str], str]] = [
    ({"realised_on": "29-02-2020"}, "2020-03-01"),
    ({"realised_on": "01-01-2030"}, "eerdere dag"),
    ({"evidence_note": ""}, "waaruit dit blijkt"),
    ({"units": "veel"}, "getal"),
    ({"price": "65,00"}, "Vul dit in."),
]


def test_a_wrong_measurement_comes_back(almelo: Town) -> None:
    kba = calculating.adopted(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    stem = stems(almelo, kba)[0]
    for changes, words in WRONG_MEASUREMENTS:
        typed = {
            name if name == "realised_on" else f"{stem}-{name}": value
            for name, value in changes.items()
        }
        data = measured(almelo, kba.pk, **typed)
        answer = noor.post(url("realise-year", kba_id=kba.pk), data)
        page = answer.content.decode()
        assert answer.status_code == 422, changes
        assert words in page, changes
        assert page.count("declaraties van het jaar") >= 2
    assert in_town(almelo, Stage.objects.count) == 1


def test_an_unadopted_plan_is_not_realised(almelo: Town) -> None:
    kba = calculating.expected(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    page = noor.get(url("realise-year", kba_id=kba.pk)).content.decode()
    assert "nog niet vastgesteld" in page


def test_a_team_lead_assigns_an_accountant(almelo: Town) -> None:
    stage = calculating.realised(almelo)
    anna = almelo.actor(Role.ACCOUNTANT)
    tessa = almelo.browser(Role.TEAM_LEAD)
    address = url("assign-accountant", kba_id=stage.kba_id)
    assert "Anna van Loon" in tessa.get(address).content.decode()
    assert tessa.post(address, {"accountant": ""}).status_code == 422
    done = tessa.post(address, {"accountant": anna.user_id})
    assert done.status_code == 302
    page = almelo.browser(Role.ACCOUNTANT).get(url("validations")).content.decode()
    assert "1 jaarmeting wacht" in page


def test_the_accountant_sees_no_story_and_no_name(almelo: Town) -> None:
    stage = calculating.assigned(almelo)
    anna = almelo.browser(Role.ACCOUNTANT)
    for address in (
        url("validations"),
        url("validate-kba", kba_id=stage.kba_id),
        url("kba", kba_id=stage.kba_id),
        url("kba-result", kba_id=stage.kba_id),
    ):
        page = anna.get(address).content.decode()
        for word in ("Merel", "Mila", "Bornsestraat", "rustig slapen"):
            assert word not in page, address


def judge(client: Client, stage: Stage, row: str, **said: str) -> Any:
    return client.post(
        url("judge-line", stage_id=stage.pk), {"row": row, "word": "akkoord", **said}
    )


def test_the_accountant_judges_and_validates(almelo: Town) -> None:
    stage = calculating.assigned(almelo)
    anna = almelo.browser(Role.ACCOUNTANT)
    bench = url("validate-kba", kba_id=stage.kba_id)
    assert "Nog 3 regels zonder oordeel" in anna.get(bench).content.decode()
    too_soon = anna.post(bench, {"validated_on": "16-03-2020"})
    assert too_soon.status_code == 422
    assert "Er zijn nog 3 regels" in too_soon.content.decode()
    care, shelter, effort = stems(almelo, stage.kba)
    corrected = judge(
        anna, stage, care, word="gecorrigeerd", reason="geteld", units_with="130"
    )
    assert corrected.status_code == 302
    assert judge(anna, stage, shelter).status_code == 302
    assert judge(anna, stage, effort).status_code == 302
    early = anna.post(bench, {"validated_on": "01-03-2020"})
    assert early.status_code == 422
    done = anna.post(bench, {"validated_on": "16-03-2020"}, follow=True)
    assert "Gevalideerd, met kenmerk" in done.content.decode()
    assert "Deze jaarmeting is gevalideerd" in anna.get(bench).content.decode()


WRONG_WORDS: list[tuple[dict[str, str], str]] = [
    ({"word": "afgewezen"}, "Schrijf erbij waarom"),
    (
        {"word": "gecorrigeerd", "reason": "klopt niet"},
        "welk aantal of welke prijs",
    ),
    ({"word": ""}, "Kies een oordeel"),
    (
        {"word": "gecorrigeerd", "reason": "klopt niet", "units_with": "x"},
        "getal",
    ),
]


def test_a_wrong_word_comes_back_on_its_row(almelo: Town) -> None:
    stage = calculating.assigned(almelo)
    anna = almelo.browser(Role.ACCOUNTANT)
    row = stems(almelo, stage.kba)[0]
    for said, words in WRONG_WORDS:
        answer = judge(anna, stage, row, **said)
        page = answer.content.decode()
        assert answer.status_code == 422, said
        assert words in page, said
        assert said.get("reason", "") in page
    assert in_town(almelo, LineVerdict.objects.count) == 0


def test_a_question_travels_to_the_casemanager_and_back(almelo: Town) -> None:
    stage = calculating.assigned(almelo)
    row = stems(almelo, stage.kba)[0]
    anna = almelo.browser(Role.ACCOUNTANT)
    judge(anna, stage, row, word="vraag", reason="Waar is de factuur van mei?")
    noor = almelo.browser(Role.CASEMANAGER)
    page = noor.get(url("kba-result", kba_id=stage.kba_id)).content.decode()
    assert "Waar is de factuur van mei?" in page
    address = url("answer-question", stage_id=stage.pk)
    empty = noor.post(address, {"row": row, "text": ""}, follow=True)
    assert "Schrijf een antwoord" in empty.content.decode()
    noor.post(address, {"row": row, "text": "In de map van juni."})
    bench = anna.get(url("validate-kba", kba_id=stage.kba_id)).content.decode()
    assert "In de map van juni." in bench


def test_a_stage_is_downloaded_in_the_bytes_that_were_hashed(almelo: Town) -> None:
    kba = calculating.expected(almelo)
    stage = in_town(almelo, lambda: selectors.standing_of(kba).prognosis)
    noor = almelo.browser(Role.CASEMANAGER)
    answer = noor.get(url("kba-document", stage_id=stage.pk))
    assert answer["ETag"] == f'"{stage.sha256}"'
    assert "attachment" in answer["Content-Disposition"]
    assert json.loads(answer.content)["stage"] == "prognose"


def test_lists_take_the_same_number_of_queries(
    almelo: Town, django_assert_max_num_queries: Any
) -> None:
    calculating.assigned(almelo)
    anna = almelo.browser(Role.ACCOUNTANT)
    with django_assert_max_num_queries(16):
        anna.get(url("validations"))


def test_a_kba_begins_with_what_the_household_uses(almelo: Town) -> None:
    plan = planned(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    used = {"kind": "hulp_bij_huishouden", "quantity": "3", "from_on": "01-05-2018"}
    unknown = {"kind": "bijstand", "from_on": "01-05-2018"}
    for says in (used, unknown):
        noor.post(url("provisions", case_id=plan.case_id), says)
    address = url("start-kba", case_id=plan.case_id)
    assert "Begin met de voorzieningen in gebruik" in noor.get(address).content.decode()
    says = {"reference_on": "01-03-2019", "horizon_years": "3", "price_year": "2019"}
    answer = noor.post(address, {**says, "from_provisions": "on"}, follow=True)
    page = answer.content.decode()
    assert "1 voorziening in gebruik is een rij geworden." in page
    assert "1 voorziening heeft nog geen aantal of prijs." in page
    assert "Huishoudelijke hulp" in page


def test_a_second_year_is_measured_and_shown_on_its_own(almelo: Town) -> None:
    first = calculating.validated(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    result = url("kba-result", kba_id=first.kba_id)
    assert "Meet jaar 2" in noor.get(result).content.decode()
    address = f"{url('realise-year', kba_id=first.kba_id)}?year=2"
    page = noor.get(address).content.decode()
    assert "Meting van jaar 2" in page
    assert "Noodopvang" not in page
    (stem, *_rest) = stems(almelo, first.kba)
    said = {
        "realised_on": "01-03-2021",
        f"{stem}-units": "90",
        f"{stem}-evidence_note": "declaraties",
    }
    early = noor.post(address, said | {"realised_on": "01-02-2021"})
    assert early.status_code == 422
    answer = noor.post(address, said)
    assert answer.status_code == 302
    assert answer["Location"].endswith("?year=2")
    shown = noor.get(answer["Location"]).content.decode()
    assert "14.107,50" in shown
    assert "Jaar 2" in shown
    assert "Meet jaar 3" not in shown
    assert "14.107,50" not in noor.get(result).content.decode()
    anna = almelo.browser(Role.ACCOUNTANT)
    bench = anna.get(url("validate-kba", kba_id=first.kba_id)).content.decode()
    assert "Jaar 2" in bench
    assert noor.get(f"{result}?year=nooit").status_code == 200
