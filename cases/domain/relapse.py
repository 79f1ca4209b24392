"""Looking after one, two and three years whether things stay well (rule C61)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sohos.core.dates import add_months, require_past
from sohos.core.errors import DomainError

CHECK_MONTHS = (12, 24, 36)
AHEAD = timedelta(days=28)


class RelapseResult(StrEnum):
    """How a household is doing at a check."""

    STABLE = "stable"
    RELAPSE = "relapse"
    UNREACHABLE = "unreachable"


class CheckUnknownError(DomainError):
    """There are checks after 12, 24 and 36 months of nazorg."""

    code = "check_unknown"


class BeforeAftercareError(DomainError):
    """A check lies in the nazorg."""

    code = "before_aftercare"


class FindingEmptyError(DomainError):
    """A relapse says what happened."""

    code = "finding_empty"


@dataclass(frozen=True, slots=True)
class Found:
    """What a check found, as written down."""

    months: int
    result: RelapseResult
    on: date
    what: str = ""


def due_days(aftercare_on: date) -> dict[int, date]:
    """Return the day of each check, by months of nazorg."""
    return {months: add_months(aftercare_on, months) for months in CHECK_MONTHS}


def check(says: Found, *, aftercare_on: date, today: date) -> None:
    """Refuse a finding that belongs to no check.

    Raises:
        CheckUnknownError: there is no check after so many months.
        DayInFutureError: it happened after today.
        BeforeAftercareError: it happened before the nazorg.
        FindingEmptyError: a relapse without a word.
    """
    if says.months not in CHECK_MONTHS:
        raise CheckUnknownError(str(says.months))
    require_past(says.on, today=today, field="on")
    if says.on < aftercare_on:
        raise BeforeAftercareError
    if says.result is RelapseResult.RELAPSE and not says.what.strip():
        raise FindingEmptyError


def is_near(due_on: date, *, today: date) -> bool:
    """Tell whether a check is to be prepared: within four weeks, or late."""
    return due_on - AHEAD <= today


def next_due(aftercare_on: date, done: Collection[int]) -> date | None:
    """Return the day of the first check that is still to do, if any.

    Args:
        aftercare_on: the first day of nazorg.
        done: the checks with a finding, in months.
    """
    days = due_days(aftercare_on)
    return next((day for months, day in days.items() if months not in done), None)
