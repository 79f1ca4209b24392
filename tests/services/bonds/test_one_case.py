"""The chain, once: one case is drawn, spent, accepted and paid to the cent."""

from bonds import selectors
from bonds.domain.accounts import Account
from bonds.domain.ledger import Event as Kind
from sohos.core.euro import ZERO, Euro
from sohos.tenancy.permissions import Role
from tests.domain.bonds.money import eur, texts
from tests.services.bonds.money import Funded


def journal(bond: Funded, kind: Kind) -> list[tuple[str, Euro]]:
    with bond.town.acting(Role.CONTROLLER):
        legs = selectors.legs_of(bond.bond).filter(transaction__event__kind=kind)
        return [(leg.account, Euro(leg.amount_cents)) for leg in legs]


def test_three_investors_are_paid_to_the_cent(bond: Funded) -> None:
    case = bond.due_case()
    bond.pay(case, "4985.33")
    with bond.town.acting(Role.CONTROLLER):
        balances = selectors.balances_of(bond.bond)
    assert balances == {
        Account.COMMITMENT: eur("1795200"),
        Account.DRAWING_ROOM: -eur("1795200"),
        Account.BUDGET: eur("72000"),
        Account.BUDGET_FREE: -eur("71814.67"),
        Account.BUDGET_USED: -eur("185.33"),
    }
    received = {}
    for code in "ABC":
        with bond.town.acting(Role.INVESTOR, f"Fonds {code}") as investor:
            (page,) = selectors.investor_pages(investor, today=case.registered_on)
            received[code] = (
                page.position.repaid,
                page.position.interest_received,
                page.position.at_risk,
            )
    assert received == {
        "A": (*texts("2400", "92.66"), ZERO),
        "B": (*texts("1600", "61.78"), ZERO),
        "C": (*texts("800", "30.89"), ZERO),
    }
    assert bond.verdict().faults == ()


def test_falling_due_is_posted_leg_by_leg(bond: Funded) -> None:
    bond.due_case()
    assert journal(bond, Kind.FELL_DUE) == [
        ("120", eur("4800")),
        ("110", -eur("3000")),
        ("111", -eur("1800")),
        ("200", eur("2400")),
        ("201", -eur("2400")),
        ("200", eur("1600")),
        ("201", -eur("1600")),
        ("200", eur("800")),
        ("201", -eur("800")),
        ("121", eur("185.33")),
        ("210", -eur("92.66")),
        ("210", -eur("61.78")),
        ("210", -eur("30.89")),
        ("031", eur("92.66")),
        ("031", eur("61.78")),
        ("031", eur("30.89")),
        ("030", -eur("185.33")),
        ("022", eur("192")),
        ("023", -eur("185.33")),
        ("021", -eur("6.67")),
    ]
