from dataclasses import replace

from cases.domain.registration import Decision
from sohos.tenancy.permissions import Role
from tests.services.cases.households import MEREL, register
from tests.towns import Town

WAITING = replace(MEREL, decision=Decision.WAIT, reason="Er is nog geen plek.")


def test_a_household_on_the_waiting_list_is_let_in(
    almelo: Town, den_haag: Town
) -> None:
    case = register(almelo, WAITING)
    noor = almelo.browser(Role.CASEMANAGER)
    address = f"/cases/{case.pk}/decide/"
    assert "Het gezin past in het programma." in noor.get(address).content.decode()
    sent = {"decision": "refuse", "reason": "", "on": "01-02-2019"}
    assert noor.post(address, {}).status_code == 422
    assert noor.post(address, sent).status_code == 422
    assert noor.post(address, {**sent, "decision": "include"}).status_code == 302
    again = noor.post(address, {**sent, "decision": "include"})
    assert again.status_code == 422
    assert "Dit kan niet meer in deze fase." in again.content.decode()


def test_strangers_decide_nothing(almelo: Town, den_haag: Town) -> None:
    case = register(almelo, WAITING)
    address = f"/cases/{case.pk}/decide/"
    assert den_haag.browser(Role.CASEMANAGER).get(address).status_code == 404
    assert almelo.browser(Role.JURIST).get(address).status_code == 403
