"""Acts of every day: write in the journal, add a task, tick it, remind of it."""

from datetime import date, datetime

from django.core.mail import send_mail
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases import selectors
from cases.domain import journal, tasks
from cases.domain.journal import NewEntry
from cases.models import JournalEntry, Task
from sohos.audit import services as audit
from sohos.core.dates import local_day
from sohos.core.errors import DomainError, NotFoundError
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


class OwnerNotInCaseError(DomainError):
    """A task goes to somebody who may write in the case."""

    code = "owner_not_in_case"


@transaction.atomic
def write_entry(
    *, actor: Actor, case_id: int, entry: NewEntry, now: datetime
) -> JournalEntry:
    """Write in the journal of a case; what stands there is never changed.

    Args:
        actor: who writes it.
        case_id: the case, also when it is over.
        entry: what happened.
        now: aware.

    Raises:
        NotAllowedError: the actor does not work on cases.
        NotFoundError: no such case for this actor.
        EntryEmptyError: it says nothing.
        DayInFutureError: it happened after today.
    """
    case = selectors.case_to_work_on(actor, case_id=case_id)
    journal.check(entry, today=local_day(now))
    row = JournalEntry.objects.create(
        case=case,
        on=entry.on,
        at=now,
        by_id=actor.user_id,
        kind=entry.kind,
        present=entry.present.strip(),
        text=entry.text.strip(),
        readers=entry.readers,
    )
    audit.record(
        "case.journal_written",
        actor=actor,
        subject=f"case:{case.pk}",
        at=now,
        detail={"entry": row.pk, "kind": entry.kind, "readers": entry.readers},
    )
    return row


@transaction.atomic
def add_task(
    *,
    actor: Actor,
    case_id: int,
    what: str,
    owner_id: int,
    due_on: date,
    now: datetime,
) -> Task:
    """Add something to do in a case.

    Args:
        actor: who asks for it.
        case_id: the case.
        what: in a few words.
        owner_id: who does it; one of `selectors.task_owners`.
        due_on: the last day, today or later.
        now: aware.

    Raises:
        NotAllowedError: the actor does not work on cases.
        NotFoundError: no such case for this actor.
        TaskEmptyError: it does not say what.
        DeadlinePassedError: the last day is over.
        OwnerNotInCaseError: that user may not write in the case.
    """
    case = selectors.case_to_work_on(actor, case_id=case_id)
    tasks.check(what, due_on=due_on, today=local_day(now))
    if not selectors.task_owners(actor, case).filter(pk=owner_id).exists():
        raise OwnerNotInCaseError(str(owner_id))
    task = Task.objects.create(
        case=case,
        what=what.strip(),
        owner_id=owner_id,
        due_on=due_on,
        added_at=now,
        added_by_id=actor.user_id,
    )
    _record("case.task_added", task, actor=actor, now=now)
    return task


@transaction.atomic
def tick_task(*, actor: Actor, task_id: int, is_done: bool, now: datetime) -> Task:
    """Say that a task is done, or that it is not after all.

    Args:
        actor: somebody who may write in the case; not only the owner.
        task_id: the task; nothing happens when it is so already.
        is_done: done, or to be done again.
        now: aware.

    Raises:
        NotAllowedError: the actor does not work on cases.
        NotFoundError: no such task in a case of this actor.
    """
    actor.require_any(Permission.CASE_WORK, Permission.CASE_ASSIGN)
    rows = Task.objects.filter(municipality_id=actor.municipality_id, pk=task_id)
    task = rows.select_for_update().first()
    if task is None:
        raise NotFoundError
    selectors.case_to_work_on(actor, case_id=task.case_id)
    if (task.done_on is not None) == is_done:
        return task
    task.done_on = local_day(now) if is_done else None
    task.done_by_id = actor.user_id if is_done else None
    task.save(update_fields=["done_on", "done_by"])
    act = "case.task_done" if is_done else "case.task_reopened"
    _record(act, task, actor=actor, now=now)
    return task


@transaction.atomic
def remind(*, owner_id: int, now: datetime) -> int:
    """Mail somebody once about each task whose deadline is near; it names nobody.

    Runs inside the tenant; a mail that cannot be sent leaves everything as it was.

    Args:
        owner_id: who has the tasks.
        now: aware.

    Returns:
        How many tasks the mail is about; 0 when there is none, and no mail.

    Raises:
        OSError: the mail server does not take the mail.
    """
    today = local_day(now)
    rows = list(
        selectors.tasks_to_remind_of(today=today)
        .filter(owner_id=owner_id)
        .select_related("owner")
        .select_for_update(of=("self",), skip_locked=True)
    )
    if not rows:
        return 0
    Task.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_on=today)
    many = ngettext(
        "Je hebt 1 taak die bijna klaar moet zijn.",
        "Je hebt %(count)d taken die bijna klaar moeten zijn.",
        len(rows),
    ) % {"count": len(rows)}
    closing = _("Log in bij SOHOS en kijk bij Mijn dag.")
    send_mail(
        _("Taken die bijna klaar moeten zijn"),
        f"{many}\n\n{closing}\n",
        None,
        [rows[0].owner.email],
    )
    return len(rows)


def _record(act: str, task: Task, *, actor: Actor, now: datetime) -> None:
    audit.record(
        act,
        actor=actor,
        subject=f"case:{task.case_id}",
        at=now,
        detail={"task": task.pk, "owner": task.owner_id},
    )
