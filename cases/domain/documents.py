"""What is said about a document in a case, and when it leaves sight (C18, C19)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cases.domain.registration import ReasonMissingError
from sohos.core.dates import require_past
from sohos.core.errors import DomainError


class DocumentKind(StrEnum):
    """What kind of paper it is."""

    LETTER = "letter"
    DECISION = "decision"
    BILL = "bill"
    CONTRACT = "contract"
    CONSENT = "consent"
    REPORT = "report"
    MEASUREMENT = "measurement"
    OTHER = "other"


class PurposeMissingError(DomainError):
    """A document is kept for a purpose, or not at all."""

    code = "purpose_missing"


class AlreadyThereError(DomainError):
    """The same bytes stand in the case already; the argument is their name there."""

    code = "document_already_there"


class AlreadyWithdrawnError(DomainError):
    """A document is withdrawn once."""

    code = "document_already_withdrawn"


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A file with what somebody says about it."""

    name: str
    content: bytes
    kind: DocumentKind
    purpose: str
    dated_on: date | None = None


def check(document: NewDocument, *, today: date) -> None:
    """Refuse a document without purpose, or with a date that is still to come.

    Raises:
        PurposeMissingError: nobody says what it is for.
        DayInFutureError: it is dated after today.
    """
    if not document.purpose.strip():
        raise PurposeMissingError
    if document.dated_on is not None:
        require_past(document.dated_on, today=today, field="dated_on")


def check_withdrawal(reason: str) -> None:
    """Refuse to withdraw a document without saying why.

    Raises:
        ReasonMissingError: there are no words in the reason.
    """
    if not reason.strip():
        raise ReasonMissingError
