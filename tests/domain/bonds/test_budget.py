from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonds.domain.budget import (
    BudgetExceededError,
    Cover,
    check_reservation,
    cover,
    household_months,
    is_above_year_signal,
    month_price,
    reservation,
)
from bonds.domain.contract import CapBehaviour, ContractTerms
from sohos.core.euro import ZERO, Euro
from tests.domain.bonds.money import eur, texts

QUEUE = ContractTerms()
TRUNCATE = ContractTerms(cap_behaviour=CapBehaviour.TRUNCATE)
SIGNAL = ContractTerms(interest_total_is_hard=False)
AMOUNTS = st.integers(0, 10_000_000).map(Euro)


def test_almelo_has_money_for_4500_household_months() -> None:
    assert month_price(eur("4800"), Fraction(4, 100)) == eur("16").exact()
    months = household_months(
        eur("72000"), case_amount=eur("4800"), rate=Fraction(4, 100)
    )
    assert months == 4500
    assert 375 * month_price(eur("4800"), Fraction(4, 100)) == eur("6000").exact()
    assert eur("6000") * 15 == eur("90000")


def test_a_draw_reserves_a_year_of_interest() -> None:
    first = reservation(QUEUE, draw=eur("3000"), drawn_on=date(2019, 3, 15))
    second = reservation(QUEUE, draw=eur("1800"), drawn_on=date(2019, 6, 1))
    assert (first, second) == texts("120", "72")


@pytest.mark.parametrize(
    ("terms", "interest", "reserved", "free", "expected"),
    [
        (QUEUE, "185.33", "192", "0", ("185.33", "185.33", "0", "6.67", "0")),
        (QUEUE, "200", "192", "8", ("200", "192", "8", "0", "0")),
        (TRUNCATE, "200", "192", "5", ("197", "192", "5", "0", "3")),
        (TRUNCATE, "200", "192", "-5", ("192", "192", "0", "0", "8")),
        (SIGNAL, "200", "192", "5", ("200", "192", "8", "0", "0")),
        (QUEUE, "0", "192", "0", ("0", "0", "0", "192", "0")),
    ],
)
def test_cover_comes_from_the_reservation_first(
    terms: ContractTerms,
    interest: str,
    reserved: str,
    free: str,
    expected: tuple[str, ...],
) -> None:
    covered = cover(
        terms, interest=eur(interest), reserved=eur(reserved), free=eur(free)
    )
    assert covered == Cover(*texts(*expected), waits=False)


def test_a_case_waits_when_the_budget_has_no_room() -> None:
    waiting = cover(QUEUE, interest=eur("200"), reserved=eur("192"), free=eur("7.99"))
    assert waiting == Cover(ZERO, ZERO, ZERO, ZERO, ZERO, waits=True)


def test_a_hard_budget_refuses_a_reservation_that_does_not_fit() -> None:
    check_reservation(QUEUE, amount=eur("120"), free=eur("120"))
    check_reservation(SIGNAL, amount=eur("120"), free=ZERO)
    with pytest.raises(BudgetExceededError, match="0,01"):
        check_reservation(QUEUE, amount=eur("120"), free=eur("119.99"))


def test_people_are_warned_above_the_yearly_amount() -> None:
    assert not is_above_year_signal(QUEUE, interest_of_year=eur("24000"))
    assert is_above_year_signal(QUEUE, interest_of_year=eur("24000.01"))


@given(st.sampled_from([QUEUE, TRUNCATE]), AMOUNTS, AMOUNTS, AMOUNTS)
def test_a_hard_cap_holds_whatever_is_asked(
    terms: ContractTerms, interest: Euro, reserved: Euro, free: Euro
) -> None:
    covered = cover(terms, interest=interest, reserved=reserved, free=free)
    assert covered.granted == covered.from_reserve + covered.from_free
    assert covered.from_free <= free
    if not covered.waits:
        assert covered.granted + covered.cut == interest
        assert covered.from_reserve + covered.released == reserved
