"""Phases of a case: which follows which, under what condition, and for how long.

Rules C1 to C6 in docs/domain/cases-and-plans.md.
"""

import itertools
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sohos.core.dates import add_months
from sohos.core.errors import DomainError


class Phase(StrEnum):
    """Where a case stands; the codes are stored and never change."""

    AANGEMELD = "aangemeld"
    INTAKE = "intake"
    LEEFWERELD = "leefwereld"
    KNELPUNTEN = "knelpunten"
    DOORBRAAK = "doorbraak"
    KBA = "kba"
    UITVOERING = "uitvoering"
    JAARGRENS = "jaargrens"
    NAZORG = "nazorg"
    AFGESLOTEN = "afgesloten"
    WACHTLIJST = "wachtlijst"
    UITVAL = "uitval"
    HEROPEND = "heropend"


class Guard(StrEnum):
    """What has to be there before a case may enter a phase."""

    CASEMANAGER = "casemanager"
    REASON = "reason"


class StopOutcome(StrEnum):
    """Why a case ends before its time."""

    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    REFERRED = "referred"
    MOVED = "moved"
    UNREACHABLE = "unreachable"
    PLAN_REFUSED = "plan_refused"
    DECEASED = "deceased"


class TransitionNotAllowedError(DomainError):
    """No road leads from the one phase to the other; the argument names both."""

    code = "transition_not_allowed"


class GuardNotMetError(DomainError):
    """Something is missing before the phase may begin; the argument names it."""

    code = "guard_not_met"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the guards look at."""

    has_casemanager: bool
    has_reason: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """How long a phase should last."""

    months: int = 0
    days: int = 0


MAIN_LINE = (
    Phase.AANGEMELD,
    Phase.INTAKE,
    Phase.LEEFWERELD,
    Phase.KNELPUNTEN,
    Phase.DOORBRAAK,
    Phase.KBA,
    Phase.UITVOERING,
    Phase.JAARGRENS,
    Phase.NAZORG,
    Phase.AFGESLOTEN,
)
ENDED = frozenset({Phase.AFGESLOTEN, Phase.UITVAL})
_REJOINS = {Phase.WACHTLIJST: Phase.INTAKE, Phase.HEROPEND: Phase.LEEFWERELD}
_NEEDS_CASEMANAGER = frozenset(MAIN_LINE[2:])


def _transitions() -> dict[tuple[Phase, Phase], frozenset[Guard]]:
    reason = frozenset({Guard.REASON})
    along = [*itertools.pairwise(MAIN_LINE), *_REJOINS.items()]
    table = {
        (before, after): frozenset({Guard.CASEMANAGER})
        if after in _NEEDS_CASEMANAGER
        else frozenset[Guard]()
        for before, after in along
    }
    table |= {(phase, Phase.UITVAL): reason for phase in Phase if phase not in ENDED}
    table |= {
        (phase, Phase.WACHTLIJST): reason for phase in (Phase.AANGEMELD, Phase.INTAKE)
    }
    table |= {
        (phase, Phase.HEROPEND): reason
        for phase in (Phase.NAZORG, Phase.AFGESLOTEN, Phase.UITVAL)
    }
    return table


TRANSITIONS = _transitions()

TERMS = {
    Phase.AANGEMELD: Term(days=14),
    Phase.INTAKE: Term(days=14),
    Phase.LEEFWERELD: Term(days=28),
    Phase.KNELPUNTEN: Term(days=28),
    Phase.DOORBRAAK: Term(days=28),
    Phase.KBA: Term(days=28),
    Phase.UITVOERING: Term(months=12),
    Phase.JAARGRENS: Term(days=28),
    Phase.NAZORG: Term(months=12),
    Phase.WACHTLIJST: Term(months=3),
    Phase.HEROPEND: Term(days=14),
}


def require_transition(before: Phase, after: Phase, *, facts: Facts) -> None:
    """Refuse to go from one phase to another without what that asks for.

    Raises:
        TransitionNotAllowedError: no road leads there in one step.
        GuardNotMetError: the casemanager or the reason is missing; says which.
    """
    guards = TRANSITIONS.get((before, after))
    if guards is None:
        raise TransitionNotAllowedError(f"{before} {after}")
    if Guard.CASEMANAGER in guards and not facts.has_casemanager:
        raise GuardNotMetError(Guard.CASEMANAGER)
    if Guard.REASON in guards and not facts.has_reason:
        raise GuardNotMetError(Guard.REASON)


def steps_to(before: Phase, after: Phase) -> tuple[Phase, ...]:
    """List the phases a case passes on its way to a phase further on.

    Args:
        before: where the case stands.
        after: a phase of the main line.

    Returns:
        The phases still to enter, in order and up to `after`; none when the case is
        there already or further.

    Raises:
        TransitionNotAllowedError: the case was stopped, or `after` is no phase of
            the main line.
    """
    if after not in MAIN_LINE or before is Phase.UITVAL:
        raise TransitionNotAllowedError(f"{before} {after}")
    goal = MAIN_LINE.index(after)
    start = (
        MAIN_LINE.index(_REJOINS[before])
        if before in _REJOINS
        else MAIN_LINE.index(before) + 1
    )
    return MAIN_LINE[start : goal + 1]


def due_on(phase: Phase, since: date) -> date | None:
    """Return the day by which a phase should be over, if it has such a day.

    For uitvoering this is the jaargrens: 12 months after the plan was adopted.

    Args:
        phase: the phase.
        since: the day on which it began.
    """
    term = TERMS.get(phase)
    if term is None:
        return None
    return add_months(since, term.months) + timedelta(days=term.days)
