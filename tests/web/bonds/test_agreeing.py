"""Investors, commitments and the council's budget are entered through pages."""

import uuid

from django.test import Client
from django.urls import reverse

from bonds.domain.contract import ContractTerms
from bonds.models import Event, Investor
from sohos.tenancy.permissions import Role
from tests.services.bonds.money import Funded
from tests.towns import Town


def send(client: Client, route: str, bond: Funded, /, **said: str) -> tuple[int, str]:
    path = reverse(route, kwargs={"bond_id": bond.bond_id})
    answer = client.post(path, {"key": str(uuid.uuid4()), **said}, follow=True)
    return answer.status_code, " ".join(answer.content.decode().split())


def read(client: Client, name: str, bond: Funded) -> str:
    answer = client.get(reverse(name, kwargs={"bond_id": bond.bond_id}))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_finance_admits_an_investor_who_then_promises_money(bond: Funded) -> None:
    ineke = bond.town.actor(Role.INVESTOR, "Ineke van Oranje")
    finance = bond.town.browser(Role.SOHOS_FINANCE)
    form = read(finance, "admit-investor", bond)
    assert "Ineke van Oranje" in form
    assert "Fonds A" not in form
    _status, page = send(
        finance,
        "admit-investor",
        bond,
        name="Oranje Fonds",
        code="OF",
        seniority="2",
        user_id=str(ineke.user_id),
    )
    assert "De investeerder is toegevoegd." in page
    assert "Oranje Fonds" in page
    with bond.town.acting(Role.SOHOS_FINANCE):
        fund = Investor.objects.get(code="OF")
    assert (fund.seniority, fund.user_id) == (2, ineke.user_id)
    _status, page = send(
        finance,
        "record-commitment",
        bond,
        investor=str(fund.pk),
        amount="250.000",
        on="15-01-2019",
    )
    assert "De toezegging is geboekt." in page
    assert "250.000,00" in page
    assert "2.050.000,00" in page


def test_a_code_or_an_account_belongs_to_one_investor(bond: Funded) -> None:
    finance = bond.town.browser(Role.SOHOS_FINANCE)
    status, page = send(
        finance, "admit-investor", bond, name="Nog een", code="A", seniority="1"
    )
    assert status == 422
    assert "Deze code of dit account hoort al bij een investeerder" in page
    taken = bond.town.actor(Role.INVESTOR, "Fonds A").user_id
    status, _page = send(
        finance,
        "admit-investor",
        bond,
        name="Nog een",
        code="X",
        seniority="1",
        user_id=str(taken),
    )
    assert status == 422


def test_the_council_makes_interest_available_up_to_the_cap(
    almelo: Town, den_haag: Town
) -> None:
    bond = Funded(den_haag)
    bond.sign()
    controller = den_haag.browser(Role.CONTROLLER)
    assert "72.000,00" in read(controller, "set-interest-budget", bond)
    status, page = send(
        controller, "set-interest-budget", bond, amount="0,01", on="02-01-2019"
    )
    assert status == 422
    assert "Het rentebudget heeft hier geen ruimte voor" in page
    stranger = almelo.browser(Role.CONTROLLER)
    path = reverse("set-interest-budget", kwargs={"bond_id": bond.bond_id})
    assert stranger.get(path).status_code == 404


def test_a_decision_of_the_council_is_booked_on_its_day(almelo: Town) -> None:
    bond = Funded(almelo, ContractTerms(interest_total_is_hard=False)).sign()
    controller = almelo.browser(Role.CONTROLLER)
    for day in ("01-01-2018", "gisteren"):
        status, _page = send(
            controller, "set-interest-budget", bond, amount="10", on=day
        )
        assert status == 422
    _status, page = send(
        controller, "set-interest-budget", bond, amount="5.000", on="15-01-2019"
    )
    assert "Het rentebudget is geboekt." in page
    assert "77.000,00" in page
    with almelo.acting(Role.CONTROLLER):
        last = Event.objects.filter(bond_id=bond.bond_id).latest("sequence")
    assert (last.kind, last.amount_cents) == ("budgeted", 500_000)


def test_who_may_not_gets_nothing(bond: Funded) -> None:
    treasury = bond.town.browser(Role.TREASURY)
    assert "Fonds A" in read(treasury, "investors", bond)
    for name in ("admit-investor", "record-commitment", "set-interest-budget"):
        path = reverse(name, kwargs={"bond_id": bond.bond_id})
        assert treasury.get(path).status_code == 403
