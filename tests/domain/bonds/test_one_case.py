"""One case, to the cent: section "One case" of docs/domain/settlement.md."""

from datetime import date

import pytest

from bonds.domain.accounts import Account
from bonds.domain.budget import Cover
from bonds.domain.contract import (
    ContractTerms,
    InterestStart,
    LossBearer,
    OutcomeRule,
)
from bonds.domain.day_count import DayCount
from bonds.domain.ledger import NothingToPostError, mirror, trial_balance
from bonds.domain.outcome import Loss
from bonds.domain.position import position_of
from bonds.domain.postings import guards, lending, paying, settling, spending
from sohos.core.euro import ZERO, total
from tests.domain.bonds.casebook import BOND, CASE, Casebook
from tests.domain.bonds.money import eur, texts

A, B, C = 1, 2, 3
DUE_ON = date(2020, 4, 1)
QUARTERS = (date(2019, 4, 1), date(2019, 7, 1), date(2019, 10, 1), date(2020, 1, 1))
SAVING = eur("13250")


def spent_case(terms: ContractTerms | None = None) -> Casebook:
    commitments = {A: eur("900000"), B: eur("600000"), C: eur("300000")}
    bond = Casebook(terms or ContractTerms(), commitments)
    bond.open()
    bond.draw(date(2019, 3, 15), eur("3000"))
    bond.spend(date(2019, 3, 15), professionals=eur("3000"))
    bond.draw(date(2019, 6, 1), eur("1800"))
    bond.spend(date(2019, 6, 1), maatwerk=eur("1800"))
    return bond


def due_case(terms: ContractTerms | None = None) -> Casebook:
    bond = spent_case(terms)
    bond.accrue(DUE_ON)
    bond.fall_due(DUE_ON, SAVING)
    return bond


@pytest.mark.parametrize(
    ("basis", "interest", "by_investor", "municipality_pays"),
    [
        (DayCount.ACT_365F, "186.08", ("93.04", "62.03", "31.01"), "4986.08"),
        (DayCount.ACT_ACT_ISDA, "185.95", ("92.98", "61.98", "30.99"), "4985.95"),
        (DayCount.THIRTY_E_360, "185.33", ("92.66", "61.78", "30.89"), "4985.33"),
    ],
)
def test_a_case_settles_to_the_cent(
    basis: DayCount, interest: str, by_investor: tuple[str, ...], municipality_pays: str
) -> None:
    bond = spent_case(ContractTerms(day_count=basis))
    assert tuple(bond.book.at_risk.values()) == texts("2400", "1600", "800")
    accrued = [bond.accrue(day) for day in (*QUARTERS, DUE_ON)]
    assert total(accrued) == eur(interest)
    bond.fall_due(DUE_ON, SAVING)
    assert tuple(bond.book.interest_due.values()) == texts(*by_investor)
    book = bond.book
    assert book.claim_principal + book.claim_interest == eur(municipality_pays)
    bond.pay(eur(municipality_pays))
    positions = [position_of(bond.journal, investor=who) for who in (A, B, C)]
    assert tuple(one.repaid for one in positions) == texts("2400", "1600", "800")
    assert tuple(one.interest_received for one in positions) == texts(*by_investor)


def test_the_journal_ends_in_a_trial_balance_of_promises_and_budget() -> None:
    bond = due_case()
    bond.pay(eur("4985.33"))
    assert trial_balance(bond.legs) == {
        Account.COMMITMENT: eur("1795200"),
        Account.DRAWING_ROOM: -eur("1795200"),
        Account.BUDGET: eur("72000"),
        Account.BUDGET_FREE: -eur("71814.67"),
        Account.BUDGET_USED: -eur("185.33"),
    }


def test_a_payment_may_come_in_parts() -> None:
    bond = due_case()
    bond.pay(eur("85.33"))
    assert bond.book.claim_interest == eur("100")
    assert bond.book.claim_principal == eur("4800")
    bond.pay(eur("1100"))
    assert bond.book.claim_principal == eur("3800")
    assert tuple(bond.book.due.values()) == texts("1900", "1266.67", "633.33")
    bond.pay(eur("3800"))
    assert bond.book.due == {}


def test_sohos_cannot_pay_what_the_municipality_owes() -> None:
    bond = due_case()
    with pytest.raises(guards.PaymentAboveClaimError, match="4\\.800,00"):
        bond.pay(eur("4985.33"), by_sohos=True)


@pytest.mark.parametrize(
    ("bearer", "first_loss", "first_loss_left", "loss"),
    [
        (LossBearer.INVESTOR, "0", "0", ("4800", "0", "0")),
        (LossBearer.SOHOS, "0", "0", ("0", "4800", "0")),
        (LossBearer.MUNICIPALITY, "0", "0", ("0", "0", "4800")),
        (LossBearer.SOHOS_FIRST, "5000", "1000", ("3800", "1000", "0")),
    ],
)
def test_a_failed_case_is_borne_as_agreed(
    bearer: LossBearer, first_loss: str, first_loss_left: str, loss: tuple[str, ...]
) -> None:
    bond = spent_case(ContractTerms(loss_bearer=bearer, first_loss=eur(first_loss)))
    bond.accrue(date(2020, 1, 1))
    assert bond.end(eur(first_loss_left)) == Loss(*texts(*loss))
    book = bond.book
    assert (book.claim_sohos, book.claim_principal) == texts(*loss[1:])
    assert book.spent == book.reserved == ZERO
    assert not book.accrued
    assert not book.at_risk
    written_off = [position_of(bond.journal, investor=w).written_off for w in (A, B, C)]
    assert total(written_off) == eur(loss[0])
    assert total(book.due.values()) == eur("4800") - eur(loss[0])
    if book.claim_sohos:
        bond.pay(book.claim_sohos, by_sohos=True)
    if book.claim_principal:
        bond.pay(book.claim_principal)
    assert not bond.book.due
    assert bond.free == eur("72000")


def test_a_pro_rata_outcome_is_repaid_in_part_and_the_rest_is_lost() -> None:
    bond = spent_case(ContractTerms(outcome_rule=OutcomeRule.PRO_RATA))
    bond.accrue(DUE_ON)
    bond.fall_due(DUE_ON, eur("9000"))
    book = bond.book
    assert book.claim_principal == eur("3600")
    assert book.claim_interest == eur("139.00")
    assert (book.professionals, book.maatwerk) == texts("750", "450")
    bond.end()
    bond.pay(eur("3739"))
    positions = [position_of(bond.journal, investor=who) for who in (A, B, C)]
    assert tuple(one.repaid for one in positions) == texts("1800", "1200", "600")
    assert tuple(one.written_off for one in positions) == texts("600", "400", "200")


def test_an_outcome_that_repays_nothing_closes_the_reservation() -> None:
    bond = spent_case(ContractTerms(outcome_rule=OutcomeRule.PRO_RATA))
    bond.accrue(DUE_ON)
    assert bond.fall_due(DUE_ON, -eur("1")).is_failed
    assert bond.book.reserved == ZERO
    assert bond.book.spent == eur("4800")


def test_unspent_money_goes_back_before_a_case_settles() -> None:
    bond = spent_case()
    bond.draw(date(2019, 9, 1), eur("100"))
    with pytest.raises(guards.UnspentMoneyError, match="100,00"):
        bond.fall_due(DUE_ON, SAVING)
    with pytest.raises(guards.UnspentMoneyError, match="100,00"):
        bond.end()
    bond.refund(date(2019, 10, 1), eur("100"))
    bond.accrue(DUE_ON)
    bond.fall_due(DUE_ON, SAVING)
    # A month of interest on the 100 that came back.
    assert bond.book.claim_interest == eur("185.67")
    assert position_of(bond.journal, investor=A).refunded == eur("50")


def test_nothing_is_spent_or_refunded_that_was_not_drawn() -> None:
    bond = spent_case()
    with pytest.raises(guards.SpentAboveDrawnError, match="0,01"):
        bond.spend(DUE_ON, maatwerk=eur("0.01"))
    with pytest.raises(guards.SpentAboveDrawnError, match="5,00"):
        bond.refund(DUE_ON, eur("5"))


def test_amounts_are_above_zero() -> None:
    bond = spent_case()
    book = bond.book
    with pytest.raises(guards.AmountNotPositiveError):
        lending.committed(BOND, investor=A, amount=ZERO)
    with pytest.raises(guards.AmountNotPositiveError):
        lending.budgeted(BOND, amount=-eur("1"))
    with pytest.raises(guards.AmountNotPositiveError):
        lending.draw_requested(BOND, case=CASE, reserve=ZERO)
    with pytest.raises(guards.AmountNotPositiveError):
        spending.refunded(BOND, book, amount=ZERO)
    with pytest.raises(guards.AmountNotPositiveError, match="1,00"):
        spending.spent(BOND, book, professionals=eur("2"), maatwerk=-eur("1"))
    with pytest.raises(guards.AmountNotPositiveError):
        paying.clawback_repaid(BOND, book, investor=A, amount=ZERO)
    with pytest.raises(NothingToPostError):
        lending.accrued(BOND, case=CASE, parts=[])


def test_a_draw_that_expires_frees_its_reservation() -> None:
    bond = spent_case()
    free = bond.free
    bond.post(lending.draw_requested(BOND, case=CASE, reserve=eur("40")))
    assert bond.free == free - eur("40")
    bond.post(lending.draw_voided(BOND, case=CASE, reserve=eur("40")))
    assert bond.free == free


def test_without_cover_nothing_falls_due() -> None:
    bond = spent_case()
    waiting = Cover(ZERO, ZERO, ZERO, ZERO, ZERO, waits=True)
    with pytest.raises(settling.WaitsForCoverError):
        settling.fell_due(
            BOND, bond.book, principal=eur("4800"), interest=[], cover=waiting
        )


def test_no_more_principal_falls_due_than_was_spent() -> None:
    bond = spent_case()
    nothing = Cover(ZERO, ZERO, ZERO, ZERO, ZERO, waits=False)
    with pytest.raises(guards.PrincipalAboveSpentError, match="0,01"):
        settling.fell_due(
            BOND, bond.book, principal=eur("4800.01"), interest=[], cover=nothing
        )


def test_a_clawback_puts_the_loan_at_risk_again() -> None:
    bond = due_case()
    settlement = bond.journal[-1]
    bond.pay(eur("4985.33"))
    bond.post(paying.clawed_back(BOND, settlement))
    assert tuple(bond.book.clawback.values()) == texts("2492.66", "1661.78", "830.89")
    assert bond.book.spent == eur("4800")
    assert bond.free == eur("72000")
    position = position_of(bond.journal, investor=A, case=CASE)
    assert position.at_risk == eur("2400")
    assert position.repaid == position.interest_received == ZERO
    assert position.to_give_back == eur("2492.66")
    with pytest.raises(guards.PaymentAboveClaimError, match="0,01"):
        paying.clawback_repaid(BOND, bond.book, investor=A, amount=eur("2492.67"))
    bond.post(
        paying.clawback_repaid(BOND, bond.book, investor=A, amount=eur("2492.66"))
    )
    assert A not in bond.book.clawback


def test_an_open_clawback_is_withheld_from_the_next_payment() -> None:
    bond = due_case()
    settlement = bond.journal[-1]
    bond.pay(eur("4985.33"))
    bond.post(paying.clawed_back(BOND, settlement))
    bond.fall_due(date(2020, 5, 1), SAVING)
    bond.pay(bond.book.claim_interest + bond.book.claim_principal)
    assert not bond.book.clawback
    balances = trial_balance(bond.legs)
    assert Account.CLEARING not in balances
    assert Account.CLAWBACK_MUNICIPALITY not in balances


def test_a_correction_leaves_no_trace_in_balances_or_positions() -> None:
    bond = due_case()
    before = trial_balance(bond.legs)
    position = position_of(bond.journal, investor=B)
    bond.pay(eur("2000"))
    bond.post(mirror(bond.journal[-1]))
    assert trial_balance(bond.legs) == before
    assert position_of(bond.journal, investor=B) == position


def test_interest_from_spending_starts_with_the_invoice() -> None:
    terms = ContractTerms(interest_start=InterestStart.SPEND)
    bond = Casebook(terms, {A: eur("900000")})
    bond.open()
    bond.draw(date(2019, 3, 15), eur("4800"))
    bond.spend(date(2019, 4, 1), professionals=eur("4800"))
    assert bond.accrue(DUE_ON) == eur("192")


def test_undrawn_is_what_was_promised_and_not_asked_for() -> None:
    position = position_of(spent_case().journal, investor=A)
    assert position.committed == eur("900000")
    assert position.undrawn == eur("897600")
    assert position.interest_contingent == ZERO
