"""Nobody settles alone: five duties, five people (rule S9)."""

from collections.abc import Mapping
from enum import StrEnum
from itertools import combinations

from sohos.core.errors import DomainError


class Duty(StrEnum):
    """What a person did for a case on its way to payment."""

    REALISED = "realised"
    RECORDED_MONEY = "recorded_money"
    VALIDATED = "validated"
    ACCEPTED = "accepted"
    CONFIRMED_PAYMENT = "confirmed_payment"


SETTLEMENT = frozenset({Duty.REALISED, Duty.VALIDATED, Duty.ACCEPTED})
PAYMENT = SETTLEMENT | {Duty.CONFIRMED_PAYMENT}


class SamePersonError(DomainError):
    """One person holds two duties that must be apart; names both duties."""

    code = "same_person"


class DutyOpenError(DomainError):
    """A duty has to be fulfilled first; names it."""

    code = "duty_open"


def check(people: Mapping[Duty, frozenset[int]], *, required: frozenset[Duty]) -> None:
    """Refuse when a duty is open or two duties share a person.

    Args:
        people: ids of the people per duty; several may have recorded money.
        required: duties that must have been fulfilled by now.

    Raises:
        DutyOpenError: a required duty has nobody.
        SamePersonError: one person stands in two duties, required or not.
    """
    for duty in sorted(required):
        if not people.get(duty):
            raise DutyOpenError(duty)
    for one, other in combinations(sorted(people), 2):
        if people[one] & people[other]:
            raise SamePersonError(f"{one}/{other}")
