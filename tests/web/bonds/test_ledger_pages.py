"""The ledger's pages, and the clear answers that post nothing."""

import re
import uuid
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from bonds import services
from bonds.domain.contract import ContractTerms
from bonds.models import Event
from cases.models import Case
from sohos.tenancy.models import Membership
from sohos.tenancy.permissions import Role
from tests.domain.bonds.money import eur
from tests.services.bonds.money import ACCEPTED, DUE, FIRST, Funded
from tests.services.cases.households import NOW
from tests.towns import LONG_AGO, Town
from tests.web.bonds.test_walk import read, send


def count(bond: Funded) -> int:
    with bond.town.acting(Role.CONTROLLER):
        return Event.objects.filter(bond_id=bond.bond_id).count()


def refused(
    bond: Funded, client: Client, name: str, said: dict[str, str], **known: int
) -> str:
    """Send a form that may not be; nothing is posted and what was typed is kept."""
    before = count(bond)
    path = reverse(name, kwargs=known)
    answer = client.post(path, {"key": str(uuid.uuid4()), **said})
    page = answer.content.decode()
    assert answer.status_code == 422, page
    assert count(bond) == before
    assert "sh-error" in page or "utrecht-" in page
    return page


def close(bond: Funded, month: date) -> None:
    with bond.town.acting(Role.CONTROLLER) as carlo:
        services.close_month(actor=carlo, bond_id=bond.bond_id, month=month, now=NOW)


def payment(**changes: str) -> dict[str, str]:
    right = {"amount": "4.985,33", "on": "01-04-2020", "bank_line": "B-3"}
    return {**right, **changes}


def test_a_payment_larger_than_due(bond: Funded) -> None:
    case, theo = bond.due_case(), bond.town.browser(Role.TREASURY)
    said = payment(amount="4.985,34")
    page = refused(bond, theo, "confirm-payment", said, case_id=case.pk)
    assert "meer dan er openstaat" in page
    assert "4.985,34" in page


def test_a_bank_line_twice(bond: Funded) -> None:
    case, theo = bond.due_case(), bond.town.browser(Role.TREASURY)
    send(theo, "confirm-payment", payment(amount="1.000"), case_id=case.pk)
    said = payment(amount="1.000")
    page = refused(bond, theo, "confirm-payment", said, case_id=case.pk)
    assert "al geboekt" in page


def test_the_same_key_with_another_body(bond: Funded) -> None:
    case, theo = bond.due_case(), bond.town.browser(Role.TREASURY)
    key = str(uuid.uuid4())
    send(theo, "confirm-payment", payment(amount="1.000", key=key), case_id=case.pk)
    said = payment(amount="2.000", bank_line="B-4", key=key)
    page = refused(bond, theo, "confirm-payment", said, case_id=case.pk)
    assert "al gebruikt" in page


def test_a_draw_above_the_commitment(almelo: Town, den_haag: Town) -> None:
    Funded(den_haag).sign()
    bond = Funded(almelo, ContractTerms(case_cap=eur("2000000"))).sign()
    case, sanne = bond.adopted_case(), almelo.browser(Role.SOHOS_FINANCE)
    said = {"amount": "1.800.000,01", "on": "15-03-2019"}
    page = refused(bond, sanne, "request-draw", said, case_id=case.pk)
    assert "niet meer toegezegd" in page


def test_a_stale_kba(bond: Funded) -> None:
    case = bond.spent_case()
    old = bond.validate(case)
    bond.validate(case)
    said = {"on": "20-03-2020", "due_on": "01-04-2020", "sha256": old}
    carlo = bond.town.browser(Role.CONTROLLER)
    page = refused(bond, carlo, "accept-outcome", said, case_id=case.pk)
    assert "intussen veranderd" in page


def test_one_person_in_two_roles(bond: Funded) -> None:
    case = bond.spent_case()
    carlo = bond.town.actor(Role.CONTROLLER)
    sha256 = bond.validate(case, validator=Role.CONTROLLER)
    with bond.town.acting(Role.FUNCTIONAL_ADMIN):
        Membership.objects.filter(user_id=carlo.user_id).update(from_on=LONG_AGO)
    said = {"on": "20-03-2020", "due_on": "01-04-2020", "sha256": sha256}
    page = refused(
        bond,
        bond.town.browser(Role.CONTROLLER),
        "accept-outcome",
        said,
        case_id=case.pk,
    )
    assert "Laat een collega dit doen" in page


def test_a_day_in_a_closed_month(bond: Funded) -> None:
    case, theo = bond.due_case(), bond.town.browser(Role.TREASURY)
    close(bond, DUE)
    page = refused(bond, theo, "confirm-payment", payment(), case_id=case.pk)
    assert "gesloten tot en met 30 april 2020" in page
    send(theo, "confirm-payment", payment(on="01-05-2020"), case_id=case.pk)


def test_the_ledger_shows_balances_on_any_day(bond: Funded) -> None:
    bond.due_case()
    carlo = bond.town.browser(Role.CONTROLLER)
    page = read(carlo, "ledger")
    assert "4.800,00" in page
    path = reverse("ledger")
    before = carlo.get(path, {"as_of": "31-12-2018"}).content.decode()
    assert "nog niets geboekt" in before
    then = carlo.get(path, {"as_of": "31-12-2019", "known_on": "16-11-2026"})
    assert "zoals bekend op" in then.content.decode()
    assert carlo.get(path, {"as_of": "gisteren"}).status_code == 422
    with bond.town.acting(Role.CONTROLLER):
        services.keep_head(bond_id=bond.bond_id, now=NOW)
    assert "zonder tijdstempel" in read(carlo, "ledger")


def test_a_month_is_closed_through_the_page(bond: Funded) -> None:
    carlo = bond.town.browser(Role.CONTROLLER)
    assert "31 januari 2019" in read(carlo, "close-month", bond_id=bond.bond_id)
    said = {"month": "2019-02-28"}
    page = send(carlo, "close-month", said, bond_id=bond.bond_id)
    assert "gesloten tot en met 28 februari 2019" in page
    page = refused(
        bond, carlo, "close-month", {"month": "2019-01-31"}, bond_id=bond.bond_id
    )
    assert "month" in page


def test_finance_asks_for_interest(bond: Funded) -> None:
    bond.spent_case()
    sanne = bond.town.browser(Role.SOHOS_FINANCE)
    path = reverse("accrue-interest", kwargs={"bond_id": bond.bond_id})
    assert sanne.get(path).status_code == 200
    assert sanne.post(path, {"on": "01-07-2019"}).status_code == 302
    assert sanne.post(path, {"on": "01-07-2090"}).status_code == 422


def test_one_transfer_is_divided_over_cases(bond: Funded) -> None:
    one, other = bond.due_case(), bond.due_case()
    theo = bond.town.browser(Role.TREASURY)
    assert "overboeking" in read(theo, "payments")
    page = read(theo, "confirm-transfer", bond_id=bond.bond_id)
    assert "9.970,66" in page
    said = payment(amount="9.970,66")
    parts = {f"part_{one.pk}": "4.985,33", f"part_{other.pk}": "4.985,32"}
    page = refused(
        bond, theo, "confirm-transfer", {**said, **parts}, bond_id=bond.bond_id
    )
    assert "niet het bedrag van de bankregel" in page
    parts[f"part_{other.pk}"] = "4.985,33"
    page = send(theo, "confirm-transfer", {**said, **parts}, bond_id=bond.bond_id)
    assert "verdeeld over de dossiers" in page


def test_what_was_paid_is_claimed_back_and_comes_back(bond: Funded) -> None:
    case = bond.paid_case()
    carlo, theo = bond.town.browser(Role.CONTROLLER), bond.town.browser(Role.TREASURY)
    assert "Terugvorderen" in read(carlo, "case-money", case_id=case.pk)
    read(carlo, "claw-back", case_id=case.pk)
    said = {"reason": "De meting klopte niet.", "on": "01-09-2020"}
    late = {**said, "on": "02-04-2021"}
    assert "termijn" in refused(bond, carlo, "claw-back", late, case_id=case.pk)
    send(carlo, "claw-back", said, case_id=case.pk)
    page = read(theo, "repay-clawback", case_id=case.pk)
    assert "2.492,66" in page
    back = {
        "investor": str(bond.investors["A"]),
        "amount": "2.492,66",
        "on": "01-10-2020",
        "bank_line": "T-1",
    }
    more = {**back, "amount": "2.492,67"}
    refused(bond, theo, "repay-clawback", more, case_id=case.pk)
    send(theo, "repay-clawback", back, case_id=case.pk)
    assert "2.492,66" not in read(theo, "repay-clawback", case_id=case.pk)


def test_nothing_to_give_back_is_said(bond: Funded) -> None:
    case = bond.paid_case()
    theo = bond.town.browser(Role.TREASURY)
    path = reverse("repay-clawback", kwargs={"case_id": case.pk})
    assert "geen terugvordering" in theo.get(path, follow=True).content.decode()


def test_a_contract_ends_early_through_the_page(bond: Funded) -> None:
    bond.spent_case()
    carlo = bond.town.browser(Role.CONTROLLER)
    assert "lopende plannen" in read(carlo, "terminate-bond", bond_id=bond.bond_id)
    said = {"reason": "Raadsbesluit", "on": "20-03-2020", "due_on": "01-04-2020"}
    page = send(carlo, "terminate-bond", said, bond_id=bond.bond_id)
    assert "Het contract is beëindigd." in page
    page = refused(bond, carlo, "terminate-bond", said, bond_id=bond.bond_id)
    assert "niets nieuws" in page


def link_to_correct(page: str) -> int:
    found = re.search(r"/bonds/events/(\d+)/correct/", page)
    assert found is not None
    return int(found[1])


def test_a_booking_is_corrected_through_the_page(bond: Funded) -> None:
    case: Case = bond.adopted_case()
    bond.draw(case, "3000", FIRST)
    bond.spend(case, FIRST, professionals="2000")
    sanne = bond.town.browser(Role.SOHOS_FINANCE)
    with bond.town.acting(Role.SOHOS_FINANCE):
        spent = Event.objects.get(kind="spent")
        started = Event.objects.get(kind="started")
    assert link_to_correct(read(sanne, "case-money", case_id=case.pk))
    assert "2.000,00" in read(sanne, "correct-event", event_id=spent.pk)
    said = {"reason": "Verkeerd bedrag", "on": "20-03-2020"}
    page = refused(bond, sanne, "correct-event", said, event_id=started.pk)
    assert "Corrigeer die eerst" in page
    send(sanne, "correct-event", said, event_id=spent.pk)
    assert "3.000,00" in read(sanne, "case-money", case_id=case.pk)
    theo = bond.town.browser(Role.TREASURY)
    path = reverse("correct-event", kwargs={"event_id": spent.pk})
    assert theo.get(path).status_code == 403


def test_a_promise_is_corrected_on_the_ledger(bond: Funded) -> None:
    sanne = bond.town.browser(Role.SOHOS_FINANCE)
    with bond.town.acting(Role.SOHOS_FINANCE):
        promised = Event.objects.filter(kind="committed").order_by("-id")[0]
    read(sanne, "correct-event", event_id=promised.pk)
    said = {"reason": "Toch niet", "on": ACCEPTED.strftime("%d-%m-%Y")}
    page = send(sanne, "correct-event", said, event_id=promised.pk)
    assert "gecorrigeerd" in page


@pytest.mark.parametrize("role", [Role.CONTROLLER, Role.TREASURY, Role.SOHOS_FINANCE])
def test_without_a_bond_the_ledger_says_what_will_come(
    almelo: Town, den_haag: Town, role: Role
) -> None:
    Funded(den_haag).sign()
    assert "zodra" in read(almelo.browser(role), "ledger")
