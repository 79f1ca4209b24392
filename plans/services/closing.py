"""Acts: attach the prognosis, sign, adopt and freeze."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from cases import selectors as cases
from cases import services as case_services
from cases.domain.next_step import NextStep
from cases.domain.phases import Phase
from plans import selectors
from plans.domain import adoption, content
from plans.domain.adoption import (
    AdoptedTooEarlyError,
    Manner,
    Party,
    PlanStatus,
    Standing,
)
from plans.models import Plan, PlanChange, PlanVersion, SignOff
from plans.services import agreements
from plans.services.course import move_on, require_going
from sohos.audit import services as audit
from sohos.core.dates import local_day, require_past
from sohos.core.errors import DomainError
from sohos.core.euro import Euro
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


class SignerMissingError(DomainError):
    """A signature says who gave it."""

    code = "signer_missing"


class NotTheCasemanagerError(DomainError):
    """Only the casemanager of the case signs as casemanager."""

    code = "not_the_casemanager"


class PrognosisFixedError(DomainError):
    """During a year the expectation stays what the outcome will be held against."""

    code = "prognosis_fixed"


class NotApprovedError(DomainError):
    """A plan is adopted after a jurist approved it."""

    code = "not_approved"


@transaction.atomic
def attach_prognosis(
    *,
    actor: Actor,
    plan_id: int,
    stage_id: int,
    sha256: str,
    saving: Euro,
    now: datetime,
) -> Plan:
    """Make a frozen prognosis part 4 of the plan; a later one takes its place.

    What was signed before no longer holds, since the plan says something else.

    Args:
        actor: who froze the prognosis and writes in the case.
        plan_id: a plan that is not adopted.
        stage_id: the frozen stage of the KBA.
        sha256: its hash, 64 small hexadecimal digits.
        saving: expected municipal saving in the first year, in euro.
        now: aware.

    Raises:
        NotAllowedError: the actor writes no KBA.
        NotFoundError: no such plan for this actor to write in.
        PlanClosedError: it is adopted or replaced, or its case is over.
        PrognosisFixedError: the plan is being changed during its year.
    """
    actor.require(Permission.KBA_WRITE)
    plan = selectors.plan_to_change(actor, plan_id=plan_id)
    require_going(actor, plan)
    if _year_goes_on(actor, plan):
        raise PrognosisFixedError
    plan.prognosis_stage_id = stage_id
    plan.prognosis_sha256 = sha256
    plan.prognosis_saving_cents = saving.cents
    plan.save(
        update_fields=[
            "prognosis_stage_id",
            "prognosis_sha256",
            "prognosis_saving_cents",
        ]
    )
    audit.record(
        "plan.prognosis_attached",
        actor=actor,
        subject=f"plan:{plan.pk}",
        at=now,
        detail={"stage": stage_id, "sha256": sha256},
    )
    move_on(actor, plan, now=now)
    return plan


@transaction.atomic
def sign_off(
    *,
    actor: Actor,
    plan_id: int,
    party: Party,
    signer: str,
    manner: Manner,
    signed_on: date,
    now: datetime,
) -> SignOff:
    """Record that a party agrees to the plan as it now reads.

    A party may sign again, after a change; the last signature counts.

    Args:
        actor: who writes in the case; for the casemanager's own signature the
            casemanager of the case.
        plan_id: a plan with an approved legal check and an attached prognosis.
        party: whose signature it is.
        signer: the name or names of who signed.
        manner: on paper, on screen, or spoken.
        signed_on: the day of the signature.
        now: aware.

    Raises:
        NotAllowedError: the actor writes no plans.
        NotFoundError: no such plan for this actor to write in.
        PlanClosedError: it is adopted or replaced, or its case is over.
        NotReadyError: something is missing before it can be signed; it says what.
        NotTheCasemanagerError: somebody else signs as casemanager.
        SignerMissingError: nobody is named.
        DayInFutureError: the signature lies after today.
    """
    actor.require(Permission.PLAN_WRITE)
    plan = selectors.plan_to_change(actor, plan_id=plan_id)
    require_going(actor, plan)
    require_past(signed_on, today=local_day(now), field="signed_on")
    if not signer.strip():
        raise SignerMissingError
    card = cases.case_card(actor, case_id=plan.case_id)
    if party is Party.CASEMANAGER and card.casemanager_id != actor.user_id:
        raise NotTheCasemanagerError
    standing = selectors.standing_of(actor, plan)
    adoption.require_nothing(adoption.missing_to_sign(standing))
    row = SignOff.objects.create(
        plan=plan,
        party=party,
        content_sha256=standing.sha256,
        signed_on=signed_on,
        manner=manner,
        signer=signer.strip(),
        at=now,
        by_id=actor.user_id,
    )
    audit.record(
        "plan.signed",
        actor=actor,
        subject=f"plan:{plan.pk}",
        at=now,
        detail={"party": party, "sha256": standing.sha256},
    )
    move_on(actor, plan, now=now)
    return row


@transaction.atomic
def adopt_plan(
    *, actor: Actor, plan_id: int, adopted_on: date, now: datetime
) -> PlanVersion:
    """Adopt a plan: freeze it with its hash and start the year of uitvoering.

    Agreements become tasks of the casemanager.

    A version that is adopted during the year leaves the year, and what it is held
    against, as they are.

    Args:
        actor: a mandate holder who neither wrote nor judged in it.
        plan_id: an approved plan, complete and signed.
        adopted_on: the day of adoption; the jaargrens is 12 months later.
        now: aware.

    Returns:
        The frozen version, number 1 for the first of a case.

    Raises:
        NotAllowedError: the actor adopts no plans.
        NotFoundError: no such plan for this actor.
        PlanClosedError: it is adopted or replaced already, or its case is over.
        NotApprovedError: no jurist approved it as it now reads.
        DayInFutureError: the adoption lies after today.
        NotReadyError, AdopterTookPartError, AdoptedTooEarlyError: see
            `adoption.check`.
    """
    actor.require(Permission.PLAN_ADOPT)
    plan = selectors.plan_to_judge(actor, plan_id=plan_id)
    require_going(actor, plan)
    if plan.status != PlanStatus.APPROVED:
        raise NotApprovedError
    require_past(adopted_on, today=local_day(now), field="adopted_on")
    standing = _checked(plan, adopted_on=adopted_on, actor=actor)
    version = _freeze(plan, standing, adopted_on=adopted_on, actor=actor, now=now)
    plan.status = PlanStatus.ADOPTED
    plan.save(update_fields=["status"])
    audit.record(
        "plan.adopted",
        actor=actor,
        subject=f"plan:{plan.pk}",
        at=now,
        detail={"version": version.number, "sha256": version.sha256},
    )
    agreements.carry_out(plan, adopted_on=adopted_on, actor=actor, now=now)
    _carry_out(plan, adopted_on=adopted_on, actor=actor, now=now)
    return version


def _checked(plan: Plan, *, adopted_on: date, actor: Actor) -> Standing:
    last = selectors.version_of(plan)
    if last is not None and adopted_on < last.adopted_on:
        raise AdoptedTooEarlyError(last.adopted_on.isoformat())
    standing = selectors.standing_of(actor, plan)
    adoption.check(
        standing,
        adopted_on=adopted_on,
        adopter_id=actor.user_id,
        author_ids=selectors.author_ids_of(plan),
    )
    return standing


def _carry_out(plan: Plan, *, adopted_on: date, actor: Actor, now: datetime) -> None:
    case = case_services.reach_phase(
        actor=actor,
        case_id=plan.case_id,
        phase=Phase.UITVOERING,
        on=adopted_on,
        now=now,
    )
    if case.phase == Phase.UITVOERING:
        case_services.await_step(
            actor=actor, case_id=case.pk, step=NextStep.CARRY_OUT, now=now
        )


def _year_goes_on(actor: Actor, plan: Plan) -> bool:
    """Tell whether a plan that is in hand again belongs to a year that has begun."""
    if selectors.version_of(plan) is None:
        return False
    phase = cases.case_card(actor, case_id=plan.case_id).phase
    return phase == Phase.UITVOERING or phase in selectors.AFTER_THE_YEAR


def _freeze(
    plan: Plan, standing: Standing, *, adopted_on: date, actor: Actor, now: datetime
) -> PlanVersion:
    prognosis = adoption.attached_prognosis(standing.content)
    last = selectors.version_of(plan)
    year_from = (
        selectors.year_from(last) if last and _year_goes_on(actor, plan) else None
    )
    change = selectors.change_of(plan)
    text = content.canonical(
        {
            "format": 2,
            "plan": content.flat(standing.content),
            "plan_sha256": standing.sha256,
            "legal_checks": _checks(plan),
            "sign_offs": _sign_offs(plan),
            "adopted_on": adopted_on,
            "adopted_by": actor.user_id,
            "year_from": year_from or adopted_on,
            "change": change and {"of_version": change.from_number, **_why(change)},
        }
    )
    return PlanVersion.objects.create(
        plan=plan,
        case_id=plan.case_id,
        number=last.number + 1 if last else 1,
        content=text,
        sha256=content.sha256(text),
        prognosis_stage_id=prognosis.stage_id,
        prognosis_sha256=prognosis.sha256,
        adopted_on=adopted_on,
        year_from=year_from,
        adopted_at=now,
        adopted_by_id=actor.user_id,
    )


def _why(change: PlanChange) -> dict[str, Any]:
    return {"reason": change.reason, "by": change.by_id, "at": change.at.isoformat()}


def _checks(plan: Plan) -> list[dict[str, Any]]:
    return [
        {
            "doorbraak": check.doorbraak_id,
            "subject_sha256": check.subject_sha256,
            "conclusion": check.conclusion,
            "purpose": check.purpose,
            "support": check.support,
            "value": check.value,
            "conditions": check.conditions,
            "bases": sorted(row.basis.code for row in check.bases.all()),
            "bases_read": sorted(_read(row.basis) for row in check.bases.all()),
            "decided_on": check.decided_on,
            "by": check.by_id,
        }
        for check in selectors.checks_of(plan).values()
    ]


def _read(basis: Any) -> str:
    return f"{basis} ({basis.title_nl})"


def _sign_offs(plan: Plan) -> list[dict[str, Any]]:
    return [
        {
            "party": row.party,
            "signer": row.signer,
            "manner": row.manner,
            "signed_on": row.signed_on,
            "recorded_by": row.by_id,
        }
        for row in selectors.sign_offs_of(plan)
    ]
