"""Which cases of a work list somebody wants to see, and when one stands still (C25)."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from cases.domain.next_step import NextStep
from cases.domain.phases import ENDED, Phase
from sohos.core.errors import DomainError

STILL_AFTER = timedelta(days=28)
RESTS = frozenset({Phase.WACHTLIJST, Phase.NAZORG, *ENDED})
"""Phases in which nothing has to happen for a while."""
NEVER_LATE = frozenset({NextStep.CARRY_OUT, NextStep.REALISE})
"""Steps whose target date is the jaargrens: from then on the year is measured."""
MOST_AT_ONCE = 200


class Show(StrEnum):
    """What of the work list is shown."""

    ALL = ""
    MINE = "mine"
    LATE = "late"
    STILL = "still"


class NothingChosenError(DomainError):
    """Giving away begins with choosing cases."""

    code = "nothing_chosen"


class TooManyChosenError(DomainError):
    """More than `MOST_AT_ONCE` cases at once."""

    code = "too_many_chosen"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A choice from the work list; `unassigned` goes before `casemanager_id`."""

    show: Show = Show.ALL
    phase: Phase | None = None
    casemanager_id: int | None = None
    unassigned: bool = False


def still_before(today: date) -> date:
    """Return the day before which the last movement makes a case stand still."""
    return today - STILL_AFTER


def stands_still(phase: Phase, *, moved_on: date, today: date) -> bool:
    """Tell whether nothing happened in a case for four weeks where something should.

    Args:
        phase: the phase of the case.
        moved_on: the last day on which it entered a phase or somebody wrote in its
            journal, whichever is later.
        today: the day on which somebody looks.
    """
    return phase not in RESTS and moved_on < still_before(today)


def is_late(step: NextStep, *, due_on: date | None, today: date) -> bool:
    """Tell whether a case is over the term of its phase."""
    return due_on is not None and due_on < today and step not in NEVER_LATE


def check_chosen(count: int) -> None:
    """Refuse to give away nothing, or too much at once.

    Raises:
        NothingChosenError: no case was chosen.
        TooManyChosenError: more than `MOST_AT_ONCE`.
    """
    if count == 0:
        raise NothingChosenError
    if count > MOST_AT_ONCE:
        raise TooManyChosenError(str(MOST_AT_ONCE))
