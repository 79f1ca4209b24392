"""Whatever happens to a case, in whatever amounts, the book holds."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bonds.domain.accounts import Account, Book, book_of
from bonds.domain.contract import ContractTerms, OutcomeRule
from bonds.domain.day_count import DayCount
from bonds.domain.ledger import balance, mirror, trial_balance
from bonds.domain.position import position_of
from sohos.core.euro import ZERO, Euro, total
from tests.domain.bonds.casebook import Casebook

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["draw", "spend", "refund", "accrue"]),
        st.integers(1, 200_000),
        st.integers(0, 60),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=50)
@given(
    st.dictionaries(
        st.integers(1, 9), st.integers(1, 90_000_000).map(Euro), min_size=1, max_size=5
    ),
    STEPS,
    st.none() | st.integers(-100_000, 2_000_000).map(Euro),
    st.sampled_from(DayCount),
    st.lists(st.integers(1, 300_000).map(Euro), max_size=4),
)
def test_the_book_holds_after_every_event(
    commitments: dict[int, Euro],
    steps: list[tuple[str, int, int]],
    saving: Euro | None,
    basis: DayCount,
    payments: list[Euro],
) -> None:
    terms = ContractTerms(
        day_count=basis,
        outcome_rule=OutcomeRule.PRO_RATA,
        case_cap=Euro(100_000_000),
        interest_total_cap=Euro(900_000_000),
    )
    bond = Casebook(terms, commitments)
    bond.open()
    today = bond.case_started_on
    for kind, cents, days in steps:
        today += timedelta(days=days)
        _step(bond, kind, cents, today)
        _check(bond)
    _settle(bond, today + timedelta(days=30), saving)
    for amount in payments:
        _pay(bond, amount)
    _check(bond)
    frozen = trial_balance(bond.legs)
    bond.post(mirror(bond.journal[-1]))
    bond.post(mirror(bond.journal[-1]))
    assert trial_balance(bond.legs) == frozen


def _step(bond: Casebook, kind: str, cents: int, today: date) -> None:
    book = bond.book
    room = total(holding.principal for holding in bond.undrawn())
    if kind == "draw" and room:
        amount = Euro(min(cents, room.cents))
        if amount.cents > 50:
            bond.draw(today, amount)
    elif kind == "spend" and book.unspent:
        amount = min(Euro(cents), book.unspent)
        half = Euro(amount.cents // 2)
        bond.spend(today, professionals=half, maatwerk=amount - half)
    elif kind == "refund" and book.unspent:
        bond.refund(today, min(Euro(cents), book.unspent))
    elif kind == "accrue" and book.at_risk:
        assert bond.accrue(today) >= ZERO


def _settle(bond: Casebook, day: date, saving: Euro | None) -> None:
    if bond.book.unspent:
        bond.refund(day, bond.book.unspent)
    if not bond.book.at_risk:
        return
    bond.accrue(day)
    accrued = balance(bond.legs, Account.CONTINGENT_INTEREST_CASE)
    if saving is not None:
        outcome = bond.fall_due(day, saving)
        assert outcome.interest_due <= accrued
        if outcome.share == 1:
            assert outcome.interest_due == accrued
    if bond.book.spent:
        bond.end()
    assert balance(bond.legs, Account.CONTINGENT_INTEREST_CASE) == ZERO
    _check(bond)


def _pay(bond: Casebook, amount: Euro) -> None:
    owed = bond.book.claim_interest + bond.book.claim_principal
    if owed:
        bond.pay(min(amount, owed))
        assert balance(bond.legs, Account.CLEARING) == ZERO
        _check(bond)


def _check(bond: Casebook) -> None:
    for kind in Book:
        assert total(
            leg.amount for leg in bond.legs if book_of(leg.account) is kind
        ) == (ZERO)
    for investor, commitment in bond.commitments.items():
        one = position_of(bond.journal, investor=investor)
        assert one.drawn == (
            one.at_risk + one.due + one.repaid + one.refunded + one.written_off
        )
        assert ZERO <= one.drawn <= commitment
        for amount in (one.at_risk, one.due, one.repaid, one.written_off):
            assert ZERO <= amount <= one.drawn
        assert one.interest_due >= ZERO
    assert balance(bond.legs, Account.BANK) >= ZERO
