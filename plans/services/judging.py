"""Acts: ask a jurist, take the question back, judge a doorbraak."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from plans import selectors
from plans.domain import adoption, legal, parts
from plans.domain.adoption import PlanStatus, Standing
from plans.domain.legal import Conclusion, Review
from plans.models import Doorbraak, LegalBasis, LegalCheck, LegalCheckBasis, Plan
from plans.services.course import move_on, open_plan, require_going
from sohos.audit import services as audit
from sohos.core.dates import local_day, require_past
from sohos.core.errors import DomainError
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


class NotUnderReviewError(DomainError):
    """Nobody asked for a judgement of this plan, or it has been given."""

    code = "not_under_review"


class BasisUnknownError(DomainError):
    """The municipality's register has no such legal basis."""

    code = "basis_unknown"


@transaction.atomic
def ask_review(*, actor: Actor, plan_id: int, now: datetime) -> Plan:
    """Hand a plan to the jurists; its words stay as they are until they answer.

    Args:
        actor: who writes in the case.
        plan_id: a plan of which the first three parts are complete.
        now: aware.

    Raises:
        NotAllowedError, NotFoundError, UnderReviewError, PlanClosedError: see
            `course.open_plan`.
        NotReadyError: something is missing; it says what.
    """
    plan = open_plan(actor, plan_id)
    standing = selectors.standing_of(actor, plan)
    adoption.require_nothing(parts.missing_before_review(standing.content))
    plan.status = _status(standing) or PlanStatus.REVIEW
    plan.review_asked_at = now
    plan.save(update_fields=["status", "review_asked_at"])
    audit.record("plan.review_asked", actor=actor, subject=f"plan:{plan.pk}", at=now)
    move_on(actor, plan, now=now)
    return plan


@transaction.atomic
def withdraw_review(*, actor: Actor, plan_id: int, now: datetime) -> Plan:
    """Take a plan back from the jurists, to change it.

    Args:
        actor: who writes in the case.
        plan_id: a plan that a jurist was asked to judge.
        now: aware.

    Raises:
        NotAllowedError: the actor writes no plans.
        NotFoundError: no such plan for this actor to write in.
        NotUnderReviewError: it is not with the jurists.
    """
    actor.require(Permission.PLAN_WRITE)
    plan = selectors.plan_to_change(actor, plan_id=plan_id)
    if plan.status != PlanStatus.REVIEW:
        raise NotUnderReviewError
    plan.status = PlanStatus.DRAFT
    plan.save(update_fields=["status"])
    audit.record(
        "plan.review_withdrawn", actor=actor, subject=f"plan:{plan.pk}", at=now
    )
    move_on(actor, plan, now=now)
    return plan


@transaction.atomic
def review_doorbraak(
    *,
    actor: Actor,
    doorbraak_id: int,
    review: Review,
    basis_ids: Sequence[int],
    now: datetime,
) -> LegalCheck:
    """Judge a doorbraak as it now reads; the plan follows when all are judged.

    Args:
        actor: a jurist who wrote nothing in the plan.
        doorbraak_id: a doorbraak of a plan that is under review.
        review: conclusion, weighing, conditions and the day of the decision.
        basis_ids: the legal bases on which it rests, of the register.
        now: aware.

    Raises:
        NotAllowedError: the actor is no jurist.
        NotFoundError: no such doorbraak for this actor.
        NotUnderReviewError: the plan is not with the jurists.
        PlanClosedError: the case is over.
        DayInFutureError: the decision lies after today.
        BasisUnknownError: a basis is not in the register.
        ReviewerIsAuthorError, BasisNotValidError, NoBasisError,
            WeighingMissingError: see `legal.check`.
    """
    actor.require(Permission.PLAN_REVIEW)
    row = selectors.doorbraak_of(actor, doorbraak_id=doorbraak_id)
    plan = selectors.plan_to_judge(actor, plan_id=row.plan_id)
    require_going(actor, plan)
    if plan.status != PlanStatus.REVIEW:
        raise NotUnderReviewError
    require_past(review.decided_on, today=local_day(now), field="decided_on")
    bases = _bases(actor, basis_ids)
    legal.check(
        review,
        bases=[selectors.as_basis(basis) for basis in bases],
        reviewer_id=actor.user_id,
        author_ids=selectors.author_ids_of(plan),
    )
    subject = selectors.standing_of(actor, plan).doorbraak_sha256[row.pk]
    check = _store(row, review, bases, subject, actor=actor, now=now)
    status = _status(selectors.standing_of(actor, plan), Conclusion(check.conclusion))
    if status is not None:
        plan.status = status
        plan.save(update_fields=["status"])
    audit.record(
        "plan.doorbraak_reviewed",
        actor=actor,
        subject=f"plan:{plan.pk}",
        at=now,
        detail={"doorbraak": row.pk, "conclusion": check.conclusion},
    )
    move_on(actor, plan, now=now)
    return check


def _status(
    standing: Standing, conclusion: Conclusion | None = None
) -> PlanStatus | None:
    if conclusion is Conclusion.QUESTIONS:
        return PlanStatus.RETURNED
    if conclusion is Conclusion.NOT_ALLOWED:
        return PlanStatus.REFUSED
    rows = standing.content.doorbraken
    if all(adoption.is_approved(standing, row.id) for row in rows):
        return PlanStatus.APPROVED
    return None


def _bases(actor: Actor, basis_ids: Sequence[int]) -> list[LegalBasis]:
    bases = list(selectors.legal_bases(actor).filter(pk__in=basis_ids))
    if len(bases) != len(set(basis_ids)):
        raise BasisUnknownError
    return bases


def _store(
    row: Doorbraak,
    review: Review,
    bases: Sequence[LegalBasis],
    subject: str,
    *,
    actor: Actor,
    now: datetime,
) -> LegalCheck:
    check = LegalCheck.objects.create(
        doorbraak=row,
        subject_sha256=subject,
        conclusion=review.conclusion,
        purpose=review.weighing.purpose,
        support=review.weighing.support,
        value=review.weighing.value,
        conditions=review.conditions,
        decided_on=review.decided_on,
        objection_until=legal.objection_until(review.decided_on),
        at=now,
        by_id=actor.user_id,
    )
    LegalCheckBasis.objects.bulk_create(
        LegalCheckBasis(legal_check=check, basis=basis) for basis in bases
    )
    return check
