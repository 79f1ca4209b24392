"""Editions of all households: safe in themselves, and beside those before them."""

from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonds.domain import investing, pool
from bonds.domain.accounts import Account
from bonds.domain.contract import ContractTerms
from bonds.domain.investing import Move
from bonds.domain.ledger import Event
from bonds.domain.pool import Placed, PoolEdition, PoolState
from bonds.domain.returns import Flow
from tests.domain.bonds.money import eur

SECRET = b"only we know"
SPRING, SUMMER = date(2019, 2, 1), date(2019, 5, 1)
ENDS = (date(2019, 6, 30), date(2019, 9, 30), date(2019, 12, 31))


def households(started_on: date, **counts: int) -> list[Placed]:
    return [
        Placed(started_on, PoolState(name))
        for name, count in counts.items()
        for _ in range(count)
    ]


def told(*states: list[Placed]) -> tuple[PoolEdition, ...]:
    return pool.editions(zip(ENDS, states, strict=False), secret=SECRET)


def numbers(edition: PoolEdition) -> dict[object, int | None]:
    counts = edition.counts
    found: dict[object, int | None] = {"all": counts.total}
    found |= dict(zip(PoolState, counts.column_totals, strict=True))
    for quarter, row, whole in zip(
        edition.quarters, counts.cells, counts.row_totals, strict=True
    ):
        found[quarter] = whole
        found |= {(quarter, one): n for one, n in zip(PoolState, row, strict=True)}
    return found


def test_large_groups_are_told_with_their_sums() -> None:
    (edition,) = told(
        [*households(SPRING, running=9, repaid=7), *households(SUMMER, running=6)]
    )
    assert edition.quarters == (date(2019, 1, 1), date(2019, 4, 1))
    assert edition.counts.row_totals == (16, 6)
    assert edition.counts.column_totals == (15, 0, 0, 7, 0)
    assert edition.counts.total == 22


def test_one_that_came_since_the_last_edition_is_not_seen() -> None:
    first, second, third = told(
        households(SPRING, running=10),
        households(SPRING, running=9, repaid=1),
        households(SPRING, running=4, repaid=6),
    )
    assert first.counts.column_totals[0] == 10
    assert second.counts.column_totals[0] is None
    assert second.counts.total == 10
    assert third.counts.column_totals[3] is None


def test_nothing_is_told_of_few_and_no_edition_without_anybody() -> None:
    assert told([], []) == ()
    (edition,) = told(households(SPRING, running=4))
    assert set(edition.counts.cells[0]) == {None, 0}
    assert edition.counts.total is None


counts = st.lists(st.integers(0, 12), min_size=5, max_size=5)


@given(st.lists(st.tuples(counts, counts), min_size=3, max_size=3))
def test_between_editions_a_number_moves_by_nothing_or_by_five(
    rows: list[tuple[list[int], list[int]]],
) -> None:
    states = [
        [
            Placed(day, state)
            for day, row in zip((SPRING, SUMMER), both, strict=True)
            for state, count in zip(PoolState, row, strict=True)
            for _ in range(count)
        ]
        for both in rows
    ]
    last: dict[object, int] = {}
    for edition in told(*states):
        for key, count in numbers(edition).items():
            if count is None:
                continue
            assert count == 0 or count >= 5
            assert not 0 < abs(count - last.get(key, count)) < 5
            last[key] = count


def test_a_quarter_ends_and_is_published_two_weeks_later() -> None:
    assert pool.quarter_of(date(2019, 6, 30)) == date(2019, 4, 1)
    assert pool.quarter_end(date(2019, 11, 2)) == date(2019, 12, 31)
    assert pool.known_at(date(2019, 12, 31)).date() == date(2020, 1, 14)
    assert pool.quarters_between(date(2019, 2, 1), date(2019, 9, 30)) == (
        date(2019, 1, 1),
        date(2019, 4, 1),
        date(2019, 7, 1),
    )


def test_the_plan_of_almelo_lets_375_start_in_twelve_quarters() -> None:
    quarters = pool.quarters_between(date(2019, 1, 1), date(2021, 12, 31))
    starts = pool.planned_starts(375, quarters)
    assert sum(starts.values()) == 375
    assert set(starts.values()) == {31, 32}
    assert all(a < b for a, b in pairwise(starts))


def move(day: date, event: Event, account: Account, amount: str, case: int = 1) -> Move:
    return Move(day, event, account, eur(amount), case)


DRAWN = [
    move(date(2019, 3, 15), Event.DRAW_RECEIVED, Account.LOAN_AT_RISK, "-1500"),
    move(date(2019, 6, 1), Event.DRAW_RECEIVED, Account.LOAN_AT_RISK, "-900"),
]
DUE = [
    move(date(2020, 3, 20), Event.FELL_DUE, Account.LOAN_AT_RISK, "2400"),
    move(date(2020, 3, 20), Event.FELL_DUE, Account.LOAN_DUE, "-2400"),
    move(date(2020, 3, 20), Event.FELL_DUE, Account.INTEREST_DUE, "-92.66"),
]
PAID = [
    move(date(2020, 4, 1), Event.PAID, Account.LOAN_DUE, "2400"),
    move(date(2020, 4, 1), Event.PAID, Account.INTEREST_DUE, "92.66"),
]
TERMS = ContractTerms()


def expected(moves: list[Move], today: date, **due_on: date) -> list[Flow]:
    days = {1: due_on["due_on"]} if due_on else {}
    return list(investing.expected_flows(moves, TERMS, today=today, due_on=days))


def test_what_is_paid_is_realised_and_nothing_more_is_expected() -> None:
    moves = [*DRAWN, *DUE, *PAID]
    realised = investing.realised_flows(moves)
    assert [flow.cents for flow in realised] == [-150_000, -90_000, 240_000, 9_266]
    assert expected(moves, date(2020, 5, 1)) == list(realised)
    position = investing.position_until(moves)
    found = investing.returns_of(position, realised=realised, expected=realised)
    assert found.dpi == found.moic == Fraction(249_266, 240_000)
    assert found.realised_estimate == pytest.approx(0.0399, abs=0.0002)


def test_what_is_due_is_expected_on_its_day_or_today() -> None:
    moves = [*DRAWN, *DUE]
    assert investing.realised_flows(moves) == ()
    day = date(2020, 4, 1)
    assert expected(moves, date(2020, 3, 25), due_on=day)[-1] == Flow(
        day, Fraction(249_266)
    )
    late = expected(moves, date(2020, 6, 1), due_on=day)[-1]
    assert late.day == date(2020, 6, 1)


def test_what_runs_is_expected_with_interest_after_the_agreed_months() -> None:
    back = expected(DRAWN, date(2019, 7, 1))[-1]
    assert back.day == date(2020, 3, 15)
    months = 1500_00 * 12 + 900_00 * Fraction(284, 30)
    assert back.cents == 240_000 + months * Fraction(4, 100) / 12
    half = [*DRAWN, move(date(2019, 8, 1), Event.ENDED, Account.LOAN_AT_RISK, "1400")]
    assert expected(half, date(2019, 9, 1))[-1].cents == 100_000 + 4_000


def test_what_has_to_be_given_back_is_expected_today() -> None:
    clawed = [
        move(date(2020, 9, 1), Event.CLAWED_BACK, Account.LOAN_AT_RISK, "-2400"),
        move(date(2020, 9, 1), Event.CLAWED_BACK, Account.CLAWBACK_INVESTOR, "2492.66"),
    ]
    flows = expected([*DRAWN, *DUE, *PAID, *clawed], date(2020, 9, 2))
    assert Flow(date(2020, 9, 2), Fraction(-249_266)) in flows


def test_without_any_draw_nothing_can_be_said() -> None:
    promised = [Move(SPRING, Event.COMMITTED, Account.COMMITMENT, eur("9"), None)]
    found = investing.returns_of(
        investing.position_until(promised), realised=(), expected=()
    )
    assert (found.dpi, found.moic, found.realised_estimate) == (None, None, None)
    assert not found.has_ended
    assert not found.has_drawn


def test_a_position_is_read_up_to_any_day_and_added_up() -> None:
    moves = [*DRAWN, *DUE, *PAID]
    early = investing.position_until(moves, date(2019, 4, 1))
    assert early.drawn == early.at_risk == eur("1500")
    whole = investing.together([early, investing.position_until(moves)])
    assert whole.drawn == eur("3900")
    assert whole.repaid == eur("2400")
    (receipt,) = investing.receipts_of(moves)
    assert receipt.paid_out == eur("2492.66")
