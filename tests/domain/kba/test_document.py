"""The open format: read, refused with paths, written (rule 13)."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from kba.domain import document
from kba.domain.document.section import LARGEST_FILE
from kba.domain.document.writing import euro_text, number_text
from kba.domain.measures import measures_of
from kba.domain.problems import InvalidInputError
from kba.domain.result import evaluate
from sohos.core.bills import Payer, Per
from sohos.core.euro import Euro
from tests.domain.kba.examples import (
    FOLDER,
    case,
    example,
    price,
    with_plan,
    without,
)

NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))
SCHEMA = json.loads(
    (Path(__file__).parents[3] / "docs" / "kba.schema.json").read_text()
)
Change = Callable[[dict[str, Any]], object]


def faults(content: bytes | str) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInputError) as refused:
        document.read(content)
    return [(fault.path, fault.code) for fault in refused.value.problems]


def changed(change: Change, name: str = "almelo") -> str:
    content = json.loads((FOLDER / f"{name}.json").read_text())
    change(content)
    return json.dumps(content)


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


@pytest.mark.parametrize("name", NAMES)
def test_what_is_written_is_read_back(name: str) -> None:
    found = example(name)
    written = document.canonical(document.write(found.kba, found.programme))
    assert document.read(written) == found
    again = document.read(written)
    assert document.canonical(document.write(again.kba, again.programme)) == written


@pytest.mark.parametrize("name", NAMES)
def test_every_example_fits_the_schema(name: str) -> None:
    validator = jsonschema.Draft202012Validator(SCHEMA)
    content = json.loads((FOLDER / f"{name}.json").read_text())
    assert list(validator.iter_errors(content)) == []
    found = example(name)
    written = document.canonical(document.write(found.kba, found.programme))
    assert list(validator.iter_errors(json.loads(written))) == []


def test_a_full_line_is_read_back() -> None:
    override = replace(
        price(4207), catalogue_code="jeugd-pleegzorg-etmaal", override_reason="contract"
    )
    full = without(
        price=override,
        member="lid-1",
        evidence=("0" * 64,),
        follows_from="knelpunt:7",
        quantity=Fraction(1, 3),
        last_on=date(2026, 6, 30),
        payers=((Payer.MUNICIPALITY, Fraction(2, 3)), (Payer.STATE, Fraction(1, 3))),
    )
    kba = case([full, with_plan(counterpart="pleegzorg")])
    assert document.read(document.canonical(document.write(kba))).kba == kba


@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        (put("x", "verrassing"), "verrassing", "unknown_key"),
        (put("sohos-kba/2", "format"), "format", "unknown_format"),
        (drop("format"), "format", "missing"),
        (drop("lines", 0, "law"), "lines[0].law", "missing"),
        (put("x", "lines", 0, "kleur"), "lines[0].kleur", "unknown_key"),
        (put("x", "lines", 0, "price", "btw"), "lines[0].price.btw", "unknown_key"),
        (
            put("0.99", "lines", 0, "payers", "gemeente"),
            "lines[0].payers",
            "shares_do_not_add_up",
        ),
        (
            put("1", "lines", 0, "payers", "oma"),
            "lines[0].payers.oma",
            "unknown_choice",
        ),
        (
            put("2018-01-01", "lines", 3, "last_on"),
            "lines[3].last_on",
            "ends_before_it_begins",
        ),
        (put("31-12-2019", "lines", 3, "last_on"), "lines[3].last_on", "not_a_day"),
        (put("2019-02-30", "reference_on"), "reference_on", "not_a_day"),
        (put(2018, "price_year"), "lines[0].price.series", "no_series_between_price_years"),
        (put(float("nan"), "lines", 0, "quantity"), "lines[0].quantity", "not_a_number"),
        (put(float("inf"), "lines", 0, "quantity"), "lines[0].quantity", "not_a_number"),
        (put("1/0", "lines", 0, "quantity"), "lines[0].quantity", "not_a_number"),
        (put("1,5", "lines", 0, "quantity"), "lines[0].quantity", "not_a_number"),
        (put(json.loads("true"), "lines", 0, "quantity"), "lines[0].quantity", "not_a_number"),
        (put(None, "lines", 0, "quantity"), "lines[0].quantity", "missing"),
        (put(10**13, "lines", 0, "price", "amount"), "lines[0].price.amount", "too_large"),
        (put("1e999", "lines", 0, "quantity"), "lines[0].quantity", "too_large"),
        (put("1e-999", "lines", 0, "quantity"), "lines[0].quantity", "too_precise"),
        (put("4800.005", "lines", 0, "price", "amount"), "lines[0].price.amount", "more_than_two_decimals"),
        (put("1.5", "horizon_years"), "horizon_years", "not_a_whole_number"),
        (put(5, "lines", 0, "unit"), "lines[0].unit", "not_a_text"),
        (put("a\x00b", "lines", 0, "unit"), "lines[0].unit", "not_a_text"),
        (put("\ud800", "lines", 0, "unit"), "lines[0].unit", "not_a_text"),
        (put("a" * 2001, "lines", 0, "unit"), "lines[0].unit", "too_long"),
        (put("soms", "lines", 0, "per"), "lines[0].per", "unknown_choice"),
        (put({}, "lines"), "lines", "not_a_list"),
        (drop("lines"), "lines", "missing"),
        (put(["x"], "lines"), "lines[0]", "not_an_object"),
        (put([5], "lines", 0, "evidence"), "lines[0].evidence[0]", "not_a_sha256"),
        (put([[]], "lines", 0, "evidence"), "lines[0].evidence[0]", "not_a_text"),
        (put([], "subject"), "subject", "not_an_object"),
        (drop("discounting"), "discounting", "missing"),
        (put([], "discounting", "bands"), "discounting.bands", "bands_not_complete"),
        (put("x", "optimism_bias", 0), "optimism_bias[0]", "not_a_number"),
        (
            put([{"name": "CPI", "source": "CBS", "vintage": "1", "levels": {"20x4": "1"}}], "index_series"),
            "index_series[0].levels.20x4",
            "not_a_year",
        ),
        (
            put([{"name": "CPI", "source": "CBS", "vintage": "1", "levels": {"2024": "0"}}], "index_series"),
            "index_series[0].levels.2024",
            "not_above_zero",
        ),
        (put("0", "programme", "ratios", 0, "denominator"), "programme.ratios[0].denominator", "not_above_zero"),
        (drop("programme", "ratios", 0, "label"), "programme.ratios[0].label", "missing"),
        (put(2000, "programme", "intake", "through_year"), "programme.intake.through_year", "out_of_range"),
        (drop("programme", "intake", "timing"), "programme.intake.timing", "missing"),
        (put("rond", "programme", "published", 0, "wording"), "programme.published[0].wording", "unknown_choice"),
        (put("x", "programme", "extra"), "programme.extra", "unknown_key"),
    ],
)  # fmt: skip
def test_a_refusal_names_the_path_and_the_reason(
    change: Change, path: str, code: str
) -> None:
    assert (path, code) in faults(changed(change))


def test_every_fault_is_found_at_once() -> None:
    def change(content: dict[str, Any]) -> None:
        content["lines"][0]["quantity"] = "veel"
        content["lines"][2]["payers"] = {"gemeente": "0.5"}
        content["weeks_per_year"] = "half"

    assert [path for path, _ in faults(changed(change))] == [
        "weeks_per_year",
        "lines[0].quantity",
        "lines[2].payers",
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff", "not_utf8"),
        (b"{", "not_json"),
        ("[" * 100_000, "too_deep"),
        (" " * (LARGEST_FILE + 1), "file_too_large"),
        ("[]", "not_an_object"),
    ],
)
def test_what_is_no_document_is_refused(content: bytes | str, code: str) -> None:
    assert ("", code) in faults(content)


def test_a_key_given_twice_is_refused() -> None:
    content = changed(lambda _: None)
    twice = content.replace('"price_year": 2019', '"price_year": 2019, "price_year": 1')
    assert ("price_year", "key_twice") in faults(twice)


def test_a_number_keeps_every_digit() -> None:
    text = changed(put("0.1", "lines", 0, "probability"))
    bare = text.replace('"0.1"', "0.1")
    assert document.read(bare).kba.lines[0].probability == Fraction(1, 10)
    assert document.read(bare) == document.read(text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(5), "5"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(1, 3), "1/3"),
        (Fraction(10**12), "1000000000000"),
    ],
)
def test_numbers_end_or_are_quotients(value: Fraction, text: str) -> None:
    assert number_text(value) == text


def test_amounts_have_two_decimals() -> None:
    assert euro_text(Euro(-5)) == "-0.05"


def test_the_outcome_tells_everything_that_the_engine_knows() -> None:
    found = example("den-haag-lpbl")
    result = evaluate(found.kba)
    told = json.loads(
        document.canonical(
            document.outcome(result, measures_of(found.kba, result), found.programme)
        )
    )
    assert told["amounts"]["present_estimate"]["total"]["net"] == 180_000_000
    assert told["measures"]["bcr"] == "28/19"
    assert told["measures"]["irr_estimate"] == {"not_applicable": "no_sign_change"}
    insurers = next(r for r in told["wrong_pockets"] if r["payer"] == "zorgverzekeraar")
    assert insurers["others_net"] == -140_000_000
    assert told["programme"]["ratios"]["per-fte"] == "87500"
    assert told["programme"]["years"] == []


def test_the_outcome_of_a_case_has_no_programme() -> None:
    kba = case([with_plan()])
    result = evaluate(kba)
    told = document.outcome(result, measures_of(kba, result))
    assert "programme" not in told
    assert json.loads(document.canonical(told))["wrong_pockets"][0]["share"] is None


def test_the_outcome_of_a_programme_has_its_years() -> None:
    found = example("almelo")
    result = evaluate(found.kba)
    told: Any = document.outcome(
        result, measures_of(found.kba, result), found.programme
    )
    assert [year["proven"] for year in told["programme"]["years"]] == [
        0,
        75_000_000,
        225_000_000,
        375_000_000,
        450_000_000,
    ]


def test_an_internal_rate_is_told_with_six_decimals() -> None:
    kba = case(
        [without(quantity=Fraction(1)), with_plan(quantity=Fraction(1))],
        horizon_years=2,
    )
    shifted = [kba.lines[0], with_plan("eerst", quantity=Fraction(1), per=Per.ONCE)]
    result = evaluate(case(shifted, horizon_years=2))
    told: Any = document.outcome(result, measures_of(case(shifted), result))
    assert len(told["measures"]["irr_estimate"].split(".")[1]) == 6
