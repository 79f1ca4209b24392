from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from kba.domain.indexation import IndexSeries
from kba.domain.inputs import Subject, SubjectKind
from kba.domain.lines import CostLine, Effect
from kba.domain.problems import InvalidInputError, Problem
from kba.domain.vocabulary import Kind, Role
from sohos.core.bills import Payer, Per
from sohos.core.euro import Euro
from tests.domain.kba.examples import (
    CERTAIN,
    CPI,
    NEW_YEAR,
    case,
    price,
    with_plan,
    without,
)

HALF = Fraction(1, 2)


def faults(build: Any) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInputError) as refused:
        build()
    return [(fault.path, fault.code) for fault in refused.value.problems]


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"key": "geen spatie"}, "key", "key_not_allowed"),
        ({"description": " "}, "description", "empty"),
        ({"unit": ""}, "unit", "empty"),
        ({"evidence": ("abc",)}, "evidence[0]", "not_a_sha256"),
        ({"quantity": Fraction(-1)}, "quantity", "negative"),
        ({"quantity": Fraction(10**13)}, "quantity", "too_large"),
        ({"quantity": Fraction(10**11)}, "quantity", "amount_too_large"),
        (
            {"per": Per.ONCE, "last_on": date(2026, 2, 1)},
            "last_on",
            "one_off_has_no_end",
        ),
        ({"last_on": date(2025, 12, 31)}, "last_on", "ends_before_it_begins"),
        ({"probability": Fraction(3, 2)}, "probability", "not_between_0_and_1"),
        ({"price": price(-1)}, "price.amount", "negative"),
        ({"price": price(10**15)}, "price.amount", "too_large"),
        ({"price": price(1, year=1066)}, "price.year", "year_out_of_range"),
        ({"price": replace(price(1), source=" ")}, "price.source", "empty"),
        ({"price": replace(price(1), grade=7)}, "price.grade", "not_a_grade"),
        ({"payers": ()}, "payers", "shares_do_not_add_up"),
        (
            {"payers": ((Payer.STATE, Fraction(99, 100)),)},
            "payers",
            "shares_do_not_add_up",
        ),
        (
            {"payers": ((Payer.STATE, Fraction(2)), (Payer.UWV, Fraction(-1)))},
            "payers.rijk",
            "not_between_0_and_1",
        ),
        ({"payers": ((Payer.STATE, HALF),) * 2}, "payers", "payer_twice"),
        ({"effect": None}, "effect", "missing"),
        ({"counterpart": "x"}, "counterpart", "only_with_the_plan"),
        ({"role": Role.PLAN}, "role", "only_with_the_plan"),
        (
            {"kind": Kind.IMMATERIAL},
            "effect.cashable_share",
            "immaterial_is_never_cash",
        ),
    ],
)
def test_a_line_without_names_the_field(
    changes: dict[str, Any], path: str, code: str
) -> None:
    assert (path, code) in faults(lambda: without(**changes))


def test_a_line_with_the_plan_takes_its_effect_from_its_counterpart() -> None:
    assert faults(lambda: with_plan(effect=CERTAIN)) == [
        ("effect", "only_without_the_plan")
    ]
    assert faults(lambda: with_plan(role=Role.PLAN, counterpart="pleegzorg")) == [
        ("counterpart", "plan_effort_replaces_nothing")
    ]


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"deadweight": Fraction(2)}, "deadweight", "not_between_0_and_1"),
        ({"deadweight_reason": ""}, "deadweight_reason", "empty"),
        ({"evidence_grade": 0}, "evidence_grade", "not_a_grade"),
        ({"cash_lag_months": -1}, "cash_lag_months", "lag_out_of_range"),
        ({"persistence": ()}, "persistence", "out_of_range"),
        ({"persistence": (Fraction(2),)}, "persistence[0]", "not_between_0_and_1"),
    ],
)
def test_an_effect_names_the_field(
    changes: dict[str, Any], path: str, code: str
) -> None:
    effect = replace(CERTAIN, **changes)
    assert (f"effect.{path}", code) in faults(lambda: without(effect=effect))


def test_all_faults_of_a_line_are_found_at_once() -> None:
    assert len(faults(lambda: without(key="?", quantity=Fraction(-1), unit=""))) == 3


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"horizon_years": 0}, "horizon_years", "out_of_range"),
        ({"weeks_per_year": 51}, "weeks_per_year", "not_50_or_52"),
        ({"price_year": 1900}, "price_year", "year_out_of_range"),
        ({"reference_on": date(1900, 1, 1)}, "reference_on", "year_out_of_range"),
        ({"optimism_bias": ()}, "optimism_bias", "one_rate_per_grade"),
        (
            {"optimism_bias": (Fraction(2),) * 6},
            "optimism_bias",
            "not_between_0_and_1",
        ),
        ({"subject": Subject(SubjectKind.CASE, " ")}, "subject.code", "empty"),
        ({"series": (CPI, CPI)}, "index_series", "series_twice"),
    ],
)
def test_an_input_names_the_convention(
    changes: dict[str, Any], path: str, code: str
) -> None:
    assert (path, code) in faults(lambda: case([without()], **changes))


@pytest.mark.parametrize(
    ("lines", "path", "code"),
    [
        ([without(), without()], "lines[1].key", "key_twice"),
        (
            [without(), with_plan(counterpart="elders")],
            "lines[1].counterpart",
            "no_such_line_without",
        ),
        (
            [with_plan("een"), with_plan("twee", counterpart="een")],
            "lines[1].counterpart",
            "no_such_line_without",
        ),
        (
            [without(), with_plan(counterpart="pleegzorg", kind=Kind.IMMATERIAL)],
            "lines[1].kind",
            "differs_from_counterpart",
        ),
        (
            [without(per=Per.ONCE, first_on=date(2025, 12, 31))],
            "lines[0].first_on",
            "outside_the_horizon",
        ),
        (
            [without(first_on=date(2027, 1, 1))],
            "lines[0].first_on",
            "outside_the_horizon",
        ),
        (
            [without(price=price(1, year=2022))],
            "lines[0].price.series",
            "no_series_between_price_years",
        ),
        (
            [without(price=price(1, year=2022, series="OVA"))],
            "lines[0].price.series",
            "no_series_between_price_years",
        ),
        (
            [without(price=price(1, year=2021, series="CPI"))],
            "lines[0].price.series",
            "no_index_level",
        ),
        ([without(f"regel-{n}") for n in range(2001)], "lines", "too_many"),
    ],
)
def test_lines_together_name_the_line(
    lines: list[CostLine], path: str, code: str
) -> None:
    assert (path, code) in faults(lambda: case(lines))


def test_a_fixed_amount_needs_no_index() -> None:
    kba = case([without(price=price(4207, year=2021, series="geen"))])
    assert kba.lines[0].price.amount == Euro(4207)


def test_a_line_may_run_from_long_ago() -> None:
    assert case([without(first_on=date(2001, 5, 17))]).reference_on == NEW_YEAR


def test_a_problem_reads_as_one_line() -> None:
    assert str(Problem("lines[0].key", "empty")) == "lines[0].key: empty"
    assert str(Problem("", "too_large", "10").under("lines")) == "lines: too_large (10)"


@pytest.mark.parametrize(
    ("levels", "path"),
    [
        (((2022, Fraction(0)),), "levels.2022"),
        (((2024, Fraction(1)), (2022, Fraction(1))), "levels"),
    ],
)
def test_an_index_names_its_fault(
    levels: tuple[tuple[int, Fraction], ...], path: str
) -> None:
    found = faults(lambda: IndexSeries("CPI", levels, "CBS", ""))
    assert [fault[0] for fault in found] == [path, "vintage"]


def test_persistence_goes_on_with_its_last_share() -> None:
    effect = Effect(Fraction(0), "gemeten", 1, persistence=(Fraction(1), HALF))
    assert [effect.persisting(year) for year in (1, 2, 9)] == [1, HALF, HALF]
