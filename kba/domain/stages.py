"""Three frozen stages, each the same bytes whenever it is recomputed (rule 10)."""

import hashlib
import math
from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction

from kba.domain import document, timing
from kba.domain.document.outcome import amounts
from kba.domain.document.reading import input_from
from kba.domain.document.section import Section, parse
from kba.domain.inputs import KbaInput
from kba.domain.lines import CostLine
from kba.domain.problems import InvalidInputError, Problem
from kba.domain.result import Result, evaluate
from sohos.core.bills import Per
from sohos.core.dates import add_months
from sohos.core.errors import DomainError

ENGINE_VERSION = "1"
STAGE_FORMAT = "sohos-kba-stage/1"


class Stage(StrEnum):
    """Before the plan, at the jaargrens, and as the accountant accepts it."""

    PROGNOSIS = "prognose"
    REALISATION = "realisatie"
    VALIDATED = "gevalideerd"


_BEFORE: Mapping[Stage, frozenset[Stage | None]] = {
    Stage.PROGNOSIS: frozenset({None}),
    Stage.REALISATION: frozenset({Stage.PROGNOSIS, Stage.VALIDATED}),
    Stage.VALIDATED: frozenset({Stage.REALISATION}),
}


class StageOutOfOrderError(DomainError):
    """A stage follows the one before it, and names it by its hash."""

    code = "stage_out_of_order"


class StageChangedError(DomainError):
    """The bytes of a frozen stage are not what was frozen."""

    code = "stage_changed"


class OtherEngineError(DomainError):
    """The stage was computed by another version of the engine."""

    code = "other_engine"


@dataclass(frozen=True, slots=True)
class Pins:
    """Versions that a stage holds on to, beside the input itself.

    Discount table, index levels and their vintage are part of the input. `seed` is
    that of the simulation.
    """

    catalogue_version: str
    contract_version: str
    seed: int
    engine_version: str = ENGINE_VERSION


@dataclass(frozen=True, slots=True)
class FrozenStage:
    """A stage in its canonical bytes, with the SHA-256 of them and of its input."""

    stage: Stage
    pins: Pins
    kba: KbaInput
    result: Result
    previous_sha256: str | None
    content: bytes
    sha256: str
    input_sha256: str


def freeze(
    kba: KbaInput, *, stage: Stage, pins: Pins, previous: FrozenStage | None = None
) -> FrozenStage:
    """Compute a stage and fix it in bytes (rules 10.1 to 10.3).

    Args:
        kba: the input of this stage.
        stage: which of the three.
        pins: versions and seed that it holds on to.
        previous: the stage before it; None for a prognosis only. A follow-up at 24
            or 36 months is a realisation after a validated stage.

    Returns:
        The frozen stage; equal arguments give equal bytes.

    Raises:
        StageOutOfOrderError: `previous` is not the stage that comes before.
    """
    if (previous.stage if previous else None) not in _BEFORE[stage]:
        raise StageOutOfOrderError(stage.value)
    return _frozen(kba, stage, pins, previous.sha256 if previous else None)


def thaw(content: bytes, *, sha256: str) -> FrozenStage:
    """Read a frozen stage back and prove that nothing changed (rule 10.4).

    Args:
        content: the stored bytes.
        sha256: the hash under which they were frozen, hexadecimal.

    Returns:
        The stage, recomputed; its bytes equal `content`.

    Raises:
        StageChangedError: the hash differs, or recomputing gives other bytes.
        OtherEngineError: another version of the engine froze it.
        InvalidInputError: the bytes are no frozen stage.
    """
    if hashlib.sha256(content).hexdigest() != sha256:
        raise StageChangedError(sha256)
    problems: list[Problem] = []
    root = Section(parse(content), "", problems)
    stage = root.choice("stage", Stage)
    pins = _pins(root.section("pins"))
    previous = root.text("previous_sha256") if root.has("previous_sha256") else None
    kba = input_from(root.section("input"))
    if problems or kba is None:
        raise InvalidInputError(problems)
    if pins.engine_version != ENGINE_VERSION:
        raise OtherEngineError(pins.engine_version)
    frozen = _frozen(kba, stage, pins, previous)
    if frozen.content != content:
        raise StageChangedError(sha256)
    return frozen


def plan_year(prognosis: KbaInput, year: int = 1) -> KbaInput:
    """Return the part of a prognosis that a measurement looks back on (rule 10.5).

    Args:
        prognosis: an input of one or more plan years.
        year: the plan year, 1 for the one that ends at the jaargrens.

    Returns:
        That plan year as an input of its own, which begins on its first day, without
        the lines that start later or are over; the realised quantities and prices are
        entered in it. What an effect has left and its lag go on where they are.
    """
    elapsed = (year - 1) * timing.MONTHS_PER_YEAR
    begins_on = add_months(prognosis.reference_on, elapsed)
    outside = {
        line.key for line in prognosis.lines if not _is_in(line, prognosis, elapsed)
    }
    return replace(
        prognosis,
        reference_on=begins_on,
        horizon_years=1,
        lines=tuple(
            _going_on(line, begins_on, year, outside)
            for line in prognosis.lines
            if line.key not in outside
        ),
    )


def _is_in(line: CostLine, prognosis: KbaInput, elapsed: int) -> bool:
    span = timing.span_of(
        line,
        reference_on=prognosis.reference_on,
        horizon_years=prognosis.horizon_years,
    )
    begins_in_time = span.start < elapsed + timing.MONTHS_PER_YEAR
    return begins_in_time and (
        span.start >= elapsed if line.per is Per.ONCE else span.end > elapsed
    )


def _going_on(
    line: CostLine, begins_on: date, year: int, outside: Set[str]
) -> CostLine:
    if line.counterpart in outside:
        line = replace(line, counterpart=None)
    effect = line.effect
    if effect is not None and year > 1:
        passed = -timing.moment_of(line.first_on, reference_on=begins_on)
        effect = replace(
            effect,
            persistence=effect.persistence[year - 1 :] or effect.persistence[-1:],
            cash_lag_months=max(
                0, math.ceil(effect.cash_lag_months - max(passed, Fraction(0)))
            ),
        )
    return replace(line, first_on=max(line.first_on, begins_on), effect=effect)


def _frozen(
    kba: KbaInput, stage: Stage, pins: Pins, previous_sha256: str | None
) -> FrozenStage:
    written = document.write(kba)
    input_sha256 = hashlib.sha256(document.canonical(written)).hexdigest()
    result = evaluate(kba)
    content = document.canonical(
        {
            "format": STAGE_FORMAT,
            "stage": stage.value,
            "pins": {
                "engine_version": pins.engine_version,
                "catalogue_version": pins.catalogue_version,
                "contract_version": pins.contract_version,
                "seed": pins.seed,
            },
            "previous_sha256": previous_sha256,
            "input": written,
            "input_sha256": input_sha256,
            "result": amounts(result),
        }
    )
    return FrozenStage(
        stage=stage,
        pins=pins,
        kba=kba,
        result=result,
        previous_sha256=previous_sha256,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        input_sha256=input_sha256,
    )


def _pins(field: Section) -> Pins:
    return Pins(
        catalogue_version=field.text("catalogue_version"),
        contract_version=field.text("contract_version"),
        seed=field.whole("seed"),
        engine_version=field.text("engine_version"),
    )
