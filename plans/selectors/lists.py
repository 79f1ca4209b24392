"""Reads: what waits for a jurist or a mandate holder, and what the registers say."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from cases import selectors as cases
from cases.domain.next_step import NextStep
from plans.domain.adoption import PlanStatus
from plans.domain.legal import Basis
from plans.models import KnelpuntKind, LegalBasis, Plan
from plans.selectors.reading import plans_for
from sohos.core.euro import Euro
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A line of a work list: a plan by the code of its case; ready means signed."""

    plan_id: int
    case_code: str
    status: PlanStatus
    asked_at: datetime | None
    doorbraken: int
    saving: Euro | None
    is_ready: bool


def reviews_for(actor: Actor) -> list[PlanRow]:
    """List the plans that wait for a jurist, longest waiting first.

    Raises:
        NotAllowedError: the actor reviews no plans.
    """
    actor.require(Permission.PLAN_REVIEW)
    return _rows(actor, plans_for(actor).filter(status=PlanStatus.REVIEW))


def adoptions_for(actor: Actor) -> list[PlanRow]:
    """List the approved plans that go to a mandate holder, longest waiting first.

    Raises:
        NotAllowedError: the actor adopts no plans.
    """
    actor.require(Permission.PLAN_ADOPT)
    return _rows(actor, plans_for(actor).filter(status=PlanStatus.APPROVED))


def knelpunt_kinds(actor: Actor) -> QuerySet[KnelpuntKind]:
    """List the kinds of knelpunten of the actor's municipality, by group and name.

    All of them, also those that were merged into another and are no longer offered.
    """
    return KnelpuntKind.objects.filter(municipality_id=actor.municipality_id).order_by(
        "kind", "label_nl"
    )


def legal_bases(actor: Actor) -> QuerySet[LegalBasis]:
    """List the legal bases of the actor's municipality, as the register orders them."""
    return LegalBasis.objects.filter(municipality_id=actor.municipality_id).order_by(
        "id"
    )


def legal_bases_on(actor: Actor, day: date) -> list[LegalBasis]:
    """List the legal bases that are valid on a day, as the register orders them."""
    return [row for row in legal_bases(actor) if as_basis(row).is_valid_on(day)]


def as_basis(row: LegalBasis) -> Basis:
    """Return a row of the register as the rules know it."""
    return Basis(row.code, row.valid_from, row.valid_to)


def _rows(actor: Actor, plans: QuerySet[Plan]) -> list[PlanRow]:
    found = list(
        plans.annotate(
            doorbraak_count=Count(
                "doorbraken", filter=Q(doorbraken__removed_at__isnull=True)
            )
        )
    )
    cards = cases.case_cards(actor, [plan.case_id for plan in found])
    return [
        PlanRow(
            plan_id=plan.pk,
            case_code=cards[plan.case_id].code,
            status=PlanStatus(plan.status),
            asked_at=plan.review_asked_at,
            doorbraken=plan.doorbraak_count,
            saving=None
            if plan.prognosis_saving_cents is None
            else Euro(plan.prognosis_saving_cents),
            is_ready=cards[plan.case_id].next_step is NextStep.ADOPT,
        )
        for plan in found
    ]
