"""Reads: the frozen stages of a KBA, and what of a case was validated."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from django.db.models import QuerySet

from kba.domain import stages
from kba.domain.stages import FrozenStage
from kba.domain.stages import Stage as StageKind
from kba.models import Kba, Stage
from kba.selectors.reading import kbas_for
from sohos.core.bills import Law
from sohos.core.errors import NotFoundError
from sohos.core.euro import Euro
from sohos.tenancy.actor import Actor

HEAVY = ("content", "result")
StageHandle: TypeAlias = Stage


@dataclass(frozen=True, slots=True)
class Standing:
    """The stages that count now; a new realisation leaves an older validation out."""

    prognosis: Stage | None = None
    realisation: Stage | None = None
    validated: Stage | None = None

    @property
    def latest(self) -> Stage | None:
        """Return the stage that was reached last."""
        return self.validated or self.realisation or self.prognosis


@dataclass(frozen=True, slots=True)
class ValidatedOutcome:
    """What the rest of the chain may know of a validated year: no line of it.

    Savings are municipal, nominal and of the first plan year, in euro; those by law
    add up to `municipal_saving`.
    """

    kba_id: int
    stage_id: int
    sha256: str
    realised_on: date
    validated_on: date
    municipal_saving: Euro
    saving_by_law: tuple[tuple[Law, Euro], ...]
    prognosis_saving: Euro
    author_id: int
    validator_id: int


def standing_of(kba: Kba, *, year: int = 1) -> Standing:
    """Return the stages of a KBA that count; the caller has checked access to it.

    Args:
        kba: the KBA.
        year: the plan year that was measured; the prognosis is that of all years.
    """
    return _years([kba])[kba.pk].get(year, Standing())


def years_of(kba: Kba) -> dict[int, Standing]:
    """Return the stages that count of each plan year that was measured, and of the first.

    The caller has checked access to the KBA.
    """
    return {1: Standing()} | _years([kba])[kba.pk]


def standings_of(kbas: Sequence[Kba]) -> dict[int, Standing]:
    """Return the first year's stages that count of several KBAs, by KBA id.

    All are there. On the first year the bond pays, once.
    """
    found = _years(kbas)
    return {kba.pk: found[kba.pk].get(1, Standing()) for kba in kbas}


def current_standings_of(kbas: Sequence[Kba]) -> dict[int, Standing]:
    """Return the stages that count of the last measured year of KBAs, by KBA id."""
    found = _years(kbas)
    return {
        kba.pk: found[kba.pk][max(found[kba.pk])] if found[kba.pk] else Standing()
        for kba in kbas
    }


def stages_of(standing: Standing) -> list[Stage]:
    """Return the stages that count, whole, in the order in which they were reached."""
    ids = [
        stage.pk
        for stage in (standing.prognosis, standing.realisation, standing.validated)
        if stage is not None
    ]
    return list(
        Stage.objects.filter(pk__in=ids).select_related("by").order_by("number")
    )


def latest_stage(kba: Kba, kind: StageKind) -> Stage | None:
    """Return the newest stage of a kind, whole, if there is one."""
    return (
        Stage.objects.filter(
            kba=kba, municipality_id=kba.municipality_id, kind=kind.value
        )
        .order_by("-number")
        .first()
    )


def stage_of(actor: Actor, *, stage_id: int) -> Stage:
    """Return a stage of a KBA that the actor may read, with its KBA.

    Raises:
        NotAllowedError: the actor's roles read no KBA.
        NotFoundError: there is no such stage for this actor.
    """
    found = (
        Stage.objects.filter(
            pk=stage_id,
            municipality_id=actor.municipality_id,
            kba__in=kbas_for(actor).order_by().values("pk"),
        )
        .select_related("kba", "by", "previous")
        .first()
    )
    if found is None:
        raise NotFoundError
    return found


def frozen_of(stage: Stage) -> FrozenStage:
    """Return what a stored stage holds, proved to be what was frozen.

    Raises:
        StageChangedError: the stored bytes or what they come to have changed.
        OtherEngineError: another version of the engine froze it.
    """
    return stages.thaw(stage.content.encode(), sha256=stage.sha256)


def before_of(stage: Stage) -> FrozenStage | None:
    """Return what a stage is compared with, if there is anything before it.

    The measurement of a later year follows the validation of the year before, but is
    held against what the prognosis expected of its own year (rule 10.7). That part of
    the prognosis is computed; nothing is stored.
    """
    if stage.kind != StageKind.REALISATION or stage.year == 1:
        return frozen_of(stage.previous) if stage.previous else None
    return expected_of(stage.kba, stage.year)


def expected_of(kba: Kba, year: int) -> FrozenStage | None:
    """Return the part of the newest prognosis that expects a plan year, if any does."""
    prognosis = latest_stage(kba, StageKind.PROGNOSIS)
    if prognosis is None or year > kba.horizon_years:
        return None
    whole = frozen_of(prognosis)
    return stages.freeze(
        stages.plan_year(whole.kba, year), stage=StageKind.PROGNOSIS, pins=whole.pins
    )


def validated_outcome(actor: Actor, *, case_id: int) -> ValidatedOutcome | None:
    """Return the validated year of a case, for any role; it holds no words.

    Args:
        actor: whose municipality counts.
        case_id: the case.

    Returns:
        None when nothing is validated, or a later realisation waits for validation.
    """
    return validated_outcomes(actor, [case_id]).get(case_id)


def validated_outcomes(
    actor: Actor, case_ids: Iterable[int]
) -> dict[int, ValidatedOutcome]:
    """Return the validated years of cases by case id; others are left out."""
    found = Stage.objects.filter(
        municipality_id=actor.municipality_id, kba__case_id__in=list(case_ids), year=1
    ).select_related("kba")
    return {
        standing.validated.kba.case_id: _outcome(standing)
        for standing in _standings(found.defer("content")).values()
        if standing.validated is not None
    }


def _years(kbas: Sequence[Kba]) -> dict[int, dict[int, Standing]]:
    """Return the stages that count by KBA and plan year."""
    years: dict[int, dict[int, Standing]] = {kba.pk: {} for kba in kbas}
    found = _standings(Stage.objects.filter(kba__in=kbas).defer(*HEAVY))
    for (kba_id, year), standing in found.items():
        first = found.get((kba_id, 1), standing)
        years[kba_id][year] = replace(standing, prognosis=first.prognosis)
    return years


def _standings(found: QuerySet[Stage]) -> dict[tuple[int, int], Standing]:
    newest: dict[tuple[int, int], dict[StageKind, Stage]] = {}
    for stage in found.order_by("kba_id", "number"):
        by_kind = newest.setdefault((stage.kba_id, stage.year), {})
        by_kind[StageKind(stage.kind)] = stage
    return {key: _standing(by_kind) for key, by_kind in newest.items()}


def _standing(newest: dict[StageKind, Stage]) -> Standing:
    realisation = newest.get(StageKind.REALISATION)
    validated = newest.get(StageKind.VALIDATED)
    if validated is not None and (
        realisation is None or validated.previous_id != realisation.pk
    ):
        validated = None
    return Standing(newest.get(StageKind.PROGNOSIS), realisation, validated)


def _outcome(standing: Standing) -> ValidatedOutcome:
    prognosis, realisation, validated = (
        standing.prognosis,
        standing.realisation,
        standing.validated,
    )
    if prognosis is None or realisation is None or validated is None:
        raise NotFoundError
    first = validated.result["contract"][0]
    by_law = first["saving_by_law"]
    return ValidatedOutcome(
        kba_id=validated.kba_id,
        stage_id=validated.pk,
        sha256=validated.sha256,
        realised_on=realisation.on,
        validated_on=validated.on,
        municipal_saving=Euro(validated.municipal_saving_cents),
        saving_by_law=tuple(
            (law, Euro(by_law[law.value])) for law in Law if law.value in by_law
        ),
        prognosis_saving=Euro(prognosis.municipal_saving_cents),
        author_id=realisation.by_id,
        validator_id=validated.by_id,
    )
