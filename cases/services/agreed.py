"""Acts: what was agreed in an adopted plan becomes something to do in its case."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import Case, Task
from sohos.audit import services as audit
from sohos.core.dates import local_day
from sohos.core.errors import NotFoundError
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


@transaction.atomic
def agree_task(
    *,
    actor: Actor,
    case_id: int,
    what: str,
    due_on: date,
    task_id: int | None = None,
    now: datetime,
) -> int | None:
    """Let the casemanager see to something that was agreed in a plan.

    Called by the app above when a plan is adopted; it has checked that the actor may
    adopt it. The day may lie in the past: a plan of years ago can be entered today.

    Args:
        actor: the mandate holder who adopts the plan.
        case_id: the case.
        what: in a few words; what is longer than a task can hold is cut off.
        due_on: the last day.
        task_id: the task that carried the same agreement before, which then says this;
            what is done already stays as it was done.
        now: aware.

    Returns:
        The id of the task; nothing when the case has no casemanager.

    Raises:
        NotAllowedError: the actor adopts no plans.
        NotFoundError: the actor's municipality has no such case.
    """
    actor.require(Permission.PLAN_ADOPT)
    case = Case.objects.filter(
        pk=case_id, municipality_id=actor.municipality_id
    ).first()
    if case is None:
        raise NotFoundError
    said = _fitting(what)
    task = _task(actor, case_id, task_id)
    if task is None:
        return _add(case, said, due_on, actor=actor, now=now)
    if task.done_on is None and (task.what, task.due_on) != (said, due_on):
        task.what, task.due_on, task.reminded_on = said, due_on, None
        task.save(update_fields=["what", "due_on", "reminded_on"])
        _record("case.task_changed", task, actor=actor, now=now)
    return task.pk


@transaction.atomic
def drop_agreed_task(*, actor: Actor, task_id: int, now: datetime) -> None:
    """Close a task of which the agreement has left the plan; it says so itself.

    Args:
        actor: the mandate holder who adopts the plan.
        task_id: the task; nothing happens when it is done already.
        now: aware.

    Raises:
        NotAllowedError: the actor adopts no plans.
    """
    actor.require(Permission.PLAN_ADOPT)
    task = Task.objects.filter(
        pk=task_id, municipality_id=actor.municipality_id, done_on__isnull=True
    ).first()
    if task is None:
        return
    task.what = _fitting(_("Vervallen: %(what)s") % {"what": task.what})
    task.done_on, task.done_by_id = local_day(now), actor.user_id
    task.save(update_fields=["what", "done_on", "done_by"])
    _record("case.task_dropped", task, actor=actor, now=now)


def _task(actor: Actor, case_id: int, task_id: int | None) -> Task | None:
    return (
        Task.objects.filter(
            municipality_id=actor.municipality_id, case_id=case_id, pk=task_id or 0
        )
        .select_for_update()
        .first()
    )


def _add(
    case: Case, what: str, due_on: date, *, actor: Actor, now: datetime
) -> int | None:
    if case.casemanager_id is None:
        return None
    task = Task.objects.create(
        case=case,
        what=what,
        owner_id=case.casemanager_id,
        due_on=due_on,
        added_at=now,
        added_by_id=actor.user_id,
    )
    _record("case.task_added", task, actor=actor, now=now)
    return int(task.pk)


def _fitting(what: str) -> str:
    longest = Task._meta.get_field("what").max_length or len(what)
    said = " ".join(what.split())
    return said if len(said) <= longest else said[: longest - 1] + "…"


def _record(act: str, task: Task, *, actor: Actor, now: datetime) -> None:
    audit.record(
        act,
        actor=actor,
        subject=f"case:{task.case_id}",
        at=now,
        detail={"task": task.pk, "owner": task.owner_id},
    )
