import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from sohos.demo.people import ALMELO, people_of
from sohos.demo.stories import STORIES
from sohos.tenancy.permissions import Role
from tests import databases
from tests.architecture.universe import browsers
from tests.web.insight.reading import page, sheet

HIDDEN = "niet getoond"


@pytest.fixture(scope="module")
def demo(
    demo_template: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[dict[Role, Client]]:
    with (
        databases.clone("dashboard", demo_template) as name,
        django_db_blocker.unblock(),
        databases.in_use(name),
    ):
        yield browsers(ALMELO)


def test_the_heading_says_what_was_found(demo: dict[Role, Client]) -> None:
    shown = page(demo[Role.CONTROLLER])
    assert re.search(r"<h1>De gemeente bespaart \d+% van wat verwacht was</h1>", shown)
    assert "Dit vraagt uw aandacht" in shown
    assert reverse("acceptances") in shown


def test_page_and_export_hide_the_same(demo: dict[Role, Client]) -> None:
    shown = page(demo[Role.CONTROLLER])
    rows = sheet(demo[Role.CONTROLLER])
    laws = [row for row in rows if row[0] == "Besparing van de gemeente"]
    assert len(laws) > 2
    for _part, name, _count, expected, counted, _days in laws[1:]:
        cells = re.search(rf">{name}</th>(.*?)</tr>", shown, re.DOTALL)
        assert cells is not None
        assert (HIDDEN in cells[1]) == (counted == HIDDEN) == (expected == HIDDEN)
        if counted != HIDDEN:
            euros = f"{round(float(counted.replace(',', '.'))):,}".replace(",", ".")
            assert euros in cells[1]


def test_no_count_of_one_to_four_is_told(demo: dict[Role, Client]) -> None:
    counts = [row[2] for row in sheet(demo[Role.CONTROLLER]) if row[0] == "Fasen"]
    told = [int(count) for count in counts if count.isdigit()]
    assert len(counts) == 8
    for one in told:
        assert not 0 < one < 5
        assert not any(0 < abs(one - other) < 5 for other in told)


def test_nobody_is_named(demo: dict[Role, Client]) -> None:
    seen = page(demo[Role.CONTROLLER]) + str(sheet(demo[Role.CONTROLLER]))
    surnames = {story.name for story in STORIES["almelo"]}
    own = next(p.name for p in people_of("almelo") if p.role is Role.CONTROLLER)
    names = {p.name for p in people_of("almelo")} - {own} | surnames
    assert not [name for name in names if re.search(rf"\b{re.escape(name)}\b", seen)]


def test_a_choice_of_few_shows_nothing_but_the_budget(
    demo: dict[Role, Client],
) -> None:
    shown = page(demo[Role.CONTROLLER], year=2018)
    assert "Deze keuze gaat over te weinig huishoudens" in shown
    assert "Van aanmelding tot start" not in shown
    parts = {row[0] for row in sheet(demo[Role.CONTROLLER], year=2018)[4:]}
    assert parts == {"Rentebudget"}


def test_the_choice_stays_in_the_address_of_the_export(
    demo: dict[Role, Client],
) -> None:
    shown = page(demo[Role.CONTROLLER], year=2026)
    assert f"{reverse('dashboard-export')}?year=2026" in shown
    assert '<option value="2026" selected>' in shown
    assert ["Keuze", "Aangemeld in: 2026", "", "", "", ""] in sheet(
        demo[Role.CONTROLLER], year=2026
    )


def test_a_choice_that_does_not_exist_is_refused(demo: dict[Role, Client]) -> None:
    for wrong in ("noord", "999999", "9" * 40, "1;drop"):
        answer = demo[Role.CONTROLLER].get(reverse("dashboard"), {"team": wrong})
        assert answer.status_code == 422
        assert "Controleer" in answer.content.decode()
        export = demo[Role.CONTROLLER].get(reverse("dashboard-export"), {"team": wrong})
        assert export.status_code == 422


def test_others_do_not_enter(demo: dict[Role, Client]) -> None:
    for role, client in demo.items():
        for name in ("dashboard", "dashboard-export"):
            expected = 200 if role is Role.CONTROLLER else 403
            assert client.get(reverse(name)).status_code == expected
        expected = 200 if role is Role.TEAM_LEAD else 403
        assert client.get(reverse("team-overview")).status_code == expected
    assert Client().get(reverse("dashboard")).status_code == 302


def test_a_team_lead_sees_the_load(demo: dict[Role, Client]) -> None:
    shown = demo[Role.TEAM_LEAD].get(reverse("team-overview")).content.decode()
    assert "Noor Verbeek" in shown
    assert "nog geen casemanager</h1>" in shown
