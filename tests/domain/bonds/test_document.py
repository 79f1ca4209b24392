"""The open format of the calculator: read whole, or refused with paths (S11.11)."""

import json
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import bonds
from bonds.domain import document
from bonds.domain.contract import CapBehaviour, ContractTerms, LossBearer, OutcomeRule
from bonds.domain.day_count import DayCount
from bonds.domain.document.reading import PLACES
from bonds.domain.scenario import IntakePattern, Scenario
from kba.domain.problems import InvalidInputError
from tests.domain.bonds.money import eur

FOLDER = Path(bonds.__file__).parent / "examples"
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))
SCHEMA = json.loads(
    (Path(__file__).parents[3] / "docs" / "bond.schema.json").read_text()
)
Change = Callable[[Any], object]


def content_of(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text())


def put(value: object, *path: str | int) -> Change:
    def change(content: Any) -> None:
        for step in path[:-1]:
            content = content[step]
        content[path[-1]] = value

    return change


def drop(*path: str | int) -> Change:
    def change(content: Any) -> None:
        for step in path[:-1]:
            content = content[step]
        del content[path[-1]]

    return change


def faults(content: bytes | str) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInputError) as refused:
        document.answer(document.read(content))
    return [(fault.path, fault.code) for fault in refused.value.problems]


@pytest.mark.parametrize("name", NAMES)
def test_every_example_fits_the_schema_and_is_answered(name: str) -> None:
    validator = jsonschema.Draft202012Validator(SCHEMA)
    assert list(validator.iter_errors(content_of(name))) == []
    told = document.answer(document.read((FOLDER / f"{name}.json").read_bytes()))
    json.dumps(told, allow_nan=False)
    assert document.as_text(told)


def test_the_schema_knows_every_term() -> None:
    terms = set(SCHEMA["properties"]["contract"]["properties"])
    assert terms == set(ContractTerms.__dataclass_fields__) - {"confirmed"}
    fields = set(Scenario.__dataclass_fields__) - {"terms"}
    assert fields == set(PLACES)


def test_a_file_without_a_contract_has_the_terms_of_almelo() -> None:
    found = document.read(
        '{"format": "sohos-bond/1", "intake": {"households": [125, 125, 125]},'
        ' "outcome": {}}'
    )
    assert found.scenario == Scenario()
    assert [one.commitment for one in found.lenders] == [eur("1800000")]
    assert found.months == (12, 13, 15)


def test_every_kind_of_term_is_read() -> None:
    content = content_of("almelo-monthly")
    content["contract"] = {
        "rate": "1/20",
        "case_cap": "5000.50",
        "interest_total_is_hard": False,
        "cap_behaviour": "truncate",
        "day_count": "ACT/ACT-ISDA",
        "max_return": 0.1,
        "outcome_rule": "rate_card",
        "rate_card": [
            {"from_saving": 4000, "share": "1/4"},
            {"from_saving": 12000, "share": 1},
        ],
        "loss_bearer": "municipality",
        "reservation_months": 15,
        "long_stop_on": "2024-01-31",
    }
    terms = document.read(json.dumps(content)).scenario.terms
    assert terms.rate == Fraction(1, 20)
    assert terms.case_cap == eur("5000.50")
    assert not terms.interest_total_is_hard
    assert terms.cap_behaviour is CapBehaviour.TRUNCATE
    assert terms.day_count is DayCount.ACT_ACT_ISDA
    assert terms.max_return == Fraction(1, 10)
    assert terms.outcome_rule is OutcomeRule.RATE_CARD
    assert terms.rate_card[0].share == Fraction(1, 4)
    assert terms.loss_bearer is LossBearer.MUNICIPALITY
    assert terms.long_stop_on == date(2024, 1, 31)


def test_failures_are_a_success_rate() -> None:
    found = document.read(json.dumps(content_of("almelo-fourteen-failures")))
    assert found.scenario.success == Fraction(361, 375)
    assert found.scenario.pattern is IntakePattern.JANUARY


@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        (put("x", "verrassing"), "verrassing", "unknown_key"),
        (put("sohos-bond/2", "format"), "format", "unknown_format"),
        (drop("format"), "format", "missing"),
        (drop("intake"), "intake", "missing"),
        (drop("intake", "households"), "intake.households", "missing"),
        (put(1, "contract", "kleur"), "contract.kleur", "unknown_key"),
        (put("30/360", "contract", "day_count"), "contract.day_count", "unknown_choice"),
        (put(float("nan"), "contract", "rate"), "contract.rate", "not_a_number"),
        (put(float("inf"), "outcome", "success"), "outcome.success", "not_a_number"),
        (put("4%", "contract", "rate"), "contract.rate", "not_a_number"),
        (put(1, "contract", "rate"), "contract.rate", "not_allowed"),
        (put(-0.01, "contract", "rate"), "contract.rate", "not_allowed"),
        (put("ja", "contract", "interest_total_is_hard"), "contract.interest_total_is_hard", "not_true_or_false"),
        (put(601, "contract", "reservation_months"), "contract.reservation_months", "not_allowed"),
        (put(10**12 + 1, "contract", "case_cap"), "contract.case_cap", "too_large"),
        (put(10**15, "contract", "case_cap"), "contract.case_cap", "too_large"),
        (put(4800.001, "contract", "case_cap"), "contract.case_cap", "more_than_two_decimals"),
        (put(0, "contract", "case_cap"), "contract.case_cap", "not_allowed"),
        (put("9999-12-31", "contract", "ends_on"), "contract.ends_on", "not_allowed"),
        (put(1000, "contract", "first_loss"), "contract.first_loss", "not_allowed"),
        (put([{"from_saving": 1, "share": 2}], "contract", "rate_card"), "contract.rate_card", "not_allowed"),
        (put("x", "contract", "rate_card"), "contract.rate_card", "not_a_list"),
        (put(-1, "intake", "households", 1), "intake.households[1]", "negative"),
        (put(1.5, "intake", "households", 1), "intake.households[1]", "not_a_whole_number"),
        (put([0, 0], "intake", "households"), "intake.households", "not_allowed"),
        (put([10_001], "intake", "households"), "intake.households", "not_allowed"),
        (put([1] * 101, "intake", "households"), "intake.households", "too_many"),
        (put("weekly", "intake", "pattern"), "intake.pattern", "unknown_choice"),
        (put(0, "intake", "months"), "intake.months", "not_allowed"),
        (put(10**13, "intake", "months"), "intake.months", "not_allowed"),
        (put(2200, "intake", "first_year"), "intake.first_year", "not_allowed"),
        (put(1.01, "outcome", "success"), "outcome.success", "not_allowed"),
        (put(-1, "outcome", "saving"), "outcome.saving", "not_allowed"),
        (put(366, "outcome", "payment_days"), "outcome.payment_days", "not_allowed"),
        (put(1, "outcome", "failures"), "outcome.failures", "success_given_too"),
        (put(1.2, "compare", "success", 1), "compare.success[1]", "not_between_0_and_1"),
        (put(121, "compare", "months", 2), "compare.months[2]", "not_allowed"),
        (put(0, "investors", 0, "commitment"), "investors[0].commitment", "not_above_zero"),
        (put(0, "investors", 0, "seniority"), "investors[0].seniority", "not_allowed"),
        (put([{"name": "A", "commitment": 1}] * 101, "investors"), "investors", "too_many"),
        (put(-1, "case", "draws", 1, "professionals"), "case.draws[1].professionals", "negative"),
        (drop("case", "draws", 0, "professionals"), "case.draws[0].professionals", "nothing_drawn"),
        (put([], "case", "draws"), "case.draws", "missing"),
        (put("2019-06-01", "case", "due_on"), "case.due_on", "out_of_order"),
        (put("2020-03-31", "case", "paid_on"), "case.paid_on", "out_of_order"),
        (put("2019-03-15", "case", "accrue_on", 0), "case.accrue_on[0]", "out_of_order"),
        (put("1 april", "case", "accrue_on", 0), "case.accrue_on[0]", "not_a_day"),
        (put("1899-12-31", "case", "accrue_on", 0), "case.accrue_on[0]", "not_allowed"),
        (put(4801, "case", "draws", 0, "professionals"), "case.draws", "case_cap_exceeded"),
        (put(10**7, "case", "draws", 0, "professionals"), "case.draws", "budget_exceeded"),
        (put("2018-01-01", "periods", 0, "until"), "periods[0].until", "out_of_order"),
        (put(-5, "periods", 0, "amount"), "periods[0].amount", "not_above_zero"),
        (put(-1, "seed"), "seed", "negative"),
    ],
)  # fmt: skip
def test_a_fault_is_named_by_its_path(change: Change, path: str, code: str) -> None:
    content = content_of("almelo")
    change(content)
    assert (path, code) in faults(json.dumps(content))


def test_too_many_failures_are_refused() -> None:
    content = content_of("almelo-fourteen-failures")
    content["outcome"]["failures"] = 376
    assert faults(json.dumps(content)) == [("outcome.failures", "not_allowed")]


def test_all_faults_are_told_at_once_and_alone() -> None:
    content = content_of("almelo")
    content["contract"]["day_count"] = "30/360"
    content["intake"]["months"] = "twaalf"
    assert faults(json.dumps(content)) == [
        ("contract.day_count", "unknown_choice"),
        ("intake.months", "not_a_number"),
    ]
    assert faults(b"\xff") == [("", "not_utf8")]
    assert faults("[1, 2]")[0] == ("", "not_an_object")
    assert faults('{"format": "sohos-bond/1", "format": 1}')[0] == (
        "format",
        "key_twice",
    )


def test_a_contract_without_interest_is_answered_too() -> None:
    content = content_of("almelo-fourteen-failures")
    content["contract"] = {"rate": 0, "day_count": "ACT/365F"}
    content["intake"] = {"households": [3], "months": 18}
    content["outcome"] = {}
    content["case"] = {
        "draws": [{"on": "2019-03-15", "maatwerk": 4800}],
        "due_on": "2020-03-15",
    }
    told = document.answer(document.read(json.dumps(content)))
    assert "household_months" not in told["budget"]  # type: ignore[operator]
    assert "household-months" not in document.as_text(told)
    content["case"]["draws"] = []
    assert faults(json.dumps(content)) == [("case.draws", "missing")]
