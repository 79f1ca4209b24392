"""Reads: the journal and the tasks of a case, and what somebody has to do."""

from collections.abc import Iterable
from datetime import date
from typing import TypeAlias

from django.db.models import F, Q, QuerySet

from cases.domain.journal import Readers
from cases.domain.phases import ENDED
from cases.domain.tasks import remind_up_to
from cases.models import (
    AgeNotice,
    Block,
    Case,
    CaseUserPermission,
    JournalEntry,
    Task,
)
from cases.selectors.people import hidden_persons, is_kept_from_somebody
from cases.selectors.reading import CHANGE, case_of, cases_for
from sohos.core.errors import NotFoundError
from sohos.tenancy.actor import Actor
from sohos.tenancy.models import User
from sohos.tenancy.permissions import Permission

EntryRow: TypeAlias = JournalEntry
TaskRow: TypeAlias = Task


def may_work(actor: Actor, *, case_id: int) -> bool:
    """Tell whether the actor may write in a case."""
    works = actor.can(Permission.CASE_WORK) or actor.can(Permission.CASE_ASSIGN)
    return works and cases_for(actor, grant=CHANGE).filter(pk=case_id).exists()


def journal_of(actor: Actor, case: Case) -> QuerySet[JournalEntry]:
    """List what the actor may read in the journal of a case, newest first.

    Args:
        actor: who asks; what is meant for the casemanager only is left out for
            everybody but the casemanager and the writer. Whoever may not see somebody
            of the household reads only what they wrote.
        case: a case that the actor may see.
    """
    found = JournalEntry.objects.filter(
        case_id=case.pk, municipality_id=actor.municipality_id
    )
    if case.casemanager_id != actor.user_id:
        found = found.filter(Q(readers=Readers.CASE) | Q(by_id=actor.user_id))
    if is_kept_from_somebody(actor, case_id=case.pk):
        found = found.filter(by_id=actor.user_id)
    return found.select_related("by").order_by("-on", "-id")


def tasks_of(actor: Actor, case: Case) -> QuerySet[Task]:
    """List the tasks of a case: first what is still to do, the most urgent first."""
    return (
        Task.objects.filter(case_id=case.pk, municipality_id=actor.municipality_id)
        .exclude(pk__in=_about(hidden_persons(actor)))
        .select_related("owner", "done_by")
        .order_by(F("done_on").desc(nulls_first=True), "due_on", "id")
    )


def task_of(actor: Actor, *, task_id: int) -> Task:
    """Return a task of a case that the actor may see.

    Raises:
        NotAllowedError: the actor's roles read no cases.
        NotFoundError: there is no such task for this actor.
    """
    found = Task.objects.filter(pk=task_id, municipality_id=actor.municipality_id)
    task = found.exclude(pk__in=_about(hidden_persons(actor))).first()
    if task is None:
        raise NotFoundError
    case_of(actor, case_id=task.case_id)
    return task


def _about(persons: QuerySet[Block, int]) -> QuerySet[AgeNotice, int]:
    return AgeNotice.objects.filter(person_id__in=persons).values_list(
        "task_id", flat=True
    )


def done_days(actor: Actor, task_ids: Iterable[int]) -> dict[int, date | None]:
    """Return when tasks were done, nothing for what is still to do; for any role.

    It says no word of what the task is; whoever reads the plan knows what was agreed.
    """
    rows = Task.objects.filter(
        pk__in=list(task_ids), municipality_id=actor.municipality_id
    )
    return dict(rows.values_list("pk", "done_on"))


def my_tasks(actor: Actor) -> QuerySet[Task]:
    """List what the actor has to do in cases that go on, most urgent first.

    Only in cases that they may see.

    Raises:
        NotAllowedError: the actor's roles read no cases.
    """
    return (
        Task.objects.filter(
            municipality_id=actor.municipality_id,
            owner_id=actor.user_id,
            done_on__isnull=True,
            case__in=cases_for(actor).order_by().values("pk"),
        )
        .exclude(pk__in=_about(hidden_persons(actor)))
        .exclude(case__phase__in=ENDED)
        .select_related("case__household")
        .order_by("due_on", "id")
    )


def task_owners(actor: Actor, case: Case) -> QuerySet[User]:
    """List who may take a task of a case, by name.

    Those are the casemanager, the actor, and colleagues to whom the case was opened
    to write in.
    """
    granted = CaseUserPermission.objects.filter(
        content_object_id=case.pk,
        permission__codename=CHANGE,
        municipality_id=actor.municipality_id,
    )
    ids = Q(pk__in=[actor.user_id, case.casemanager_id or actor.user_id])
    return User.objects.filter(
        ids | Q(pk__in=granted.values("user_id")), is_active=True
    ).order_by("name")


def tasks_to_remind_of(*, today: date) -> QuerySet[Task]:
    """List the open tasks of the running tenant of which the owner should hear today.

    Args:
        today: the day in Amsterdam.
    """
    return Task.objects.filter(
        done_on__isnull=True,
        reminded_on__isnull=True,
        due_on__lte=remind_up_to(today),
        owner__is_active=True,
    ).exclude(case__phase__in=ENDED)
