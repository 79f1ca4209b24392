"""How long a case stayed in each phase, and what was late (rule C62)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cases.domain.phases import ENDED, Phase, due_on
from sohos.core.dates import add_months

PLAN_FROM_MONTHS, PLAN_UNTIL_MONTHS = 3, 6
TO_MEASURE_DAYS = 28
_WITHOUT_DEADLINE = ENDED | {Phase.NAZORG}


@dataclass(frozen=True, slots=True)
class Entry:
    """A case entered a phase."""

    phase: Phase
    on: date
    by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Stay:
    """A phase with its first day, its last and the day by which it should be over.

    `until_on` is the day on which the next phase began; None: it still runs.
    `late_days` counts to that day, or to today.
    """

    entry: Entry
    until_on: date | None
    days: int
    due_on: date | None
    late_days: int


@dataclass(frozen=True, slots=True)
class Making:
    """How long it took from the leefwereld to the adopted plan.

    A casemanager stays three to six months: `early_on` and `late_on` are those days.
    """

    from_on: date
    until_on: date | None
    early_on: date
    late_on: date
    is_late: bool


def stays(entries: Sequence[Entry], *, today: date) -> tuple[Stay, ...]:
    """Return how long a case stayed where.

    Args:
        entries: in the order in which the case entered its phases.
        today: the day on which somebody looks.
    """
    found = []
    for place, entry in enumerate(entries):
        is_last = place == len(entries) - 1
        until = None if is_last else entries[place + 1].on
        end = max(entry.on, until or today)
        due = (
            None if entry.phase in _WITHOUT_DEADLINE else due_on(entry.phase, entry.on)
        )
        late = 0 if due is None else _late_days(entry.phase, (end - due).days)
        runs = is_last and entry.phase not in ENDED
        days = (end - entry.on).days if until is not None or runs else 0
        found.append(Stay(entry, until, days, due, late))
    return tuple(found)


def _late_days(phase: Phase, days: int) -> int:
    """Count days over the term; a year is measured in the weeks after the jaargrens."""
    spare = TO_MEASURE_DAYS if phase is Phase.UITVOERING else 0
    return days if days > spare else 0


def making(entries: Sequence[Entry], *, today: date) -> Making | None:
    """Return how long the plan was in the making, since the last leefwereld.

    Returns:
        None while no leefwereld began.
    """
    first = next(
        (
            place
            for place in range(len(entries) - 1, -1, -1)
            if entries[place].phase is Phase.LEEFWERELD
        ),
        None,
    )
    if first is None:
        return None
    start = entries[first].on
    ends = {Phase.UITVOERING, *ENDED}
    until = next((each.on for each in entries[first:] if each.phase in ends), None)
    late_on = add_months(start, PLAN_UNTIL_MONTHS)
    return Making(
        from_on=start,
        until_on=until,
        early_on=add_months(start, PLAN_FROM_MONTHS),
        late_on=late_on,
        is_late=(until or today) > late_on,
    )
