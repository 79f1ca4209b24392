"""Acts: start a plan and write its first three parts, each saved by itself."""

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from cases import selectors as cases
from cases.domain.phases import ENDED, Phase
from plans import selectors
from plans.domain.adoption import PlanStatus
from plans.domain.content import Leefwereld as LeefwereldText
from plans.domain.parts import Kept
from plans.models import (
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
    overwrite,
)
from sohos.audit import services as audit
from sohos.core.dates import local_day, require_past
from sohos.core.errors import DomainError
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
        overwrite(row, version, fields)
    keep(plan, Kept.LEEFWERELD, row.pk, row.version, asdict(says), actor=actor, now=now)
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
    overwrite(row, version, _knelpunt_fields(actor, says, now=now))
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


def _knelpunt_fields(
    actor: Actor, says: KnelpuntText, *, now: datetime
) -> dict[str, Any]:
    if not says.text.strip():
        raise TextMissingError
    if says.since_on is not None:
        require_past(says.since_on, today=local_day(now), field="since_on")
    kept = cases.organisation_ids(actor).get(says.organisation_id or 0)
    if kept is not None:
        says = replace(says, organisation_id=kept)
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
    flat = {**asdict(says), "since_on": iso(says.since_on)}
    keep(plan, Kept.KNELPUNTEN, row.pk, row.version, flat, actor=actor, now=now)
    move_on(actor, plan, now=now)


def iso(day: date | None) -> str | None:
    """Return a day as it is kept in a revision."""
    return None if day is None else day.isoformat()
