"""Two rows that are one: which values change, and whether that can go back (C41)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from sohos.core.errors import DomainError

Value = str | int | bool | None


class Subject(StrEnum):
    """What was merged."""

    PERSON = "person"
    HOUSEHOLD = "household"


class MergeSameError(DomainError):
    """A row cannot be merged with itself."""

    code = "merge_same"


class MergeRefusedError(DomainError):
    """They cannot be one: one was merged before, or is kept away from the other."""

    code = "merge_refused"


class MergeOutOfSightError(DomainError):
    """One of them also belongs to a case that the actor does not see whole."""

    code = "merge_out_of_sight"


class MergeUndoneError(DomainError):
    """The merge was undone already."""

    code = "merge_undone"


class MergeChangedError(DomainError):
    """What was moved has changed since; the argument names the table."""

    code = "merge_changed"


@dataclass(frozen=True, slots=True)
class Move:
    """One value of one row that changes: from what, to what."""

    table: str
    row_id: int
    field: str
    before: Value
    after: Value

    def written(self) -> dict[str, Any]:
        """Return the move as it is stored."""
        return asdict(self)


def read(moves: Sequence[Mapping[str, Any]]) -> list[Move]:
    """Return moves as they were stored, in their order."""
    return [Move(**one) for one in moves]


def fill(
    table: str, row_id: int, kept: Mapping[str, Value], gone: Mapping[str, Value]
) -> list[Move]:
    """Return the moves that fill what is empty in the row that stays.

    Args:
        table: of both rows.
        row_id: the row that stays.
        kept: its values by field.
        gone: those of the other; what both say stays as the first says it.
    """
    return [
        Move(table, row_id, field, kept[field], gone[field])
        for field in kept
        if kept[field] in (None, "") and gone[field] not in (None, "")
    ]


def changed(moves: Sequence[Move], now: Mapping[tuple[str, int, str], Value]) -> str:
    """Return the table of the first value that is not what the merge made it.

    Args:
        moves: of the merge.
        now: the value of each today, by table, row and field; rows that are gone are
            left out.

    Returns:
        Nothing when every value is still as the merge left it.
    """
    last = {(one.table, one.row_id, one.field): one.after for one in moves}
    missing = object()
    return next(
        (key[0] for key, after in last.items() if now.get(key, missing) != after), ""
    )
