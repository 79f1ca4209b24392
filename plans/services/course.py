"""What every act on a plan shares: may it change, who wrote, what comes next."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import F

from cases import selectors as cases
from cases import services as case_services
from cases.domain.next_step import NextStep
from cases.domain.phases import ENDED, Phase
from plans import selectors
from plans.domain import adoption, parts
from plans.domain.adoption import PlanStatus, Standing
from plans.domain.parts import Kept, Part
from plans.models import (
    Author,
    Doorbraak,
    Knelpunt,
    Leefwereld,
    OpenedDomain,
    Plan,
    Revision,
)
from sohos.audit import services as audit
from sohos.core.dates import local_day
from sohos.core.errors import ConflictError, DomainError
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

Versioned = Leefwereld | OpenedDomain | Knelpunt | Doorbraak


class UnderReviewError(DomainError):
    """While a jurist reads a plan its words stay as they are."""

    code = "under_review"


class PlanClosedError(DomainError):
    """An adopted plan never changes, nor does the plan of a case that is over."""

    code = "plan_closed"


class ChangedMeanwhileError(ConflictError):
    """Somebody else saved this since it was opened; nothing was overwritten."""

    code = "changed_meanwhile"


def open_plan(actor: Actor, plan_id: int) -> Plan:
    """Lock a plan whose words may change.

    Raises:
        NotAllowedError: the actor writes no plans.
        NotFoundError: no such plan for this actor to write in.
        UnderReviewError: a jurist is reading it.
        PlanClosedError: it is adopted or replaced, or its case is over.
    """
    actor.require(Permission.PLAN_WRITE)
    plan = selectors.plan_to_change(actor, plan_id=plan_id)
    require_going(actor, plan)
    if plan.status == PlanStatus.REVIEW:
        raise UnderReviewError
    return plan


def require_going(actor: Actor, plan: Plan) -> None:
    """Refuse to go on with a plan that is adopted or whose case is over.

    Raises:
        PlanClosedError: it is.
    """
    card = cases.case_card(actor, case_id=plan.case_id)
    if plan.status in {PlanStatus.ADOPTED, PlanStatus.SUPERSEDED}:
        raise PlanClosedError
    if card.phase in ENDED:
        raise PlanClosedError


def keep(
    plan: Plan,
    part: Kept,
    row_id: int,
    version: int,
    says: Mapping[str, Any],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Keep what was saved as a revision, name the author and record the act."""
    Revision.objects.create(
        plan=plan,
        part=part,
        row_id=row_id,
        version=version,
        content=dict(says),
        at=now,
        by_id=actor.user_id,
    )
    Author.objects.bulk_create(
        [Author(plan=plan, user_id=actor.user_id)], ignore_conflicts=True
    )
    audit.record(
        "plan.part_written",
        actor=actor,
        subject=f"plan:{plan.pk}",
        at=now,
        detail={"part": part, "row": row_id, "version": version},
    )


def move_on(actor: Actor, plan: Plan, *, now: datetime) -> Standing:
    """Bring status, phase and next step in line with what the plan now says.

    An approval that no longer covers what the plan says is lost; the plan is a draft
    again.

    Returns:
        The plan as it stands.
    """
    standing = selectors.standing_of(actor, plan)
    if plan.status == PlanStatus.APPROVED and not _is_covered(standing):
        plan.status = PlanStatus.DRAFT
        plan.save(update_fields=["status"])
    case = case_services.reach_phase(
        actor=actor,
        case_id=plan.case_id,
        phase=_phase(plan, standing),
        on=local_day(now),
        now=now,
    )
    if case.phase not in selectors.AFTER_THE_YEAR:
        case_services.await_step(
            actor=actor, case_id=plan.case_id, step=_next_step(plan, standing), now=now
        )
    return standing


def overwrite(row: Versioned, version: int, fields: dict[str, Any]) -> None:
    """Save a row over the version that was opened.

    Raises:
        ChangedMeanwhileError: somebody saved it since; nothing is overwritten.
    """
    changed = (
        type(row)
        .objects.filter(pk=row.pk, version=version)
        .update(version=F("version") + 1, **fields)
    )
    if not changed:
        raise ChangedMeanwhileError
    row.refresh_from_db()


def _is_covered(standing: Standing) -> bool:
    rows = standing.content.doorbraken
    return bool(rows) and all(adoption.is_approved(standing, row.id) for row in rows)


def _phase(plan: Plan, standing: Standing) -> Phase:
    if plan.status == PlanStatus.APPROVED or standing.content.prognosis is not None:
        return Phase.KBA
    lacking = {row.part for row in parts.missing_before_review(standing.content)}
    if Part.LEEFWERELD in lacking:
        return Phase.LEEFWERELD
    return Phase.KNELPUNTEN if Part.KNELPUNTEN in lacking else Phase.DOORBRAAK


def _next_step(plan: Plan, standing: Standing) -> NextStep:
    if plan.status == PlanStatus.ADOPTED:
        return NextStep.CARRY_OUT
    if plan.status == PlanStatus.REVIEW:
        return NextStep.REVIEW
    if plan.status in {PlanStatus.RETURNED, PlanStatus.REFUSED}:
        return NextStep.ANSWER_JURIST
    if plan.status == PlanStatus.APPROVED:
        return _step_after_approval(standing)
    lacking = [row.part for row in parts.missing_before_review(standing.content)]
    return _WRITES[lacking[0]] if lacking else NextStep.ASK_REVIEW


def _step_after_approval(standing: Standing) -> NextStep:
    if standing.content.prognosis is None:
        return NextStep.CALCULATE
    return NextStep.SIGN if adoption.missing_to_adopt(standing) else NextStep.ADOPT


_WRITES = {
    Part.LEEFWERELD: NextStep.WRITE_LEEFWERELD,
    Part.KNELPUNTEN: NextStep.ADD_KNELPUNTEN,
    Part.DOORBRAAK: NextStep.WRITE_DOORBRAAK,
}
