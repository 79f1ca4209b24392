import csv
import io
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from sohos.demo.people import ALMELO
from sohos.tenancy.permissions import Role
from sohos.threads.domain.facts import Kind
from sohos.threads.forms import labels
from sohos.threads.views.export import safe_cell
from tests import databases
from tests.architecture.universe import browsers, kept_out


@pytest.fixture(scope="module")
def demo(
    demo_template: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[dict[Role, Client]]:
    with (
        databases.clone("threads-web", demo_template) as name,
        django_db_blocker.unblock(),
        databases.in_use(name),
    ):
        yield browsers(ALMELO)


def page(client: Client, name: str = "threads", **chosen: str) -> str:
    answer = client.get(reverse(name), chosen)
    assert answer.status_code == 200
    return answer.content.decode()


def named_most(client: Client, leaf: str) -> list[str]:
    """Say what the headline may say; which kinds are hidden differs per site key."""
    answer = client.get(reverse("threads-export"), {"leaf": leaf})
    lines = io.StringIO(answer.content.decode("utf-8-sig"))
    counts = {
        row[2]: int(row[3])
        for row in csv.reader(lines, delimiter=";")
        if row[1] == "Samen" and row[2] != "Samen" and row[3].isdigit()
    }
    most = max(counts.values())
    assert most > 0
    return [
        str(labels.IN_THE_WAY[kind])
        for kind in Kind
        if counts.get(str(labels.KINDS[kind])) == most
    ]


@pytest.mark.parametrize(
    "leaf", ["organisatie", "wet", "leefgebied", "soort", "doorbraak"]
)
@pytest.mark.parametrize("measure", ["", "kosten", "besparing"])
def test_every_side_of_the_figures_has_a_page(
    demo: dict[Role, Client], leaf: str, measure: str
) -> None:
    shown = page(demo[Role.CONTROLLER], leaf=leaf, measure=measure)
    assert any(said in shown for said in named_most(demo[Role.CONTROLLER], leaf))
    assert "Uit je eigen huishoudens" not in shown


def test_page_and_export_tell_the_same(demo: dict[Role, Client]) -> None:
    answer = demo[Role.CONTROLLER].get(reverse("threads-export"), {"leaf": "wet"})
    text = answer.content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows[-1][1:4] == ["Samen", "Samen", "26"]
    told = [int(row[3]) for row in rows[1:] if row[3].isdigit()]
    assert not any(0 < number < 5 for number in told)
    assert all(len(row) == 7 for row in rows)


def test_a_formula_in_a_name_stays_a_text() -> None:
    for start in ("=cmd", "+1", "-1", "@sum", "\tx"):
        assert safe_cell(start) == f"'{start}"
    assert safe_cell("Wmo") == "Wmo"


def test_a_choice_that_does_not_exist_is_refused_and_shows_nothing_more(
    demo: dict[Role, Client],
) -> None:
    for name in ("threads", "threads-export"):
        answer = demo[Role.CONTROLLER].get(reverse(name), {"first": "2019-02-14"})
        assert answer.status_code == 422
    shown = demo[Role.CONTROLLER].get(
        reverse("threads"), {"first": "2030-01-01", "leaf": "x", "measure": "zorg"}
    )
    assert shown.status_code == 422


def test_the_own_cases_behind_a_figure(demo: dict[Role, Client]) -> None:
    noor = demo[Role.CASEMANAGER]
    assert "Uit je eigen huishoudens" in page(noor)
    listed = page(noor, "threads-cases", kind="regel", law="wgs")
    assert "Wet gemeentelijke schuldhulpverlening" in listed
    assert "Burgerlijk Wetboek" not in listed
    assert "Niets gevonden" in page(noor, "threads-cases", sort="bestaat-niet")
    by_place = page(
        noor,
        "threads-cases",
        organisation="wonen-corporatie",
        life_domain="wonen",
        law="onzin",
    )
    assert "huurachterstand" in by_place


def test_the_demo_shows_a_story(demo: dict[Role, Client]) -> None:
    with kept_out():
        assert "De huur eerst, dan de rest" in page(demo[Role.CONTROLLER], "stories")
