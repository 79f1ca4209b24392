"""What a household owes, to whom, and how that went on (rules C55 and C56)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sohos.core.dates import require_past
from sohos.core.errors import DomainError
from sohos.core.euro import ZERO, Euro, total


class DebtKind(StrEnum):
    """What a debt is for."""

    RENT = "rent"
    ENERGY = "energy"
    HEALTH_INSURANCE = "health_insurance"
    TAX = "tax"
    FINE = "fine"
    BENEFIT = "benefit"
    SHOP = "shop"
    TELECOM = "telecom"
    LOAN = "loan"
    FAMILY = "family"
    OTHER = "other"


class DebtStatus(StrEnum):
    """How things stand with a debt."""

    OPEN = "open"
    REMINDER = "reminder"
    COLLECTION = "collection"
    BAILIFF = "bailiff"
    SEIZURE = "seizure"
    DISPUTED = "disputed"
    ARRANGEMENT = "arrangement"
    SETTLEMENT = "settlement"
    STATUTORY = "statutory"
    PAID = "paid"
    REMITTED = "remitted"
    MISTAKE = "mistake"


ENDED = frozenset({DebtStatus.PAID, DebtStatus.REMITTED, DebtStatus.MISTAKE})


class CreditorMissingError(DomainError):
    """A debt is owed to somebody."""

    code = "creditor_missing"


class AmountDoesNotFitError(DomainError):
    """An open debt is above zero; of what is settled nothing is left."""

    code = "amount_does_not_fit"


class SinceAfterStateError(DomainError):
    """A debt does not begin after the day of which it is told."""

    code = "since_after_state"


class StateBeforeLastError(DomainError):
    """What is told of a debt goes forward in time; a correction has the same day."""

    code = "state_before_last"


@dataclass(frozen=True, slots=True)
class Owed:
    """How a debt stands on a day, as written down."""

    creditor: str
    kind: DebtKind
    amount: Euro
    status: DebtStatus
    on: date
    since_on: date | None = None
    arrangement: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """What is owed in all from a day on, until the next."""

    on: date
    amount: Euro
    debts: int


def check(says: Owed, *, last_on: date | None, today: date) -> None:
    """Refuse what cannot be told of a debt.

    Args:
        says: as written down.
        last_on: the day of what was told last; None for a new debt.
        today: the day on which it is written down.

    Raises:
        CreditorMissingError: nobody is named.
        AmountDoesNotFitError: an open debt of nothing, or a settled one of something.
        DayInFutureError: it is told of a day after today.
        SinceAfterStateError: it began after that day.
        StateBeforeLastError: something later was told already.
    """
    if not says.creditor.strip():
        raise CreditorMissingError
    if (says.amount == ZERO) != (says.status in ENDED) or says.amount < ZERO:
        raise AmountDoesNotFitError
    require_past(says.on, today=today, field="on")
    if says.since_on is not None and says.since_on > says.on:
        raise SinceAfterStateError
    if last_on is not None and says.on < last_on:
        raise StateBeforeLastError


def course(
    histories: Iterable[Sequence[tuple[date, Euro, DebtStatus]]],
) -> tuple[Sum, ...]:
    """Add up debts over time.

    Args:
        histories: of each debt what was told, in that order; of the same day the last
            counts, and a debt that was a mistake never was there.

    Returns:
        One sum for each day on which the whole changes, in order.
    """
    kept = [
        told for told in histories if told and told[-1][2] is not DebtStatus.MISTAKE
    ]
    days = sorted({on for told in kept for on, _amount, _status in told})
    sums: list[Sum] = []
    for day in days:
        left = [amount for told in kept if (amount := _owed(told, day)) != ZERO]
        now = Sum(day, total(left), len(left))
        if not sums or (now.amount, now.debts) != (sums[-1].amount, sums[-1].debts):
            sums.append(now)
    return tuple(sums)


def _owed(told: Sequence[tuple[date, Euro, DebtStatus]], day: date) -> Euro:
    known = [amount for on, amount, _status in told if on <= day]
    return known[-1] if known else ZERO
