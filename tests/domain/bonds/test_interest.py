from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonds.domain.contract import ContractTerms, InterestStart
from bonds.domain.day_count import DayCount
from bonds.domain.interest import (
    MoreReturnedThanLentError,
    Movement,
    accrual,
    bearing,
    exact_interest,
    interest_due,
)
from sohos.core.euro import ZERO, Euro, half_up, total
from tests.domain.bonds.money import eur

FOUR = Fraction(4, 100)
DRAWS = (
    Movement(date(2019, 3, 15), eur("3000")),
    Movement(date(2019, 6, 1), eur("1800")),
)
DUE_ON = date(2020, 4, 1)
BASES = st.sampled_from(DayCount)
LENT = st.lists(
    st.builds(
        Movement,
        st.dates(date(2019, 1, 1), date(2020, 12, 31)),
        st.integers(1, 480_000).map(Euro),
    ),
    min_size=1,
    max_size=5,
)


@pytest.mark.parametrize(
    ("basis", "expected"),
    [
        (DayCount.ACT_365F, "186.08"),
        (DayCount.ACT_ACT_ISDA, "185.95"),
        (DayCount.THIRTY_E_360, "185.33"),
    ],
)
def test_interest_of_the_worked_case(basis: DayCount, expected: str) -> None:
    assert interest_due(DRAWS, until=DUE_ON, rate=FOUR, basis=basis) == eur(expected)


@pytest.mark.parametrize(
    ("basis", "expected"),
    [
        (DayCount.ACT_365F, ["5.59", "35.83", "48.40", "48.39", "47.87"]),
        (DayCount.ACT_ACT_ISDA, ["5.59", "35.83", "48.40", "48.39", "47.74"]),
        (DayCount.THIRTY_E_360, ["5.33", "36.00", "48.00", "48.00", "48.00"]),
    ],
)
def test_quarterly_accruals_of_the_worked_case(
    basis: DayCount, expected: list[str]
) -> None:
    days = [
        date(2019, 4, 1),
        date(2019, 7, 1),
        date(2019, 10, 1),
        date(2020, 1, 1),
        DUE_ON,
    ]
    assert _accruals(DRAWS, days, basis) == [eur(amount) for amount in expected]


def test_rounding_every_day_would_have_given_another_amount() -> None:
    days = [
        DRAWS[0].day + timedelta(days=offset)
        for offset in range((DUE_ON - DRAWS[0].day).days)
    ]
    daily = total(
        half_up(
            total(d.amount for d in DRAWS if d.day <= day).exact()
            * FOUR
            * Fraction(1, 365)
        )
        for day in days
    )
    assert daily == eur("187.39")
    assert interest_due(DRAWS, until=DUE_ON, rate=FOUR, basis=DayCount.ACT_365F) == eur(
        "186.08"
    )


@pytest.mark.parametrize(
    ("start", "end", "basis", "expected"),
    [
        ("2019-03-15", "2020-03-15", DayCount.ACT_365F, "192.53"),
        ("2019-03-15", "2020-03-15", DayCount.ACT_ACT_ISDA, "192.42"),
        ("2019-03-15", "2020-03-15", DayCount.THIRTY_E_360, "192.00"),
        ("2020-01-01", "2021-01-01", DayCount.ACT_365F, "192.53"),
        ("2020-01-01", "2021-01-01", DayCount.ACT_ACT_ISDA, "192.00"),
        ("2020-01-01", "2021-01-01", DayCount.THIRTY_E_360, "192.00"),
        ("2019-01-01", "2019-12-31", DayCount.ACT_365F, "191.47"),
    ],
)
def test_twelve_months_on_4800(
    start: str, end: str, basis: DayCount, expected: str
) -> None:
    lent = [Movement(date.fromisoformat(start), eur("4800"))]
    until = date.fromisoformat(end)
    assert interest_due(lent, until=until, rate=FOUR, basis=basis) == eur(expected)


def test_half_a_cent_is_rounded_up_and_not_to_even() -> None:
    lent = [Movement(date(2019, 1, 1), eur("3375"))]
    exact = exact_interest(
        lent, until=date(2019, 1, 4), rate=FOUR, basis=DayCount.THIRTY_E_360
    )
    assert exact == Fraction(225, 2)
    assert half_up(exact) == eur("1.13")
    assert round(exact) == 112


def test_interest_on_a_refund_stops_on_the_day_of_the_refund() -> None:
    moved = [
        Movement(date(2019, 1, 1), eur("4800")),
        Movement(date(2019, 7, 1), -eur("1200")),
    ]
    assert interest_due(
        moved, until=date(2020, 1, 1), rate=FOUR, basis=DayCount.THIRTY_E_360
    ) == eur("168.00")


def test_more_given_back_than_lent_is_refused() -> None:
    moved = [
        Movement(date(2019, 1, 1), eur("100")),
        Movement(date(2019, 2, 1), -eur("100.01")),
    ]
    with pytest.raises(MoreReturnedThanLentError, match="2019-02-01"):
        exact_interest(
            moved, until=date(2020, 1, 1), rate=FOUR, basis=DayCount.ACT_365F
        )


def test_a_movement_on_or_after_the_last_day_carries_nothing() -> None:
    lent = [Movement(DUE_ON, eur("4800"))]
    exact = exact_interest(lent, until=DUE_ON, rate=FOUR, basis=DayCount.ACT_365F)
    assert exact == 0


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (
            InterestStart.DRAWDOWN,
            [("2019-03-15", "3000"), ("2019-06-01", "1800"), ("2019-09-01", "-100")],
        ),
        (
            InterestStart.CASE_START,
            [("2019-04-01", "3000"), ("2019-06-01", "1800"), ("2019-09-01", "-100")],
        ),
        (InterestStart.SPEND, [("2019-04-10", "2900"), ("2019-07-01", "1800")]),
    ],
)
def test_the_contract_says_which_movements_carry_interest(
    start: InterestStart, expected: list[tuple[str, str]]
) -> None:
    moved = bearing(
        ContractTerms(interest_start=start),
        draws=DRAWS[::-1],
        refunds=[Movement(date(2019, 9, 1), eur("100"))],
        spending=[
            Movement(date(2019, 7, 1), eur("1800")),
            Movement(date(2019, 4, 10), eur("2900")),
        ],
        case_started_on=date(2019, 4, 1),
    )
    assert [(f"{one.day}", one.amount) for one in moved] == [
        (day, eur(amount)) for day, amount in expected
    ]


@given(LENT, st.lists(st.dates(date(2019, 1, 1), date(2023, 1, 1)), max_size=8), BASES)
def test_accruals_are_never_negative_and_end_at_the_interest_due(
    lent: list[Movement], days: list[date], basis: DayCount
) -> None:
    until = date(2023, 1, 2)
    accruals = _accruals(lent, [*sorted(days), until], basis)
    assert min(accruals) >= ZERO
    assert total(accruals) == interest_due(lent, until=until, rate=FOUR, basis=basis)


@given(LENT, st.randoms(use_true_random=False), BASES)
def test_the_order_of_draws_changes_nothing(
    lent: list[Movement], chance: object, basis: DayCount
) -> None:
    shuffled = list(lent)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    until = date(2022, 5, 17)
    assert exact_interest(shuffled, until=until, rate=FOUR, basis=basis) == (
        exact_interest(lent, until=until, rate=FOUR, basis=basis)
    )


@given(LENT, BASES)
def test_interest_to_date_never_falls(lent: list[Movement], basis: DayCount) -> None:
    days = [date(2019, 1, 1) + timedelta(days=40 * step) for step in range(30)]
    to_date = [exact_interest(lent, until=d, rate=FOUR, basis=basis) for d in days]
    assert all(before <= after for before, after in pairwise(to_date))


def _accruals(
    lent: Sequence[Movement], days: Sequence[date], basis: DayCount
) -> list[Euro]:
    accruals: list[Euro] = []
    for until in days:
        accruals.append(
            accrual(lent, until=until, rate=FOUR, basis=basis, posted=total(accruals))
        )
    return accruals
