"""Reads: the samples of an accountant, and what the errors in them say."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from kba.domain import rows, sampling, validation
from kba.domain.result import evaluate
from kba.domain.rows import RowVerdict
from kba.domain.sampling import Draw, Evaluation, Finding, Item
from kba.domain.validation import Decision
from kba.models import Assignment, Sample, SampleRow, Stage
from kba.selectors.protocols import says_of
from kba.selectors.stages import current_standings_of, frozen_of
from kba.selectors.validating import row_verdicts, verdicts_of
from sohos.core.errors import NotFoundError
from sohos.core.euro import Euro
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


@dataclass(frozen=True, slots=True)
class SampleStand:
    """A sample with what was found in it so far.

    `evaluation` is there once every drawn row has a decision.
    """

    sample: Sample
    rows: tuple[SampleRow, ...]
    open_rows: int
    evaluation: Evaluation | None


def stages_to_sample(actor: Actor, *, from_on: date, to_on: date) -> list[Stage]:
    """List the realisations of a period that wait for the actor's judgement, by id.

    Raises:
        NotAllowedError: the actor does not validate.
    """
    actor.require(Permission.KBA_VALIDATE)
    assigned = Assignment.objects.filter(
        municipality_id=actor.municipality_id,
        accountant_id=actor.user_id,
        ended_at__isnull=True,
    ).select_related("kba")
    standings = current_standings_of([row.kba for row in assigned]).values()
    waiting = [
        each.realisation.pk
        for each in standings
        if each.realisation is not None
        and each.validated is None
        and from_on <= each.realisation.on <= to_on
    ]
    return list(Stage.objects.filter(pk__in=waiting).order_by("pk"))


def population_of(stages: Iterable[Stage]) -> list[Item]:
    """Return every row of realisations with the money that depends on it, in order."""
    return [
        Item(key_of(stage.pk, row.stem), abs_of(row.year(1).value))
        for stage in stages
        for row in rows.pairs(frozen_of(stage).result.lines)
    ]


def samples_for(actor: Actor) -> QuerySet[Sample]:
    """List the samples that the actor drew or may look at as a reviewer, newest first.

    Raises:
        NotAllowedError: the actor does not validate.
    """
    actor.require(Permission.KBA_VALIDATE)
    reviewed = Assignment.objects.filter(
        municipality_id=actor.municipality_id,
        reviewer_id=actor.user_id,
        ended_at__isnull=True,
    ).values("kba_id")
    return (
        Sample.objects.filter(
            Q(drawn_by_id=actor.user_id) | Q(rows__stage__kba_id__in=reviewed),
            municipality_id=actor.municipality_id,
        )
        .select_related("adoption__protocol", "drawn_by")
        .distinct()
        .order_by("-id")
    )


def sample_of(actor: Actor, *, sample_id: int) -> Sample:
    """Return one sample of the actor.

    Raises:
        NotAllowedError: the actor does not validate.
        NotFoundError: there is no such sample for this actor.
    """
    found = samples_for(actor).filter(pk=sample_id).first()
    if found is None:
        raise NotFoundError
    return found


def sample_with(stage: Stage) -> Sample | None:
    """Return the newest sample whose population holds a realisation, if any."""
    return (
        Sample.objects.filter(
            municipality_id=stage.municipality_id, stages__contains=[stage.pk]
        )
        .select_related("adoption__protocol", "drawn_by")
        .prefetch_related(
            Prefetch("rows", SampleRow.objects.filter(stage=stage), "of_stage")
        )
        .order_by("-id")
        .first()
    )


def stand_of(sample: Sample) -> SampleStand:
    """Return what was found in a sample; the caller has checked access to it.

    A drawn row without a decision leaves the evaluation out.
    """
    drawn = tuple(
        SampleRow.objects.filter(sample=sample)
        .select_related("stage__kba")
        .order_by("position")
    )
    findings = _findings(drawn)
    still_open = len(drawn) - len(findings)
    found = None
    if not still_open:
        stages = Stage.objects.filter(pk__in=sample.stages).order_by("pk")
        found = sampling.evaluate(
            population_of(stages),
            Draw(tuple(findings), sample.interval_cents, sample.allowed),
            findings,
            confidence=says_of(sample.adoption.protocol).terms.confidence,
        )
    return SampleStand(sample, drawn, still_open, found)


def key_of(stage_id: int, row: str) -> str:
    """Return the name of a row in a population; anybody can draw with it again."""
    return f"{stage_id}/{row}"


def abs_of(amount: Euro) -> Euro:
    """Return the money that depends on a row, whichever way it goes."""
    return Euro(abs(amount.cents))


def _findings(drawn: Sequence[SampleRow]) -> dict[str, Finding]:
    """Return what each drawn row with a decision saves less than was said."""
    errors: dict[int, Mapping[str, Euro]] = {}
    found: dict[str, Finding] = {}
    for row in drawn:
        if row.stage_id not in errors:
            errors[row.stage_id] = _errors(row.stage)
        error = errors[row.stage_id].get(row.row)
        if error is not None:
            key = key_of(row.stage_id, row.row)
            found[key] = Finding(Euro(row.amount_cents), error)
    return found


def _errors(stage: Stage) -> Mapping[str, Euro]:
    """Return per decided row of a realisation what was said too much."""
    frozen = frozen_of(stage)
    said = verdicts_of(stage)
    decided = row_verdicts(said)
    before = {row.stem: row for row in rows.pairs(frozen.result.lines)}
    verdicts = {stem: RowVerdict(Decision.ACCEPTED) for stem in before} | decided
    accepted = validation.validated(
        frozen.kba, rows.line_verdicts(tuple(before.values()), verdicts)
    )
    after = {row.stem: row for row in rows.pairs(evaluate(accepted).lines)}
    return {
        stem: before[stem].year(1).value
        - (after[stem].year(1).value if stem in after else Euro(0))
        for stem in decided
    }
