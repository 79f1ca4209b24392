"""Reads: what many KBAs expected and counted, added up without a case to see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from kba.domain.stages import Stage as StageKind
from kba.domain.vocabulary import Law, Payer, Role
from kba.models import Stage
from sohos.core.euro import Euro
from sohos.tenancy.actor import Actor
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


_BY_LAW = """
    JOIN LATERAL jsonb_each_text(
        stage.result -> 'contract' -> 0 -> 'saving_by_law'
    ) AS part (code, cents) ON true
"""
# The stage holds its lines twice, entered and valued, in the same order.
_BY_PAYER = """
    JOIN LATERAL (SELECT stage.content::jsonb AS content OFFSET 0) AS frozen ON true
    JOIN LATERAL ROWS FROM (
        jsonb_array_elements(frozen.content -> 'input' -> 'lines'),
        jsonb_array_elements(frozen.content -> 'result' -> 'lines')
    ) AS line (entered, valued) ON line.entered ->> 'role' <> %(plan)s
    JOIN LATERAL jsonb_each_text(
        line.valued -> 'years' -> 0 -> 'cash_by_payer'
    ) AS part (code, cents) ON true
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
            municipality_id=actor.municipality_id, kba__case_id__in=case_ids
        )
        .order_by("kba_id", "kind", "-number")
        .distinct("kba_id", "kind")
        .defer("content", "result")
        .select_related("kba")
    )
    by_case: dict[int, dict[StageKind, Stage]] = {}
    for stage in newest:
        by_case.setdefault(stage.kba.case_id, {})[StageKind(stage.kind)] = stage
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

    Like the municipal saving: avoided less added cost, before the plan's own effort.

    Raises:
        NotAllowedError: the actor reads no figures.
    """
    found = _parts(actor, measured, join=_BY_PAYER)
    return [found[payer.value] for payer in Payer if payer.value in found]


def _measured(case_id: int, stages: dict[StageKind, Stage]) -> MeasuredCase | None:
    prognosis = stages.get(StageKind.PROGNOSIS)
    realisation = stages.get(StageKind.REALISATION)
    validated = stages.get(StageKind.VALIDATED)
    if prognosis is None or realisation is None:
        return None
    is_validated = validated is not None and validated.previous_id == realisation.pk
    counted = validated if validated is not None and is_validated else realisation
    return MeasuredCase(
        case_id=case_id,
        prognosis_id=prognosis.pk,
        counted_id=counted.pk,
        expected=Euro(prognosis.municipal_saving_cents),
        counted=Euro(counted.municipal_saving_cents),
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
                "plan": Role.PLAN.value,
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
