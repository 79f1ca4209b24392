"""Stages: frozen, recomputed, validated (rules 10 and 11)."""

import hashlib
import json
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from kba.domain import contract, document, stages, validation
from kba.domain.problems import InvalidInputError
from kba.domain.stages import (
    FrozenStage,
    OtherEngineError,
    Pins,
    Stage,
    StageChangedError,
    StageOutOfOrderError,
)
from kba.domain.validation import (
    AddedCostRejectedError,
    Decision,
    LineNotJudgedError,
    Verdict,
    VerdictWithoutReasonError,
)
from sohos.core.euro import Euro
from tests.domain.kba.examples import case, with_plan, without

PINS = Pins(catalogue_version="2026-1", contract_version="1", seed=20260101)
LINES = (
    without(),
    with_plan("blijft", quantity=Fraction(100), counterpart="pleegzorg"),
    with_plan("inzet", quantity=Fraction(10)),
)
REALISED = case(LINES)


def prognosis() -> FrozenStage:
    return stages.freeze(case(LINES, horizon_years=3), stage=Stage.PROGNOSIS, pins=PINS)


def verdicts(**changes: Verdict) -> dict[str, Verdict]:
    return {line.key: Verdict(Decision.ACCEPTED) for line in LINES} | changes


def test_a_stage_is_its_bytes() -> None:
    frozen = prognosis()
    assert frozen.sha256 == hashlib.sha256(frozen.content).hexdigest()
    assert prognosis() == frozen
    assert stages.thaw(frozen.content, sha256=frozen.sha256) == frozen


def test_a_stage_pins_what_it_was_computed_with() -> None:
    content = json.loads(prognosis().content)
    assert content["pins"] == {
        "catalogue_version": "2026-1",
        "contract_version": "1",
        "engine_version": stages.ENGINE_VERSION,
        "seed": 20260101,
    }
    assert content["input"]["index_series"][0]["vintage"] == "2025-01"
    assert content["input"]["discounting"]["bands"][0]["rate"] == "0"
    written = document.canonical(content["input"])
    assert content["input_sha256"] == hashlib.sha256(written).hexdigest()


def test_the_stages_name_each_other() -> None:
    before = prognosis()
    realised = stages.freeze(
        REALISED, stage=Stage.REALISATION, pins=PINS, previous=before
    )
    accepted = stages.freeze(
        REALISED, stage=Stage.VALIDATED, pins=PINS, previous=realised
    )
    follow_up = stages.freeze(
        REALISED, stage=Stage.REALISATION, pins=PINS, previous=accepted
    )
    assert realised.previous_sha256 == before.sha256
    assert accepted.previous_sha256 == realised.sha256
    assert follow_up.previous_sha256 == accepted.sha256
    assert stages.thaw(accepted.content, sha256=accepted.sha256) == accepted
    assert contract.municipal_saving(accepted.result.contract) == Euro(
        1_535_555 - 420_700 - 42_070
    )


def test_stages_come_in_order() -> None:
    before = prognosis()
    for stage, previous in (
        (Stage.PROGNOSIS, before),
        (Stage.REALISATION, None),
        (Stage.VALIDATED, before),
        (Stage.VALIDATED, None),
    ):
        with pytest.raises(StageOutOfOrderError):
            stages.freeze(REALISED, stage=stage, pins=PINS, previous=previous)


def test_a_flipped_byte_is_found() -> None:
    frozen = prognosis()
    changed = frozen.content.replace(b'"quantity":"365"', b'"quantity":"366"')
    with pytest.raises(StageChangedError):
        stages.thaw(changed, sha256=frozen.sha256)


def test_a_result_that_does_not_follow_from_its_input_is_found() -> None:
    changed = prognosis().content.replace(b'"quantity":"365"', b'"quantity":"366"')
    with pytest.raises(StageChangedError):
        stages.thaw(changed, sha256=hashlib.sha256(changed).hexdigest())


def test_another_engine_is_named() -> None:
    other = stages.freeze(
        REALISED, stage=Stage.PROGNOSIS, pins=replace(PINS, engine_version="0")
    )
    with pytest.raises(OtherEngineError):
        stages.thaw(other.content, sha256=other.sha256)


def test_what_is_no_stage_is_refused() -> None:
    content = b'{"stage":"prognose"}'
    with pytest.raises(InvalidInputError):
        stages.thaw(content, sha256=hashlib.sha256(content).hexdigest())


def test_the_jaargrens_looks_back_on_the_first_year() -> None:
    later = without("later", first_on=date(2027, 1, 1))
    kba = case([*LINES, later, with_plan("rest", counterpart="later")], horizon_years=3)
    first = stages.plan_year(kba)
    assert first.horizon_years == 1
    assert [line.key for line in first.lines] == [
        "pleegzorg",
        "blijft",
        "inzet",
        "rest",
    ]
    assert first.lines[-1].counterpart is None


def test_accepted_lines_stay_as_they_are() -> None:
    assert validation.validated(REALISED, verdicts()) == REALISED


def test_a_correction_says_what_does_hold() -> None:
    corrected = Verdict(
        Decision.CORRECTED, "factuur", quantity=Fraction(120), price=Euro(4000)
    )
    accepted = validation.validated(REALISED, verdicts(blijft=corrected))
    line = accepted.lines[1]
    assert line.quantity == 120
    assert line.price.amount == Euro(4000)
    assert line.price.override_reason == "factuur"
    only_price = Verdict(Decision.CORRECTED, "tarief", price=Euro(4100))
    line = validation.validated(REALISED, verdicts(blijft=only_price)).lines[1]
    assert (line.quantity, line.price.amount) == (Fraction(100), Euro(4100))
    only_quantity = Verdict(Decision.CORRECTED, "geteld", quantity=Fraction(99))
    line = validation.validated(REALISED, verdicts(blijft=only_quantity)).lines[1]
    assert (line.quantity, line.price) == (Fraction(99), REALISED.lines[1].price)


@pytest.mark.parametrize("key", ["pleegzorg", "blijft"])
def test_a_rejected_line_takes_the_whole_effect_with_it(key: str) -> None:
    rejected = {key: Verdict(Decision.REJECTED, "geen bewijs")}
    accepted = validation.validated(REALISED, verdicts(**rejected))
    assert [line.key for line in accepted.lines] == ["inzet"]


def test_rejection_never_raises_the_saving() -> None:
    rejected = Verdict(Decision.REJECTED, "geen bewijs")
    with pytest.raises(AddedCostRejectedError):
        validation.validated(REALISED, verdicts(inzet=rejected))
    more = case(
        [LINES[0], replace(LINES[1], quantity=Fraction(400)), LINES[2]],
    )
    with pytest.raises(AddedCostRejectedError):
        validation.validated(more, verdicts(pleegzorg=rejected))


def test_every_line_is_judged_and_every_refusal_has_a_reason() -> None:
    open_line = verdicts()
    del open_line["inzet"]
    with pytest.raises(LineNotJudgedError, match="inzet"):
        validation.validated(REALISED, open_line)
    with pytest.raises(LineNotJudgedError, match="onbekend"):
        validation.validated(REALISED, verdicts(onbekend=Verdict(Decision.ACCEPTED)))
    for decision in (Decision.CORRECTED, Decision.REJECTED):
        with pytest.raises(VerdictWithoutReasonError):
            validation.validated(REALISED, verdicts(blijft=Verdict(decision, " ")))
