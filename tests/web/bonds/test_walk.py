"""The money of one case through the pages, from the first draw to the payment."""

import re
import uuid
from datetime import date
from fractions import Fraction

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bonds import services
from bonds.domain.contract import ContractTerms, OutcomeRule, RateBand
from cases.models import Case
from sohos.tenancy.permissions import Role
from tests.domain.bonds.money import eur
from tests.services.bonds.money import FIRST, Funded
from tests.services.cases.households import NOW, open_programme
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


def test_a_draw_may_lapse_and_unspent_money_goes_back(bond: Funded) -> None:
    case = bond.adopted_case()
    finance = bond.town.browser(Role.SOHOS_FINANCE)
    page = send(
        finance, "request-draw", {"amount": "100", "on": "15-03-2019"}, case_id=case.pk
    )
    draw_id = link(page, r"/bonds/draws/(\d+)/void/")
    assert "Ontvangst boeken" in read(finance, "funding")
    assert "100,00" in read(finance, "void-draw", draw_id=draw_id)
    said = {"on": "15-03-2019", "reason": "Niet nodig."}
    assert "Opvraging vervallen" in send(finance, "void-draw", said, draw_id=draw_id)
    for name in ("receive-draw", "void-draw"):
        path = reverse(name, kwargs={"draw_id": draw_id})
        assert finance.get(path).status_code == 302
    draw(finance, case, "3.000", "15-03-2019", "B-1")
    assert "3.000,00" in read(finance, "record-refund", case_id=case.pk)
    said = {"amount": "3.000", "on": "01-06-2019", "bank_line": "B-2"}
    page = send(finance, "record-refund", said, case_id=case.pk)
    assert "Niet besteed geld terug" in page


def test_spending_asks_for_an_amount(bond: Funded) -> None:
    case = bond.adopted_case()
    bond.draw(case, "3000", FIRST)
    finance = bond.town.browser(Role.SOHOS_FINANCE)
    said = {"key": str(uuid.uuid4()), "on": "15-03-2019", "invoice": "F-1"}
    answer = finance.post(reverse("record-spend", kwargs={"case_id": case.pk}), said)
    assert answer.status_code == 422
    assert "minstens één bedrag" in answer.content.decode()


def test_nothing_to_accept_or_pay_leads_to_the_money_of_the_case(bond: Funded) -> None:
    case = bond.spent_case()
    target = reverse("case-money", kwargs={"case_id": case.pk})
    for role, name in (
        (Role.CONTROLLER, "accept-outcome"),
        (Role.TREASURY, "confirm-payment"),
    ):
        path = reverse(name, kwargs={"case_id": case.pk})
        assert bond.town.browser(role).get(path).headers["Location"] == target


def test_what_was_not_validated_is_not_accepted(bond: Funded) -> None:
    case = bond.spent_case()
    said = {
        "key": str(uuid.uuid4()),
        "sha256": "0" * 64,
        "on": "20-03-2020",
        "due_on": "01-04-2020",
    }
    path = reverse("accept-outcome", kwargs={"case_id": case.pk})
    answer = bond.town.browser(Role.CONTROLLER).post(path, said)
    assert answer.status_code == 422
    assert "niet goedgekeurd" in answer.content.decode()


def test_an_acceptance_without_days_is_explained(bond: Funded) -> None:
    case = bond.spent_case()
    said = {"key": str(uuid.uuid4()), "sha256": bond.validate(case), "act": "calculate"}
    path = reverse("accept-outcome", kwargs={"case_id": case.pk})
    answer = bond.town.browser(Role.CONTROLLER).post(path, said)
    assert answer.status_code == 422


def test_a_day_before_the_contract_is_explained(bond: Funded) -> None:
    case = bond.spent_case()
    said = {
        "key": str(uuid.uuid4()),
        "sha256": bond.validate(case),
        "on": "01-02-2018",
        "due_on": "01-03-2018",
        "act": "calculate",
    }
    path = reverse("accept-outcome", kwargs={"case_id": case.pk})
    answer = bond.town.browser(Role.CONTROLLER).post(path, said)
    assert "nog geen contract" in answer.content.decode()


def test_a_case_that_waits_for_cover_says_so(almelo: Town, den_haag: Town) -> None:
    assert den_haag.id != almelo.id
    terms = ContractTerms(interest_total_cap=eur("100"), reservation_months=1)
    bond = Funded(almelo, terms).sign()
    case = bond.spent_case()
    days = {"on": "20-03-2020", "due_on": "01-04-2020", "sha256": bond.validate(case)}
    controller = almelo.browser(Role.CONTROLLER)
    page = send(controller, "accept-outcome", days, case_id=case.pk)
    assert "wacht op ruimte" in page
    assert "Wacht op dekking" in read(controller, "acceptances")


def test_a_case_of_a_programme_without_a_bond_is_not_found(
    almelo: Town, den_haag: Town
) -> None:
    assert den_haag.id != almelo.id
    case = Funded(almelo).adopted_case()
    path = reverse("case-money", kwargs={"case_id": case.pk})
    assert almelo.browser(Role.CONTROLLER).get(path).status_code == 404


def test_a_contract_that_is_still_to_come_is_shown(
    almelo: Town, den_haag: Town
) -> None:
    assert den_haag.id != almelo.id
    programme_id = open_programme(almelo)
    with almelo.acting(Role.FUNCTIONAL_ADMIN) as farid:
        services.sign_contract(
            actor=farid,
            programme_id=programme_id,
            name="HIB",
            terms=ContractTerms(starts_on=date(2100, 1, 1), ends_on=date(2100, 12, 31)),
            effective_on=date(2100, 1, 1),
            now=NOW,
        )
    controller = almelo.browser(Role.CONTROLLER)
    assert "1 januari 2100" in read(controller, "contract")
    assert "1 januari 2100" in read(controller, "bond")


def test_a_staffel_is_written_out(almelo: Town, den_haag: Town) -> None:
    assert den_haag.id != almelo.id
    card = (RateBand(eur("4000"), Fraction(1, 2)), RateBand(eur("12000"), Fraction(1)))
    terms = ContractTerms(outcome_rule=OutcomeRule.RATE_CARD, rate_card=card)
    Funded(almelo, terms).sign()
    page = read(almelo.browser(Role.CONTROLLER), "contract")
    assert "vanaf € 4.000,00: 50%" in page


def test_only_the_cases_of_the_bond_are_funded(bond: Funded) -> None:
    case = bond.adopted_case()
    other = bond.adopted_case()
    with bond.town.acting(Role.CASEMANAGER):
        elsewhere = open_programme(bond.town, "Doorbraken 2026")
    with bond.town.acting(Role.CASEMANAGER):
        Case.objects.filter(pk=other.pk).update(programme_id=elsewhere)
    page = read(bond.town.browser(Role.SOHOS_FINANCE), "funding")
    assert case.code in page
    assert other.code not in page
