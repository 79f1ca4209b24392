"""Looking after 3, 6 and 12 months whether a household stays free of debt (V17)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sohos.core.dates import add_months, require_past
from sohos.core.errors import DomainError

MONTHS = (3, 6, 12)


class Outcome(StrEnum):
    """How a household is doing after its debts were paid."""

    KEPT = "kept"
    PLAN_STUCK = "plan_stuck"
    NEW_DEBTS = "new_debts"
    UNREACHABLE = "unreachable"


RELAPSED = frozenset({Outcome.PLAN_STUCK, Outcome.NEW_DEBTS})


class FollowUpUnknownError(DomainError):
    """There is no look after so many months."""

    code = "follow_up_unknown"


class FollowUpTooEarlyError(DomainError):
    """The day lies before the months have passed; names the first day."""

    code = "follow_up_too_early"


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found, and when."""

    months: int
    outcome: Outcome
    on: date


def due_days(paid_on: date) -> dict[int, date]:
    """Return the day of each look, by months after the last payment."""
    return {months: add_months(paid_on, months) for months in MONTHS}


def next_due(paid_on: date, done: Collection[int]) -> tuple[int, date] | None:
    """Return the first look that is still to do, if any."""
    days = due_days(paid_on).items()
    return next(((months, day) for months, day in days if months not in done), None)


def check(says: Looked, *, paid_on: date, today: date) -> None:
    """Refuse a look that cannot have been.

    Raises:
        FollowUpUnknownError, DayInFutureError, FollowUpTooEarlyError.
    """
    if says.months not in MONTHS:
        raise FollowUpUnknownError(str(says.months))
    require_past(says.on, today=today, field="on")
    first = due_days(paid_on)[says.months]
    if says.on < first:
        raise FollowUpTooEarlyError(str(first))
