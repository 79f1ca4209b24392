"""The worked table of rule 10.6."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from kba.domain.difference import (
    LineDifference,
    StagesNotComparableError,
    difference,
    full_value,
    municipal_cash,
)
from kba.domain.inputs import Subject, SubjectKind
from kba.domain.lines import CostLine
from sohos.core.bills import Payer, Per
from sohos.core.euro import Euro
from tests.domain.kba.examples import CERTAIN, case, price, with_plan, without

BEFORE = without(quantity=Fraction(100), price=price(10_000))


def only(before: CostLine, after: CostLine, years: int = 1) -> LineDifference:
    found = difference(
        case([before], horizon_years=years), case([after], horizon_years=years)
    )
    return found.lines[0]


def test_quantity_first_then_price() -> None:
    after = replace(BEFORE, quantity=Fraction(110), price=price(12_000))
    found = only(BEFORE, after)
    assert found == LineDifference(
        "pleegzorg",
        before=Euro(1_000_000),
        after=Euro(1_320_000),
        quantity=Euro(100_000),
        price=Euro(220_000),
    )
    assert found.whole == Euro(320_000)


def test_the_same_use_at_another_time() -> None:
    effect = replace(CERTAIN, persistence=(Fraction(1), Fraction(1, 2)))
    early = replace(BEFORE, effect=effect, last_on=date(2026, 12, 31))
    late = replace(early, first_on=date(2027, 1, 1), last_on=date(2027, 12, 31))
    found = only(early, late, years=2)
    assert (found.quantity, found.timing) == (Euro(0), Euro(-500_000))


def test_less_persistence_is_timing_and_more_deadweight_is_a_term() -> None:
    faded = replace(CERTAIN, persistence=(Fraction(9, 10),))
    found = only(BEFORE, replace(BEFORE, effect=faded))
    assert (found.timing, found.terms) == (Euro(-100_000), Euro(0))
    luck = replace(CERTAIN, deadweight=Fraction(1, 10))
    found = only(BEFORE, replace(BEFORE, effect=luck))
    assert (found.timing, found.terms) == (Euro(0), Euro(-100_000))


def test_from_nothing_to_something_is_quantity() -> None:
    found = only(replace(BEFORE, quantity=Fraction(0)), BEFORE)
    assert found.quantity == Euro(1_000_000)


def test_a_one_off_line_beyond_the_compared_years_counts_nothing() -> None:
    once = replace(BEFORE, per=Per.ONCE, first_on=date(2027, 6, 1))
    before = case([once], horizon_years=2)
    after = case([replace(once, first_on=date(2026, 6, 1))])
    found = difference(before, after)
    assert found.years == 1
    assert found.lines[0].quantity == Euro(1_000_000)


def test_new_and_vanished_lines() -> None:
    before = case([BEFORE, without("weg", price=price(100, year=2022, series="CPI"))])
    after = case(
        [BEFORE, with_plan("nieuw", quantity=Fraction(1))], price_year=2024, series=()
    )
    found = difference(before, after)
    assert [line.key for line in found.lines] == ["pleegzorg", "nieuw", "weg"]
    assert found.lines[1].new == Euro(-4207)
    assert found.lines[2].vanished == Euro(-39_165)
    assert found.effect("new") + found.effect("vanished") == found.after - found.before


def test_another_price_level_is_a_price_effect() -> None:
    line = replace(BEFORE, price=price(10_000, year=2022, series="CPI"))
    found = difference(case([line], price_year=2022), case([line]))
    assert found.effect("price") == Euro(73_000)


def test_the_municipality_sees_its_own_part() -> None:
    shared = replace(
        BEFORE,
        payers=((Payer.MUNICIPALITY, Fraction(1, 2)), (Payer.STATE, Fraction(1, 2))),
    )
    whole = difference(case([BEFORE]), case([shared]), amount=full_value)
    own = difference(case([BEFORE]), case([shared]), amount=municipal_cash)
    assert whole.effect("terms") == Euro(0)
    assert own.effect("terms") == Euro(-500_000)


def test_only_stages_of_one_subject_and_date_compare() -> None:
    before = case([BEFORE])
    for after in (
        case([BEFORE], reference_on=date(2026, 2, 1)),
        case([BEFORE], subject=Subject(SubjectKind.CASE, "AL-0002")),
    ):
        with pytest.raises(StagesNotComparableError):
            difference(before, after)
