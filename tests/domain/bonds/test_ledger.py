import pytest

from bonds.domain.accounts import CHART, Account, Book, book_of
from bonds.domain.ledger import (
    Event,
    LegMalformedError,
    NothingToPostError,
    UnbalancedError,
    balance,
    by_party,
    credit,
    debit,
    mirror,
    transaction,
    trial_balance,
)
from sohos.core.euro import ZERO
from tests.domain.bonds.money import eur

DRAWN = transaction(
    Event.DRAW_RECEIVED,
    1,
    [
        debit(Account.BANK, eur("100"), case=7),
        credit(Account.LOAN_AT_RISK, eur("60"), party=1, case=7),
        credit(Account.LOAN_AT_RISK, eur("40"), party=2, case=7),
        debit(Account.DRAWING_ROOM, ZERO, party=2),
    ],
)


def test_every_account_is_described_once() -> None:
    assert set(CHART) == set(Account)
    assert len({shape.name for shape in CHART.values()}) == len(CHART)
    assert {account for account in Account if book_of(account) is Book.MEMO} == {
        account for account in Account if int(account) < 100
    }


def test_legs_of_zero_are_left_out() -> None:
    assert len(DRAWN.legs) == 3


def test_memo_and_real_balance_apart() -> None:
    with pytest.raises(UnbalancedError, match=r"memo/.5,00"):
        transaction(
            Event.BUDGETED,
            1,
            [debit(Account.BANK, eur("5"), case=7), credit(Account.BUDGET, eur("5"))],
        )
    with pytest.raises(UnbalancedError, match="real/5,00"):
        transaction(Event.SPENT, 1, [debit(Account.BANK, eur("5"), case=7)])


def test_nothing_cannot_be_posted() -> None:
    with pytest.raises(NothingToPostError, match="accrued"):
        transaction(Event.ACCRUED, 1, [debit(Account.BUDGET, ZERO)])


@pytest.mark.parametrize(
    ("account", "dimensions", "named"),
    [
        (Account.LOAN_AT_RISK, {"case": 7}, "200/party"),
        (Account.LOAN_AT_RISK, {"party": 1}, "200/case"),
        (Account.BUDGET, {"case": 7}, "020/case"),
        (Account.BANK, {"case": 7, "party": 1}, "100/party"),
    ],
)
def test_a_leg_carries_the_dimensions_of_its_account(
    account: Account, dimensions: dict[str, int], named: str
) -> None:
    with pytest.raises(LegMalformedError, match=named):
        debit(account, eur("1"), **dimensions)


def test_balances_are_debit_less_credit() -> None:
    legs = DRAWN.legs
    assert balance(legs, Account.LOAN_AT_RISK, Account.BANK) == ZERO
    assert balance(legs, Account.LOAN_AT_RISK, party=1) == -eur("60")
    assert balance(legs, Account.BANK, case=8) == ZERO
    assert by_party(legs, Account.LOAN_AT_RISK, case=7) == {
        1: -eur("60"),
        2: -eur("40"),
    }
    assert trial_balance(legs) == {
        Account.BANK: eur("100"),
        Account.LOAN_AT_RISK: -eur("100"),
    }


def test_a_correction_restores_and_can_itself_be_corrected() -> None:
    once = mirror(DRAWN)
    assert once.event is Event.CORRECTED
    assert once.corrects is Event.DRAW_RECEIVED
    assert trial_balance([*DRAWN.legs, *once.legs]) == {}
    twice = mirror(once)
    assert twice.legs == DRAWN.legs
    assert twice.corrects is Event.DRAW_RECEIVED
