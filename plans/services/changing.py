"""Acts: take an adopted plan in hand again, or let the change go (rules P22 to P24)."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from cases import selectors as cases
from cases.domain.phases import ENDED
from plans import selectors
from plans.domain import content
from plans.domain.adoption import PlanStatus
from plans.domain.content import PlanContent
from plans.domain.parts import Kept
from plans.models import (
    Doorbraak,
    Knelpunt,
    OpenedDomain,
    Plan,
    PlanChange,
    PlanVersion,
    Revision,
)
from plans.services.course import PlanClosedError, move_on, open_plan
from plans.services.domains import DomainText, close_domain, write_domain
from plans.services.doorbraken import (
    DoorbraakText,
    remove_doorbraak,
    write_doorbraak,
)
from plans.services.writing import (
    KnelpuntText,
    change_knelpunt,
    remove_knelpunt,
    write_leefwereld,
)
from sohos.audit import services as audit
from sohos.core.errors import DomainError
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


class NotAdoptedYetError(DomainError):
    """A plan that was never adopted, or is in hand, is simply written."""

    code = "not_adopted_yet"


class ChangeReasonMissingError(DomainError):
    """Whoever changes an adopted plan says why."""

    code = "change_reason_missing"


class YearOverError(DomainError):
    """After the year a plan stays as it was carried out, until the case is reopened."""

    code = "year_over"


@transaction.atomic
def begin_change(*, actor: Actor, plan_id: int, reason: str, now: datetime) -> Plan:
    """Take an adopted plan in hand again; its frozen version stays what counts.

    What a jurist approved and is not changed needs no new toets; every signature is
    asked for again.

    Args:
        actor: who writes in the case.
        plan_id: an adopted plan, during its year or after the case was reopened.
        reason: why it changes, in words.
        now: aware.

    Raises:
        NotAllowedError: the actor writes no plans.
        NotFoundError: no such plan for this actor to write in.
        NotAdoptedYetError: it is not adopted, or in hand already.
        PlanClosedError: its case is over.
        YearOverError: the year is over and the case was not reopened.
        ChangeReasonMissingError: no reason is given.
    """
    actor.require(Permission.PLAN_WRITE)
    plan = selectors.plan_to_change(actor, plan_id=plan_id)
    last = selectors.version_of(plan)
    if last is None or plan.status != PlanStatus.ADOPTED:
        raise NotAdoptedYetError
    phase = cases.case_card(actor, case_id=plan.case_id).phase
    if phase in ENDED:
        raise PlanClosedError
    if phase in selectors.AFTER_THE_YEAR:
        raise YearOverError
    if not reason.strip():
        raise ChangeReasonMissingError
    _begin(plan, last, reason.strip(), actor=actor, now=now)
    move_on(actor, plan, now=now)
    return plan


@transaction.atomic
def drop_change(*, actor: Actor, plan_id: int, now: datetime) -> Plan:
    """Let a change go: the plan says again what was adopted; every save is kept.

    Args:
        actor: who writes in the case.
        plan_id: an adopted plan that is in hand again.
        now: aware.

    Raises:
        NotAllowedError, NotFoundError, UnderReviewError, PlanClosedError: see
            `course.open_plan`.
        NotAdoptedYetError: it was never adopted.
    """
    plan = open_plan(actor, plan_id)
    last, change = selectors.version_of(plan), selectors.change_of(plan)
    if last is None or change is None:
        raise NotAdoptedYetError
    _restore(plan, last, change, actor=actor, now=now)
    plan.refresh_from_db()
    plan.status = PlanStatus.ADOPTED
    plan.save(update_fields=["status"])
    audit.record(
        "plan.change_dropped",
        actor=actor,
        subject=f"plan:{plan.pk}",
        at=now,
        detail={"version": last.number},
    )
    move_on(actor, plan, now=now)
    return plan


def _begin(
    plan: Plan, last: PlanVersion, reason: str, *, actor: Actor, now: datetime
) -> None:
    newest = selectors.revisions_of(plan).values_list("pk", flat=True).first()
    PlanChange.objects.create(
        plan=plan,
        from_number=last.number,
        reason=reason,
        last_revision_id=newest or 0,
        at=now,
        by_id=actor.user_id,
    )
    plan.status = PlanStatus.DRAFT
    plan.review_asked_at = None
    plan.save(update_fields=["status", "review_asked_at"])
    audit.record(
        "plan.change_begun",
        actor=actor,
        subject=f"plan:{plan.pk}",
        at=now,
        detail={"version": last.number},
    )


def _restore(
    plan: Plan, last: PlanVersion, change: PlanChange, *, actor: Actor, now: datetime
) -> None:
    adopted = selectors.content_of_version(last)
    current = selectors.content_of(actor, plan)
    _take_out(adopted, current, actor=actor, now=now)
    _put_back(adopted)
    if current.leefwereld != adopted.leefwereld:
        row = selectors.leefwereld_of(plan)
        write_leefwereld(
            actor=actor,
            plan_id=plan.pk,
            says=adopted.leefwereld,
            version=row.version if row else 0,
            now=now,
        )
    _restore_domains(plan, adopted, current, change, actor=actor, now=now)
    _restore_knelpunten(plan, adopted, current, change, actor=actor, now=now)
    _restore_doorbraken(plan, adopted, actor=actor, now=now)


def _take_out(
    adopted: PlanContent, current: PlanContent, *, actor: Actor, now: datetime
) -> None:
    """Take out what came after the adoption."""
    for domain in _besides(current.domains, adopted.domains):
        close_domain(actor=actor, domain_id=domain, now=now)
    for knelpunt in _besides(current.knelpunten, adopted.knelpunten):
        remove_knelpunt(actor=actor, knelpunt_id=knelpunt, now=now)
    for doorbraak in _besides(current.doorbraken, adopted.doorbraken):
        remove_doorbraak(actor=actor, doorbraak_id=doorbraak, now=now)


def _put_back(adopted: PlanContent) -> None:
    for model, rows in (
        (OpenedDomain, adopted.domains),
        (Knelpunt, adopted.knelpunten),
        (Doorbraak, adopted.doorbraken),
    ):
        model._default_manager.filter(pk__in=[row.id for row in rows]).update(
            removed_at=None, removed_by=None
        )


def _restore_domains(
    plan: Plan,
    adopted: PlanContent,
    current: PlanContent,
    change: PlanChange,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    for domain in adopted.domains:
        if domain not in current.domains:
            said = _said(plan, Kept.DOMAIN, domain.id, change)
            row = selectors.domain_of(actor, domain_id=domain.id)
            write_domain(
                actor=actor,
                domain_id=domain.id,
                says=DomainText(**said),
                version=row.version,
                now=now,
            )


def _restore_knelpunten(
    plan: Plan,
    adopted: PlanContent,
    current: PlanContent,
    change: PlanChange,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    for knelpunt in adopted.knelpunten:
        if knelpunt not in current.knelpunten:
            said = _said(plan, Kept.KNELPUNTEN, knelpunt.id, change)
            row = selectors.knelpunt_of(actor, knelpunt_id=knelpunt.id)
            change_knelpunt(
                actor=actor,
                knelpunt_id=knelpunt.id,
                says=KnelpuntText(**{**said, "since_on": _day(said["since_on"])}),
                version=row.version,
                now=now,
            )


def _restore_doorbraken(
    plan: Plan, adopted: PlanContent, *, actor: Actor, now: datetime
) -> None:
    """Write them again where they differ; a removed knelpunt had come loose."""
    current = selectors.content_of(actor, plan).doorbraken
    for doorbraak in adopted.doorbraken:
        if doorbraak not in current:
            row = selectors.doorbraak_of(actor, doorbraak_id=doorbraak.id)
            write_doorbraak(
                actor=actor,
                plan_id=plan.pk,
                says=_doorbraak_text(doorbraak),
                doorbraak_id=doorbraak.id,
                version=row.version,
                now=now,
            )


def _doorbraak_text(row: content.Doorbraak) -> DoorbraakText:
    return DoorbraakText(
        text=row.text,
        overcomes=row.overcomes,
        cost=row.cost,
        deviates_from=row.deviates_from,
        justification=row.justification,
        decider=row.decider,
        grip=row.grip,
        alternatives=row.alternatives,
        result_by_on=row.result_by_on,
        agreements=row.agreements,
    )


def _said(plan: Plan, part: Kept, row_id: int, change: PlanChange) -> dict[str, Any]:
    """Return what a row said when the change began."""
    row = Revision.objects.filter(
        plan=plan, part=part, row_id=row_id, pk__lte=change.last_revision_id
    ).latest("pk")
    said: dict[str, Any] = row.content
    return said


def _besides(rows: Any, known: Any) -> list[int]:
    ids = {row.id for row in known}
    return [row.id for row in rows if row.id not in ids]


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
