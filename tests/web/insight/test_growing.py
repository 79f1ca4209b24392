from dataclasses import replace

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sohos.insight.export import safe_cell
from sohos.tenancy.permissions import Role
from tests.services.cases.households import MEREL, open_programme, register
from tests.towns import Town
from tests.web.insight.reading import page, sheet


def test_an_empty_municipality_has_pages_too(almelo: Town, den_haag: Town) -> None:
    register(den_haag)
    assert "Deze keuze" not in page(almelo.browser(Role.CONTROLLER))
    lead = almelo.browser(Role.TEAM_LEAD).get(reverse("team-overview"))
    assert "Je team heeft nog geen huishoudens" in lead.content.decode()


def test_the_number_of_queries_stays_the_same(almelo: Town, den_haag: Town) -> None:
    clients = {
        "dashboard": almelo.browser(Role.CONTROLLER),
        "dashboard-export": almelo.browser(Role.CONTROLLER),
        "team-overview": almelo.browser(Role.TEAM_LEAD),
    }

    def queries(name: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert clients[name].get(reverse(name)).status_code == 200
        return len(asked)

    def households(count: int) -> None:
        for number in range(count):
            register(almelo, replace(MEREL, household_name=f"Huis {number}"))

    households(5)
    warm = {name: queries(name) for name in clients}
    few = {name: queries(name) for name in clients}
    households(4)
    assert {name: queries(name) for name in clients} == few
    assert max(warm.values()) < 40


def test_a_name_is_no_formula(almelo: Town, den_haag: Town) -> None:
    programme = open_programme(almelo, "=HYPERLINK(1)")
    rows = sheet(almelo.browser(Role.CONTROLLER), programme=programme)
    assert not [cell for row in rows for cell in row if cell.startswith("=")]
    assert safe_cell("=1+1") == "'=1+1"
    assert safe_cell("Wmo 2015") == "Wmo 2015"
