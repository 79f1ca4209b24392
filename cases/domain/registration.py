"""What is written down when a household comes in, and what must be there (C11, C12)."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cases.domain.screening import Situation
from sohos.core.dates import require_past
from sohos.core.errors import DomainError


class Source(StrEnum):
    """How a household came to us."""

    SELF = "self"
    REFERRAL = "referral"
    SCREENING = "screening"


class Decision(StrEnum):
    """What the intake comes to."""

    LATER = "later"
    INCLUDE = "include"
    WAIT = "wait"
    REFER = "refer"
    REFUSE = "refuse"


class Relation(StrEnum):
    """Who somebody is in the household."""

    HEAD = "head"
    PARTNER = "partner"
    CHILD = "child"
    PARENT = "parent"
    OTHER = "other"


class NameNotUsableError(DomainError):
    """A name is empty or holds a character that nobody can read or type."""

    code = "name_not_usable"


class NoMembersError(DomainError):
    """A household has at least one person."""

    code = "no_members"


class ReasonMissingError(DomainError):
    """Putting off, turning away or making an exception needs a reason."""

    code = "reason_missing"


class ConsentMissingError(DomainError):
    """A household is referred only when it knows and agrees."""

    code = "consent_missing"


@dataclass(frozen=True, slots=True)
class NewMember:
    """A person as written down at intake; the surname may be unknown."""

    first_name: str
    relation: Relation
    surname: str = ""
    born_on: date | None = None


@dataclass(frozen=True, slots=True)
class Registration:
    """A household as written down at intake."""

    members: tuple[NewMember, ...]
    situation: Situation
    registered_on: date
    source: Source
    decision: Decision = Decision.LATER
    reason: str = ""
    household_name: str = ""
    address: str = ""
    postcode: str = ""
    place: str = ""
    phone: str = ""
    request: str = ""
    source_note: str = ""
    has_consent: bool = False


def clean_name(text: str) -> str:
    """Return a name as it is kept: composed letters, single spaces.

    Args:
        text: what was typed; letters of every European language, and others.

    Raises:
        NameNotUsableError: nothing is left, or it holds a control character.
    """
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name or any(unicodedata.category(letter)[0] == "C" for letter in name):
        raise NameNotUsableError
    return name


def household_name(registration: Registration) -> str:
    """Return how the household is called: as it says, or after its first member.

    Raises:
        NameNotUsableError: the name cannot be kept.
        NoMembersError: there is nobody to call it after.
    """
    if registration.household_name.strip():
        return clean_name(registration.household_name)
    if not registration.members:
        raise NoMembersError
    first = registration.members[0]
    return clean_name(first.surname or first.first_name)


def check(registration: Registration, *, meets_criteria: bool, today: date) -> None:
    """Refuse a registration that lacks what everybody after it builds on.

    Args:
        registration: as written down.
        meets_criteria: the result of the screening.
        today: the day on which it is stored.

    Raises:
        NoMembersError: there is no person in it.
        NameNotUsableError: a first name is empty or unreadable.
        DayInFutureError: somebody is born, or the household registered, after today.
        ConsentMissingError: it was referred without knowing or agreeing.
        ReasonMissingError: waiting list, referral, refusal, or inclusion against the
            criteria, without saying why.
    """
    if not registration.members:
        raise NoMembersError
    require_past(registration.registered_on, today=today, field="registered_on")
    for member in registration.members:
        clean_name(member.first_name)
        if member.born_on is not None:
            require_past(member.born_on, today=today, field="born_on")
    if registration.source is Source.REFERRAL and not registration.has_consent:
        raise ConsentMissingError
    explain = needs_reason(registration.decision, meets_criteria=meets_criteria)
    if explain and not registration.reason.strip():
        raise ReasonMissingError


def needs_reason(decision: Decision, *, meets_criteria: bool) -> bool:
    """Tell whether a decision has to be explained."""
    if decision is Decision.INCLUDE:
        return not meets_criteria
    return decision is not Decision.LATER
