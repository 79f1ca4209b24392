"""The calculator answers whoever works with bonds, and stores nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bonds.domain import document
from sohos.tenancy.permissions import Role
from tests.services.bonds.money import Funded
from tests.towns import Town

PAGE = reverse("calculate-bond")
ALMELO = {
    "households": "125",
    "years": "3",
    "first_year": "2019",
    "pattern": "1_january",
    "success": "100",
    "saving": "12.000",
    "months": "12",
    "rate": "4",
    "day_count": "ACT/365F",
    "loss_bearer": "investor",
    "first_loss": "",
}


def asked(town: Town, role: Role = Role.CONTROLLER, **changes: str) -> tuple[int, str]:
    answer = town.browser(role).get(PAGE, {**ALMELO, **changes})
    return answer.status_code, " ".join(answer.content.decode().split())


def test_a_day_count_that_breaches_the_cap_is_told_with_its_day(almelo: Town) -> None:
    status, page = asked(almelo)
    assert status == 200
    assert "De rente komt op 1 januari 2022 boven € 72.000,00" in page
    assert "Meer dan € 24.000,00 rente in 2020, 2021" in page
    assert "24.066,25" in page
    assert "72.066,25" in page
    assert "66,25" in page
    assert "96,15%" in page
    assert "14 huishoudens mogen mislukken" in page


def test_what_fits_the_budget_warns_nobody(almelo: Town) -> None:
    status, page = asked(almelo, day_count="30E/360")
    assert status == 200
    assert "De rente komt op" not in page
    assert "Meer dan" not in page
    assert "18.000.000,00" in page
    assert "13.500.000,00" in page


def test_the_page_begins_with_the_contract_of_the_municipality(bond: Funded) -> None:
    answer = bond.town.browser(Role.INVESTOR).get(PAGE)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "in het contract" in page
    assert 'value="125"' in page


def test_who_bears_the_loss_changes_the_break_even(almelo: Town) -> None:
    _status, page = asked(almelo, loss_bearer="municipality", success="80")
    assert "anderen dragen het verlies" in page
    _status, page = asked(
        almelo, loss_bearer="sohos_first_loss_then_investor", first_loss="180.000"
    )
    assert "86,54%" in page
    _status, page = asked(almelo, saving="11.999,99")
    assert "Met deze besparing wordt niets terugbetaald" in page
    assert "ook als alles slaagt komt minder terug" in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"months": "61"}, "Maanden tot de terugbetaling:"),
        ({"success": "NaN"}, "Slaagt, in procent:"),
        ({"day_count": "30/360"}, "Dagtelling:"),
        ({"households": "-5"}, "Huishoudens per jaar:"),
        ({"saving": "veel"}, "Besparing per huishouden per jaar:"),
        (
            {"loss_bearer": "sohos_first_loss_then_investor"},
            "Vul het bedrag in dat SOHOS eerst draagt.",
        ),
    ],
)
def test_what_cannot_be_calculated_is_named(
    almelo: Town, changes: dict[str, str], sentence: str
) -> None:
    status, page = asked(almelo, Role.CONTROLLER, **changes)
    assert status == 422
    assert sentence in page
    assert "Rente in totaal" not in page


def test_nothing_is_stored_but_that_somebody_looked(bond: Funded) -> None:
    browser = bond.town.browser(Role.TREASURY)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert browser.get(PAGE, ALMELO).status_code == 200
    written = [
        query["sql"]
        for query in seen
        if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))
        and "audit" not in query["sql"]
        and "session" not in query["sql"]
    ]
    assert written == []


@pytest.mark.parametrize("role", [Role.CASEMANAGER, Role.ACCOUNTANT, Role.JURIST])
def test_others_do_not_calculate(almelo: Town, role: Role) -> None:
    assert asked(almelo, role)[0] == 403


def test_a_calculation_is_taken_along_as_a_file(almelo: Town) -> None:
    browser = almelo.browser(Role.CONTROLLER)
    assert "as=file" in asked(almelo)[1]
    for said in (ALMELO, {}):
        answer = browser.get(PAGE, {**said, "as": "file"})
        assert answer.headers["Content-Type"] == "application/json"
        scenario = document.read(answer.content).scenario
        assert sum(scenario.intake) == 375
    assert browser.get(PAGE, {**ALMELO, "months": "0", "as": "file"}).status_code == 422
