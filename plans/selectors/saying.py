"""Reads: what a plan says now, what was judged of it, and who signed it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from cases import selectors as cases
from plans.domain import content
from plans.domain.adoption import Judgement, Party, Signature, Standing
from plans.domain.content import PlanContent
from plans.domain.legal import Conclusion
from plans.models import (
    Agreement,
    Doorbraak,
    Knelpunt,
    Leefwereld,
    LegalCheck,
    OpenedDomain,
    Plan,
    SignOff,
)
from plans.selectors.reading import leefwereld_of
from sohos.core.euro import Euro
from sohos.tenancy.actor import Actor


@dataclass(frozen=True, slots=True)
class AgreementState:
    """An agreement and what became of it."""

    step: content.Agreement
    is_task: bool = False
    done_on: date | None = None


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
        domains=tuple(_domain(row) for row in _domains(plan)),
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


def agreements_kept(actor: Actor, plan: Plan) -> dict[int, list[AgreementState]]:
    """Tell of each agreement whether it is a task and when that was done.

    Returns:
        Per doorbraak id, in the order in which the doorbraak lists its agreements.
    """
    rows = list(
        Agreement.objects.filter(
            doorbraak__plan=plan,
            municipality_id=plan.municipality_id,
            removed_at__isnull=True,
        ).order_by("pk")
    )
    done = cases.done_days(actor, [row.task_id for row in rows if row.task_id])
    found: dict[int, list[AgreementState]] = {}
    for row in rows:
        state = AgreementState(
            content.Agreement(row.what, row.who, row.by_on),
            is_task=row.task_id is not None,
            done_on=done.get(row.task_id) if row.task_id else None,
        )
        found.setdefault(row.doorbraak_id, []).append(state)
    return found


def sign_offs_of(plan: Plan) -> list[SignOff]:
    """List the last sign-off of each party of a plan, by party."""
    return list(
        SignOff.objects.filter(plan=plan, municipality_id=plan.municipality_id)
        .select_related("by")
        .order_by("party", "-id")
        .distinct("party")
    )


def _domains(plan: Plan) -> QuerySet[OpenedDomain]:
    return (
        OpenedDomain.objects.filter(
            plan=plan, municipality_id=plan.municipality_id, removed_at__isnull=True
        )
        .select_related("life_domain")
        .order_by("life_domain_id")
    )


def _domain(row: OpenedDomain) -> content.Domain:
    return content.Domain(
        id=row.pk,
        code=row.life_domain.code,
        label=row.life_domain.label_nl,
        purpose=row.purpose,
        says=row.says,
    )


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
        .prefetch_related(
            "overcomes",
            Prefetch("agreements", Agreement.objects.filter(removed_at__isnull=True)),
        )
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
