"""Acts: plan the checks of the nazorg, tell what they found, close the case."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases import selectors
from cases.domain import phases, relapse
from cases.domain.next_step import NextStep
from cases.domain.phases import Guard, GuardNotMetError, Phase
from cases.domain.relapse import CHECK_MONTHS, Found, RelapseResult
from cases.models import Case, RelapseCheck, RelapseFinding, Task
from cases.services.course import enter
from sohos.audit import services as audit
from sohos.core.dates import local_day, require_past
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


@transaction.atomic
def plan_relapse_checks(*, now: datetime) -> int:
    """Plan the checks of every household in nazorg; make a task of who is near.

    Runs inside the tenant, every day and as often as anybody likes: a check is planned
    once, and has one task.

    Args:
        now: aware.

    Returns:
        How many tasks were added.
    """
    today = local_day(now)
    cases = Case.objects.filter(phase=Phase.NAZORG).select_for_update(of=("self",))
    added = 0
    for case in cases.order_by("pk"):
        if case.casemanager_id is None:
            continue
        owner_id = case.casemanager_id
        for check in _planned(case):
            is_open = check.task_id is None and not check.findings.exists()
            if is_open and relapse.is_near(check.due_on, today=today):
                _add_task(case, check, owner_id=owner_id, today=today, now=now)
                added += 1
    return added


@transaction.atomic
def record_relapse_check(
    *, actor: Actor, case_id: int, says: Found, now: datetime
) -> RelapseFinding:
    """Tell what a check of the nazorg found; its task is done with that.

    After a relapse the case waits for a team lead, who opens it again or not.

    Args:
        actor: who looked after the household.
        case_id: a case in nazorg.
        says: which check, what it found and when.
        now: aware.

    Raises:
        NotAllowedError: the actor does not work on cases.
        NotFoundError: no such case for this actor.
        TransitionNotAllowedError: the case is not in nazorg.
        CheckUnknownError, DayInFutureError, BeforeAftercareError,
        FindingEmptyError: it cannot be so.
    """
    case = selectors.case_to_work_on(actor, case_id=case_id)
    _require_aftercare(case)
    today = local_day(now)
    relapse.check(says, aftercare_on=case.phase_since, today=today)
    checks = {check.months: check for check in _planned(case)}
    check = checks[says.months]
    finding = RelapseFinding.objects.create(
        planned=check,
        result=says.result,
        on=says.on,
        at=now,
        by_id=actor.user_id,
        what=says.what.strip(),
    )
    if check.task_id is not None:
        Task.objects.filter(pk=check.task_id, done_on__isnull=True).update(
            done_on=today, done_by_id=actor.user_id
        )
    done = {months for months, each in checks.items() if each.findings.exists()}
    has_relapsed = says.result is RelapseResult.RELAPSE
    case.due_on = relapse.next_due(case.phase_since, done)
    case.next_step = NextStep.DECIDE_REOPEN if has_relapsed else NextStep.AFTERCARE
    case.save(update_fields=["due_on", "next_step"])
    audit.record(
        "case.relapse_checked",
        actor=actor,
        subject=f"case:{case.pk}",
        at=now,
        detail={"months": says.months, "result": says.result},
    )
    return finding


@transaction.atomic
def continue_aftercare(*, actor: Actor, case_id: int, now: datetime) -> Case:
    """Decide that the nazorg goes on after a relapse; the case is not opened again.

    Args:
        actor: a team lead who sees the case.
        case_id: a case in nazorg.
        now: aware.

    Raises:
        NotAllowedError: the actor does not assign cases.
        NotFoundError: no such case for this actor.
        TransitionNotAllowedError: the case is not in nazorg.
    """
    actor.require(Permission.CASE_ASSIGN)
    case = selectors.case_to_work_on(actor, case_id=case_id)
    _require_aftercare(case)
    case.next_step = NextStep.AFTERCARE
    case.save(update_fields=["next_step"])
    audit.record(
        "case.aftercare_continued", actor=actor, subject=f"case:{case.pk}", at=now
    )
    return case


@transaction.atomic
def close_case(
    *, actor: Actor, case_id: int, reason: str, on: date, now: datetime
) -> Case:
    """Close a case after its nazorg.

    Args:
        actor: the casemanager or a team lead.
        case_id: a case in nazorg.
        reason: in words; only after the third check it may be left out.
        on: the day on which it closes.
        now: aware.

    Raises:
        NotAllowedError: the actor does not work on cases.
        NotFoundError: no such case for this actor.
        TransitionNotAllowedError: the case is not in nazorg.
        DayInFutureError: the day lies after today.
        GuardNotMetError: checks are left, and no reason says why.
    """
    case = selectors.case_to_work_on(actor, case_id=case_id)
    _require_aftercare(case)
    require_past(on, today=local_day(now), field="on")
    last = RelapseFinding.objects.filter(
        municipality_id=actor.municipality_id,
        planned__case_id=case.pk,
        planned__aftercare_on=case.phase_since,
        planned__months=CHECK_MONTHS[-1],
    )
    if not reason.strip() and not last.exists():
        raise GuardNotMetError(Guard.REASON)
    enter(case, Phase.AFGESLOTEN, on=on, actor=actor, now=now, reason=reason)
    return case


def _require_aftercare(case: Case) -> None:
    if case.phase != Phase.NAZORG:
        raise phases.TransitionNotAllowedError(f"{case.phase} {Phase.NAZORG}")


def _planned(case: Case) -> list[RelapseCheck]:
    RelapseCheck.objects.bulk_create(
        [
            RelapseCheck(
                case=case, aftercare_on=case.phase_since, months=months, due_on=due_on
            )
            for months, due_on in relapse.due_days(case.phase_since).items()
        ],
        ignore_conflicts=True,
    )
    rows = RelapseCheck.objects.filter(case_id=case.pk, aftercare_on=case.phase_since)
    return list(rows.order_by("months"))


def _add_task(
    case: Case, check: RelapseCheck, *, owner_id: int, today: date, now: datetime
) -> None:
    task = Task.objects.create(
        case=case,
        what=_("Kijk hoe het gaat: %(months)d maanden nazorg")
        % {"months": check.months},
        owner_id=owner_id,
        due_on=max(check.due_on, today),
        added_at=now,
        added_by_id=owner_id,
    )
    check.task = task
    check.save(update_fields=["task"])
    audit.record(
        "case.relapse_check_planned",
        actor=None,
        subject=f"case:{case.pk}",
        at=now,
        detail={"months": check.months, "task": task.pk},
    )
