"""Acts: open a life domain for a purpose, write in it, close it."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from cases import selectors as cases
from plans import selectors
from plans.domain.parts import Kept
from plans.models import OpenedDomain, Plan
from plans.services.course import keep, move_on, open_plan, overwrite
from plans.services.writing import NotInRegisterError
from sohos.audit import services as audit
from sohos.core.errors import DomainError
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


class PurposeMissingError(DomainError):
    """A life domain opens for a purpose; without one nobody needs to know of it."""

    code = "purpose_missing"


class DomainOpenError(DomainError):
    """This life domain is open in the plan already."""

    code = "domain_open"


@dataclass(frozen=True, slots=True)
class DomainText:
    """A life domain as somebody opens it: which, why, and what the household says."""

    life_domain_id: int
    purpose: str
    says: str = ""


@transaction.atomic
def open_domain(
    *, actor: Actor, plan_id: int, says: DomainText, now: datetime
) -> OpenedDomain:
    """Open a life domain in part 1, for a purpose.

    Args:
        actor: who writes in the case.
        plan_id: the plan.
        says: which domain, for what purpose, and what the household says about it.
        now: aware.

    Raises:
        NotAllowedError, NotFoundError, UnderReviewError, PlanClosedError: see
            `course.open_plan`.
        PurposeMissingError: it does not say what for.
        NotInRegisterError: the register has no such domain.
        DomainOpenError: it is open already.
    """
    plan = open_plan(actor, plan_id)
    fields = _fields(actor, plan, says, now=now)
    row = OpenedDomain.objects.create(plan=plan, **fields)
    _keep(plan, row, says, actor=actor, now=now)
    return row


@transaction.atomic
def write_domain(
    *, actor: Actor, domain_id: int, says: DomainText, version: int, now: datetime
) -> OpenedDomain:
    """Write in a life domain that is open.

    Args:
        actor: who writes in the case.
        domain_id: the opened domain.
        says: which domain, for what purpose, and what the household says about it.
        version: the version that was opened.
        now: aware.

    Raises:
        NotAllowedError, NotFoundError, UnderReviewError, PlanClosedError: see
            `course.open_plan`.
        ChangedMeanwhileError: somebody saved it since; nothing is overwritten.
        PurposeMissingError, NotInRegisterError, DomainOpenError: see `open_domain`.
    """
    actor.require(Permission.PLAN_WRITE)
    row = selectors.domain_of(actor, domain_id=domain_id)
    plan = open_plan(actor, row.plan_id)
    overwrite(row, version, _fields(actor, plan, says, now=now, besides=row.pk))
    _keep(plan, row, says, actor=actor, now=now)
    return row


@transaction.atomic
def close_domain(*, actor: Actor, domain_id: int, now: datetime) -> Plan:
    """Close a life domain: the plan no longer speaks of it; its words are kept.

    Args:
        actor: who writes in the case.
        domain_id: the opened domain.
        now: aware.

    Raises:
        NotAllowedError, NotFoundError, UnderReviewError, PlanClosedError: see
            `course.open_plan`.
    """
    actor.require(Permission.PLAN_WRITE)
    row = selectors.domain_of(actor, domain_id=domain_id)
    plan = open_plan(actor, row.plan_id)
    row.removed_at, row.removed_by_id = now, actor.user_id
    row.save(update_fields=["removed_at", "removed_by"])
    audit.record(
        "plan.domain_closed",
        actor=actor,
        subject=f"plan:{plan.pk}",
        at=now,
        detail={"domain": row.pk},
    )
    move_on(actor, plan, now=now)
    return plan


def _fields(
    actor: Actor,
    plan: Plan,
    says: DomainText,
    *,
    now: datetime,
    besides: int = 0,
) -> dict[str, Any]:
    if not says.purpose.strip():
        raise PurposeMissingError
    if not cases.life_domains(actor).filter(pk=says.life_domain_id).exists():
        raise NotInRegisterError("life_domain")
    others = OpenedDomain.objects.filter(
        plan=plan, life_domain_id=says.life_domain_id, removed_at__isnull=True
    ).exclude(pk=besides)
    if others.exists():
        raise DomainOpenError
    return {**asdict(says), "changed_at": now, "changed_by_id": actor.user_id}


def _keep(
    plan: Plan, row: OpenedDomain, says: DomainText, *, actor: Actor, now: datetime
) -> None:
    keep(plan, Kept.DOMAIN, row.pk, row.version, asdict(says), actor=actor, now=now)
    move_on(actor, plan, now=now)
