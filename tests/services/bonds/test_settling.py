import uuid
from datetime import date
from typing import Any

import pytest
from django.db import ProgrammingError

from bonds import selectors, services
from bonds.domain.accounts import Account
from bonds.domain.allocation import ReceiptTooLargeError
from bonds.domain.contract import (
    CapBehaviour,
    ContractTerms,
    LossBearer,
    OutcomeRule,
)
from bonds.domain.duties import SamePersonError
from bonds.domain.ledger import Event as Kind
from bonds.domain.postings.guards import (
    AmountNotPositiveError,
    PaymentAboveClaimError,
    UnspentMoneyError,
)
from bonds.domain.state import TransitionRefusedError
from bonds.models import Event
from bonds.selectors import Standing
from cases import selectors as cases
from cases.models import Case
from sohos.core.dates import DayInFutureError
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.core.euro import ZERO, Euro
from sohos.tenancy.models import Membership
from sohos.tenancy.permissions import Role
from tests.domain.bonds.money import eur
from tests.services.bonds.money import (
    ACCEPTED,
    DUE,
    FIRST,
    SECOND,
    SIGNED,
    Funded,
)
from tests.services.cases.households import NOW
from tests.towns import Town


def accept(bond: Funded, case: Case, **changes: Any) -> Event:
    said: dict[str, Any] = {
        "case_id": case.pk,
        "accepted_on": ACCEPTED,
        "due_on": DUE,
        "now": NOW,
    }
    with bond.town.acting(Role.CONTROLLER) as carlo:
        return services.accept_outcome(actor=carlo, **{**said, **changes})


def fail(bond: Funded, case: Case, **changes: Any) -> Event:
    said: dict[str, Any] = {
        "case_id": case.pk,
        "outcome_code": services.Ending.FAILED,
        "reason": "De besparing bleef uit.",
        "ended_on": DUE,
        "now": NOW,
    }
    with bond.town.acting(Role.CONTROLLER) as carlo:
        return services.fail_case(actor=carlo, **{**said, **changes})


def pay(bond: Funded, case: Case, **changes: Any) -> Event:
    said: dict[str, Any] = {
        "case_id": case.pk,
        "amount": eur("4985.33"),
        "paid_on": DUE,
        "bank_line": bond.line(),
        "now": NOW,
    }
    with bond.town.acting(Role.TREASURY) as theo:
        return services.confirm_payment(actor=theo, **{**said, **changes})


def standing(bond: Funded, case: Case) -> Standing:
    with bond.town.acting(Role.CONTROLLER):
        stand = selectors.stand_of_case(bond.bond, case_id=case.pk)
        assert stand is not None
        return stand.standing


def balance(bond: Funded, account: Account) -> Euro:
    with bond.town.acting(Role.CONTROLLER):
        return selectors.balances_of(bond.bond).get(account, ZERO)


def test_a_case_goes_from_running_to_repaid(bond: Funded) -> None:
    case = bond.spent_case()
    assert standing(bond, case) is Standing.RUNNING
    accept(bond, case, sha256=bond.validate(case))
    assert standing(bond, case) is Standing.DUE
    pay(bond, case, amount=eur("85.33"))
    assert balance(bond, Account.CLAIM_INTEREST) == eur("100")
    assert standing(bond, case) is Standing.DUE
    pay(bond, case, amount=eur("4900"))
    assert standing(bond, case) is Standing.REPAID
    assert balance(bond, Account.CLEARING) == ZERO


def test_only_a_validated_year_is_accepted(bond: Funded) -> None:
    case = bond.spent_case()
    with pytest.raises(services.NotValidatedError):
        accept(bond, case, sha256="0" * 64)
    sha256 = bond.validate(case)
    with pytest.raises(services.KbaNotCurrentError):
        accept(bond, case, sha256="0" * 64)
    bond.realise_again(case)
    with pytest.raises(services.NotValidatedError):
        accept(bond, case, sha256=sha256)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"due_on": date(2020, 3, 19)}, services.DueBeforeAcceptanceError),
        (
            {"accepted_on": date(2026, 11, 17), "due_on": date(2026, 11, 17)},
            DayInFutureError,
        ),
        (
            {"accepted_on": date(2018, 3, 1)},
            selectors.NoContractError,
        ),
        ({"case_id": 0}, NotFoundError),
    ],
)
def test_an_acceptance_that_may_not_be(
    bond: Funded, changes: dict[str, Any], error: type[Exception]
) -> None:
    case = bond.spent_case()
    sha256 = bond.validate(case)
    with pytest.raises(error):
        accept(bond, case, **{"sha256": sha256, **changes})
    assert standing(bond, case) is Standing.RUNNING


def test_a_saving_below_the_threshold_is_not_accepted_but_failed(bond: Funded) -> None:
    case = bond.spent_case()
    sha256 = bond.validate(case, eur("11999.99"))
    with pytest.raises(services.OutcomeNotReachedError):
        accept(bond, case, sha256=sha256)
    fail(bond, case)
    assert standing(bond, case) is Standing.FAILED
    with bond.town.acting(Role.CONTROLLER) as carlo:
        status = selectors.bond_status(carlo, bond=bond.bond, today=DUE)
    assert status.position.written_off == eur("4800")
    assert status.budget.free == eur("72000")


def test_a_case_that_reached_its_saving_cannot_be_failed(bond: Funded) -> None:
    case = bond.spent_case()
    bond.validate(case)
    with pytest.raises(services.OutcomeReachedError):
        fail(bond, case)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"reason": "  "}, services.ReasonMissingError),
        ({"case_id": 0}, NotFoundError),
        ({"ended_on": date(2026, 11, 17)}, DayInFutureError),
    ],
)
def test_an_ending_that_may_not_be(
    bond: Funded, changes: dict[str, Any], error: type[Exception]
) -> None:
    case = bond.spent_case()
    with pytest.raises(error):
        fail(bond, case, **changes)


def test_a_case_ends_once(bond: Funded) -> None:
    case = bond.spent_case()
    key = uuid.uuid4()
    assert fail(bond, case, key=key) == fail(bond, case, key=key)
    with pytest.raises(TransitionRefusedError):
        fail(bond, case)
    with pytest.raises(TransitionRefusedError):
        bond.draw(case, "10", SECOND)


def test_a_case_that_was_never_funded_can_be_withdrawn(bond: Funded) -> None:
    case = bond.adopted_case()
    fail(bond, case, outcome_code=services.Ending.WITHDRAWN)
    assert standing(bond, case) is Standing.WITHDRAWN


def test_money_on_its_way_or_unspent_comes_first(bond: Funded) -> None:
    case = bond.adopted_case()
    with bond.town.acting(Role.SOHOS_FINANCE) as sanne:
        draw = services.request_draw(
            actor=sanne,
            case_id=case.pk,
            amount=eur("3000"),
            requested_on=FIRST,
            now=NOW,
        )
    sha256 = bond.validate(case)
    with pytest.raises(services.DrawPendingError):
        accept(bond, case, sha256=sha256)
    with bond.town.acting(Role.SOHOS_FINANCE) as sanne:
        services.receive_draw(
            actor=sanne,
            draw_id=draw.pk,
            received_on=FIRST,
            bank_line="NL-5",
            now=NOW,
        )
    with pytest.raises(UnspentMoneyError):
        accept(bond, case, sha256=sha256)


def test_a_case_settles_once(bond: Funded) -> None:
    case = bond.spent_case()
    sha256 = bond.validate(case)
    key = uuid.uuid4()
    first = accept(bond, case, sha256=sha256, key=key)
    assert accept(bond, case, sha256=sha256, key=key) == first
    with pytest.raises(TransitionRefusedError):
        accept(bond, case, sha256=sha256)
    with pytest.raises(TransitionRefusedError):
        bond.spend(case, SECOND, maatwerk="1")


@pytest.mark.parametrize(
    ("author", "validator"),
    [
        (Role.CONTROLLER, Role.ACCOUNTANT),
        (Role.CASEMANAGER, Role.CONTROLLER),
        (Role.SOHOS_FINANCE, Role.ACCOUNTANT),
        (Role.CASEMANAGER, Role.SOHOS_FINANCE),
    ],
)
def test_one_person_does_not_settle_in_two_roles(
    bond: Funded, author: Role, validator: Role
) -> None:
    case = bond.spent_case()
    sha256 = bond.validate(case, author=author, validator=validator)
    with pytest.raises(SamePersonError):
        accept(bond, case, sha256=sha256)
    assert standing(bond, case) is Standing.RUNNING


def test_who_wrote_the_kba_does_not_even_validate_it(bond: Funded) -> None:
    case = bond.spent_case()
    with pytest.raises(ProgrammingError, match="who took part"):
        bond.validate(case, author=Role.CASEMANAGER, validator=Role.CASEMANAGER)


@pytest.mark.parametrize("author", [Role.TREASURY])
def test_who_wrote_the_kba_does_not_confirm_its_payment(
    bond: Funded, author: Role
) -> None:
    case = bond.spent_case()
    accept(bond, case, sha256=bond.validate(case, author=author))
    with pytest.raises(SamePersonError, match="confirmed_payment/realised"):
        pay(bond, case)
    assert standing(bond, case) is Standing.DUE


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"amount": eur("4985.34")}, ReceiptTooLargeError),
        ({"amount": ZERO}, AmountNotPositiveError),
        ({"amount": -eur("1")}, AmountNotPositiveError),
        ({"by_sohos": True}, PaymentAboveClaimError),
        ({"bank_line": ""}, services.BankLineMissingError),
        ({"bank_line": "NL01-0001"}, services.BankLineUsedError),
        ({"paid_on": date(2026, 11, 17)}, DayInFutureError),
        ({"case_id": 0}, NotFoundError),
    ],
)
def test_a_payment_that_may_not_be(
    bond: Funded, changes: dict[str, Any], error: type[Exception]
) -> None:
    case = bond.due_case()
    with pytest.raises(error):
        pay(bond, case, **changes)
    assert standing(bond, case) is Standing.DUE


def test_a_payment_counts_once(bond: Funded) -> None:
    case = bond.due_case()
    key, line = uuid.uuid4(), bond.line()
    first = pay(bond, case, amount=eur("100"), key=key, bank_line=line)
    again = pay(bond, case, amount=eur("100"), key=key, bank_line=line)
    assert again == first
    assert balance(bond, Account.CLAIM_INTEREST) == eur("85.33")
    with pytest.raises(services.KeyReusedError):
        pay(bond, case, amount=eur("101"), key=key, bank_line=line)


def test_without_room_in_the_budget_the_case_waits_for_cover(almelo: Town) -> None:
    terms = ContractTerms(interest_total_cap=eur("100"), reservation_months=1)
    bond = Funded(almelo, terms).sign()
    case = bond.spent_case()
    sha256 = bond.validate(case)
    assert accept(bond, case, sha256=sha256).kind == Kind.QUEUED
    assert standing(bond, case) is Standing.QUEUED
    assert balance(bond, Account.CLAIM_PRINCIPAL) == ZERO
    with almelo.acting(Role.FUNCTIONAL_ADMIN) as farid:
        services.sign_contract(
            actor=farid,
            programme_id=bond.programme_id,
            name="HIB",
            terms=ContractTerms(interest_total_cap=eur("200")),
            effective_on=SIGNED,
            now=NOW,
        )
    with almelo.acting(Role.CONTROLLER) as carlo:
        services.set_interest_budget(
            actor=carlo,
            bond_id=bond.bond_id,
            amount=eur("100"),
            decided_on=ACCEPTED,
            now=NOW,
        )
    assert accept(bond, case, sha256=sha256).kind == Kind.FELL_DUE
    assert standing(bond, case) is Standing.DUE


def test_a_truncating_contract_pays_what_there_is(almelo: Town) -> None:
    terms = ContractTerms(
        interest_total_cap=eur("100"),
        reservation_months=1,
        cap_behaviour=CapBehaviour.TRUNCATE,
    )
    bond = Funded(almelo, terms).sign()
    case = bond.spent_case()
    event = accept(bond, case, sha256=bond.validate(case))
    assert event.facts["cut"] == 8533
    assert balance(bond, Account.CLAIM_INTEREST) == eur("100")
    assert balance(bond, Account.BUDGET_FREE) == ZERO


def test_a_cap_that_is_only_a_signal_pays_in_full(almelo: Town) -> None:
    terms = ContractTerms(
        interest_total_cap=eur("100"),
        interest_total_is_hard=False,
        reservation_months=1,
    )
    bond = Funded(almelo, terms).sign()
    case = bond.spent_case()
    accept(bond, case, sha256=bond.validate(case))
    assert balance(bond, Account.CLAIM_INTEREST) == eur("185.33")
    assert balance(bond, Account.BUDGET_FREE) == eur("85.33")


def test_a_contract_without_interest_settles_as_well(almelo: Town) -> None:
    bond = Funded(almelo, ContractTerms(rate=ContractTerms().rate * 0)).sign()
    case = bond.spent_case()
    accept(bond, case, sha256=bond.validate(case))
    pay(bond, case, amount=eur("4800"))
    assert standing(bond, case) is Standing.REPAID
    with almelo.acting(Role.CONTROLLER) as carlo:
        status = selectors.bond_status(carlo, bond=bond.bond, today=DUE)
    assert status.budget.months_left == 0


def test_a_partial_outcome_is_repaid_in_part_and_its_rest_is_lost(
    almelo: Town,
) -> None:
    terms = ContractTerms(
        outcome_rule=OutcomeRule.PRO_RATA,
        loss_bearer=LossBearer.SOHOS_FIRST,
        first_loss=eur("1000"),
    )
    bond = Funded(almelo, terms).sign()
    case = bond.spent_case()
    accept(bond, case, sha256=bond.validate(case, eur("9000")))
    assert balance(bond, Account.CLAIM_PRINCIPAL) == eur("3600")
    assert balance(bond, Account.CLAIM_SOHOS) == eur("1000")
    pay(bond, case, amount=eur("3739"))
    assert standing(bond, case) is Standing.DUE
    pay(bond, case, amount=eur("1000"), by_sohos=True)
    assert standing(bond, case) is Standing.REPAID
    second = bond.spent_case()
    settled = accept(bond, second, sha256=bond.validate(second, eur("9000")))
    assert balance(bond, Account.CLAIM_SOHOS) == ZERO
    with pytest.raises(services.EventFollowedError):
        correct(bond, settled, Role.CONTROLLER)


def test_interest_is_accrued_once_and_ends_at_the_frozen_amount(bond: Funded) -> None:
    case = bond.spent_case()

    def accrue(until: date) -> list[Euro]:
        with bond.town.acting(Role.SOHOS_FINANCE) as sanne:
            events = services.accrue_interest(
                actor=sanne, bond_id=bond.bond_id, until=until, now=NOW
            )
            return [Euro(event.amount_cents or 0) for event in events]

    days = (date(2019, 4, 1), date(2019, 7, 1), date(2019, 10, 1), date(2020, 1, 1))
    posted = [accrue(day) for day in days]
    assert posted == [[eur("5.33")], [eur("36")], [eur("48")], [eur("48")]]
    assert accrue(days[-1]) == []
    with bond.town.acting(Role.INVESTOR, "Fonds A") as fonds:
        (page,) = selectors.investor_pages(fonds, today=DUE)
        assert page.position.interest_contingent == eur("68.66")
    accept(bond, case, sha256=bond.validate(case))
    assert balance(bond, Account.CONTINGENT_INTEREST_CASE) == ZERO
    assert balance(bond, Account.CLAIM_INTEREST) == eur("185.33")


def test_a_case_that_settled_earns_nothing_more(bond: Funded) -> None:
    bond.due_case()
    with bond.town.acting(Role.SOHOS_FINANCE) as sanne:
        assert (
            services.accrue_interest(
                actor=sanne, bond_id=bond.bond_id, until=date(2020, 6, 1), now=NOW
            )
            == []
        )


def test_interest_accrued_beyond_the_due_date_is_released(bond: Funded) -> None:
    case = bond.spent_case()
    with bond.town.acting(Role.SOHOS_FINANCE) as sanne:
        services.accrue_interest(
            actor=sanne, bond_id=bond.bond_id, until=date(2020, 6, 1), now=NOW
        )
    accept(bond, case, sha256=bond.validate(case))
    assert balance(bond, Account.CONTINGENT_INTEREST_CASE) == ZERO
    assert balance(bond, Account.CLAIM_INTEREST) == eur("185.33")


def correct(bond: Funded, event: Event, role: Role, **changes: Any) -> Event:
    said: dict[str, Any] = {"reason": "Verkeerd bedrag.", "corrected_on": DUE}
    with bond.town.acting(role) as actor:
        return services.correct_event(
            actor=actor, event_id=event.pk, now=NOW, **{**said, **changes}
        )


def test_a_payment_is_corrected_once_and_entered_afresh(bond: Funded) -> None:
    case = bond.due_case()
    line = bond.line()
    wrong = pay(bond, case, amount=eur("4000"), bank_line=line)
    key = uuid.uuid4()
    correction = correct(bond, wrong, Role.TREASURY, key=key)
    assert correct(bond, wrong, Role.TREASURY, key=key) == correction
    assert balance(bond, Account.CLAIM_PRINCIPAL) == eur("4800")
    for event in (wrong, correction):
        with pytest.raises(services.AlreadyCorrectedError):
            correct(bond, event, Role.TREASURY)
    pay(bond, case, bank_line=line)
    assert standing(bond, case) is Standing.REPAID
    with bond.town.acting(Role.INVESTOR, "Fonds A") as fonds:
        (page,) = selectors.investor_pages(fonds, today=DUE)
        assert page.position.repaid == eur("2400")
        assert len(page.receipts) == 1
    assert bond.verdict().faults == ()


def test_what_is_built_upon_is_corrected_last(bond: Funded) -> None:
    case = bond.spent_case()
    settled = accept(bond, case, sha256=bond.validate(case))
    paid = pay(bond, case)
    with pytest.raises(services.EventFollowedError):
        correct(bond, settled, Role.CONTROLLER)
    correct(bond, paid, Role.TREASURY)
    correct(bond, settled, Role.CONTROLLER)
    assert standing(bond, case) is Standing.RUNNING
    with bond.town.acting(Role.CONTROLLER):
        draws = selectors.live_events(bond.bond).filter(kind=Kind.DRAW_RECEIVED)
        first = draws[0]
    with pytest.raises(services.BalanceRefusedError):
        correct(bond, first, Role.SOHOS_FINANCE)


def test_an_event_without_legs_can_be_corrected(bond: Funded) -> None:
    case = bond.adopted_case()
    withdrawn = fail(bond, case, outcome_code=services.Ending.WITHDRAWN)
    correct(bond, withdrawn, Role.CONTROLLER)
    bond.draw(case, "100", FIRST)
    assert standing(bond, case) is Standing.RUNNING


def test_a_correction_needs_a_reason_and_the_right_role(bond: Funded) -> None:
    case = bond.due_case()
    paid = pay(bond, case)
    with pytest.raises(services.CorrectionReasonMissingError):
        correct(bond, paid, Role.TREASURY, reason=" ")
    with pytest.raises(NotAllowedError):
        correct(bond, paid, Role.CONTROLLER)


@pytest.mark.parametrize("role", [Role.SOHOS_FINANCE, Role.FUNCTIONAL_ADMIN])
def test_others_neither_accept_nor_pay(bond: Funded, role: Role) -> None:
    case = bond.spent_case()
    with bond.town.acting(role) as actor:
        for act in (
            lambda: services.accept_outcome(
                actor=actor,
                case_id=case.pk,
                sha256="",
                accepted_on=ACCEPTED,
                due_on=DUE,
                now=NOW,
            ),
            lambda: services.fail_case(
                actor=actor,
                case_id=case.pk,
                outcome_code=services.Ending.FAILED,
                reason="x",
                ended_on=DUE,
                now=NOW,
            ),
            lambda: services.confirm_payment(
                actor=actor,
                case_id=case.pk,
                amount=eur("1"),
                paid_on=DUE,
                bank_line="x",
                now=NOW,
            ),
            lambda: services.set_interest_budget(
                actor=actor,
                bond_id=bond.bond_id,
                amount=eur("1"),
                decided_on=SIGNED,
                now=NOW,
            ),
            lambda: selectors.acceptance_rows(actor, today=DUE),
            lambda: selectors.due_rows(actor, today=DUE),
            lambda: selectors.paid_rows(actor),
        ):
            with pytest.raises(NotAllowedError):
                act()


def test_a_role_that_ended_no_longer_posts(bond: Funded) -> None:
    case = bond.due_case()
    theo = bond.town.actor(Role.TREASURY)
    with bond.town.acting(Role.TREASURY):
        Membership.objects.filter(user_id=theo.user_id).update(until_on=SIGNED)
    with pytest.raises(services.RoleRefusedError):
        pay(bond, case)


def where(bond: Funded, case: Case) -> tuple[str, str]:
    with bond.town.acting(Role.CONTROLLER) as carlo:
        card = cases.case_card(carlo, case_id=case.pk)
        return card.phase, card.next_step


def test_the_case_moves_along_with_its_money(bond: Funded) -> None:
    case = bond.spent_case()
    accept(bond, case, sha256=bond.validate(case))
    assert where(bond, case)[1] == "pay"
    pay(bond, case, amount=eur("85.33"))
    assert where(bond, case)[1] == "pay"
    pay(bond, case, amount=eur("4900"))
    assert where(bond, case)[0] == "nazorg"


def test_a_case_that_failed_goes_on_in_aftercare(bond: Funded) -> None:
    case = bond.spent_case()
    bond.validate(case, saving=eur("100"))
    fail(bond, case)
    assert where(bond, case)[0] == "nazorg"
