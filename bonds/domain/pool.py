"""What investors may read of all households together, quarter by quarter (rule S10.6).

A state is published once per quarter and never replaced. Within an edition small cells
hide as in any table; from one edition to the next a number moves by nothing or by at
least five households, so that nobody is seen to come or go.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sohos.core.dates import AMSTERDAM, add_months
from sohos.core.small_cells import SMALLEST_SHOWN, Table, suppress_table

MONTHS_OF_QUARTER = 3
DAYS_TO_BOOK = 14


class PoolState(StrEnum):
    """Where a household stands in the chain, for whoever lends."""

    RUNNING = "running"
    REALISED = "realised"
    VALIDATED = "validated"
    REPAID = "repaid"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Placed:
    """A household for which money was drawn: when it started and where it stands."""

    started_on: date
    state: PoolState


@dataclass(frozen=True, slots=True)
class PoolEdition:
    """The state at the end of a quarter; rows are starting quarters, columns states.

    None is a hidden number. `started` are the totals of the rows.
    """

    through_on: date
    quarters: tuple[date, ...]
    counts: Table[int | None]


_Key = tuple[date | None, PoolState | None]
_STATES = tuple(PoolState)


def quarter_of(day: date) -> date:
    """Return the first day of the quarter in which a day lies."""
    month = day.month - (day.month - 1) % MONTHS_OF_QUARTER
    return day.replace(month=month, day=1)


def quarter_end(day: date) -> date:
    """Return the last day of the quarter in which a day lies."""
    return add_months(quarter_of(day), MONTHS_OF_QUARTER) - timedelta(days=1)


def quarters_between(first: date, last: date) -> tuple[date, ...]:
    """List the first days of the quarters from the one of `first` to that of `last`."""
    found = [quarter_of(first)]
    while (following := add_months(found[-1], MONTHS_OF_QUARTER)) <= last:
        found.append(following)
    return tuple(found)


def known_at(through_on: date) -> datetime:
    """Return the moment up to which bookings count in the edition of a quarter."""
    last = through_on + timedelta(days=DAYS_TO_BOOK)
    return datetime.combine(last, time.max, AMSTERDAM)


def planned_starts(target: int, quarters: Sequence[date]) -> dict[date, int]:
    """Spread the households of the plan evenly over the quarters of the contract.

    Args:
        target: households of the whole contract.
        quarters: first days, in order.

    Returns:
        Per quarter; the running count is the whole part of its exact share.
    """
    marks = [target * n // len(quarters) for n in range(len(quarters) + 1)]
    return {quarter: marks[n + 1] - marks[n] for n, quarter in enumerate(quarters)}


def editions(
    states: Iterable[tuple[date, Sequence[Placed]]], *, secret: bytes
) -> tuple[PoolEdition, ...]:
    """Make every edition safe, in itself and beside those before it.

    Args:
        states: the last day of each quarter and the households as they stood, in order.
        secret: at most 64 bytes that no outsider knows.

    Returns:
        One edition per quarter with any household, in order. The same states give the
        same editions.
    """
    told: dict[_Key, int] = {}
    found: list[PoolEdition] = []
    for through_on, placed in states:
        if not placed:
            continue
        edition = _edition(through_on, placed, told, secret)
        told |= _shown(edition)
        found.append(edition)
    return tuple(found)


def _edition(
    through_on: date, placed: Sequence[Placed], told: Mapping[_Key, int], secret: bytes
) -> PoolEdition:
    quarters = tuple(sorted({quarter_of(one.started_on) for one in placed}))
    found = Counter((quarter_of(one.started_on), one.state) for one in placed)
    counts = [[found[quarter, one] for one in _STATES] for quarter in quarters]
    table = suppress_table(
        counts,
        secret=secret,
        contributors=_contributors(quarters, counts, told),
        keeps_rows=True,
    )
    return PoolEdition(through_on, quarters, table.counts)


def _contributors(
    quarters: Sequence[date], counts: Sequence[Sequence[int]], told: Mapping[_Key, int]
) -> Table[int]:
    """Count as few what moved by few: it then hides, with what would give it away."""

    def moved(key: _Key, count: int) -> int:
        before = told.get(key)
        is_few = before is not None and 0 < abs(count - before) < SMALLEST_SHOWN
        return min(count, 1) if is_few else count

    columns = [sum(column) for column in zip(*counts, strict=True)] or [0] * len(
        _STATES
    )
    return Table(
        cells=tuple(
            tuple(
                moved((quarter, state), count)
                for state, count in zip(_STATES, row, strict=True)
            )
            for quarter, row in zip(quarters, counts, strict=True)
        ),
        row_totals=tuple(
            moved((quarter, None), sum(row))
            for quarter, row in zip(quarters, counts, strict=True)
        ),
        column_totals=tuple(
            moved((None, state), count)
            for state, count in zip(_STATES, columns, strict=True)
        ),
        total=moved((None, None), sum(columns)),
    )


def _shown(edition: PoolEdition) -> dict[_Key, int]:
    """Return every number that an edition tells."""
    counts = edition.counts
    found: dict[_Key, int | None] = {(None, None): counts.total}
    found |= {
        (None, state): count
        for state, count in zip(_STATES, counts.column_totals, strict=True)
    }
    for quarter, row, whole in zip(
        edition.quarters, counts.cells, counts.row_totals, strict=True
    ):
        found[quarter, None] = whole
        found |= {
            (quarter, state): count for state, count in zip(_STATES, row, strict=True)
        }
    return {key: count for key, count in found.items() if count is not None}
