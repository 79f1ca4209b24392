from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bonds.domain.allocation import (
    Claim,
    ClaimKind,
    Clawback,
    CommitmentExceededError,
    Holding,
    InvestorTwiceError,
    Payout,
    ReceiptTooLargeError,
    allocate,
    fund,
    holdings,
    waterfall,
)
from sohos.core.euro import ZERO, Euro, NoWeightsError, total
from tests.domain.bonds.money import eur, texts

A, B, C = 1, 2, 3
HELD = {A: eur("2400"), B: eur("1600"), C: eur("800")}
CENTS = st.integers(0, 10_000_000).map(Euro)
HOLDINGS = st.dictionaries(
    st.integers(1, 40), st.integers(1, 10_000_000).map(Euro), min_size=1, max_size=12
)


def parts(amount: Euro, held: list[Holding]) -> tuple[Euro, ...]:
    return tuple(part.amount for part in allocate(amount, held))


@pytest.mark.parametrize(
    ("interest", "expected"),
    [
        ("186.08", ("93.04", "62.03", "31.01")),
        ("185.95", ("92.98", "61.98", "30.99")),
        ("185.33", ("92.66", "61.78", "30.89")),
    ],
)
def test_interest_over_three_investors(
    interest: str, expected: tuple[str, str, str]
) -> None:
    assert parts(eur(interest), list(holdings(HELD))) == texts(*expected)


def test_principal_follows_the_commitments() -> None:
    undrawn = list(holdings({A: eur("900,000"), B: eur("600,000"), C: eur("300,000")}))
    drawn = [[part.amount for part in fund(eur(d), undrawn)] for d in ("3000", "1800")]
    assert drawn == [
        [*texts("1500", "1000", "500")],
        [*texts("900", "600", "300")],
    ]


def test_one_cent_more_can_take_a_cent_away_so_totals_are_never_reallocated() -> None:
    held = [Holding(A, Euro(1)), Holding(B, Euro(3)), Holding(C, Euro(3))]
    assert parts(Euro(3), held) == (Euro(1), Euro(1), Euro(1))
    assert parts(Euro(4), held) == (Euro(0), Euro(2), Euro(2))


def test_a_tie_goes_to_the_larger_residual_and_then_to_the_lower_id() -> None:
    first = allocate(Euro(1), [Holding(B, Euro(5)), Holding(A, Euro(5))])
    assert [(part.investor, part.amount) for part in first] == [
        (A, Euro(1)),
        (B, Euro(0)),
    ]
    assert [part.residual for part in first] == [Fraction(-1, 2), Fraction(1, 2)]
    carried = [Holding(part.investor, Euro(5), part.residual) for part in first]
    assert parts(Euro(1), carried) == (Euro(0), Euro(1))


def test_nothing_is_divided_even_when_nobody_holds_anything() -> None:
    assert parts(ZERO, [Holding(B, ZERO), Holding(A, ZERO)]) == (ZERO, ZERO)
    with pytest.raises(NoWeightsError):
        allocate(Euro(1), [Holding(A, ZERO)])


def test_an_investor_counts_once() -> None:
    with pytest.raises(InvestorTwiceError, match="2"):
        allocate(Euro(1), [Holding(B, Euro(1)), Holding(B, Euro(1))])


def test_a_draw_above_what_is_undrawn_is_refused() -> None:
    with pytest.raises(CommitmentExceededError, match="4\\.800,01"):
        fund(eur("4800.01"), holdings(HELD))


@settings(max_examples=50)
@given(CENTS, HOLDINGS, st.integers())
def test_parts_add_up_within_a_cent_in_any_order(
    amount: Euro, held: dict[int, Euro], seed: int
) -> None:
    shuffled = list(holdings(held))
    Random(seed).shuffle(shuffled)  # noqa: S311
    given_out = allocate(amount, shuffled)
    assert given_out == allocate(amount, holdings(held))
    assert total(part.amount for part in given_out) == amount
    assert sum(part.residual for part in given_out) == 0
    assert all(abs(part.residual) < 1 for part in given_out)


@settings(max_examples=50)
@given(HOLDINGS, st.data())
def test_draws_never_ask_an_investor_for_more_than_is_undrawn(
    undrawn: dict[int, Euro], data: st.DataObject
) -> None:
    whole = total(undrawn.values())
    draw = Euro(data.draw(st.integers(0, whole.cents)))
    for part in fund(draw, holdings(undrawn)):
        assert part.amount <= undrawn[part.investor]


CLAIMS = [
    Claim(A, ClaimKind.INTEREST, 1, eur("92.66")),
    Claim(B, ClaimKind.INTEREST, 1, eur("61.78")),
    Claim(C, ClaimKind.INTEREST, 2, eur("30.89")),
    Claim(A, ClaimKind.PRINCIPAL, 1, eur("2400")),
    Claim(B, ClaimKind.PRINCIPAL, 1, eur("1600")),
    Claim(C, ClaimKind.PRINCIPAL, 2, eur("800")),
]


@pytest.mark.parametrize(
    ("receipt", "interest", "principal"),
    [
        ("0", ("0", "0", "0"), ("0", "0", "0")),
        ("100", ("60.00", "40.00", "0"), ("0", "0", "0")),
        ("160", ("92.66", "61.78", "5.56"), ("0", "0", "0")),
        ("1185.33", ("92.66", "61.78", "30.89"), ("600", "400", "0")),
        ("4585.33", ("92.66", "61.78", "30.89"), ("2400", "1600", "400")),
        ("4985.33", ("92.66", "61.78", "30.89"), ("2400", "1600", "800")),
    ],
)
def test_a_receipt_pays_interest_then_principal_by_seniority(
    receipt: str, interest: tuple[str, ...], principal: tuple[str, ...]
) -> None:
    payouts = waterfall(eur(receipt), CLAIMS)
    assert tuple(payout.interest for payout in payouts) == texts(*interest)
    assert tuple(payout.principal for payout in payouts) == texts(*principal)


def test_open_clawbacks_are_withheld_oldest_first_and_only_from_who_owes() -> None:
    owed = [
        Clawback(A, 5, eur("2000")),
        Clawback(B, 5, ZERO),
        Clawback(A, 6, eur("900")),
    ]
    payouts = waterfall(eur("4985.33"), CLAIMS, owed)
    assert payouts[0] == Payout(
        A,
        eur("92.66"),
        eur("2400"),
        (Clawback(A, 5, eur("2000")), Clawback(A, 6, eur("492.66"))),
    )
    assert payouts[0].paid_out == ZERO
    assert payouts[1].paid_out == eur("1661.78")


def test_a_receipt_above_all_claims_is_refused() -> None:
    with pytest.raises(ReceiptTooLargeError, match="0,01"):
        waterfall(eur("4985.34"), CLAIMS)


@settings(max_examples=50)
@given(HOLDINGS, HOLDINGS, st.integers(1, 3), st.data())
def test_nobody_is_paid_more_than_is_due(
    interest: dict[int, Euro],
    principal: dict[int, Euro],
    ranks: int,
    data: st.DataObject,
) -> None:
    claims = [
        Claim(who, kind, who % ranks, amount)
        for kind, due in (
            (ClaimKind.INTEREST, interest),
            (ClaimKind.PRINCIPAL, principal),
        )
        for who, amount in due.items()
    ]
    whole = total(claim.amount for claim in claims)
    receipt = Euro(data.draw(st.integers(0, whole.cents)))
    payouts = waterfall(receipt, claims)
    assert total(payout.paid_out for payout in payouts) == receipt
    for payout in payouts:
        assert payout.interest <= interest.get(payout.investor, ZERO)
        assert payout.principal <= principal.get(payout.investor, ZERO)
