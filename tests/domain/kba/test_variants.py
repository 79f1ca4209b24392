"""A variant: the rows of a plan with other use, on the same draws."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from kba.domain import variants
from kba.domain.lines import UnitPrice
from kba.domain.problems import InvalidInputError
from kba.domain.rows import Row
from kba.domain.variants import Change
from kba.domain.vocabulary import Role
from sohos.core.bills import Law, Payer, Per
from sohos.core.euro import Euro
from tests.domain.kba.examples import CERTAIN

CARE = Row(
    description="Begeleiding",
    unit="uur",
    per=Per.YEAR,
    quantity_without=Fraction(200),
    quantity_with=Fraction(100),
    price=UnitPrice(Euro(6_000), 2024, None, "tarief", 3),
    payers=((Payer.MUNICIPALITY, Fraction(1)),),
    law=Law.WMO,
    first_on=date(2026, 1, 1),
    effect=CERTAIN,
    quantity_with_low=Fraction(80),
    quantity_with_high=Fraction(120),
)
EFFORT = replace(
    CARE,
    role=Role.PLAN,
    quantity_without=Fraction(0),
    quantity_with=Fraction(1),
    effect=None,
    quantity_with_low=None,
    quantity_with_high=None,
)
PLAN = {"r1": CARE, "r2": EFFORT}


def test_only_the_use_with_the_plan_changes() -> None:
    found = variants.varied(PLAN, {"r1": Change(Fraction(150), Fraction(1, 2))})
    assert list(found) == ["r1", "r2"]
    assert found["r1"].quantity_with == 150
    assert found["r1"].probability_with == Fraction(1, 2)
    assert found["r1"].quantity_with_high is None
    assert found["r1"].quantity_without == 200
    assert found["r2"] is EFFORT


def test_the_same_use_leaves_the_row_as_it_is() -> None:
    assert variants.varied(PLAN, {"r1": Change(Fraction(100))})["r1"] is CARE


def test_a_row_of_which_nothing_is_used_is_left_out() -> None:
    changes = {"r1": Change(Fraction(0)), "r2": Change(Fraction(0))}
    assert list(variants.varied(PLAN, changes)) == ["r1"]


def test_a_variant_differs_somewhere() -> None:
    wanted = {
        "r1": Change(Fraction(150)),
        "r2": Change(Fraction(1)),
        "r9": Change(Fraction(5)),
    }
    assert variants.different(PLAN, wanted) == {"r1": Change(Fraction(150))}
    with pytest.raises(InvalidInputError):
        variants.different(PLAN, {"r2": Change(Fraction(1))})


def test_changes_are_stored_exactly() -> None:
    changes = {"r1": Change(Fraction(1, 3), Fraction(2, 7), brings_back=True)}
    assert variants.from_json(variants.as_json(changes)) == changes
