"""A row without and with the plan, and what was really used (rules 2.4, 10.5, 11.2)."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from kba.domain import realisation, rows, validation
from kba.domain.inputs import KbaInput
from kba.domain.problems import InvalidInputError
from kba.domain.realisation import Measured, MeasurementsDoNotMatchError
from kba.domain.result import evaluate
from kba.domain.rows import Row, RowValue, RowVerdict
from kba.domain.validation import Decision
from kba.domain.vocabulary import Role, Scenario
from sohos.core.bills import Law, Payer, Per
from sohos.core.euro import Euro
from tests.domain.kba.examples import CERTAIN, NEW_YEAR, case, price

ONE = Fraction(1)


def row(**changes: Any) -> Row:
    values: dict[str, Any] = {
        "description": "Pleegzorg",
        "unit": "etmaal",
        "per": Per.YEAR,
        "quantity_without": Fraction(365),
        "quantity_with": Fraction(100),
        "price": price(4207),
        "payers": ((Payer.MUNICIPALITY, ONE),),
        "law": Law.JEUGDWET,
        "first_on": NEW_YEAR,
        "effect": CERTAIN,
    }
    return Row(**(values | changes))


def effort(**changes: Any) -> Row:
    values: dict[str, Any] = {
        "role": Role.PLAN,
        "per": Per.ONCE,
        "quantity_without": Fraction(0),
        "quantity_with": ONE,
        "price": price(480_000),
        "effect": None,
    }
    return row(**(values | changes))


def prognosis(**changes: Row) -> KbaInput:
    return rows.with_rows(case([], horizon_years=3), changes)


def values(kba: KbaInput) -> tuple[RowValue, ...]:
    return rows.pairs(evaluate(kba).lines)


def measured(units: int, **changes: Any) -> Measured:
    return replace(Measured(Fraction(units), "declaraties 2026"), **changes)


def test_a_row_is_two_lines_that_belong_together() -> None:
    before, after = rows.lines_of(row(), "r1")
    assert (before.key, after.key) == ("r1.zonder", "r1.met")
    assert after.counterpart == before.key
    assert before.effect == CERTAIN
    assert after.effect is None
    assert rows.stem_of(before) == rows.stem_of(after) == "r1"


def test_a_row_may_have_use_in_one_scenario_only() -> None:
    (avoided,) = rows.lines_of(row(quantity_with=Fraction(0)), "r1")
    assert avoided.scenario is Scenario.WITHOUT
    (added,) = rows.lines_of(row(quantity_without=Fraction(0)), "r1")
    assert (added.scenario, added.counterpart) == (Scenario.WITH, None)
    (plan,) = rows.lines_of(effort(quantity_without=ONE), "r1")
    assert (plan.role, plan.counterpart) == (Role.PLAN, None)


@pytest.mark.parametrize(
    ("wrong", "paths"),
    [
        (
            row(quantity_without=Fraction(0), quantity_with=Fraction(0)),
            ["quantity_without"],
        ),
        (row(quantity_without=Fraction(-1)), ["quantity_without"]),
        (row(probability_with=Fraction(2)), ["probability_with"]),
        (row(unit=""), ["unit"]),
        (row(effect=None), ["effect"]),
        (row(payers=()), ["payers"]),
    ],
)
def test_a_wrong_row_names_its_own_fields(wrong: Row, paths: list[str]) -> None:
    with pytest.raises(InvalidInputError) as refused:
        rows.lines_of(wrong, "r1")
    assert [fault.path for fault in refused.value.problems] == paths


def test_the_lines_of_a_row_are_shown_side_by_side() -> None:
    first, second = values(prognosis(r1=row(), r2=effort()))
    year = first.year(1)
    assert (first.stem, first.line.key) == ("r1", "r1.zonder")
    assert (year.gross_without, year.gross_with) == (Euro(1_535_555), Euro(420_700))
    assert [year.units_without, year.units_with] == [365, 100]
    assert year.value == Euro(1_535_555 - 420_700)
    year = second.year(1)
    assert second.line.key == "r2.met"
    assert [year.gross_without, year.units_without] == [Euro(0), 0]
    assert year.value == Euro(-480_000)
    (avoided,) = values(prognosis(r1=row(quantity_with=Fraction(0))))
    assert avoided.year(1).gross_with == Euro(0)
    assert avoided.year(1).units_with == 0
    with pytest.raises(ValueError, match="r9"):
        _ = RowValue("r9", None, None).line


def test_what_was_counted_takes_the_place_of_what_was_expected() -> None:
    kba = realisation.realised(
        prognosis(r1=row(), r2=effort()),
        {
            "r1": measured(120),
            "r2": measured(1, price=Euro(500_000), price_source="factuur"),
        },
    )
    assert kba.horizon_years == 1
    assert [line.key for line in kba.lines] == ["r1.zonder", "r1.met", "r2.met"]
    counted, spent = kba.lines[1:]
    assert (counted.quantity, counted.per) == (Fraction(120), Per.YEAR)
    assert counted.price == price(4207)
    assert counted.evidence_note == "declaraties 2026"
    assert (spent.per, spent.price.amount) == (Per.ONCE, Euro(500_000))
    assert (spent.price.source, spent.price.year) == ("factuur", 2024)
    assert evaluate(kba).contract[0].net == Euro((365 - 120) * 4207 - 500_000)


def test_an_event_did_or_did_not_happen() -> None:
    risk = row(
        per=Per.ONCE,
        quantity_without=ONE,
        quantity_with=ONE,
        price=price(2_250_000),
        probability_without=Fraction(2, 5),
        probability_with=Fraction(1, 20),
    )
    stayed = realisation.realised(prognosis(r1=risk), {"r1": measured(0)})
    assert evaluate(stayed).contract[0].saving == Euro(900_000)
    left = realisation.realised(prognosis(r1=risk), {"r1": measured(1)})
    assert evaluate(left).contract[0].saving == Euro(900_000 - 2_250_000)


def test_avoided_use_that_was_used_after_all_is_counted() -> None:
    avoided = prognosis(r1=row(quantity_with=Fraction(0)))
    kba = realisation.realised(avoided, {"r1": measured(10)})
    assert kba.lines[1].counterpart == "r1.zonder"
    assert evaluate(kba).contract[0].saving == Euro(355 * 4207)


def test_the_order_of_the_lines_does_not_matter() -> None:
    straight = prognosis(r1=row(), r2=effort())
    turned = replace(straight, lines=straight.lines[::-1])
    found = {"r1": measured(120), "r2": measured(1)}
    assert set(realisation.realised(turned, found).lines) == set(
        realisation.realised(straight, found).lines
    )


def test_rows_that_start_after_the_jaargrens_are_not_measured() -> None:
    later = row(first_on=date(2027, 1, 1))
    kba = realisation.realised(prognosis(r1=row(), r2=later), {"r1": measured(0)})
    assert {line.key for line in kba.lines} == {"r1.zonder", "r1.met"}


def test_every_row_is_measured_and_nothing_else() -> None:
    for found in ({}, {"r1": measured(1), "r2": measured(1)}):
        with pytest.raises(MeasurementsDoNotMatchError):
            realisation.realised(prognosis(r1=row()), found)


@pytest.mark.parametrize(
    ("found", "path"),
    [
        (measured(1, evidence_note=" "), "r1.evidence_note"),
        (measured(-1), "r1.units"),
        (measured(1, price=Euro(1)), "r1.price_source"),
        (measured(1, price=Euro(-1), price_source="nota"), "r1.price"),
    ],
)
def test_a_measurement_has_its_evidence(found: Measured, path: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        realisation.realised(prognosis(r1=row()), {"r1": found})
    assert [fault.path for fault in refused.value.problems] == [path]


def realised() -> KbaInput:
    weekly = row(per=Per.WEEK, quantity_without=Fraction(7), quantity_with=ONE)
    return realisation.realised(
        prognosis(r1=weekly, r2=effort()), {"r1": measured(100), "r2": measured(1)}
    )


def accepted(kba: KbaInput, **verdicts: RowVerdict) -> KbaInput:
    everything = {
        each.stem: RowVerdict(Decision.ACCEPTED) for each in values(kba)
    } | verdicts
    found = rows.line_verdicts(values(kba), everything)
    return validation.validated(kba, found)


def test_a_row_is_accepted_as_a_whole() -> None:
    assert accepted(realised()) == realised()


def test_a_row_without_a_verdict_leaves_its_lines_unjudged() -> None:
    found = rows.line_verdicts(
        values(realised()), {"r2": RowVerdict(Decision.ACCEPTED)}
    )
    assert found.keys() == {"r2.met"}


def test_units_of_the_year_are_corrected_in_the_rhythm_of_the_line() -> None:
    fewer = RowVerdict(
        Decision.CORRECTED,
        "beschikking tot juli",
        units_without=Fraction(182),
        units_with=Fraction(110),
    )
    before, after, _ = accepted(realised(), r1=fewer).lines
    assert (before.quantity, before.per) == (Fraction(7, 2), Per.WEEK)
    assert (after.quantity, after.per) == (Fraction(110), Per.YEAR)


def test_units_are_corrected_from_nothing() -> None:
    kba = realisation.realised(prognosis(r1=row()), {"r1": measured(0)})
    more = RowVerdict(Decision.CORRECTED, "toch gebruikt", units_with=Fraction(3))
    assert accepted(kba, r1=more).lines[1].quantity == 3


def test_a_price_is_corrected_on_both_sides() -> None:
    cheaper = RowVerdict(Decision.CORRECTED, "contracttarief", price=Euro(4000))
    before, after, _ = accepted(realised(), r1=cheaper).lines
    assert before.price.amount == after.price.amount == Euro(4000)
    assert before.quantity == 7


def test_a_rejected_row_counts_nothing() -> None:
    rejected = RowVerdict(Decision.REJECTED, "geen bewijs")
    kba = accepted(realised(), r1=rejected)
    assert [line.key for line in kba.lines] == ["r2.met"]
