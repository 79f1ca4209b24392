"""Which debts may be offered, and the course of an offer (rules V1 to V6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cases.domain.debts import DebtKind
from sohos.core.dates import require_past
from sohos.core.errors import DomainError
from sohos.core.euro import ZERO, Euro, total

BELOW = Euro(5_000_00)
MOST_CREDITORS = 2
ADULT = 18
BANDS = (Euro(500_00), Euro(1_000_00), Euro(2_500_00), BELOW)


class Status(StrEnum):
    """How far the debts of a household are."""

    PROPOSED = "proposed"
    RETURNED = "returned"
    OFFERED = "offered"
    MATCHED = "matched"
    PAID = "paid"
    FELL_THROUGH = "fell_through"
    WITHDRAWN = "withdrawn"


class Shows(StrEnum):
    """What funds see of the sum: the amount itself, or the band it is in."""

    AMOUNT = "amount"
    BAND = "band"


class ConsentGiven(StrEnum):
    """How somebody of the household agreed."""

    SIGNED = "signed"
    SPOKEN = "spoken"
    WRITTEN = "written"


class Why(StrEnum):
    """Why debts are taken back or a match falls through."""

    CONSENT = "consent"
    SOLVED = "solved"
    CHANGED = "changed"
    NOT_PAID = "not_paid"
    OTHER = "other"


NEXT: Mapping[Status, frozenset[Status]] = {
    Status.PROPOSED: frozenset({Status.OFFERED, Status.RETURNED, Status.WITHDRAWN}),
    Status.OFFERED: frozenset({Status.MATCHED, Status.WITHDRAWN}),
    Status.MATCHED: frozenset({Status.PAID, Status.FELL_THROUGH}),
    Status.PAID: frozenset({Status.MATCHED}),
    Status.RETURNED: frozenset(),
    Status.WITHDRAWN: frozenset(),
    Status.FELL_THROUGH: frozenset(),
}
LIVE = frozenset({Status.PROPOSED, Status.OFFERED, Status.MATCHED})


class NoDebtsError(DomainError):
    """The household has no open debt."""

    code = "no_debts"


class DebtTooHighError(DomainError):
    """The open debts together are not below the limit; names the sum in cents."""

    code = "debt_too_high"


class TooManyCreditorsError(DomainError):
    """There are more than two creditors; names how many."""

    code = "too_many_creditors"


class NoConsentError(DomainError):
    """Nobody of the household who may do so agreed."""

    code = "no_consent"


class NoFuturePlanError(DomainError):
    """There is no adopted plan, and the household wrote none itself."""

    code = "no_future_plan"


class WordsMissingError(DomainError):
    """A text that funds read is empty; names the field."""

    code = "words_missing"


class DeadlineTooEarlyError(DomainError):
    """Funds get at least one day to answer."""

    code = "deadline_too_early"


class StatusRefusedError(DomainError):
    """The debts are not so far, or further; names both statuses."""

    code = "status_refused"


class OwnProposalError(DomainError):
    """Nobody shows funds what he proposed himself."""

    code = "own_proposal"


class DebtPaidAlreadyError(DomainError):
    """A fund paid one of these debts before; the file does not say so yet."""

    code = "debt_paid_already"


class DebtsChangedError(DomainError):
    """What the household owes is not what was proposed any more."""

    code = "debts_changed"


@dataclass(frozen=True, slots=True)
class Debt:
    """An open debt of a household."""

    id: int
    creditor: str
    kind: DebtKind
    amount: Euro


@dataclass(frozen=True, slots=True)
class Consent:
    """Who of the household agreed, when and how."""

    person_id: int
    on: date
    given: ConsentGiven


@dataclass(frozen=True, slots=True)
class Proposal:
    """What funds get to read, and the consent for it."""

    consent: Consent | None
    story: str
    effort: str
    plan: str
    shows: Shows
    open_until: date


def creditors_of(debts: Sequence[Debt]) -> int:
    """Count the creditors; the same name in other letters is the same creditor."""
    return len({" ".join(debt.creditor.casefold().split()) for debt in debts})


def check_debts(debts: Sequence[Debt]) -> None:
    """Refuse debts that are not small enough to be offered (rule V1).

    Args:
        debts: every open debt of the household.

    Raises:
        NoDebtsError, DebtTooHighError, TooManyCreditorsError.
    """
    if not debts:
        raise NoDebtsError
    whole = total(debt.amount for debt in debts)
    if whole >= BELOW:
        raise DebtTooHighError(str(whole.cents))
    if (creditors := creditors_of(debts)) > MOST_CREDITORS:
        raise TooManyCreditorsError(str(creditors))


def check_proposal(
    says: Proposal,
    *,
    adults: frozenset[int],
    has_adopted_plan: bool,
    today: date,
) -> Consent:
    """Refuse a proposal without consent, words, plan or time (rules V2 and V3).

    Args:
        says: the proposal.
        adults: ids of the persons of the household who may agree.
        has_adopted_plan: whether a plan of the household was adopted.
        today: the day of the proposal.

    Returns:
        The consent.

    Raises:
        NoConsentError, DayInFutureError, WordsMissingError, NoFuturePlanError,
        DeadlineTooEarlyError.
    """
    if says.consent is None or says.consent.person_id not in adults:
        raise NoConsentError
    require_past(says.consent.on, today=today, field="consent_on")
    for field in ("story", "effort"):
        if not getattr(says, field).strip():
            raise WordsMissingError(field)
    if not has_adopted_plan and not says.plan.strip():
        raise NoFuturePlanError
    check_deadline(says.open_until, today=today)
    return says.consent


def check_deadline(until: date, *, today: date) -> None:
    """Refuse a last day on which nobody can answer any more.

    Raises:
        DeadlineTooEarlyError: the day is today or before.
    """
    if until <= today:
        raise DeadlineTooEarlyError(str(until))


def step(now: Status, to: Status) -> Status:
    """Go on to another status.

    Raises:
        StatusRefusedError: there is no way from here to there.
    """
    if to not in NEXT[now]:
        raise StatusRefusedError(f"{now}/{to}")
    return to


def require(now: Status, *wanted: Status) -> None:
    """Refuse an act that does not fit the status.

    Raises:
        StatusRefusedError: the status is none of those.
    """
    if now not in wanted:
        raise StatusRefusedError(f"{now}/{wanted[0]}")


def band_of(amount: Euro) -> tuple[Euro, Euro]:
    """Return the band of an amount: from, and up to (rule V5).

    Args:
        amount: above zero and below the limit.
    """
    low = ZERO
    for high in BANDS:
        if amount <= high:
            return low, high
        low = high
    raise DebtTooHighError(str(amount.cents))


def is_open(status: Status, until: date, *, today: date) -> bool:
    """Tell whether funds can see and answer it: shown, and not past its last day."""
    return status is Status.OFFERED and today <= until
