"""What the page of the outcome concludes: bridge, pockets, band, tornado, ledgers."""

from typing import Any

import pytest
import time_machine
from django.urls import reverse

from kba.domain.measures import measures_of
from kba.domain.result import evaluate
from kba.forms.analysis import Analysis, analysis_of
from sohos.tenancy.permissions import Role
from tests.domain.kba.examples import case, example, price, with_plan, without
from tests.services.kba import calculating
from tests.services.kba.calculating import NOW
from tests.towns import Town


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def page(town: Town, kba_id: int, query: str = "") -> str:
    address = reverse("kba-result", kwargs={"kba_id": kba_id}) + query
    answer = town.browser(Role.CASEMANAGER).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def concluded(name: str) -> Analysis:
    kba = example(name).kba
    return analysis_of(kba, evaluate(kba), seed=1)


def test_rows_without_a_stage_are_concluded_as_they_are(almelo: Town) -> None:
    kba = calculating.written(almelo)
    shown = page(almelo, kba.pk)
    assert "Er is nog niets vastgezet" in shown
    assert "Wat het oplevert: de regels van nu" in shown
    assert "sh-spanbar" in shown


def test_a_kba_without_rows_says_what_will_come(almelo: Town) -> None:
    kba = calculating.started(almelo)
    assert "Er staan nog geen kosten" in page(almelo, kba.pk)


def test_each_stage_can_be_looked_at(almelo: Town) -> None:
    stage = calculating.realised(almelo)
    newest = page(almelo, stage.kba_id)
    assert "Wat het oplevert: Jaarmeting" in newest
    first = page(almelo, stage.kba_id, f"?stage={stage.previous_id}")
    assert "Wat het oplevert: Prognose" in first
    for text in (
        "Van de kosten zonder plan naar die met plan",
        "Voor en na, per wet",
        "Wie betaalt en wie krijgt",
        "er hoeft niets te worden terugverdiend",
        "De uitkomst hangt het meest af van",
        "Omslagkans",
        "Contractkas",
        "Maatschappelijke rekening",
    ):
        assert text in first, text


def test_the_insurer_gains_without_paying() -> None:
    found = concluded("den-haag-lpbl")
    assert found.pockets.finding == (
        "Zorgverzekeraar krijgt 45,45% van de financiële baten; betalen de anderen "
        "alles, dan komen die samen uit op \N{MINUS SIGN}€\N{NO-BREAK SPACE}1.400.000,00"
    )
    assert found.waterfall is not None
    assert [str(step.name) for step in found.waterfall.steps] == [
        "Kosten zonder plan",
        "Gemeente",
        "Zorgverzekeraar",
        "Maatschappij",
        "Kosten met plan",
        "Inzet: Gemeente",
        "Met plan en inzet",
    ]


def test_payback_of_almelo_is_marked() -> None:
    found = concluded("almelo")
    assert found.cumulative is not None
    assert found.cumulative.description == (
        "Terugverdiend na 0,80 jaar, blijvend na 1,20 jaar"
    )
    assert found.cumulative.mark == (0.8, "na 0,80 jaar")
    assert [round(point.expected) for point in found.cumulative.points] == [
        150_000,
        1_800_000,
        4_950_000,
        9_450_000,
        13_950_000,
    ]
    values = {told.name: (told.value, told.note) for told in found.figures}
    assert values["Intern rendement per jaar"] == (
        "n.v.t.",
        "geld in en uit wisselen elkaar af",
    )


def test_what_is_no_money_has_no_bridge() -> None:
    found = concluded("apeldoorn-vrijwilligers-50-weken")
    assert not found.has_money
    assert found.waterfall is None
    assert found.cumulative is None
    assert found.tornado.finding == "Er is niets onzekers ingevuld"
    assert found.pockets.finding == "Geen van de betalers legt erop toe"
    assert found.turning.finding == "Er zijn geen effecten om te laten omslaan"


def test_turning_points_of_the_worked_case() -> None:
    """Shelter of rule 9.5, with a plan that costs more than it saves beside it."""
    dear = case([without(price=price(100)), with_plan(price=price(300), key="extra")])
    found = analysis_of(dear, evaluate(dear), seed=1)
    assert found.waterfall is not None
    assert "meer kwijt" in found.waterfall.finding
    assert found.pockets.finding == "Wie erop toelegt: gemeente"
    assert found.turning.finding == (
        "Het komt pas uit als alle effecten 3,00 keer zo groot zijn"
    )
    free = case([without(price=price(100))])
    found = analysis_of(free, evaluate(free), seed=1)
    assert "zodra er iets" in found.turning.finding
    assert measures_of(free, evaluate(free)).switching
