"""The money of one case through the pages, from the first draw to the payment."""

import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Case
from sohos.tenancy.permissions import Role
from tests.services.bonds.money import Funded
from tests.towns import Town


def send(client: Client, name: str, said: dict[str, str], **known: int) -> str:
    path = reverse(name, kwargs=known)
    answer = client.post(path, {"key": str(uuid.uuid4()), **said}, follow=True)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def read(client: Client, name: str, **known: int) -> str:
    answer = client.get(reverse(name, kwargs=known))
    assert answer.status_code == 200, name
    return answer.content.decode()


def link(page: str, pattern: str) -> int:
    found = re.search(pattern, page)
    assert found is not None, pattern
    return int(found[1])


def draw(finance: Client, case: Case, amount: str, day: str, line: str) -> None:
    page = send(finance, "request-draw", {"amount": amount, "on": day}, case_id=case.pk)
    draw_id = link(page, r"/bonds/draws/(\d+)/receive/")
    said = {"on": day, "bank_line": line}
    send(finance, "receive-draw", said, draw_id=draw_id)


def test_a_case_is_drawn_spent_accepted_and_paid(bond: Funded) -> None:
    town, case = bond.town, bond.adopted_case()
    finance = town.browser(Role.SOHOS_FINANCE)
    assert case.code in read(finance, "funding")
    draw(finance, case, "3.000", "15-03-2019", "B-1")
    spent = {"professionals": "3.000", "on": "15-03-2019", "invoice": "F-1"}
    send(finance, "record-spend", spent, case_id=case.pk)
    draw(finance, case, "1.800", "01-06-2019", "B-2")
    spent = {"maatwerk": "1.800", "on": "01-06-2019", "invoice": "F-2"}
    send(finance, "record-spend", spent, case_id=case.pk)
    sha256 = bond.validate(case)
    controller = town.browser(Role.CONTROLLER)
    assert case.code in read(controller, "acceptances")
    days = {"on": "20-03-2020", "due_on": "01-04-2020", "sha256": sha256}
    page = send(
        controller, "accept-outcome", {**days, "act": "calculate"}, case_id=case.pk
    )
    assert "185,33" in page
    assert "4.985,33" in page
    send(controller, "accept-outcome", days, case_id=case.pk)
    treasury = town.browser(Role.TREASURY)
    assert "4.985,33" in read(treasury, "payments")
    paid = {"amount": "4.985,33", "on": "01-04-2020", "bank_line": "B-3"}
    send(treasury, "confirm-payment", paid, case_id=case.pk)
    assert "71.814,67" in read(treasury, "bond")
    for code, principal, interest in (
        ("A", "2.400,00", "92,66"),
        ("B", "1.600,00", "61,78"),
        ("C", "800,00", "30,89"),
    ):
        position = read(town.browser(Role.INVESTOR, f"Fonds {code}"), "position")
        assert principal in position
        assert interest in position


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"amount": "4.985,34"}, "meer dan er openstaat"),
        ({"amount": "nul"}, "Vul een bedrag in"),
        ({"bank_line": "NL01-0001"}, "al geboekt"),
        ({"bank_line": ""}, "nummer van de bankregel"),
        ({"on": "01-04-2120"}, "eerdere dag"),
    ],
)
def test_a_wrong_payment_is_explained_and_nothing_is_posted(
    bond: Funded, said: dict[str, str], expected: str
) -> None:
    case = bond.due_case()
    right = {
        "key": str(uuid.uuid4()),
        "amount": "4.985,33",
        "on": "01-04-2020",
        "bank_line": "B-3",
    }
    treasury = bond.town.browser(Role.TREASURY)
    path = reverse("confirm-payment", kwargs={"case_id": case.pk})
    answer = treasury.post(path, {**right, **said})
    assert answer.status_code == 422
    assert expected in answer.content.decode()
    assert "4.985,33" in read(treasury, "payments")


def test_sending_a_payment_twice_pays_once(bond: Funded) -> None:
    case = bond.due_case()
    treasury = bond.town.browser(Role.TREASURY)
    said = {
        "key": str(uuid.uuid4()),
        "amount": "1.000",
        "on": "01-04-2020",
        "bank_line": "B-3",
    }
    path = reverse("confirm-payment", kwargs={"case_id": case.pk})
    for _ in range(2):
        assert treasury.post(path, said).status_code == 302
    assert "3.985,33" in read(treasury, "payments")


def test_a_failed_case_is_ended_by_the_controller(bond: Funded) -> None:
    case = bond.spent_case()
    controller = bond.town.browser(Role.CONTROLLER)
    page = read(controller, "fail-case", case_id=case.pk)
    assert "de investeerders" in page
    said = {
        "outcome": "failed",
        "reason": "De besparing bleef uit.",
        "on": "01-04-2020",
    }
    assert "Resultaat niet gehaald" in send(
        controller, "fail-case", said, case_id=case.pk
    )


def test_pages_without_a_bond_say_what_will_come(almelo: Town, den_haag: Town) -> None:
    Funded(den_haag).sign()
    for role, name in (
        (Role.CONTROLLER, "bond"),
        (Role.CONTROLLER, "contract"),
        (Role.CONTROLLER, "acceptances"),
        (Role.TREASURY, "payments"),
        (Role.SOHOS_FINANCE, "funding"),
    ):
        assert "zodra" in read(almelo.browser(role), name)


def test_an_investor_without_a_position_is_told_so(almelo: Town) -> None:
    answer = almelo.browser(Role.INVESTOR).get(reverse("position"))
    assert answer.status_code == 200
    assert "nog niets toegezegd" in answer.content.decode()


def test_the_contract_shows_its_assumptions(bond: Funded) -> None:
    page = read(bond.town.browser(Role.CONTROLLER), "contract")
    assert "aanname" in page
    assert "72.000,00" in page
    assert "30E/360" in page


@pytest.mark.parametrize("name", ["funding", "acceptances", "payments", "bond"])
def test_a_list_asks_as_much_for_one_case_as_for_three(bond: Funded, name: str) -> None:
    role = {
        "funding": Role.SOHOS_FINANCE,
        "acceptances": Role.CONTROLLER,
        "payments": Role.TREASURY,
        "bond": Role.CONTROLLER,
    }[name]

    def advance() -> None:
        case = bond.spent_case()
        sha256 = bond.validate(case)
        if name == "payments":
            bond.accept(case, sha256)

    client = bond.town.browser(role)

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            read(client, name)
        return len(asked)

    advance()
    read(client, name)
    first = count()
    advance()
    advance()
    assert count() == first


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("case-money", Role.CONTROLLER),
        ("request-draw", Role.SOHOS_FINANCE),
        ("record-spend", Role.SOHOS_FINANCE),
        ("record-refund", Role.SOHOS_FINANCE),
        ("accept-outcome", Role.CONTROLLER),
        ("fail-case", Role.CONTROLLER),
        ("confirm-payment", Role.TREASURY),
    ],
)
def test_another_municipality_finds_nothing(
    bond: Funded, den_haag: Town, name: str, role: Role
) -> None:
    case = bond.spent_case()
    path = reverse(name, kwargs={"case_id": case.pk})
    assert den_haag.browser(role).get(path).status_code == 404
    assert bond.town.browser(Role.CASEMANAGER).get(path).status_code == 403
    assert Client().get(path).status_code == 302
