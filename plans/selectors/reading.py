"""Reads: which plans an actor may see, and what each says."""

from typing import TypeAlias

from django.db.models import Q, QuerySet

from cases import selectors as cases
from plans.domain.adoption import PlanStatus
from plans.models import (
    Author,
    Doorbraak,
    Knelpunt,
    Leefwereld,
    OpenedDomain,
    Plan,
    PlanVersion,
)
from sohos.core.errors import NotFoundError
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

PlanHandle: TypeAlias = Plan
DoorbraakHandle: TypeAlias = Doorbraak
KnelpuntHandle: TypeAlias = Knelpunt
DomainHandle: TypeAlias = OpenedDomain
SHOWN = frozenset(PlanStatus) - {PlanStatus.DRAFT}


def plans_for(actor: Actor) -> QuerySet[Plan]:
    """List the plans that the actor may read, longest waiting first.

    Who reads cases sees the plans of those cases; a jurist or a mandate holder sees
    the plans that a review was asked for, and nothing else of their cases.

    Raises:
        NotAllowedError: the actor's roles read no plans.
    """
    actor.require(Permission.PLAN_READ)
    mine = Q(pk__in=[])
    if actor.can(Permission.CASE_READ):
        mine |= Q(case_id__in=cases.whole_cases_for(actor).order_by().values("pk"))
    if actor.can(Permission.PLAN_REVIEW) or actor.can(Permission.PLAN_ADOPT):
        mine |= Q(status__in=SHOWN)
    return Plan.objects.filter(mine, municipality_id=actor.municipality_id).order_by(
        "review_asked_at", "id"
    )


def plan_of(actor: Actor, *, plan_id: int) -> Plan:
    """Return a plan that the actor may read.

    Raises:
        NotAllowedError: the actor's roles read no plans.
        NotFoundError: there is no such plan for this actor.
    """
    return _one(plans_for(actor).filter(pk=plan_id))


def plan_to_change(actor: Actor, *, plan_id: int) -> Plan:
    """Return a plan of a case in which the actor may write, and lock it.

    Raises:
        NotAllowedError: the actor's roles read no cases.
        NotFoundError: there is no such plan for this actor to write in.
    """
    writable = cases.whole_cases_for(actor, grant=cases.CHANGE).order_by().values("pk")
    found = Plan.objects.select_for_update().filter(
        pk=plan_id, municipality_id=actor.municipality_id, case_id__in=writable
    )
    return _one(found)


def plan_to_judge(actor: Actor, *, plan_id: int) -> Plan:
    """Return a plan that the actor may read, and lock it.

    Raises:
        NotAllowedError: the actor's roles read no plans.
        NotFoundError: there is no such plan for this actor.
    """
    return _one(plans_for(actor).filter(pk=plan_id).select_for_update())


def plan_of_case(actor: Actor, *, case_id: int) -> Plan | None:
    """Return the current plan of a case, if the actor may read it and there is one.

    Raises:
        NotAllowedError: the actor's roles read no plans.
    """
    current = plans_for(actor).exclude(status=PlanStatus.SUPERSEDED)
    return current.filter(case_id=case_id).first()


def doorbraak_of(actor: Actor, *, doorbraak_id: int) -> Doorbraak:
    """Return a doorbraak of a plan that the actor may read.

    Raises:
        NotAllowedError: the actor's roles read no plans.
        NotFoundError: there is no such doorbraak for this actor.
    """
    found = Doorbraak.objects.filter(
        pk=doorbraak_id,
        plan__in=plans_for(actor).order_by(),
        municipality_id=actor.municipality_id,
        removed_at__isnull=True,
    ).first()
    if found is None:
        raise NotFoundError
    return found


def knelpunt_of(actor: Actor, *, knelpunt_id: int) -> Knelpunt:
    """Return a knelpunt of a plan that the actor may read.

    Raises:
        NotAllowedError: the actor's roles read no plans.
        NotFoundError: there is no such knelpunt for this actor.
    """
    found = Knelpunt.objects.filter(
        pk=knelpunt_id,
        plan__in=plans_for(actor).order_by(),
        municipality_id=actor.municipality_id,
        removed_at__isnull=True,
    ).first()
    if found is None:
        raise NotFoundError
    return found


def domain_of(actor: Actor, *, domain_id: int) -> OpenedDomain:
    """Return an opened life domain of a plan that the actor may read.

    Raises:
        NotAllowedError: the actor's roles read no plans.
        NotFoundError: there is no such domain for this actor, or it was closed.
    """
    found = (
        OpenedDomain.objects.filter(
            pk=domain_id,
            plan__in=plans_for(actor).order_by(),
            municipality_id=actor.municipality_id,
            removed_at__isnull=True,
        )
        .select_related("changed_by", "life_domain")
        .first()
    )
    if found is None:
        raise NotFoundError
    return found


def leefwereld_of(plan: Plan) -> Leefwereld | None:
    """Return part 1 of a plan with who changed it last, once anybody wrote it."""
    return (
        Leefwereld.objects.filter(plan=plan, municipality_id=plan.municipality_id)
        .select_related("changed_by")
        .first()
    )


def author_ids_of(plan: Plan) -> frozenset[int]:
    """Return the ids of everybody who wrote in a plan."""
    return frozenset(
        Author.objects.filter(
            plan=plan, municipality_id=plan.municipality_id
        ).values_list("user_id", flat=True)
    )


def part_takers(actor: Actor, *, case_id: int) -> frozenset[int]:
    """Return the ids of everybody who wrote in a plan of a case or adopted one."""
    mine = {"municipality_id": actor.municipality_id, "plan__case_id": case_id}
    wrote = Author.objects.filter(**mine).values_list("user_id", flat=True)
    adopted = PlanVersion.objects.filter(**mine).values_list("adopted_by_id", flat=True)
    return frozenset({*wrote, *adopted})


def casemanager_of(actor: Actor, plan: Plan) -> str:
    """Return the name of the casemanager of a plan's case, or nothing."""
    card = cases.case_card(actor, case_id=plan.case_id)
    return cases.casemanager_name(actor, user_id=card.casemanager_id)


def _one(rows: QuerySet[Plan]) -> Plan:
    found = rows.first()
    if found is None:
        raise NotFoundError
    return found


def ground_of_plan(actor: Actor, plan_id: int) -> str:
    """Tell on what ground an actor looks at a plan, for the log."""
    rows = Plan.objects.filter(pk=plan_id, municipality_id=actor.municipality_id)
    case_id = rows.values_list("case_id", flat=True).first()
    return "" if case_id is None else cases.ground_of(actor, case_id)
