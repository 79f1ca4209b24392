"""Reads: which plans an actor may see, and what each says."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from django.db.models import Q, QuerySet

from cases import selectors as cases
from plans.domain import content
from plans.domain.adoption import Judgement, Party, PlanStatus, Signature, Standing
from plans.domain.content import PlanContent
from plans.domain.legal import Conclusion
from plans.models import (
    Author,
    Doorbraak,
    Knelpunt,
    Leefwereld,
    LegalCheck,
    Plan,
    PlanVersion,
    SignOff,
)
from sohos.core.errors import NotFoundError
from sohos.core.euro import Euro
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

PlanHandle: TypeAlias = Plan
DoorbraakHandle: TypeAlias = Doorbraak
KnelpuntHandle: TypeAlias = Knelpunt
SHOWN = frozenset(PlanStatus) - {PlanStatus.DRAFT}


@dataclass(frozen=True, slots=True)
class Adoption:
    """What the rest of the chain may know of an adopted plan: no word of it."""

    plan_id: int
    version: int
    sha256: str
    adopted_on: date
    adopted_by_id: int
    prognosis_stage_id: int
    prognosis_sha256: str


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


def content_of(actor: Actor, plan: Plan) -> PlanContent:
    """Return what a plan says now; the caller has checked that the actor may read it.

    Returns:
        Knelpunten and doorbraken in the order in which they were added.
    """
    code = cases.case_codes(actor, [plan.case_id])[plan.case_id]
    return PlanContent(
        case_code=code,
        leefwereld=_leefwereld(leefwereld_of(plan)),
        knelpunten=tuple(_knelpunt(row) for row in _knelpunten(plan)),
        doorbraken=tuple(_doorbraak(row) for row in _doorbraken(plan)),
        prognosis=_prognosis(plan),
    )


def standing_of(actor: Actor, plan: Plan) -> Standing:
    """Return a plan as it stands: what it says, what was judged, who signed."""
    says = content_of(actor, plan)
    return Standing(
        content=says,
        sha256=content.plan_hash(says),
        doorbraak_sha256={
            row.id: content.doorbraak_hash(says, row.id) for row in says.doorbraken
        },
        judgements={
            doorbraak_id: _judgement(check)
            for doorbraak_id, check in checks_of(plan).items()
        },
        signatures={
            Party(row.party): Signature(row.content_sha256, row.signed_on)
            for row in sign_offs_of(plan)
        },
    )


def checks_of(plan: Plan) -> dict[int, LegalCheck]:
    """Return the last legal check of each doorbraak of a plan, by doorbraak id."""
    rows = (
        LegalCheck.objects.filter(
            doorbraak__plan=plan,
            doorbraak__removed_at__isnull=True,
            municipality_id=plan.municipality_id,
        )
        .select_related("by")
        .prefetch_related("bases__basis")
        .order_by("doorbraak_id", "-id")
        .distinct("doorbraak_id")
    )
    return {row.doorbraak_id: row for row in rows}


def sign_offs_of(plan: Plan) -> list[SignOff]:
    """List the last sign-off of each party of a plan, by party."""
    return list(
        SignOff.objects.filter(plan=plan, municipality_id=plan.municipality_id)
        .select_related("by")
        .order_by("party", "-id")
        .distinct("party")
    )


def version_of(plan: Plan) -> PlanVersion | None:
    """Return the frozen version of a plan, once it is adopted."""
    return (
        PlanVersion.objects.filter(plan=plan, municipality_id=plan.municipality_id)
        .select_related("adopted_by")
        .first()
    )


def adoption_of(actor: Actor, *, case_id: int) -> Adoption | None:
    """Return the last adoption of a plan of a case, for any role; it holds no words.

    Args:
        actor: whose municipality counts.
        case_id: the case.
    """
    row = (
        PlanVersion.objects.filter(
            case_id=case_id, municipality_id=actor.municipality_id
        )
        .order_by("-number")
        .first()
    )
    return None if row is None else _adoption(row)


def adoptions(actor: Actor) -> dict[int, Adoption]:
    """Return the last adoption of each adopted case by case id, for any role."""
    rows = PlanVersion.objects.filter(municipality_id=actor.municipality_id)
    return {
        row.case_id: _adoption(row) for row in rows.defer("content").order_by("number")
    }


def casemanager_of(actor: Actor, plan: Plan) -> str:
    """Return the name of the casemanager of a plan's case, or nothing."""
    card = cases.case_card(actor, case_id=plan.case_id)
    return cases.casemanager_name(actor, user_id=card.casemanager_id)


def _adoption(row: PlanVersion) -> Adoption:
    return Adoption(
        plan_id=row.plan_id,
        version=row.number,
        sha256=row.sha256,
        adopted_on=row.adopted_on,
        adopted_by_id=row.adopted_by_id,
        prognosis_stage_id=row.prognosis_stage_id,
        prognosis_sha256=row.prognosis_sha256,
    )


def _one(rows: QuerySet[Plan]) -> Plan:
    found = rows.first()
    if found is None:
        raise NotFoundError
    return found


def _knelpunten(plan: Plan) -> QuerySet[Knelpunt]:
    return (
        Knelpunt.objects.filter(
            plan=plan, municipality_id=plan.municipality_id, removed_at__isnull=True
        )
        .select_related("kind", "life_domain", "organisation")
        .order_by("id")
    )


def _doorbraken(plan: Plan) -> QuerySet[Doorbraak]:
    return (
        Doorbraak.objects.filter(
            plan=plan, municipality_id=plan.municipality_id, removed_at__isnull=True
        )
        .prefetch_related("overcomes", "agreements")
        .order_by("id")
    )


def _leefwereld(row: Leefwereld | None) -> content.Leefwereld:
    if row is None:
        return content.Leefwereld()
    return content.Leefwereld(
        story=row.story,
        said_by=row.said_by,
        wishes=row.wishes,
        needed=row.needed,
        main_breakthrough=row.main_breakthrough,
        can_self=row.can_self,
        needs_help=row.needs_help,
    )


def _knelpunt(row: Knelpunt) -> content.Knelpunt:
    return content.Knelpunt(
        id=row.pk,
        text=row.text,
        explanation=row.explanation,
        kind=row.kind.code,
        kind_label=row.kind.label_nl,
        severity=row.severity,
        life_domain=row.life_domain.label_nl if row.life_domain else "",
        organisation=row.organisation.label_nl if row.organisation else "",
        rule=row.rule,
        since_on=row.since_on,
    )


def _doorbraak(row: Doorbraak) -> content.Doorbraak:
    agreements = sorted(row.agreements.all(), key=lambda agreement: agreement.pk)
    return content.Doorbraak(
        id=row.pk,
        text=row.text,
        overcomes=tuple(sorted(link.knelpunt_id for link in row.overcomes.all())),
        cost=Euro(row.cost_cents),
        deviates_from=row.deviates_from,
        justification=row.justification,
        decider=row.decider,
        grip=row.grip,
        alternatives=row.alternatives,
        result_by_on=row.result_by_on,
        agreements=tuple(
            content.Agreement(agreement.what, agreement.who, agreement.by_on)
            for agreement in agreements
        ),
    )


def _prognosis(plan: Plan) -> content.Prognosis | None:
    if plan.prognosis_stage_id is None or plan.prognosis_saving_cents is None:
        return None
    return content.Prognosis(
        stage_id=plan.prognosis_stage_id,
        sha256=plan.prognosis_sha256,
        saving=Euro(plan.prognosis_saving_cents),
    )


def _judgement(check: LegalCheck) -> Judgement:
    return Judgement(
        subject_sha256=check.subject_sha256,
        approves=Conclusion(check.conclusion).approves,
        decided_on=check.decided_on,
        reviewer_id=check.by_id,
    )
