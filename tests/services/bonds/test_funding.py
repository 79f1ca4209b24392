import uuid
from datetime import date
from typing import Any

import pytest

from bonds import selectors, services
from bonds.domain.accounts import Account
from bonds.domain.allocation import CommitmentExceededError
from bonds.domain.budget import BudgetExceededError
from bonds.domain.contract import ContractTerms
from bonds.domain.ledger import Event as Kind
from bonds.domain.outcome import CaseCapExceededError
from bonds.domain.postings.guards import AmountNotPositiveError, SpentAboveDrawnError
from bonds.models import Event
from sohos.core.dates import DayInFutureError
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.core.euro import ZERO, Euro
from sohos.tenancy.permissions import Role
from tests.domain.bonds.money import eur
from tests.services.bonds.money import FIRST, SECOND, SIGNED, Funded
from tests.services.cases.households import NOW, register
from tests.towns import Town


def ask(bond: Funded, of_case: int, **changes: Any) -> Event:
    asked: dict[str, Any] = {
        "case_id": of_case,
        "amount": eur("3000"),
        "requested_on": FIRST,
        "now": NOW,
    }
    with bond.town.acting(Role.SOHOS_FINANCE) as sanne:
        return services.request_draw(actor=sanne, **{**asked, **changes})


def balance(bond: Funded, account: Account) -> Euro:
    with bond.town.acting(Role.CONTROLLER):
        return selectors.balances_of(bond.bond).get(account, ZERO)


def test_a_draw_starts_the_case_and_reserves_its_interest(bond: Funded) -> None:
    case = bond.adopted_case()
    draw = ask(bond, case.pk)
    assert balance(bond, Account.BUDGET_RESERVED) == -eur("120")
    with bond.town.acting(Role.CONTROLLER):
        kinds = [row.kind for row in selectors.live_events(bond.bond)][-2:]
        assert kinds == [Kind.STARTED, Kind.DRAW_REQUESTED]
        (found,) = selectors.draws_of(bond.bond, case_id=case.pk)
    assert found.id == draw.pk
    assert found.is_pending


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"amount": ZERO}, AmountNotPositiveError),
        ({"amount": eur("4800.01")}, CaseCapExceededError),
        ({"requested_on": date(2019, 2, 28)}, services.PlanNotAdoptedError),
        ({"requested_on": date(2022, 1, 1)}, services.OutsideContractError),
        ({"requested_on": date(2026, 11, 17)}, DayInFutureError),
        ({"requested_on": date(2018, 12, 31)}, selectors.NoContractError),
        ({"case_id": 0}, NotFoundError),
    ],
)
def test_a_draw_that_may_not_be_made(
    bond: Funded, changes: dict[str, Any], error: type[Exception]
) -> None:
    case = bond.adopted_case()
    with pytest.raises(error):
        ask(bond, case.pk, **changes)
    assert balance(bond, Account.BUDGET_RESERVED) == ZERO


def test_nothing_is_lent_before_the_plan_is_adopted(bond: Funded) -> None:
    case = register(bond.town)
    with pytest.raises(services.PlanNotAdoptedError):
        ask(bond, case.pk)


def test_a_programme_without_a_bond_lends_nothing(almelo: Town, den_haag: Town) -> None:
    Funded(den_haag).sign()
    bond = Funded(almelo)
    case = bond.adopted_case()
    with pytest.raises(selectors.NoBondError, match=case.code):
        ask(bond, case.pk)


def test_draws_of_a_case_together_stay_below_its_cap(bond: Funded) -> None:
    case = bond.spent_case()
    with pytest.raises(CaseCapExceededError):
        ask(bond, case.pk, amount=eur("0.01"), requested_on=SECOND)


def test_no_more_is_asked_than_investors_committed(almelo: Town) -> None:
    terms = ContractTerms(case_cap=eur("2000000"), interest_total_is_hard=False)
    bond = Funded(almelo, terms).sign()
    case = bond.adopted_case()
    with pytest.raises(CommitmentExceededError):
        ask(bond, case.pk, amount=eur("1800000.01"))


def test_no_more_interest_is_reserved_than_the_budget_has(almelo: Town) -> None:
    bond = Funded(almelo, ContractTerms(interest_total_cap=eur("119.99"))).sign()
    case = bond.adopted_case()
    with pytest.raises(BudgetExceededError):
        ask(bond, case.pk)


def test_two_that_race_for_the_last_committed_euro_are_told_by_the_money(
    almelo: Town,
) -> None:
    terms = ContractTerms(case_cap=eur("1800000"), interest_total_is_hard=False)
    bond = Funded(almelo, terms).sign()
    cases = [bond.adopted_case(), bond.adopted_case()]
    draws = [ask(bond, case.pk, amount=eur("1800000")) for case in cases]
    receive(bond, draws[0].pk)
    with pytest.raises(CommitmentExceededError):
        receive(bond, draws[1].pk)


def receive(bond: Funded, draw_id: int, **changes: Any) -> Event:
    said: dict[str, Any] = {
        "received_on": FIRST,
        "bank_line": bond.line(),
        "now": NOW,
    }
    with bond.town.acting(Role.SOHOS_FINANCE) as sanne:
        return services.receive_draw(
            actor=sanne, draw_id=draw_id, **{**said, **changes}
        )


def void(bond: Funded, draw_id: int, **changes: Any) -> Event:
    said: dict[str, Any] = {"voided_on": FIRST, "reason": "Niet nodig.", "now": NOW}
    with bond.town.acting(Role.SOHOS_FINANCE) as sanne:
        return services.void_draw(actor=sanne, draw_id=draw_id, **{**said, **changes})


def test_a_draw_is_answered_once(bond: Funded) -> None:
    case = bond.adopted_case()
    received, voided = ask(bond, case.pk).pk, ask(bond, case.pk, amount=eur("5")).pk
    receive(bond, received)
    void(bond, voided)
    assert balance(bond, Account.BUDGET_RESERVED) == -eur("120")
    for draw_id in (received, voided):
        with pytest.raises(services.DrawNotPendingError):
            receive(bond, draw_id)
        with pytest.raises(services.DrawNotPendingError):
            void(bond, draw_id)
    with pytest.raises(NotFoundError):
        receive(bond, 0)


@pytest.mark.parametrize(
    ("bank_line", "error"),
    [("", services.BankLineMissingError), ("NL-7", services.BankLineUsedError)],
)
def test_money_needs_a_bank_line_of_its_own(
    bond: Funded, bank_line: str, error: type[Exception]
) -> None:
    case = bond.adopted_case()
    receive(bond, ask(bond, case.pk).pk, bank_line="NL-7")
    draw = ask(bond, case.pk, amount=eur("100"))
    with pytest.raises(error):
        receive(bond, draw.pk, bank_line=bank_line)


def test_the_same_request_is_done_once_and_another_one_is_refused(
    bond: Funded,
) -> None:
    case = bond.adopted_case()
    key = uuid.uuid4()
    first = ask(bond, case.pk, key=key)
    assert ask(bond, case.pk, key=key) == first
    assert balance(bond, Account.BUDGET_RESERVED) == -eur("120")
    with pytest.raises(services.KeyReusedError):
        ask(bond, case.pk, key=key, amount=eur("2999"))


def test_every_act_of_funding_is_a_no_op_the_second_time(bond: Funded) -> None:
    case = bond.adopted_case()
    draw, other = ask(bond, case.pk).pk, ask(bond, case.pk, amount=eur("5")).pk
    keys = [uuid.uuid4() for _ in range(5)]
    for _ in range(2):
        receive(bond, draw, key=keys[0], bank_line="NL-1")
        void(bond, other, key=keys[1])
        with bond.town.acting(Role.SOHOS_FINANCE) as sanne:
            services.record_spend(
                actor=sanne,
                case_id=case.pk,
                maatwerk=eur("2900"),
                spent_on=FIRST,
                invoice="F-1",
                now=NOW,
                key=keys[2],
            )
            services.record_refund(
                actor=sanne,
                case_id=case.pk,
                amount=eur("100"),
                refunded_on=SECOND,
                bank_line="NL-2",
                now=NOW,
                key=keys[3],
            )
            services.record_commitment(
                actor=sanne,
                bond_id=bond.bond_id,
                investor_id=bond.investors["A"],
                amount=eur("1"),
                signed_on=SIGNED,
                now=NOW,
                key=keys[4],
            )
    assert balance(bond, Account.BANK) == ZERO
    assert balance(bond, Account.MAATWERK) == eur("2900")
    assert balance(bond, Account.COMMITMENT) == eur("1797001")


def test_no_more_is_spent_or_refunded_than_was_drawn(bond: Funded) -> None:
    case = bond.spent_case()
    with pytest.raises(SpentAboveDrawnError):
        bond.spend(case, SECOND, maatwerk="0.01")
    with (
        pytest.raises(SpentAboveDrawnError),
        bond.town.acting(Role.SOHOS_FINANCE) as sanne,
    ):
        services.record_refund(
            actor=sanne,
            case_id=case.pk,
            amount=eur("1"),
            refunded_on=SECOND,
            bank_line="NL-9",
            now=NOW,
        )


def test_commitments_and_budget_are_recorded_by_those_who_may(bond: Funded) -> None:
    with (
        pytest.raises(NotFoundError),
        bond.town.acting(Role.SOHOS_FINANCE) as sanne,
    ):
        services.record_commitment(
            actor=sanne,
            bond_id=bond.bond_id,
            investor_id=0,
            amount=eur("1"),
            signed_on=SIGNED,
            now=NOW,
        )
    with (
        pytest.raises(BudgetExceededError),
        bond.town.acting(Role.CONTROLLER) as carlo,
    ):
        services.set_interest_budget(
            actor=carlo,
            bond_id=bond.bond_id,
            amount=eur("0.01"),
            decided_on=SIGNED,
            now=NOW,
        )


def test_a_budget_decision_counts_once(almelo: Town) -> None:
    terms = ContractTerms(interest_total_is_hard=False)
    bond = Funded(almelo, terms).sign()
    key = uuid.uuid4()
    for _ in range(2):
        with almelo.acting(Role.CONTROLLER) as carlo:
            services.set_interest_budget(
                actor=carlo,
                bond_id=bond.bond_id,
                amount=eur("100"),
                decided_on=SIGNED,
                now=NOW,
                key=key,
            )
    assert balance(bond, Account.BUDGET) == eur("72100")


def test_contract_versions_follow_each_other(bond: Funded, den_haag: Town) -> None:
    def sign(town: Town, role: Role, day: date, programme_id: int) -> int:
        with town.acting(role) as actor:
            return services.sign_contract(
                actor=actor,
                programme_id=programme_id,
                name="HIB",
                terms=ContractTerms(case_cap=eur("5000")),
                effective_on=day,
                now=NOW,
            ).version

    programme_id = bond.programme_id
    assert sign(bond.town, Role.FUNCTIONAL_ADMIN, SECOND, programme_id) == 2
    with bond.town.acting(Role.CONTROLLER):
        assert selectors.terms_on(bond.bond, FIRST).case_cap == eur("4800")
        assert selectors.terms_on(bond.bond, SECOND).case_cap == eur("5000")
    with pytest.raises(services.VersionOutOfOrderError, match="2019-06-01"):
        sign(bond.town, Role.FUNCTIONAL_ADMIN, FIRST, programme_id)
    with pytest.raises(NotFoundError):
        sign(den_haag, Role.FUNCTIONAL_ADMIN, SECOND, programme_id)
    with pytest.raises(NotAllowedError):
        sign(bond.town, Role.CONTROLLER, SECOND, programme_id)


def test_an_investor_is_admitted_once(bond: Funded) -> None:
    with bond.town.acting(Role.SOHOS_FINANCE) as sanne:
        taken = bond.town.actor(Role.INVESTOR, "Fonds A").user_id
        for code, user_id, field in (("A", None, "code"), ("D", taken, "user_id")):
            with pytest.raises(services.InvestorExistsError, match=field):
                services.admit_investor(
                    actor=sanne, code=code, name="Fonds", user_id=user_id, now=NOW
                )


@pytest.mark.parametrize("role", [Role.CONTROLLER, Role.TREASURY, Role.CASEMANAGER])
def test_only_finance_of_sohos_records_funding(bond: Funded, role: Role) -> None:
    case = bond.spent_case()
    with bond.town.acting(role) as actor:
        for act in (
            lambda: services.request_draw(
                actor=actor,
                case_id=case.pk,
                amount=eur("1"),
                requested_on=FIRST,
                now=NOW,
            ),
            lambda: services.receive_draw(
                actor=actor, draw_id=1, received_on=FIRST, bank_line="x", now=NOW
            ),
            lambda: services.void_draw(
                actor=actor, draw_id=1, voided_on=FIRST, reason="x", now=NOW
            ),
            lambda: services.record_spend(
                actor=actor,
                case_id=case.pk,
                maatwerk=eur("1"),
                spent_on=FIRST,
                invoice="x",
                now=NOW,
            ),
            lambda: services.record_refund(
                actor=actor,
                case_id=case.pk,
                amount=eur("1"),
                refunded_on=FIRST,
                bank_line="x",
                now=NOW,
            ),
            lambda: services.admit_investor(actor=actor, code="Z", name="Z", now=NOW),
            lambda: services.record_commitment(
                actor=actor,
                bond_id=bond.bond_id,
                investor_id=bond.investors["A"],
                amount=eur("1"),
                signed_on=SIGNED,
                now=NOW,
            ),
            lambda: selectors.funding_rows(actor),
        ):
            with pytest.raises(NotAllowedError):
                act()


def test_another_municipality_does_not_exist(bond: Funded, den_haag: Town) -> None:
    case = bond.adopted_case()
    draw = ask(bond, case.pk)
    with den_haag.acting(Role.SOHOS_FINANCE) as sofie:
        with pytest.raises(NotFoundError):
            services.receive_draw(
                actor=sofie, draw_id=draw.pk, received_on=FIRST, bank_line="x", now=NOW
            )
        with pytest.raises(NotFoundError):
            services.record_spend(
                actor=sofie,
                case_id=case.pk,
                maatwerk=eur("1"),
                spent_on=FIRST,
                invoice="x",
                now=NOW,
            )
        with pytest.raises(NotFoundError):
            selectors.bond_of(sofie, bond_id=bond.bond_id)
        with pytest.raises(NotFoundError):
            selectors.event_of(sofie, event_id=draw.pk)
        assert [row.code for row in selectors.funding_rows(sofie)] == []
