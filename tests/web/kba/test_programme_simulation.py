"""The controller asks what may come of a programme, follows it and reads it."""

import pytest
from django.urls import reverse

from cases import selectors as cases
from kba.models import ProgrammeSimulation
from sohos.tenancy.permissions import Role
from tests.services.kba import calculating
from tests.services.kba.test_simulate_programme import programme_id, run
from tests.towns import Town

__all__ = ["programme_id"]
PAGE = "programme-simulation"


def test_from_question_to_answer(almelo: Town, programme_id: int) -> None:
    carlo = almelo.browser(Role.CONTROLLER)
    page = carlo.get(reverse(PAGE))
    assert "5 huishoudens hebben een prognose" in page.content.decode()
    asked = carlo.post(
        reverse("simulate-programme"), {"programme": programme_id}, follow=True
    )
    text = asked.content.decode()
    assert "0 van 3 delen klaar" in text
    assert "hx-get" in text
    busy = carlo.get(reverse(PAGE), headers={"HX-Request": "true"})
    assert busy.status_code == 200
    with almelo.acting(Role.CONTROLLER):
        simulation = ProgrammeSimulation.objects.get()
    run(almelo, simulation)
    done = carlo.get(reverse(PAGE), headers={"HX-Request": "true"})
    assert done.status_code == 286
    assert "Opnieuw doorrekenen" in done.content.decode()
    shown = carlo.get(reverse(PAGE)).content.decode()
    assert "dekt wat terugkomt de hele hoofdsom" in shown
    assert "hx-get" not in shown.split('id="programmes"')[1].split(">")[0]


def test_too_few_and_nonsense(almelo: Town) -> None:
    calculating.expected(almelo)
    carlo = almelo.browser(Role.CONTROLLER)
    page = carlo.get(reverse(PAGE)).content.decode()
    assert "Doorrekenen kan vanaf 5 huishoudens" in page
    address = reverse("simulate-programme")
    for nonsense in ("", "x", "9" * 30):
        answer = carlo.post(address, {"programme": nonsense}, follow=True)
        assert "Kies een programma" in answer.content.decode()
    assert carlo.post(address, {"programme": "999999"}).status_code == 404


def test_few_households_get_an_answer(almelo: Town) -> None:
    calculating.expected(almelo)
    with almelo.acting(Role.CONTROLLER) as carlo:
        chosen = cases.programmes(carlo)[0].pk
    answer = almelo.browser(Role.CONTROLLER).post(
        reverse("simulate-programme"), {"programme": chosen}, follow=True
    )
    assert "minder dan 5 huishoudens" in answer.content.decode()


@pytest.mark.parametrize("role", [Role.CASEMANAGER, Role.INVESTOR])
def test_others_do_not_see_it(almelo: Town, role: Role) -> None:
    assert almelo.browser(role).get(reverse(PAGE)).status_code == 403
