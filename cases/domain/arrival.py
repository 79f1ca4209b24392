"""How a household asks for help before anybody has met it (rules C36 to C38)."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from cases.domain.membership import name_key
from cases.domain.registration import ConsentMissingError, Source, clean_name
from cases.domain.screening import Provision
from sohos.core.dates import require_past
from sohos.core.errors import DomainError
from sohos.core.euro import Euro

REFERENCE_LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789"
REFERENCE_LENGTH = 8


class ArrivalState(StrEnum):
    """What became of an application."""

    NEW = "new"
    TAKEN = "taken"
    CLOSED = "closed"


class NotReachableError(DomainError):
    """Without telephone, e-mail or address nobody can answer."""

    code = "not_reachable"


class ReferrerMissingError(DomainError):
    """A referral says who referred."""

    code = "referrer_missing"


@dataclass(frozen=True, slots=True)
class NewApplication:
    """A household as it came to us; only the name is always there."""

    source: Source
    first_name: str
    surname: str = ""
    born_on: date | None = None
    phone: str = ""
    email: str = ""
    address: str = ""
    postcode: str = ""
    place: str = ""
    request: str = ""
    referrer: str = ""
    referrer_contact: str = ""
    has_consent: bool = False
    provisions: frozenset[Provision] = frozenset()
    helpers: int | None = None
    yearly_cost: Euro | None = None
    household_number: str = ""


def cleaned(new: NewApplication, *, today: date) -> NewApplication:
    """Return an application as it is kept, or refuse it.

    Args:
        new: as it came.
        today: the day in Amsterdam.

    Raises:
        NameNotUsableError: no first name, or one that nobody can read.
        DayInFutureError: born after today.
        NotReachableError: somebody asks for help and cannot be answered.
        ReferrerMissingError: a referral without who referred.
        ConsentMissingError: a referral that the household does not know of.
    """
    if new.born_on is not None:
        require_past(new.born_on, today=today, field="born_on")
    if new.source is Source.REFERRAL:
        if not new.referrer.strip():
            raise ReferrerMissingError
        if not new.has_consent:
            raise ConsentMissingError
    if new.source is not Source.SCREENING and not _can_be_reached(new):
        raise NotReachableError
    return replace(
        new,
        first_name=clean_name(new.first_name),
        surname=clean_name(new.surname) if new.surname.strip() else "",
        postcode=clean_postcode(new.postcode),
        **{
            field: getattr(new, field).strip()
            for field in (
                *("phone", "email", "address", "place", "request"),
                *("referrer", "referrer_contact", "household_number"),
            )
        },
    )


def _can_be_reached(new: NewApplication) -> bool:
    reached = (new.phone, new.email, new.referrer_contact)
    return any(text.strip() for text in (*reached, new.address))


def clean_postcode(text: str) -> str:
    """Return a Dutch postcode as `1234 AB`; anything else as it was, in capitals."""
    plain = "".join(text.split()).upper()
    if len(plain) == len("1234AB") and plain[:4].isdecimal() and plain[4:].isalpha():
        return f"{plain[:4]} {plain[4:]}"
    return " ".join(text.split()).upper()


def key_of(new: NewApplication) -> str:
    """Return by what a household of a list is recognised the second time.

    The number that the municipality gave it, otherwise name, birth and postcode.

    Returns:
        A SHA-256 in hexadecimal digits.
    """
    if new.household_number.strip():
        says = f"number {new.household_number.strip().casefold()}"
    else:
        born = new.born_on.isoformat() if new.born_on else ""
        names = f"{name_key(new.first_name)}|{name_key(new.surname)}"
        says = f"who {names}|{born}|{clean_postcode(new.postcode)}|{new.phone.strip()}"
    return hashlib.sha256(says.encode()).hexdigest()
