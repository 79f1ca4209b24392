"""Acts: write the doorbraken of part 3, with their agreements, and take one out."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from plans import selectors
from plans.domain.agreements import matched
from plans.domain.content import Agreement as AgreementText
from plans.domain.parts import Kept
from plans.models import Agreement, Doorbraak, DoorbraakKnelpunt, Knelpunt, Plan
from plans.services.course import keep, move_on, open_plan, overwrite
from plans.services.writing import TextMissingError, iso
from sohos.audit import services as audit
from sohos.core.errors import DomainError, NotFoundError
from sohos.core.euro import ZERO, Euro
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


class NotInPlanError(DomainError):
    """A doorbraak overcomes knelpunten of its own plan."""

    code = "not_in_plan"


class NegativeCostError(DomainError):
    """A doorbraak costs nothing or something."""

    code = "negative_cost"


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
def remove_doorbraak(*, actor: Actor, doorbraak_id: int, now: datetime) -> Plan:
    """Take a doorbraak out of the plan; its words and its legal checks are kept.

    Args:
        actor: who writes in the case.
        doorbraak_id: the doorbraak.
        now: aware.

    Raises:
        NotAllowedError, NotFoundError, UnderReviewError, PlanClosedError: see
            `course.open_plan`.
    """
    actor.require(Permission.PLAN_WRITE)
    row = selectors.doorbraak_of(actor, doorbraak_id=doorbraak_id)
    plan = open_plan(actor, row.plan_id)
    row.removed_at, row.removed_by_id = now, actor.user_id
    row.save(update_fields=["removed_at", "removed_by"])
    audit.record(
        "plan.doorbraak_removed",
        actor=actor,
        subject=f"plan:{plan.pk}",
        at=now,
        detail={"doorbraak": row.pk},
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
        overwrite(row, version, fields)
    _tie(row, says)
    says_flat = {
        **asdict(says),
        "overcomes": sorted(says.overcomes),
        "cost": says.cost.cents,
        "result_by_on": iso(says.result_by_on),
        "agreements": [
            {"what": each.what, "who": each.who, "by_on": iso(each.by_on)}
            for each in says.agreements
        ],
    }
    keep(plan, Kept.DOORBRAAK, row.pk, row.version, says_flat, actor=actor, now=now)
    move_on(actor, plan, now=now)
    return row


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
    old = list(Agreement.objects.filter(doorbraak=row, removed_at=None).order_by("pk"))
    was = [AgreementText(each.what, each.who, each.by_on) for each in old]
    went_on = matched(was, says.agreements)
    for number, each in enumerate(old):
        if number not in went_on:
            each.removed_at = row.changed_at
            each.save(update_fields=["removed_at"])
    for said, at in zip(says.agreements, went_on, strict=True):
        found = Agreement(doorbraak=row) if at is None else old[at]
        found.what, found.who, found.by_on = said.what, said.who, said.by_on
        found.save()
