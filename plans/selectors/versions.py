"""Reads: the frozen versions of a plan, and what the chain may know of them."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from cases import selectors as cases
from cases.domain.phases import ENDED, Phase
from plans.domain import content
from plans.domain.adoption import PlanStatus
from plans.domain.content import PlanContent
from plans.models import Plan, PlanChange, PlanVersion, Revision
from sohos.core.errors import NotFoundError
from sohos.tenancy.actor import Actor

AFTER_THE_YEAR = frozenset({Phase.JAARGRENS, Phase.NAZORG})


@dataclass(frozen=True, slots=True)
class Adoption:
    """What the rest of the chain may know of an adopted plan: no word of it.

    `adopted_on` is the day from which the year counts; `version_on` the day on which
    this version was adopted. They differ once a plan changed during its year (P24).
    """

    plan_id: int
    version: int
    sha256: str
    adopted_on: date
    version_on: date
    adopted_by_id: int
    prognosis_stage_id: int
    prognosis_sha256: str


def version_of(plan: Plan) -> PlanVersion | None:
    """Return the last frozen version of a plan, once it was adopted."""
    return versions_of(plan).first()


def versions_of(plan: Plan) -> QuerySet[PlanVersion]:
    """List the frozen versions of a plan, the newest first."""
    return (
        PlanVersion.objects.filter(plan=plan, municipality_id=plan.municipality_id)
        .select_related("adopted_by")
        .order_by("-number")
    )


def version_numbered(plan: Plan, *, number: int) -> PlanVersion:
    """Return a frozen version of a plan by its number.

    Raises:
        NotFoundError: the plan has no such version.
    """
    found = versions_of(plan).filter(number=number).first()
    if found is None:
        raise NotFoundError
    return found


def content_of_version(version: PlanVersion) -> PlanContent:
    """Return what a frozen version says."""
    return content.parse(json.loads(version.content)["plan"])


def papers_of_version(version: PlanVersion) -> dict[str, Any]:
    """Return the whole frozen text of a version: plan, legal checks, signatures."""
    papers: dict[str, Any] = json.loads(version.content)
    return papers


def change_of(plan: Plan) -> PlanChange | None:
    """Return why an adopted plan is in hand again, while it is."""
    last = version_of(plan)
    if last is None or plan.status == PlanStatus.ADOPTED:
        return None
    return changes_of(plan).filter(from_number=last.number).first()


def may_change_again(actor: Actor, plan: Plan) -> bool:
    """Tell whether an adopted plan may be taken in hand again (rule P22)."""
    if plan.status != PlanStatus.ADOPTED:
        return False
    phase = cases.case_card(actor, case_id=plan.case_id).phase
    return phase not in ENDED and phase not in AFTER_THE_YEAR


def changes_of(plan: Plan) -> QuerySet[PlanChange]:
    """List when and why an adopted plan was taken in hand again, the newest first."""
    return (
        PlanChange.objects.filter(plan=plan, municipality_id=plan.municipality_id)
        .select_related("by")
        .order_by("-id")
    )


def revisions_of(plan: Plan) -> QuerySet[Revision]:
    """List everything that was saved in a plan, the newest first."""
    return (
        Revision.objects.filter(plan=plan, municipality_id=plan.municipality_id)
        .select_related("by")
        .order_by("-id")
    )


def year_from(version: PlanVersion) -> date:
    """Return the day from which the year of a version counts (rule P24)."""
    return version.year_from or version.adopted_on


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


def adopted_case_ids(actor: Actor) -> QuerySet[PlanVersion, int]:
    """Return the cases of which a plan was adopted, as a part of another question."""
    return PlanVersion.objects.filter(
        municipality_id=actor.municipality_id
    ).values_list("case_id", flat=True)


def _adoption(row: PlanVersion) -> Adoption:
    return Adoption(
        plan_id=row.plan_id,
        version=row.number,
        sha256=row.sha256,
        adopted_on=year_from(row),
        version_on=row.adopted_on,
        adopted_by_id=row.adopted_by_id,
        prognosis_stage_id=row.prognosis_stage_id,
        prognosis_sha256=row.prognosis_sha256,
    )
