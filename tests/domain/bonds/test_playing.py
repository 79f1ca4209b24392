"""A scenario lived in a rehearsed ledger keeps the rules of the real one (S11.9)."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bonds.domain import document
from bonds.domain.accounts import Account, Book, book_of
from bonds.domain.calculator import project
from bonds.domain.comparing import around_break_even, by_success, spread
from bonds.domain.contract import (
    CapBehaviour,
    ContractTerms,
    InterestEnd,
    LossBearer,
    OutcomeRule,
    RateBand,
)
from bonds.domain.day_count import DayCount, year_fraction, year_parts
from bonds.domain.ledger import Event, Leg, balance, trial_balance
from bonds.domain.playing import (
    Drawn,
    OneCase,
    Played,
    lenders_for,
    pages,
    play,
    settle_one,
)
from bonds.domain.rehearsal import Lender
from bonds.domain.scenario import IntakePattern, Scenario
from kba.domain.document import canonical
from sohos.core.euro import ZERO, total
from tests.domain.bonds.money import eur

SMALL = Scenario(
    terms=ContractTerms(interest_total_cap=eur("1920")),
    intake=(10,),
    saving=eur("13250"),
)


def lived(scenario: Scenario) -> Played:
    return play(scenario, lenders_for(scenario))


def legs_of(played: Played) -> list[Leg]:
    return [leg for entry in played.entries for leg in entry.posted.legs]


def under(scenario: Scenario, **terms: object) -> Scenario:
    changed = replace(scenario.terms, **terms)  # type: ignore[arg-type]
    return replace(scenario, terms=changed)


def test_all_that_succeed_leave_only_promises_and_budget() -> None:
    played = lived(SMALL)
    assert (played.started, played.refused, played.failed, played.waiting) == (
        10,
        0,
        0,
        0,
    )
    assert trial_balance(legs_of(played)) == {
        Account.BUDGET: eur("1920"),
        Account.BUDGET_USED: -eur("1920"),
    }


def test_the_ledger_comes_to_the_same_money_as_the_projection() -> None:
    scenario = replace(SMALL, success=Fraction(7, 10))
    played = lived(scenario)
    assert played.failed == 3
    interest = -balance(legs_of(played), Account.BUDGET_USED)
    assert interest == project(scenario).interest == eur("1344")
    assert balance(legs_of(played), Account.BUDGET_FREE) == -eur("576")


def test_a_budget_without_room_refuses_the_last_household() -> None:
    played = lived(under(SMALL, day_count=DayCount.ACT_365F, case_cap=eur("4800.01")))
    assert (played.started, played.refused) == (10, 0)
    short = lived(under(SMALL, interest_total_cap=eur("1919.99")))
    assert (short.started, short.refused) == (9, 1)
    assert lived(under(SMALL, interest_total_cap=ZERO)).refused == 10


def test_commitments_without_room_refuse_the_last_household() -> None:
    played = play(SMALL, [Lender("A", eur("47999.99"))])
    assert (played.started, played.refused) == (9, 1)


def test_a_case_without_cover_waits_until_another_fails() -> None:
    longer = replace(SMALL, months=15)
    assert lived(longer).waiting == 10
    one_fails = lived(replace(longer, success=Fraction(9, 10)))
    assert (one_fails.failed, one_fails.waiting) == (1, 5)
    more = under(replace(longer, intake=(12,)), interest_total_cap=eur("2304"))
    sixth_waits = lived(replace(more, success=Fraction(5, 6)))
    assert (sixth_waits.failed, sixth_waits.waiting) == (2, 2)
    half_fail = lived(replace(longer, success=Fraction(1, 2)))
    assert (half_fail.failed, half_fail.waiting) == (5, 0)


def test_a_truncating_contract_pays_what_there_is() -> None:
    played = lived(
        under(replace(SMALL, months=15), cap_behaviour=CapBehaviour.TRUNCATE)
    )
    assert played.waiting == 0
    assert balance(legs_of(played), Account.BUDGET_USED) == -eur("1920")
    assert not balance(legs_of(played), Account.LOAN_DUE)


def test_a_cap_that_is_a_signal_pays_in_full() -> None:
    played = lived(under(replace(SMALL, months=15), interest_total_is_hard=False))
    assert balance(legs_of(played), Account.BUDGET_USED) == -eur("2400")


@pytest.mark.parametrize(
    ("bearer", "first_loss", "written_off"),
    [
        (LossBearer.INVESTOR, "0", "24000"),
        (LossBearer.SOHOS, "0", "0"),
        (LossBearer.MUNICIPALITY, "0", "0"),
        (LossBearer.SOHOS_FIRST, "10000", "14000"),
    ],
)
def test_losses_are_borne_as_agreed(
    bearer: LossBearer, first_loss: str, written_off: str
) -> None:
    scenario = under(SMALL, loss_bearer=bearer, first_loss=eur(first_loss))
    scenario = replace(scenario, success=Fraction(1, 2))
    ended = [
        leg.amount
        for entry in lived(scenario).entries
        if entry.posted.event is Event.ENDED
        for leg in entry.posted.legs
        if leg.account is Account.LOAN_AT_RISK
    ]
    due = [
        leg.amount
        for entry in lived(scenario).entries
        if entry.posted.event is Event.ENDED
        for leg in entry.posted.legs
        if leg.account is Account.LOAN_DUE
    ]
    assert total(ended) + total(due) == eur(written_off)
    projected = project(scenario)
    assert projected.lent - eur(written_off) == projected.returned - projected.interest


def test_an_outcome_rule_decides_what_success_repays() -> None:
    part = under(replace(SMALL, saving=eur("9000")), outcome_rule=OutcomeRule.PRO_RATA)
    assert project(part).per_case.principal_due == eur("3600")
    assert project(part).interest == eur("1440")
    assert project(part).break_even is None
    assert list(around_break_even(part)) == []
    assert [rate for rate, _ in by_success(part, [Fraction(1)])] == [1]
    assert lived(part).failed == 0
    assert -balance(legs_of(lived(part)), Account.BUDGET_USED) == eur("1440")
    nothing = replace(SMALL, saving=eur("11999.99"))
    assert project(nothing).returned == ZERO
    assert lived(nothing).failed == 10


def test_interest_may_run_to_the_payment() -> None:
    later = replace(SMALL, payment_days=30)
    assert project(later).interest == eur("1920")
    to_payment = under(
        later, interest_end=InterestEnd.PAYMENT_DATE, interest_total_is_hard=False
    )
    # 30 days of 360 from 1 January is the 31st, which counts as the 30th: 29 days.
    assert project(to_payment).per_case.interest_due == eur("207.47")
    assert -balance(legs_of(lived(to_payment)), Account.BUDGET_USED) == eur("2074.70")


def test_a_maximum_return_limits_the_interest() -> None:
    assert project(under(SMALL, max_return=Fraction(1, 100))).interest == eur("480")


def test_more_years_accrue_at_each_new_year() -> None:
    played = lived(replace(SMALL, months=30, success=Fraction(0)))
    days = {page.on for page in pages(played.entries) if page.event is Event.ACCRUED}
    assert days == {date(2020, 1, 1), date(2021, 1, 1)}


def test_one_case_that_fails_pays_nobody() -> None:
    draw = Drawn(date(2019, 3, 15), maatwerk=eur("4800"))
    day = date(2020, 3, 15)
    case = OneCase((draw,), (), day, day, saving=eur("1"))
    settled = settle_one(ContractTerms(), [Lender("A", eur("4800"))], case)
    assert settled.municipality_pays == settled.interest == ZERO
    assert settled.received == (("A", ZERO, ZERO),)
    assert settled.xirr_estimate is None


def test_interest_rounded_daily_is_another_amount() -> None:
    draws = (
        Drawn(date(2019, 3, 15), professionals=eur("3000")),
        Drawn(date(2019, 6, 1), maatwerk=eur("1800")),
    )
    due_on = date(2020, 4, 1)
    case = OneCase(draws, (), due_on, due_on, eur("13250"))
    terms = ContractTerms(day_count=DayCount.ACT_365F)
    settled = settle_one(terms, [Lender("A", eur("4800"))], case)
    assert settled.interest == eur("186.08")
    assert settled.rounded_daily == eur("187.39")


def test_the_spread_is_wider_than_luck_alone() -> None:
    found = {
        name: share
        for name, share, _ in spread(replace(Scenario(), success=Fraction(9, 10)))
    }
    assert found["p10"] < Fraction(85, 100) < found["p50"] < Fraction(95, 100)
    assert found["p90"] > Fraction(95, 100)
    assert {share for _, share, _ in spread(SMALL)} == {1}


DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@given(DAYS, DAYS, st.sampled_from(DayCount))
def test_days_and_lengths_of_years_add_up_to_the_fraction(
    one: date, other: date, basis: DayCount
) -> None:
    start, end = sorted([one, other])
    parts = year_parts(start, end, basis)
    whole = sum((Fraction(*part) for part in parts), Fraction(0))
    assert whole == year_fraction(start, end, basis)


LIVES = st.builds(
    Scenario,
    terms=st.builds(
        ContractTerms,
        day_count=st.sampled_from(DayCount),
        cap_behaviour=st.sampled_from(CapBehaviour),
        interest_total_is_hard=st.booleans(),
        interest_total_cap=st.integers(0, 500_000).map(lambda n: eur("0.01") * n),
        interest_end=st.sampled_from(InterestEnd),
        outcome_rule=st.sampled_from([OutcomeRule.THRESHOLD, OutcomeRule.PRO_RATA]),
        loss_bearer=st.sampled_from(
            [LossBearer.INVESTOR, LossBearer.SOHOS, LossBearer.MUNICIPALITY]
        ),
    ),
    intake=st.lists(st.integers(1, 8), min_size=1, max_size=2).map(tuple),
    pattern=st.sampled_from(IntakePattern),
    months=st.integers(1, 30),
    success=st.fractions(0, 1, max_denominator=9),
    saving=st.integers(0, 2_000_000).map(lambda n: eur("0.01") * n),
    payment_days=st.integers(0, 40),
)


@settings(max_examples=40)
@given(LIVES)
def test_whatever_happens_the_books_balance_and_the_cap_holds(
    scenario: Scenario,
) -> None:
    played = play(
        scenario, [Lender("A", eur("40000")), Lender("B", eur("30000.01"), 2)]
    )
    assert played.started + played.refused == sum(scenario.intake)
    used = reserved = ZERO
    for entry in played.entries:
        legs = entry.posted.legs
        used -= balance(legs, Account.BUDGET_USED)
        reserved -= balance(legs, Account.BUDGET_RESERVED)
        if scenario.terms.interest_total_is_hard:
            assert used + reserved <= scenario.terms.interest_total_cap
    every = trial_balance(legs_of(played))
    for book in Book:
        assert total(it for one, it in every.items() if book_of(one) is book) == ZERO
    assert Account.CLEARING not in every
    assert Account.BANK not in every
    assert balance(legs_of(played), Account.LOAN_DUE) == ZERO
    summed = [
        amount
        for page in pages(played.entries)
        for _account, _party, amount in page.legs
    ]
    assert total(summed) == ZERO


@settings(max_examples=40)
@given(LIVES)
def test_what_is_written_to_a_file_is_read_back(scenario: Scenario) -> None:
    written = canonical(document.write(scenario, title="Almelo"))
    assert document.read(written).scenario == scenario


def test_a_rate_card_and_an_agreed_day_are_written_too() -> None:
    card = (RateBand(eur("4000"), Fraction(1, 3)), RateBand(eur("12000"), Fraction(1)))
    scenario = under(
        SMALL,
        outcome_rule=OutcomeRule.RATE_CARD,
        rate_card=card,
        long_stop_on=date(2024, 1, 31),
        max_return=Fraction(1, 7),
    )
    assert document.read(canonical(document.write(scenario))).scenario == scenario
