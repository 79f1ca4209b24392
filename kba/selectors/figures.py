"""Reads: what many KBAs expected and counted, added up without a case to see."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db import connection

from kba.domain.stages import Stage as StageKind
from kba.models import Stage
from sohos.core.bills import Law, Payer
from sohos.core.euro import Euro, total
from sohos.tenancy.actor import Actor
from sohos.tenancy.arrays import IsAnyOf
from sohos.tenancy.permissions import Permission


@dataclass(frozen=True, slots=True)
class MeasuredCase:
    """The first plan year of a case: what was expected, and what was counted.

    Municipal savings, nominal, in euro. What counts is the validated stage, and the
    realisation while none is validated.
    """

    case_id: int
    prognosis_id: int
    counted_id: int
    expected: Euro
    counted: Euro
    is_validated: bool
    realised_on: date
    counted_on: date


@dataclass(frozen=True, slots=True)
class SavingPart:
    """The part of a law or payer in many first years, and of how many cases it is."""

    code: str
    cases: int
    expected: Euro
    counted: Euro


@dataclass(frozen=True, slots=True)
class Expected:
    """What a frozen prognosis expects: for the municipality, and of care at whoever pays."""

    municipal: Euro
    care: Euro


@dataclass(frozen=True, slots=True)
class MeasuredOn:
    """A frozen measurement of a case: of which day, and since when it is known."""

    on: date
    at: datetime
    is_validated: bool


_CARE_LAWS = (Law.WMO, Law.JEUGDWET)
_CARE_PAYERS = (Payer.HEALTH_INSURER, Payer.CARE_OFFICE)
_EXPECTED = """
    SELECT stage.id, stage.municipal_saving_cents,
           coalesce((
               SELECT sum(part.cents::bigint)
               FROM jsonb_each_text(stage.saving_by_law) AS part (code, cents)
               WHERE part.code = ANY(%(laws)s)
           ), 0) + coalesce((
               SELECT sum(part.cents::bigint)
               FROM jsonb_each_text(stage.cash_by_payer) AS part (code, cents)
               WHERE part.code = ANY(%(payers)s)
           ), 0)
    FROM kba_stage AS stage
    WHERE stage.id = ANY(%(stages)s)
"""

_BY_LAW = """
    JOIN LATERAL jsonb_each_text(stage.saving_by_law) AS part (code, cents) ON true
"""
_BY_PAYER = """
    JOIN LATERAL jsonb_each_text(stage.cash_by_payer) AS part (code, cents)
        ON part.code <> %(own)s
"""
_PARTS = """
    SELECT code, count(*) FILTER (WHERE expected <> 0 OR counted <> 0),
           sum(expected), sum(counted)
    FROM (
        SELECT part.code, stage.kba_id,
               coalesce(sum(part.cents::bigint) FILTER (WHERE stage.kind = %(before)s),
                        0) AS expected,
               coalesce(sum(part.cents::bigint) FILTER (WHERE stage.kind <> %(before)s),
                        0) AS counted
        FROM kba_stage AS stage
        {join}
        WHERE stage.municipality_id = %(municipality)s AND stage.id = ANY(%(stages)s)
        GROUP BY part.code, stage.kba_id
    ) AS per_case
    GROUP BY code
"""


def measured_cases(actor: Actor, case_ids: Sequence[int]) -> list[MeasuredCase]:
    """List the cases with a measured year, in order of case id.

    Raises:
        NotAllowedError: the actor reads no figures.
    """
    actor.require(Permission.DASHBOARD_READ)
    newest = (
        Stage.objects.filter(
            IsAnyOf("kba__case_id", case_ids),
            municipality_id=actor.municipality_id,
            year=1,
        )
        .order_by("kba_id", "kind", "-number")
        .distinct("kba_id", "kind")
        .values_list(
            "kba__case_id", "kind", "id", "previous_id", "on", "municipal_saving_cents"
        )
    )
    by_case: dict[int, dict[str, _Newest]] = {}
    for case_id, kind, stage_id, previous_id, on, cents in newest:
        stage = _Newest(stage_id, previous_id, on, cents)
        by_case.setdefault(case_id, {})[kind] = stage
    found = (_measured(case_id, stages) for case_id, stages in sorted(by_case.items()))
    return [measured for measured in found if measured is not None]


def savings_by_law(actor: Actor, measured: Sequence[MeasuredCase]) -> list[SavingPart]:
    """Add up the municipal savings of the first year per law, in the order of `Law`.

    Raises:
        NotAllowedError: the actor reads no figures.
    """
    found = _parts(actor, measured, join=_BY_LAW)
    return [found[law.value] for law in Law if law.value in found]


def savings_by_payer(
    actor: Actor, measured: Sequence[MeasuredCase]
) -> list[SavingPart]:
    """Add up the cash of the first year per payer, in the order of `Payer`.

    The municipality's is its saving before the plan's own effort, on which the bond
    pays; what others put into the plan themselves counts against theirs.

    Raises:
        NotAllowedError: the actor reads no figures.
    """
    found = _parts(actor, measured, join=_BY_PAYER)
    touched = sum(bool(one.expected or one.counted) for one in measured)
    if touched:
        found[Payer.MUNICIPALITY.value] = SavingPart(
            Payer.MUNICIPALITY.value,
            touched,
            total(one.expected for one in measured),
            total(one.counted for one in measured),
        )
    return [found[payer.value] for payer in Payer if payer.value in found]


def expected_of_stages(stage_ids: Sequence[int]) -> dict[int, Expected]:
    """Return what each frozen stage of the running tenant expects, by its id.

    Care is what the Wmo, the Jeugdwet, the health insurer and the care office save in
    the first year.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _EXPECTED,
            {
                "laws": [law.value for law in _CARE_LAWS],
                "payers": [payer.value for payer in _CARE_PAYERS],
                "stages": list(stage_ids),
            },
        )
        rows = cursor.fetchall()
    return {
        stage_id: Expected(Euro(int(municipal)), Euro(int(care)))
        for stage_id, municipal, care in rows
    }


def measured_on(case_ids: Collection[int]) -> dict[int, list[MeasuredOn]]:
    """Return the measurements of cases of the running tenant, oldest first.

    A realisation after a validation voids it.
    """
    rows = (
        Stage.objects.filter(IsAnyOf("kba__case_id", case_ids), year=1)
        .exclude(kind=StageKind.PROGNOSIS)
        .order_by("kba_id", "number")
        .values_list("kba__case_id", "kind", "on", "at")
    )
    found: dict[int, list[MeasuredOn]] = {}
    for case_id, kind, on, at in rows:
        is_validated = kind == StageKind.VALIDATED
        found.setdefault(case_id, []).append(MeasuredOn(on, at, is_validated))
    return found


class _Newest(NamedTuple):
    stage_id: int
    previous_id: int | None
    on: date
    cents: int


def _measured(case_id: int, stages: dict[str, _Newest]) -> MeasuredCase | None:
    prognosis = stages.get(StageKind.PROGNOSIS)
    realisation = stages.get(StageKind.REALISATION)
    validated = stages.get(StageKind.VALIDATED)
    if prognosis is None or realisation is None:
        return None
    is_validated = (
        validated is not None and validated.previous_id == realisation.stage_id
    )
    counted = validated if validated is not None and is_validated else realisation
    return MeasuredCase(
        case_id=case_id,
        prognosis_id=prognosis.stage_id,
        counted_id=counted.stage_id,
        expected=Euro(prognosis.cents),
        counted=Euro(counted.cents),
        is_validated=is_validated,
        realised_on=realisation.on,
        counted_on=counted.on,
    )


def _parts(
    actor: Actor, measured: Sequence[MeasuredCase], *, join: str
) -> dict[str, SavingPart]:
    actor.require(Permission.DASHBOARD_READ)
    stages = [one.prognosis_id for one in measured]
    stages += [one.counted_id for one in measured]
    with connection.cursor() as cursor:
        cursor.execute(
            _PARTS.format(join=join),
            {
                "before": StageKind.PROGNOSIS.value,
                "own": Payer.MUNICIPALITY.value,
                "municipality": actor.municipality_id,
                "stages": stages,
            },
        )
        rows = cursor.fetchall()
    return {
        code: SavingPart(code, cases, Euro(int(expected)), Euro(int(counted)))
        for code, cases, expected, counted in rows
        if cases
    }
