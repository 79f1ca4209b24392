"""Reads: the rows of a plan with their versions, for who changes them one by one."""

from dataclasses import dataclass

from django.db.models import QuerySet

from plans.domain import content
from plans.models import Doorbraak, Knelpunt, LegalCheck, Plan
from plans.selectors.saying import content_of
from sohos.tenancy.actor import Actor


@dataclass(frozen=True, slots=True)
class DoorbraakRow:
    """A doorbraak as it is stored, with what it says."""

    row: Doorbraak
    says: content.Doorbraak


def knelpunten_of(plan: Plan) -> QuerySet[Knelpunt]:
    """List the knelpunten of a plan in the order in which they were added."""
    return (
        Knelpunt.objects.filter(
            plan=plan, municipality_id=plan.municipality_id, removed_at__isnull=True
        )
        .select_related("kind")
        .order_by("id")
    )


def doorbraken_of(actor: Actor, plan: Plan) -> list[DoorbraakRow]:
    """List the doorbraken of a plan in the order in which they were added."""
    says = {each.id: each for each in content_of(actor, plan).doorbraken}
    rows = Doorbraak.objects.filter(
        pk__in=says, municipality_id=plan.municipality_id
    ).order_by("id")
    return [DoorbraakRow(row, says[row.pk]) for row in rows]


def legal_checks_of(plan: Plan) -> QuerySet[LegalCheck]:
    """List every legal check of the doorbraken of a plan, newest first."""
    return (
        LegalCheck.objects.filter(
            doorbraak__plan=plan, municipality_id=plan.municipality_id
        )
        .select_related("by")
        .prefetch_related("bases__basis")
        .order_by("-id")
    )
