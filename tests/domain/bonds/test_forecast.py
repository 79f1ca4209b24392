"""What is still to come, and the day on which the interest budget runs out."""

from datetime import date
from fractions import Fraction

from bonds.domain import forecast
from bonds.domain.contract import ContractTerms
from bonds.domain.forecast import Coming
from sohos.core.euro import Euro
from tests.domain.bonds.money import eur

TERMS = ContractTerms()


def coming(on: date, interest: str) -> Coming:
    return Coming(on, Fraction(0), eur(interest).exact())


def test_the_pace_of_almelo_uses_24000_a_year_and_breaches_in_the_end() -> None:
    found = forecast.intake(TERMS, starts_a_year=125, today=date(2018, 12, 1))
    assert len(found) == 36
    assert found[0].on == date(2020, 1, 1)
    whole = sum((one.interest for one in found), Fraction(0))
    assert Euro(int(whole)) == eur("72000")
    assert forecast.breach_on(eur("72000"), found) is None
    assert forecast.breach_on(eur("71999.99"), found) == date(2022, 12, 1)


def test_nobody_starts_without_a_pace_or_after_the_contract() -> None:
    assert forecast.intake(TERMS, starts_a_year=0, today=date(2019, 1, 1)) == ()
    assert forecast.intake(TERMS, starts_a_year=9, today=date(2021, 12, 1)) == ()


def test_the_first_day_that_passes_what_is_left_is_told_whatever_the_order() -> None:
    days = [coming(date(2021, 5, 1), "60"), coming(date(2021, 2, 1), "50")]
    assert forecast.breach_on(eur("100"), days) == date(2021, 5, 1)
    assert forecast.breach_on(eur("110"), days) is None
    assert forecast.breach_on(eur("49.99"), days) == date(2021, 2, 1)


def test_half_of_the_steps_took_at_most_so_long() -> None:
    assert forecast.waited([3, 1, 9, 40]).median_days == 3
    assert forecast.waited([]) == forecast.Waited(0, None)
