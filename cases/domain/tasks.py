"""What has to be done before which day, and when somebody hears of it (C16, C17)."""

from datetime import date, timedelta
from enum import StrEnum

from sohos.core.errors import DomainError

SOON = timedelta(days=7)
_FRIDAY = 4


class Urgency(StrEnum):
    """How near the deadline of a task is."""

    LATE = "late"
    TODAY = "today"
    SOON = "soon"
    LATER = "later"


class TaskEmptyError(DomainError):
    """A task says what has to be done."""

    code = "task_empty"


class DeadlinePassedError(DomainError):
    """A new task has a deadline that can still be met."""

    code = "deadline_passed"


def check(what: str, *, due_on: date, today: date) -> None:
    """Refuse a new task that nobody can do.

    Raises:
        TaskEmptyError: it does not say what.
        DeadlinePassedError: its deadline lies before today.
    """
    if not what.strip():
        raise TaskEmptyError
    if due_on < today:
        raise DeadlinePassedError


def urgency(due_on: date, *, today: date) -> Urgency:
    """Tell how near a deadline is; within a week counts as soon."""
    if due_on < today:
        return Urgency.LATE
    if due_on == today:
        return Urgency.TODAY
    return Urgency.SOON if due_on - today <= SOON else Urgency.LATER


def remind_up_to(today: date) -> date:
    """Return the last deadline of which people hear today: the next working day.

    On a Friday that is Monday, so that a deadline never surprises anybody after
    the weekend. Public holidays are not taken into account.
    """
    ahead = {_FRIDAY: 3, _FRIDAY + 1: 2}.get(today.weekday(), 1)
    return today + timedelta(days=ahead)
