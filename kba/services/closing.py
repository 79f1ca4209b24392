"""Acts: freeze the prognosis, and realise the year at the jaargrens."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from cases import services as case_services
from cases.domain.next_step import NextStep
from cases.domain.phases import Phase
from kba import selectors
from kba.domain import realisation
from kba.domain.realisation import Measured
from kba.domain.stages import Stage as StageKind
from kba.models import Kba, Stage
from kba.services.freezing import freeze
from plans import selectors as plans
from plans import services as plan_services
from sohos.audit import services as audit
from sohos.core import dates
from sohos.core.dates import local_day, require_past
from sohos.core.errors import DomainError
from sohos.core.euro import Euro
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


class NothingToFreezeError(DomainError):
    """A KBA without rows says nothing."""

    code = "nothing_to_freeze"


class AssumptionsOpenError(DomainError):
    """Rows hold assumptions that nobody looked into; it says how many rows."""

    code = "assumptions_open"


class PlanMissingError(DomainError):
    """A prognosis is part 4 of a plan; the case has none."""

    code = "plan_missing"


class NotAdoptedError(DomainError):
    """A year is realised of an adopted plan, with the prognosis that it holds."""

    code = "not_adopted"


class BeforeJaargrensError(DomainError):
    """The year is not over; the argument is the first day on which it is."""

    code = "before_jaargrens"


@transaction.atomic
def freeze_prognosis(*, actor: Actor, kba_id: int, now: datetime) -> Stage:
    """Freeze the rows as they are, and make them part 4 of the plan.

    Args:
        actor: who writes in the case.
        kba_id: a KBA with rows, of a case with a plan that is not adopted.
        now: aware.

    Returns:
        The stored stage, with its hash; a later prognosis takes its place.

    Raises:
        NotAllowedError: the actor writes no KBA.
        NotFoundError: no such KBA for this actor to write in.
        PlanMissingError: the case has no plan.
        NothingToFreezeError: the KBA has no rows.
        AssumptionsOpenError: rows still have something to confirm.
        PlanClosedError: the plan is adopted or replaced, or its case is over.
    """
    actor.require(Permission.KBA_WRITE)
    kba = selectors.kba_to_change(actor, kba_id=kba_id)
    plan = plans.plan_of_case(actor, case_id=kba.case_id)
    if plan is None:
        raise PlanMissingError
    content = selectors.input_of(actor, kba)
    if not content.lines:
        raise NothingToFreezeError
    open_rows = sum(bool(line.to_confirm) for line in selectors.lines_of(kba))
    if open_rows:
        raise AssumptionsOpenError(open_rows)
    stage = freeze(
        kba,
        content,
        kind=StageKind.PROGNOSIS,
        on=local_day(now),
        actor=actor,
        now=now,
    )
    plan_services.attach_prognosis(
        actor=actor,
        plan_id=plan.pk,
        stage_id=stage.pk,
        sha256=stage.sha256,
        saving=Euro(stage.municipal_saving_cents),
        now=now,
    )
    return stage


class YearNotExpectedError(DomainError):
    """The prognosis does not reach that plan year; the argument is its last."""

    code = "year_not_expected"


class YearBeforeOpenError(DomainError):
    """A later year is measured once the year before it was validated."""

    code = "year_before_open"


class LaterYearMeasuredError(DomainError):
    """A year on which a later measurement rests is not measured again."""

    code = "later_year_measured"


@transaction.atomic
def realise_year(
    *,
    actor: Actor,
    kba_id: int,
    measured: Mapping[str, Measured],
    realised_on: date,
    now: datetime,
    year: int = 1,
) -> Stage:
    """Realise a plan year: what was counted in the place of what was expected.

    A new realisation leaves an older one of that year and its validation out of
    account. A follow-up of a later year moves nothing in the case or its bond: that is
    settled once, on the first year.

    Args:
        actor: who writes in the case.
        kba_id: a KBA whose plan is adopted.
        measured: per row of the prognosis that falls in that plan year.
        realised_on: the day of the measurement, on or after the end of that year.
        now: aware.
        year: the plan year, 1 for the one that ends at the jaargrens.

    Returns:
        The stored stage; the accountant validates it.

    Raises:
        NotAllowedError: the actor realises no KBA.
        NotFoundError: no such KBA for this actor to write in.
        NotAdoptedError: the plan is not adopted with this prognosis.
        DayInFutureError: the measurement lies after today.
        YearNotExpectedError: the prognosis does not reach that year.
        YearBeforeOpenError: the year before is not validated.
        LaterYearMeasuredError: a later year was measured already.
        BeforeJaargrensError: the year was not over on that day; it names the first.
        MeasurementsDoNotMatchError: rows are missing or unknown.
        InvalidInputError: a measurement is wrong; paths begin with the row.
    """
    actor.require(Permission.KBA_REALISE)
    kba = selectors.kba_to_change(actor, kba_id=kba_id)
    prognosis = _adopted_prognosis(
        actor, kba, realised_on, year=year, today=local_day(now)
    )
    before = prognosis if year == 1 else _validated_before(kba, year)
    if Stage.objects.filter(kba=kba, year__gt=year).exists():
        raise LaterYearMeasuredError
    expected = selectors.frozen_of(prognosis)
    stage = freeze(
        kba,
        realisation.realised(expected.kba, _proven(kba, measured), year=year),
        kind=StageKind.REALISATION,
        on=realised_on,
        actor=actor,
        now=now,
        previous=(before, selectors.frozen_of(before)),
        year=year,
    )
    audit.record(
        "kba.year_realised",
        actor=actor,
        subject=f"kba:{kba.pk}",
        at=now,
        detail={"stage": stage.pk, "year": year, "on": realised_on.isoformat()},
    )
    if year == 1:
        _reach_jaargrens(actor, kba, realised_on, now=now)
    return stage


def _reach_jaargrens(actor: Actor, kba: Kba, realised_on: date, now: datetime) -> None:
    case_services.reach_phase(
        actor=actor, case_id=kba.case_id, phase=Phase.JAARGRENS, on=realised_on, now=now
    )
    case_services.await_step(
        actor=actor, case_id=kba.case_id, step=NextStep.VALIDATE, now=now
    )


def _validated_before(kba: Kba, year: int) -> Stage:
    """Return what was validated of the year before, whole."""
    validated = selectors.standing_of(kba, year=year - 1).validated
    if validated is None:
        raise YearBeforeOpenError
    return Stage.objects.get(pk=validated.pk)


def _proven(kba: Kba, measured: Mapping[str, Measured]) -> dict[str, Measured]:
    """Put the documents that prove each row now beside what was measured."""
    digests = {
        selectors.stem_of(line): selectors.digests_of(line)
        for line in selectors.lines_of(kba)
    }
    return {
        stem: replace(found, evidence=digests.get(stem, ()))
        for stem, found in measured.items()
    }


def _adopted_prognosis(
    actor: Actor, kba: Kba, realised_on: date, *, year: int, today: date
) -> Stage:
    """Return the prognosis that was adopted, once that year of it is over."""
    adoption = plans.adoption_of(actor, case_id=kba.case_id)
    prognosis = selectors.latest_stage(kba, StageKind.PROGNOSIS)
    if adoption is None or prognosis is None:
        raise NotAdoptedError
    if adoption.prognosis_stage_id != prognosis.pk:
        raise NotAdoptedError
    require_past(realised_on, today=today, field="realised_on")
    if year > kba.horizon_years:
        raise YearNotExpectedError(kba.horizon_years)
    first_day = dates.end_of_plan_year(adoption.adopted_on, year)
    if realised_on < first_day:
        raise BeforeJaargrensError(first_day.isoformat())
    return prognosis
