from datetime import date
from typing import Any

import pytest

from bonds import selectors, services
from bonds.domain.accounts import Account
from bonds.domain.ledger import Event as Kind
from bonds.domain.postings.guards import PaymentAboveClaimError
from bonds.domain.state import TransitionRefusedError
from bonds.models import Event
from bonds.selectors import Standing
from cases.models import Case
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.tenancy.permissions import Role
from tests.domain.bonds.money import eur
from tests.services.bonds.money import CLAWED_BACK, DUE, Funded
from tests.services.cases.households import NOW
from tests.towns import Town

OWED = {"A": "2492.66", "B": "1661.78", "C": "830.89"}


def give_back(bond: Funded, case: Case, **changes: Any) -> Event:
    said: dict[str, Any] = {
        "case_id": case.pk,
        "investor_id": bond.investors["A"],
        "amount": eur("2492.66"),
        "repaid_on": CLAWED_BACK,
        "bank_line": "TERUG-1",
        "now": NOW,
    }
    with bond.town.acting(Role.TREASURY) as theo:
        return services.repay_clawback(actor=theo, **{**said, **changes})


def balances(bond: Funded) -> dict[Account, str]:
    with bond.town.acting(Role.CONTROLLER):
        found = selectors.balances_of(bond.bond)
    return {account: str(amount) for account, amount in found.items()}


def test_what_was_repaid_is_claimed_back_to_the_cent(bond: Funded) -> None:
    case = bond.paid_case()
    event = bond.claw_back(case)
    assert (event.kind, event.amount_cents) == (Kind.CLAWED_BACK, 498_533)
    with bond.town.acting(Role.CONTROLLER):
        book = selectors.case_book(bond.bond, case_id=case.pk)
        stand = selectors.stand_of_case(bond.bond, case_id=case.pk)
        free = selectors.free_budget(bond.bond)
    assert book.clawback == {bond.investors[who]: eur(OWED[who]) for who in OWED}
    assert sum(owed.cents for owed in book.at_risk.values()) == 480_000
    assert free == eur("72000")
    assert stand is not None
    assert stand.standing is Standing.RUNNING
    assert bond.verdict().faults == ()


def test_investors_give_back_and_the_municipality_has_it(bond: Funded) -> None:
    case = bond.paid_case()
    bond.claw_back(case)
    for number, (who, amount) in enumerate(OWED.items()):
        give_back(
            bond,
            case,
            investor_id=bond.investors[who],
            amount=eur(amount),
            bank_line=f"TERUG-{number}",
        )
    left = balances(bond)
    assert (
        not {
            Account.CLAWBACK_INVESTOR,
            Account.CLAWBACK_MUNICIPALITY,
            Account.CLEARING,
        }
        & left.keys()
    )


def test_what_is_owed_back_is_withheld_from_the_next_payment(bond: Funded) -> None:
    first, second = bond.paid_case(), bond.due_case()
    bond.claw_back(first)
    bond.pay(second, "4985.33")
    with bond.town.acting(Role.CONTROLLER):
        book = selectors.case_book(bond.bond, case_id=first.pk)
    assert book.clawback == {}
    assert Account.CLEARING not in balances(bond)
    assert bond.verdict().faults == ()


def test_a_case_that_was_clawed_back_needs_a_new_kba(bond: Funded) -> None:
    case = bond.spent_case()
    sha256 = bond.validate(case)
    bond.accept(case, sha256)
    bond.pay(case, "4985.33")
    bond.claw_back(case)
    with pytest.raises(services.KbaClawedBackError):
        bond.accept(case, sha256)
    assert bond.accept(case, bond.validate(case)).kind == Kind.FELL_DUE


def correct(bond: Funded, event: Event, role: Role) -> Event:
    with bond.town.acting(role) as somebody:
        return services.correct_event(
            actor=somebody,
            event_id=event.pk,
            reason="Toch niet",
            corrected_on=CLAWED_BACK,
            now=NOW,
        )


def test_what_a_clawback_stands_on_is_not_corrected_under_it(bond: Funded) -> None:
    case = bond.due_case()
    paid = bond.pay(case, "4985.33")
    clawed_back = bond.claw_back(case)
    with pytest.raises(services.EventFollowedError):
        correct(bond, paid, Role.TREASURY)
    bond.accept(case, bond.validate(case))
    with pytest.raises(services.EventFollowedError):
        correct(bond, clawed_back, Role.CONTROLLER)
    assert bond.verdict().faults == ()


def test_a_clawback_that_was_wrong_is_corrected(bond: Funded) -> None:
    case = bond.paid_case()
    correct(bond, bond.claw_back(case), Role.CONTROLLER)
    with bond.town.acting(Role.CONTROLLER):
        stand = selectors.stand_of_case(bond.bond, case_id=case.pk)
    assert stand is not None
    assert stand.standing is Standing.REPAID


@pytest.mark.parametrize(
    ("steps", "on", "error"),
    [
        ("spent_case", CLAWED_BACK, TransitionRefusedError),
        ("due_case", CLAWED_BACK, TransitionRefusedError),
        ("paid_case", date(2021, 4, 2), services.ClawbackTooLateError),
    ],
)
def test_a_clawback_that_may_not_be(
    bond: Funded, steps: str, on: date, error: type[Exception]
) -> None:
    case = getattr(bond, steps)()
    with pytest.raises(error):
        bond.claw_back(case, on)


def test_a_clawback_needs_a_reason_and_counts_once(bond: Funded) -> None:
    case = bond.paid_case()
    said: dict[str, Any] = {"clawed_back_on": CLAWED_BACK, "now": NOW}
    with bond.town.acting(Role.CONTROLLER) as carlo:
        with pytest.raises(services.ReasonMissingError):
            services.claw_back(actor=carlo, case_id=case.pk, reason=" ", **said)
        with pytest.raises(NotFoundError):
            services.claw_back(actor=carlo, case_id=0, reason="Fout", **said)
    event = bond.claw_back(case)
    with bond.town.acting(Role.CONTROLLER) as carlo:
        again = services.claw_back(
            actor=carlo,
            case_id=case.pk,
            reason="De jaarmeting klopte niet.",
            key=event.client_key,
            **said,
        )
    assert again == event
    with pytest.raises(TransitionRefusedError):
        bond.claw_back(case)


def test_no_more_is_given_back_than_is_owed_and_each_line_once(bond: Funded) -> None:
    case = bond.paid_case()
    bond.claw_back(case)
    with pytest.raises(PaymentAboveClaimError):
        give_back(bond, case, amount=eur("2492.67"))
    event = give_back(bond, case, amount=eur("2000"))
    assert give_back(bond, case, amount=eur("2000"), key=event.client_key) == event
    with pytest.raises(services.BankLineUsedError):
        give_back(bond, case, amount=eur("492.66"))


def test_others_do_not_claw_back(bond: Funded, den_haag: Town) -> None:
    case = bond.paid_case()
    for town, role, error in (
        (bond.town, Role.TREASURY, NotAllowedError),
        (den_haag, Role.CONTROLLER, NotFoundError),
    ):
        with town.acting(role) as somebody, pytest.raises(error):
            services.claw_back(
                actor=somebody,
                case_id=case.pk,
                reason="Fout",
                clawed_back_on=DUE,
                now=NOW,
            )
    with (
        bond.town.acting(Role.CONTROLLER) as carlo,
        pytest.raises(NotAllowedError),
    ):
        services.repay_clawback(
            actor=carlo,
            case_id=case.pk,
            investor_id=bond.investors["A"],
            amount=eur("1"),
            repaid_on=DUE,
            bank_line="X",
            now=NOW,
        )
