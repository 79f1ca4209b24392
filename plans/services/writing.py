"""Acts: start a plan and write its first three parts, each saved by itself."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from cases import selectors as cases
from cases.domain.phases import ENDED, Phase
from plans import selectors
from plans.domain.adoption import PlanStatus
from plans.domain.content import Agreement as AgreementText
from plans.domain.content import Leefwereld as LeefwereldText
from plans.domain.parts import Part
from plans.models import (
    Agreement,
    Doorbraak,
    DoorbraakKnelpunt,
    Knelpunt,
    Leefwereld,
    Plan,
    Severity,
)
from plans.services.course import (
    ChangedMeanwhileError,
    PlanClosedError,
    keep,
    move_on,
    open_plan,
)
from sohos.audit import services as audit
from sohos.core.dates import local_day, require_past
from sohos.core.errors import DomainError, NotFoundError
from sohos.core.euro import ZERO, Euro
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


class TextMissingError(DomainError):
    """A knelpunt or a doorbraak says something."""

    code = "text_missing"


class IntakeNotDecidedError(DomainError):
    """A plan begins once the household takes part."""

    code = "intake_not_decided"


class NotInRegisterError(DomainError):
    """The municipality's register has no such row; the argument names the field."""

    code = "not_in_register"


class NotInPlanError(DomainError):
    """A doorbraak overcomes knelpunten of its own plan."""

    code = "not_in_plan"


class NegativeCostError(DomainError):
    """A doorbraak costs nothing or something."""

    code = "negative_cost"


@dataclass(frozen=True, slots=True)
class KnelpuntText:
    """A knelpunt as somebody writes it, its choices by id."""

    text: str
    kind_id: int
    severity: Severity = Severity.HEAVY
    explanation: str = ""
    life_domain_id: int | None = None
    organisation_id: int | None = None
    rule: str = ""
    since_on: date | None = None


@dataclass(frozen=True, slots=True)
class DoorbraakText:
    """A doorbraak as somebody writes it, the knelpunten by id."""

    text: str
    overcomes: Sequence[int] = ()
    cost: Euro = ZERO
    deviates_from: str = ""
    justification: str = ""
    decider: str = ""
    grip: str = ""
    alternatives: str = ""
    result_by_on: date | None = None
    agreements: Sequence[AgreementText] = ()


@transaction.atomic
def start_plan(*, actor: Actor, case_id: int, now: datetime) -> Plan:
    """Start the plan of a case; a second call returns the plan that is there.

    Args:
        actor: who writes in the case.
        case_id: a case that is in intake or further, with a casemanager.
        now: aware.

    Raises:
        NotAllowedError: the actor writes no plans.
        NotFoundError: no such case for this actor.
        PlanClosedError: the case is over.
        IntakeNotDecidedError: the household does not take part yet.
        GuardNotMetError: the case has no casemanager.
    """
    actor.require(Permission.PLAN_WRITE)
    case = cases.case_to_work_on(actor, case_id=case_id)
    current = Plan.objects.filter(
        case_id=case.pk, municipality_id=actor.municipality_id
    ).exclude(status=PlanStatus.SUPERSEDED)
    if (found := current.first()) is not None:
        return found
    if case.phase in ENDED:
        raise PlanClosedError
    if case.phase in {Phase.AANGEMELD, Phase.WACHTLIJST}:
        raise IntakeNotDecidedError
    plan = Plan.objects.create(
        case_id=case.pk,
        status=PlanStatus.DRAFT,
        started_at=now,
        started_by_id=actor.user_id,
    )
    audit.record("plan.started", actor=actor, subject=f"plan:{plan.pk}", at=now)
    move_on(actor, plan, now=now)
    return plan


@transaction.atomic
def write_leefwereld(
    *, actor: Actor, plan_id: int, says: LeefwereldText, version: int, now: datetime
) -> Leefwereld:
    """Save part 1.

    Args:
        actor: who writes in the case.
        plan_id: the plan.
        says: the whole part.
        version: the version that was opened; 0 when nobody wrote it yet.
        now: aware.

    Raises:
        NotAllowedError, NotFoundError, UnderReviewError, PlanClosedError: see
            `course.open_plan`.
        ChangedMeanwhileError: somebody saved it since; nothing is overwritten.
    """
    plan = open_plan(actor, plan_id)
    fields = {**asdict(says), "changed_at": now, "changed_by_id": actor.user_id}
    if version == 0:
        if Leefwereld.objects.filter(plan=plan).exists():
            raise ChangedMeanwhileError
        row = Leefwereld.objects.create(plan=plan, **fields)
    else:
        row = selectors.leefwereld_of(plan) or Leefwereld(plan=plan)
        _overwrite(row, version, fields)
    keep(plan, Part.LEEFWERELD, row.pk, row.version, asdict(says), actor=actor, now=now)
    move_on(actor, plan, now=now)
    return row


@transaction.atomic
def add_knelpunt(
    *, actor: Actor, plan_id: int, says: KnelpuntText, now: datetime
) -> Knelpunt:
    """Add a knelpunt to part 2.

    Args:
        actor: who writes in the case.
        plan_id: the plan.
        says: what stands in the way.
        now: aware.

    Raises:
        NotAllowedError, NotFoundError, UnderReviewError, PlanClosedError: see
            `course.open_plan`.
        TextMissingError, NotInRegisterError, DayInFutureError: what it says cannot
            be kept.
    """
    plan = open_plan(actor, plan_id)
    fields = _knelpunt_fields(actor, says, now=now)
    row = Knelpunt.objects.create(plan=plan, **fields)
    _keep_knelpunt(plan, row, says, actor=actor, now=now)
    return row


@transaction.atomic
def change_knelpunt(
    *, actor: Actor, knelpunt_id: int, says: KnelpuntText, version: int, now: datetime
) -> Knelpunt:
    """Change a knelpunt.

    Args:
        actor: who writes in the case.
        knelpunt_id: the knelpunt.
        says: what stands in the way.
        version: the version that was opened.
        now: aware.

    Raises:
        NotAllowedError, NotFoundError, UnderReviewError, PlanClosedError: see
            `course.open_plan`.
        ChangedMeanwhileError: somebody saved it since; nothing is overwritten.
        TextMissingError, NotInRegisterError, DayInFutureError: what it says cannot
            be kept.
    """
    actor.require(Permission.PLAN_WRITE)
    row = selectors.knelpunt_of(actor, knelpunt_id=knelpunt_id)
    plan = open_plan(actor, row.plan_id)
    _overwrite(row, version, _knelpunt_fields(actor, says, now=now))
    _keep_knelpunt(plan, row, says, actor=actor, now=now)
    return row


@transaction.atomic
def remove_knelpunt(*, actor: Actor, knelpunt_id: int, now: datetime) -> Plan:
    """Take a knelpunt out of the plan; its words are kept.

    Args:
        actor: who writes in the case.
        knelpunt_id: the knelpunt.
        now: aware.

    Raises:
        NotAllowedError, NotFoundError, UnderReviewError, PlanClosedError: see
            `course.open_plan`.
    """
    actor.require(Permission.PLAN_WRITE)
    row = selectors.knelpunt_of(actor, knelpunt_id=knelpunt_id)
    plan = open_plan(actor, row.plan_id)
    row.removed_at, row.removed_by_id = now, actor.user_id
    row.save(update_fields=["removed_at", "removed_by"])
    DoorbraakKnelpunt.objects.filter(knelpunt=row).delete()
    audit.record(
        "plan.knelpunt_removed",
        actor=actor,
        subject=f"plan:{plan.pk}",
        at=now,
        detail={"knelpunt": row.pk},
    )
    move_on(actor, plan, now=now)
    return plan


@transaction.atomic
def write_doorbraak(
    *,
    actor: Actor,
    plan_id: int,
    says: DoorbraakText,
    doorbraak_id: int | None = None,
    version: int = 0,
    now: datetime,
) -> Doorbraak:
    """Save a doorbraak with its agreements; without an id it is a new one.

    Args:
        actor: who writes in the case.
        plan_id: the plan.
        says: the whole doorbraak; cost in euro, from the maatwerkbudget.
        doorbraak_id: the doorbraak to change.
        version: the version that was opened.
        now: aware.

    Raises:
        NotAllowedError, NotFoundError, UnderReviewError, PlanClosedError: see
            `course.open_plan`; also when the doorbraak is not of this plan.
        ChangedMeanwhileError: somebody saved it since; nothing is overwritten.
        TextMissingError, NotInPlanError, NegativeCostError: what it says cannot be
            kept.
    """
    plan = open_plan(actor, plan_id)
    fields = _doorbraak_fields(plan, says, actor=actor, now=now)
    if doorbraak_id is None:
        row = Doorbraak.objects.create(plan=plan, **fields)
    else:
        row = selectors.doorbraak_of(actor, doorbraak_id=doorbraak_id)
        if row.plan_id != plan.pk:
            raise NotFoundError
        _overwrite(row, version, fields)
    _tie(row, says)
    says_flat = {
        **asdict(says),
        "overcomes": sorted(says.overcomes),
        "cost": says.cost.cents,
        "result_by_on": _iso(says.result_by_on),
        "agreements": [
            {"what": each.what, "who": each.who, "by_on": _iso(each.by_on)}
            for each in says.agreements
        ],
    }
    keep(plan, Part.DOORBRAAK, row.pk, row.version, says_flat, actor=actor, now=now)
    move_on(actor, plan, now=now)
    return row


def _overwrite(
    row: Leefwereld | Knelpunt | Doorbraak, version: int, fields: dict[str, Any]
) -> None:
    changed = (
        type(row)
        .objects.filter(pk=row.pk, version=version)
        .update(version=F("version") + 1, **fields)
    )
    if not changed:
        raise ChangedMeanwhileError
    row.refresh_from_db()


def _knelpunt_fields(
    actor: Actor, says: KnelpuntText, *, now: datetime
) -> dict[str, Any]:
    if not says.text.strip():
        raise TextMissingError
    if says.since_on is not None:
        require_past(says.since_on, today=local_day(now), field="since_on")
    registers = (
        ("kind_id", says.kind_id, selectors.knelpunt_kinds(actor)),
        ("life_domain_id", says.life_domain_id, cases.life_domains(actor)),
        ("organisation_id", says.organisation_id, cases.organisations(actor)),
    )
    for field, chosen, register in registers:
        if chosen is not None and not register.filter(pk=chosen).exists():
            raise NotInRegisterError(field)
    return {**asdict(says), "changed_at": now, "changed_by_id": actor.user_id}


def _keep_knelpunt(
    plan: Plan, row: Knelpunt, says: KnelpuntText, *, actor: Actor, now: datetime
) -> None:
    flat = {**asdict(says), "since_on": _iso(says.since_on)}
    keep(plan, Part.KNELPUNTEN, row.pk, row.version, flat, actor=actor, now=now)
    move_on(actor, plan, now=now)


def _doorbraak_fields(
    plan: Plan, says: DoorbraakText, *, actor: Actor, now: datetime
) -> dict[str, Any]:
    if not says.text.strip():
        raise TextMissingError
    if says.cost < ZERO:
        raise NegativeCostError
    known = Knelpunt.objects.filter(
        pk__in=says.overcomes, plan=plan, removed_at__isnull=True
    )
    if known.count() != len(set(says.overcomes)):
        raise NotInPlanError
    return {
        "text": says.text,
        "deviates_from": says.deviates_from,
        "justification": says.justification,
        "decider": says.decider,
        "grip": says.grip,
        "alternatives": says.alternatives,
        "cost_cents": says.cost.cents,
        "result_by_on": says.result_by_on,
        "changed_at": now,
        "changed_by_id": actor.user_id,
    }


def _tie(row: Doorbraak, says: DoorbraakText) -> None:
    DoorbraakKnelpunt.objects.filter(doorbraak=row).delete()
    DoorbraakKnelpunt.objects.bulk_create(
        DoorbraakKnelpunt(doorbraak=row, knelpunt_id=knelpunt_id)
        for knelpunt_id in sorted(set(says.overcomes))
    )
    Agreement.objects.filter(doorbraak=row).delete()
    Agreement.objects.bulk_create(
        Agreement(doorbraak=row, what=each.what, who=each.who, by_on=each.by_on)
        for each in says.agreements
    )


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
