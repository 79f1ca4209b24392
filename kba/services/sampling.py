"""Acts: draw a sample of rows, and accept what was not drawn once it holds."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from kba import selectors
from kba.domain import sampling
from kba.models import LineVerdict, Sample, SampleRow, Stage
from kba.services.judging import NoProtocolError, stage_to_judge
from sohos.audit import services as audit
from sohos.core.dates import local_day
from sohos.core.errors import DomainError
from sohos.core.euro import total
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

Word = LineVerdict.Word


class NoSampleError(DomainError):
    """No sample was drawn from these rows."""

    code = "no_sample"


class SampleOpenError(DomainError):
    """Drawn rows have no decision yet; the argument counts them."""

    code = "sample_open"


class SampleExceededError(DomainError):
    """The errors found may mean more than the protocol allows."""

    code = "sample_exceeded"


class PeriodTurnedError(DomainError):
    """A period ends before it begins."""

    code = "period_turned"


@transaction.atomic
def draw_from_stage(*, actor: Actor, stage_id: int, seed: int, now: datetime) -> Sample:
    """Draw from the rows of one realisation, as the protocol asks.

    Args:
        actor: the accountant to whom the KBA is assigned.
        stage_id: the realisation that counts.
        seed: whole number, kept with the sample.
        now: aware.

    Raises:
        NotAllowedError: the actor does not validate.
        NotFoundError: no such stage for this actor.
        NotRealisedError, AlreadyValidatedError, TookPartError: see `judge_line`.
        NoProtocolError: no controleprotocol is in force.
        NothingToDrawError: there is no money in the rows.
    """
    actor.require(Permission.KBA_VALIDATE)
    stage = stage_to_judge(actor, stage_id)
    return _drawn([stage], actor=actor, seed=seed, now=now)


@transaction.atomic
def draw_from_period(
    *, actor: Actor, from_on: date, to_on: date, seed: int, now: datetime
) -> Sample:
    """Draw from the rows of all realisations of a period that wait for the actor.

    Args:
        actor: an accountant.
        from_on: first day of measurement that counts.
        to_on: last day of measurement that counts.
        seed: whole number, kept with the sample.
        now: aware.

    Raises:
        NotAllowedError: the actor does not validate.
        PeriodTurnedError: the period ends before it begins.
        NoProtocolError: no controleprotocol is in force.
        NothingToDrawError: nothing waits in that period.
        PopulationTooLargeError: there are more rows than a draw can take.
    """
    if to_on < from_on:
        raise PeriodTurnedError
    stages = selectors.stages_to_sample(actor, from_on=from_on, to_on=to_on)
    return _drawn(stages, actor=actor, seed=seed, now=now, period=(from_on, to_on))


@transaction.atomic
def accept_rest(*, actor: Actor, stage_id: int, now: datetime) -> int:
    """Accept the rows that were not drawn, once what was found in the sample holds.

    Args:
        actor: the accountant to whom the KBA is assigned.
        stage_id: the realisation that counts.
        now: aware.

    Returns:
        How many rows were accepted; rows with a word, a question too, keep it.

    Raises:
        NotAllowedError: the actor does not validate.
        NotFoundError: no such stage for this actor.
        NotRealisedError, AlreadyValidatedError, TookPartError: see `judge_line`.
        NoSampleError: no sample was drawn from this realisation.
        SampleOpenError: drawn rows have no decision; it counts them.
        SampleExceededError: the errors may mean more than the protocol allows.
    """
    actor.require(Permission.KBA_VALIDATE)
    stage = stage_to_judge(actor, stage_id)
    sample = selectors.sample_with(stage)
    if sample is None:
        raise NoSampleError
    stand = selectors.stand_of(sample)
    if stand.evaluation is None:
        raise SampleOpenError(stand.open_rows)
    if not stand.evaluation.is_within:
        raise SampleExceededError
    said = selectors.verdicts_of(stage)
    left = [
        row.stem
        for row in selectors.bench_of(stage.kba, stage).rows
        if row.stem not in said
    ]
    LineVerdict.objects.bulk_create(
        LineVerdict(
            stage=stage,
            row=row,
            word=Word.ACCEPTED,
            sample=sample,
            at=now,
            by_id=actor.user_id,
        )
        for row in left
    )
    audit.record(
        "kba.rest_accepted",
        actor=actor,
        subject=f"kba:{stage.kba_id}",
        at=now,
        detail={"stage": stage.pk, "sample": sample.pk, "rows": len(left)},
    )
    return len(left)


def _drawn(
    stages: Sequence[Stage],
    *,
    actor: Actor,
    seed: int,
    now: datetime,
    period: tuple[date | None, date | None] = (None, None),
) -> Sample:
    adoption = selectors.protocol_in_force(actor, on=local_day(now))
    if adoption is None:
        raise NoProtocolError
    items = selectors.population_of(stages)
    drawn = sampling.draw(items, selectors.says_of(adoption.protocol).terms, seed=seed)
    sample = Sample.objects.create(
        adoption=adoption,
        from_on=period[0],
        to_on=period[1],
        stages=[stage.pk for stage in stages],
        seed=seed,
        population=len(items),
        population_cents=total(item.amount for item in items).cents,
        interval_cents=drawn.interval,
        allowed=drawn.allowed,
        drawn_at=now,
        drawn_by_id=actor.user_id,
    )
    _keep_rows(sample, items, drawn.keys)
    audit.record(
        "kba.sample_drawn",
        actor=actor,
        subject=f"sample:{sample.pk}",
        at=now,
        detail={"seed": seed, "rows": len(drawn.keys), "population": len(items)},
    )
    return sample


def _keep_rows(
    sample: Sample, items: Sequence[sampling.Item], keys: Sequence[str]
) -> None:
    amounts = {item.key: item.amount.cents for item in items}
    SampleRow.objects.bulk_create(
        SampleRow(
            sample=sample,
            stage_id=int(key.partition("/")[0]),
            row=key.partition("/")[2],
            position=position,
            amount_cents=amounts[key],
        )
        for position, key in enumerate(keys, start=1)
    )
