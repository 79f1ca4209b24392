"""Emergency access, "breaking the glass": who looks must say why, and not for long.

Rules C21 to C23.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from cases.domain.registration import ReasonMissingError
from sohos.core.errors import DomainError

OPEN_FOR = timedelta(hours=4)
LEAST_REASON = 20
"""Characters, spaces at the ends not counted: a sentence, not a word."""


class Verdict(StrEnum):
    """What a privacy officer makes of an emergency access."""

    JUSTIFIED = "justified"
    NOT_JUSTIFIED = "not_justified"


class ReasonTooShortError(DomainError):
    """The reason of an emergency says too little to judge it by."""

    code = "reason_too_short"


class NoSuchCaseError(DomainError):
    """Nothing here has that number."""

    code = "no_such_case"


class AccessThereError(DomainError):
    """Whoever may see a case needs no emergency access to it."""

    code = "access_there"


class AlreadyJudgedError(DomainError):
    """An emergency access is judged once."""

    code = "already_judged"


class OwnAccessError(DomainError):
    """Nobody judges the own emergency access."""

    code = "own_access"


def until(at: datetime) -> datetime:
    """Return when an emergency access that began at a moment ends by itself."""
    return at + OPEN_FOR


def check_reason(reason: str) -> None:
    """Refuse a reason by which nobody could judge.

    Raises:
        ReasonMissingError: it is empty.
        ReasonTooShortError: it has fewer than `LEAST_REASON` characters.
    """
    if not reason.strip():
        raise ReasonMissingError
    if len(reason.strip()) < LEAST_REASON:
        raise ReasonTooShortError


def check_verdict(verdict: Verdict, note: str) -> None:
    """Refuse to call an emergency access unjustified without saying why.

    Raises:
        ReasonMissingError: there are no words in the note.
    """
    if verdict is Verdict.NOT_JUSTIFIED and not note.strip():
        raise ReasonMissingError
