"""Acts: move a case through its phases, stop it, open it again."""

from datetime import date, datetime

from django.db import transaction

from cases import selectors
from cases.domain import phases
from cases.domain.next_step import NextStep, first_step
from cases.domain.phases import Phase, StopOutcome
from cases.models import Case, PhaseChange
from sohos.audit import services as audit
from sohos.core.dates import local_day, require_past
from sohos.core.errors import NotFoundError
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

_MOVES_CASES = (
    Permission.CASE_WORK,
    Permission.CASE_ASSIGN,
    Permission.PLAN_WRITE,
    Permission.PLAN_REVIEW,
    Permission.PLAN_ADOPT,
    Permission.KBA_WRITE,
    Permission.KBA_REALISE,
    Permission.KBA_VALIDATE,
    Permission.BOND_ACCEPT,
    Permission.BOND_PAY,
    Permission.BOND_FUND,
)


@transaction.atomic
def reach_phase(
    *, actor: Actor, case_id: int, phase: Phase, on: date, now: datetime
) -> Case:
    """Move a case along to a phase, through the phases before it.

    Called by the apps above when their act moves the case; they have checked that
    the actor may do that act to that case.

    Args:
        actor: whose act it was.
        case_id: the case; one that is there already or further stays as it is.
        phase: a phase of the main line.
        on: the day of the act; for uitvoering the day of adoption.
        now: aware.

    Raises:
        NotAllowedError: none of the actor's roles moves cases.
        NotFoundError: the actor's municipality has no such case.
        DayInFutureError: the act lies after today.
        TransitionNotAllowedError: the case was stopped.
        GuardNotMetError: the case has no casemanager.
    """
    actor.require_any(*_MOVES_CASES)
    require_past(on, today=local_day(now), field="on")
    case = _locked(actor, case_id)
    for step in phases.steps_to(Phase(case.phase), Phase(phase)):
        enter(case, step, on=on, actor=actor, now=now)
    return case


@transaction.atomic
def await_step(*, actor: Actor, case_id: int, step: NextStep, now: datetime) -> None:
    """Say what has to be done next in a case; its phase stays.

    Called by the apps above, like `reach_phase`.

    Args:
        actor: whose act it was.
        case_id: the case; nothing happens when it is over.
        step: the step that the work list shows.
        now: aware.

    Raises:
        NotAllowedError: none of the actor's roles moves cases.
        NotFoundError: the actor's municipality has no such case.
    """
    actor.require_any(*_MOVES_CASES)
    case = _locked(actor, case_id)
    if case.phase in phases.ENDED or case.next_step == step:
        return
    case.next_step = step
    case.save(update_fields=["next_step"])
    audit.record(
        "case.awaits",
        actor=actor,
        subject=f"case:{case.pk}",
        at=now,
        detail={"step": step},
    )


@transaction.atomic
def stop_case(
    *,
    actor: Actor,
    case_id: int,
    outcome: StopOutcome,
    reason: str,
    on: date,
    now: datetime,
) -> Case:
    """End a case before its time (uitval); nothing in it is deleted.

    Args:
        actor: the casemanager or a team lead.
        case_id: a case that is not over.
        outcome: what kind of end it is.
        reason: in words; it may not be empty.
        on: the day on which it stopped.
        now: aware.

    Raises:
        NotAllowedError: the actor does not work on cases.
        NotFoundError: no such case for this actor.
        DayInFutureError: the end lies after today.
        GuardNotMetError: the reason is empty.
        TransitionNotAllowedError: the case is over already.
    """
    case = selectors.case_to_work_on(actor, case_id=case_id)
    require_past(on, today=local_day(now), field="on")
    stop(case, outcome, reason, on=on, actor=actor, now=now)
    return case


@transaction.atomic
def reopen_case(
    *, actor: Actor, case_id: int, reason: str, on: date, now: datetime
) -> Case:
    """Open a case again after a relapse, or after it stopped.

    Args:
        actor: a team lead who sees the case.
        case_id: a case in nazorg, afgesloten or uitval.
        reason: in words; it may not be empty.
        on: the day on which it opened again.
        now: aware.

    Raises:
        NotAllowedError: the actor does not assign cases.
        NotFoundError: no such case for this actor.
        DayInFutureError: the day lies after today.
        GuardNotMetError: the reason is empty.
        TransitionNotAllowedError: the case is still going.
    """
    actor.require(Permission.CASE_ASSIGN)
    case = selectors.case_to_work_on(actor, case_id=case_id)
    require_past(on, today=local_day(now), field="on")
    enter(case, Phase.HEROPEND, on=on, actor=actor, now=now, reason=reason)
    return case


def stop(
    case: Case,
    outcome: StopOutcome,
    reason: str,
    *,
    on: date,
    actor: Actor,
    now: datetime,
) -> None:
    """Bring a locked case to uitval; raises like `enter`."""
    case.stop_outcome = outcome
    enter(case, Phase.UITVAL, on=on, actor=actor, now=now, reason=reason)


def enter(
    case: Case,
    phase: Phase,
    *,
    on: date,
    actor: Actor,
    now: datetime,
    reason: str = "",
) -> None:
    """Let a locked case enter a phase: its row, the change, the audit line.

    Raises:
        TransitionNotAllowedError: no road leads there in one step.
        GuardNotMetError: the casemanager or the reason is missing.
    """
    before = Phase(case.phase)
    is_first = phase is Phase.AANGEMELD
    has_casemanager = case.casemanager_id is not None
    if not is_first:
        facts = phases.Facts(has_casemanager, has_reason=bool(reason.strip()))
        phases.require_transition(before, phase, facts=facts)
    PhaseChange.objects.create(
        case=case,
        before="" if is_first else before,
        after=phase,
        on=on,
        at=now,
        by_id=actor.user_id,
        reason=reason.strip(),
    )
    case.phase, case.phase_since = phase, on
    case.due_on = phases.due_on(phase, on)
    case.next_step = first_step(phase, has_casemanager=has_casemanager)
    if phase is not Phase.UITVAL:
        case.stop_outcome = ""
    case.save(
        update_fields=["phase", "phase_since", "due_on", "next_step", "stop_outcome"]
    )
    audit.record(
        "case.phase_entered",
        actor=actor,
        subject=f"case:{case.pk}",
        at=now,
        detail={"before": before, "after": phase},
    )


def _locked(actor: Actor, case_id: int) -> Case:
    case = (
        Case.objects.select_for_update()
        .filter(pk=case_id, municipality_id=actor.municipality_id)
        .first()
    )
    if case is None:
        raise NotFoundError
    return case
