"""Who helps a household, from when until when, for how many hours (rule C51)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from cases.domain import periods
from cases.domain.periods import Period
from sohos.core.errors import DomainError

HOURS_IN_A_WEEK = 168


class HelperRole(StrEnum):
    """What somebody does for a household."""

    COORDINATION = "coordination"
    GUIDANCE = "guidance"
    TREATMENT = "treatment"
    HEALTH = "health"
    INCOME = "income"
    DEBT_HELP = "debt_help"
    ADMINISTRATION = "administration"
    HOUSING = "housing"
    SCHOOL = "school"
    YOUTH_PROTECTION = "youth_protection"
    SAFETY = "safety"
    VOLUNTEER = "volunteer"
    OTHER = "other"


class OrganisationMissingError(DomainError):
    """Whoever helps comes from an organisation, or stands alone under that name."""

    code = "organisation_missing"


class HoursOutOfRangeError(DomainError):
    """A week has 168 hours."""

    code = "hours_out_of_range"


@dataclass(frozen=True, slots=True)
class Involved:
    """A helper as written down; a new organisation is named in words."""

    role: HelperRole
    period: Period
    organisation_id: int | None = None
    organisation_name: str = ""
    professional: str = ""
    contact: str = ""
    hours_per_week: Decimal | None = None


def check(says: Involved, *, today: date) -> None:
    """Refuse a helper who cannot be.

    Raises:
        OrganisationMissingError: neither one of the register nor a name.
        HoursOutOfRangeError: fewer than 0 or more than 168 hours a week.
        DayInFutureError: the help begins after today.
        PeriodReversedError: it ends before it began.
    """
    if says.organisation_id is None and not says.organisation_name.strip():
        raise OrganisationMissingError
    hours = says.hours_per_week
    if hours is not None and not 0 <= hours <= HOURS_IN_A_WEEK:
        raise HoursOutOfRangeError
    periods.check(says.period, today=today)


def hours(helpers: Iterable[tuple[Period, Decimal | None]], *, on: date) -> Decimal:
    """Add up the hours a week of those who help on a day; unknown hours count as 0."""
    found = (each for period, each in helpers if each is not None and period.covers(on))
    return sum(found, Decimal(0))
