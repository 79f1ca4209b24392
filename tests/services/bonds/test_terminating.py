from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bonds import selectors, services
from bonds.domain.accounts import Account
from bonds.domain.budget import BudgetExceededError
from bonds.domain.contract import CapBehaviour, ContractTerms, EarlyTermination
from bonds.domain.ledger import Event as Kind
from bonds.domain.postings.guards import UnspentMoneyError
from bonds.domain.state import TransitionRefusedError
from bonds.models import Event
from bonds.selectors import Standing
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.core.euro import ZERO, Euro
from sohos.tenancy.permissions import Role
from tests.domain.bonds.money import eur
from tests.services.bonds.money import ACCEPTED, DUE, FIRST, Funded
from tests.services.cases.households import NOW
from tests.towns import Town

WITH_INTEREST = ContractTerms(early_termination=EarlyTermination.REPAY_WITH_INTEREST)
PRINCIPAL = ContractTerms(early_termination=EarlyTermination.REPAY_PRINCIPAL)


def terminate(bond: Funded, **changes: Any) -> list[Event]:
    said: dict[str, Any] = {
        "bond_id": bond.bond_id,
        "reason": "De raad besloot te stoppen.",
        "terminated_on": ACCEPTED,
        "due_on": DUE,
        "now": NOW,
    }
    with bond.town.acting(Role.CONTROLLER) as carlo:
        return services.terminate_bond(actor=carlo, **{**said, **changes})


def balances(bond: Funded) -> dict[Account, Euro]:
    with bond.town.acting(Role.CONTROLLER):
        return selectors.balances_of(bond.bond)


def test_running_cases_run_off_but_nothing_new_is_lent(bond: Funded) -> None:
    case, other = bond.spent_case(), bond.adopted_case()
    assert [event.kind for event in terminate(bond)] == [Kind.TERMINATED]
    with pytest.raises(services.BondTerminatedError):
        bond.draw(other, "1000", date(2020, 3, 25))
    bond.accept(case, bond.validate(case))
    assert balances(bond)[Account.CLAIM_INTEREST] == eur("185.33")


@pytest.mark.parametrize(
    ("terms", "interest", "paid"),
    [(WITH_INTEREST, "185.33", "4985.33"), (PRINCIPAL, "0", "4800")],
)
def test_running_cases_are_repaid_as_agreed(
    almelo: Town, den_haag: Town, terms: ContractTerms, interest: str, paid: str
) -> None:
    Funded(den_haag).sign()
    bond = Funded(almelo, terms).sign()
    case = bond.spent_case()
    with bond.town.acting(Role.SOHOS_FINANCE) as sanne:
        services.accrue_interest(
            actor=sanne, bond_id=bond.bond_id, until=date(2019, 7, 1), now=NOW
        )
    events = terminate(bond)
    assert [event.kind for event in events] == [Kind.TERMINATED, Kind.SETTLED_EARLY]
    left = balances(bond)
    assert left[Account.CLAIM_PRINCIPAL] == eur("4800")
    assert left.get(Account.CLAIM_INTEREST, ZERO) == eur(interest)
    assert -left[Account.BUDGET_FREE] == eur("72000") - eur(interest)
    assert Account.CONTINGENT_INTEREST_CASE not in left
    bond.pay(case, paid)
    with bond.town.acting(Role.CONTROLLER):
        stand = selectors.stand_of_case(bond.bond, case_id=case.pk)
    assert stand is not None
    assert stand.standing is Standing.REPAID
    assert bond.verdict().faults == ()
    with pytest.raises(TransitionRefusedError):
        bond.claw_back(case)


def test_the_highest_return_holds_at_an_early_end_too(almelo: Town) -> None:
    terms = replace(WITH_INTEREST, max_return=eur("48").exact() / eur("4800").exact())
    bond = Funded(almelo, terms).sign()
    bond.spent_case()
    terminate(bond)
    assert balances(bond)[Account.CLAIM_INTEREST] == eur("48")


def test_a_budget_without_room_is_said_before_anything_is_posted(
    almelo: Town,
) -> None:
    terms = replace(WITH_INTEREST, interest_total_cap=eur("100"), reservation_months=0)
    bond = Funded(almelo, terms).sign()
    bond.spent_case()
    before = bond.verdict().events
    with pytest.raises(BudgetExceededError):
        terminate(bond)
    assert bond.verdict().events == before


def test_a_truncating_contract_pays_what_there_is(almelo: Town) -> None:
    terms = replace(
        WITH_INTEREST,
        interest_total_cap=eur("100"),
        reservation_months=0,
        cap_behaviour=CapBehaviour.TRUNCATE,
    )
    bond = Funded(almelo, terms).sign()
    bond.spent_case()
    terminate(bond)
    assert balances(bond)[Account.CLAIM_INTEREST] == eur("100")


def test_unspent_money_comes_back_first(almelo: Town) -> None:
    bond = Funded(almelo, PRINCIPAL).sign()
    case = bond.adopted_case()
    bond.draw(case, "3000", FIRST)
    with pytest.raises(UnspentMoneyError):
        terminate(bond)


def test_an_early_end_counts_once_and_can_be_corrected_last(almelo: Town) -> None:
    bond = Funded(almelo, PRINCIPAL).sign()
    bond.spent_case()
    ended, settled = terminate(bond)
    assert terminate(bond, key=ended.client_key) == [ended, settled]
    with pytest.raises(services.BondTerminatedError):
        terminate(bond)
    said: dict[str, Any] = {"reason": "Te vroeg", "corrected_on": DUE, "now": NOW}
    with bond.town.acting(Role.CONTROLLER) as carlo:
        with pytest.raises(services.EventFollowedError):
            services.correct_event(actor=carlo, event_id=ended.pk, **said)
        services.correct_event(actor=carlo, event_id=settled.pk, **said)
        services.correct_event(actor=carlo, event_id=ended.pk, **said)
    bond.draw(bond.adopted_case(), "1000", date(2020, 4, 2))


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"reason": " "}, services.ReasonMissingError),
        ({"due_on": date(2020, 3, 19)}, services.DueBeforeAcceptanceError),
        ({"bond_id": 0}, NotFoundError),
    ],
)
def test_an_early_end_that_may_not_be(
    bond: Funded, changes: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        terminate(bond, **changes)


def test_only_a_controller_ends_a_contract(bond: Funded) -> None:
    with (
        bond.town.acting(Role.SOHOS_FINANCE) as sanne,
        pytest.raises(NotAllowedError),
    ):
        services.terminate_bond(
            actor=sanne,
            bond_id=bond.bond_id,
            reason="Nee",
            terminated_on=DUE,
            due_on=DUE,
            now=NOW,
        )
