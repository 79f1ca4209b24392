"""What may be written in the journal of a case (rule C15)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sohos.core.dates import require_past
from sohos.core.errors import DomainError


class ContactKind(StrEnum):
    """How people met, or that nobody did."""

    HOME_VISIT = "home_visit"
    CONVERSATION = "conversation"
    PHONE = "phone"
    MESSAGE = "message"
    MEETING = "meeting"
    NOTE = "note"


class Readers(StrEnum):
    """Who reads an entry, of those who may see the case."""

    CASE = "case"
    CLOSE = "close"


class EntryEmptyError(DomainError):
    """An entry says something."""

    code = "entry_empty"


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry as written down; `present` says who was there, in words."""

    on: date
    kind: ContactKind
    text: str
    present: str = ""
    readers: Readers = Readers.CASE


def check(entry: NewEntry, *, today: date) -> None:
    """Refuse an entry that says nothing, or that happened after today.

    Raises:
        EntryEmptyError: there are no words in it.
        DayInFutureError: the day is still to come.
    """
    if not entry.text.strip():
        raise EntryEmptyError
    require_past(entry.on, today=today, field="on")
