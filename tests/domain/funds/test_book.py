"""The worked table of docs/domain/veil-je-schuld.md, and what holds for any amounts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonds.domain.ledger import NothingToPostError, UnbalancedError
from sohos.core.euro import Euro, total
from sohos.funds.domain import book
from sohos.funds.domain.book import Account, Leg, Stand, stand_of

NETWORK, ZETJE, ROTARY = 1, 2, 3
RENT, ENERGY = 11, 12
PROMISED = {NETWORK: Euro(10_000), ZETJE: Euro(100_000), ROTARY: Euro(40_000)}
DEBTS = {RENT: Euro(90_000), ENERGY: Euro(60_000)}


def agreed() -> list[Leg]:
    return list(book.agree(list(PROMISED.items()), list(DEBTS.items())))


def stand(legs: list[Leg]) -> Stand:
    return stand_of(PROMISED, legs)


def row(now: Stand) -> tuple[list[int], ...]:
    return (
        [share.open.cents for share in now.shares],
        [share.to_return.cents for share in now.shares],
        [amount.cents for amount in now.creditors.values()],
        [now.bank.cents],
    )


def test_the_worked_table() -> None:
    legs = agreed()
    assert row(stand(legs)) == (
        [10_000, 100_000, 40_000],
        [0, 0, 0],
        [90_000, 60_000],
        [0],
    )
    for share, cents in ((NETWORK, 10_000), (ZETJE, 97_000)):
        legs += book.receive(stand(legs), share=share, amount=Euro(cents))
    legs += book.waive(stand(legs), debt=RENT, amount=Euro(10_000))
    assert row(stand(legs)) == (
        [0, 0, 37_334],
        [667, 3_667, 0],
        [80_000, 60_000],
        [107_000],
    )
    legs += book.pay(stand(legs), debt=ENERGY, amount=Euro(60_000))
    legs += book.fall_through(stand(legs))
    assert row(stand(legs)) == ([0, 0, 0], [4_546, 42_454, 0], [0, 0], [47_000])
    for share, cents in ((NETWORK, 4_546), (ZETJE, 42_454)):
        legs += book.give_back(stand(legs), share=share, amount=Euro(cents))
    assert stand(legs).is_settled
    with pytest.raises(NothingToPostError):
        book.fall_through(stand(legs))


def test_shares_and_debts_have_to_be_the_same() -> None:
    with pytest.raises(UnbalancedError):
        book.agree([(NETWORK, Euro(1))], [(RENT, Euro(2))])


cents = st.integers(min_value=1, max_value=200_000)


@given(
    received=st.lists(st.tuples(st.sampled_from(list(PROMISED)), cents), max_size=6),
    waived=st.lists(st.tuples(st.sampled_from(list(DEBTS)), cents), max_size=3),
    paid=st.lists(st.tuples(st.sampled_from(list(DEBTS)), cents), max_size=3),
)
def test_whatever_happens_the_book_balances_and_comes_to_nothing(
    received: list[tuple[int, int]],
    waived: list[tuple[int, int]],
    paid: list[tuple[int, int]],
) -> None:
    legs = agreed()
    for act, of, rows in (
        (book.receive, "share", received),
        (book.waive, "debt", waived),
        (book.pay, "debt", paid),
    ):
        for key, amount in rows:
            try:
                legs += act(stand(legs), **{of: key}, amount=Euro(amount))
            except book.AmountRefusedError:
                continue
            now = stand(legs)
            assert not total(leg.amount for leg in legs)
            assert now.bank >= Euro(0)
            assert min(share.open.cents for share in now.shares) >= 0
            assert min(share.to_return.cents for share in now.shares) >= 0
    if not stand(legs).are_creditors_paid:
        legs += book.fall_through(stand(legs))
    for share in stand(legs).shares:
        if share.to_return:
            legs += book.give_back(stand(legs), share=share.id, amount=share.to_return)
    assert stand(legs).is_settled or stand(legs).bank == Euro(0)


def test_a_mirror_undoes_its_legs() -> None:
    legs = agreed()
    came = book.receive(stand(legs), share=ZETJE, amount=Euro(5))
    assert stand([*legs, *came, *book.mirror(came)]) == stand(legs)
    assert {leg.account for leg in came} == {Account.BANK, Account.PROMISED}
