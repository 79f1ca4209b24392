"""What one version of a plan says differently from another (rules P20 and P23)."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from plans.domain.content import Domain, Doorbraak, Knelpunt, PlanContent
from plans.domain.parts import Part

Row = Domain | Knelpunt | Doorbraak
_SILENT = frozenset({"id", "code", "kind"})


class Change(StrEnum):
    """What happened to a piece of a plan."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that reads differently; `None` where the piece is not there."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class PieceChange:
    """A piece of a part that was added, removed or changed, field by field.

    `row` is the piece as it last read: a domain, knelpunt or doorbraak; nothing for
    what a part has only one of.
    """

    part: Part
    change: Change
    fields: tuple[FieldChange, ...]
    row: Row | None = None


def compare(before: PlanContent, after: PlanContent) -> tuple[PieceChange, ...]:
    """List what changed between two versions of a plan.

    Args:
        before: the older version.
        after: the newer version, of the same plan.

    Returns:
        In the order of the parts; inside a part first what stayed or came, in the
        order of `after`, then what was removed. Nothing when they say the same.
    """
    found = [
        _single(Part.LEEFWERELD, _told(before.leefwereld), _told(after.leefwereld)),
        *_rows(Part.LEEFWERELD, before.domains, after.domains),
        *_rows(Part.KNELPUNTEN, before.knelpunten, after.knelpunten),
        *_rows(
            Part.DOORBRAAK,
            before.doorbraken,
            after.doorbraken,
            was=_texts(before),
            now=_texts(after),
        ),
        _single(Part.KBA, _prognosis(before), _prognosis(after)),
    ]
    return tuple(piece for piece in found if piece is not None)


def _single(
    part: Part, before: dict[str, Any], after: dict[str, Any]
) -> PieceChange | None:
    changed = _changed(before, after)
    if not changed:
        return None
    change = Change.CHANGED
    if not any(before.values()):
        change = Change.ADDED
    elif not any(after.values()):
        change = Change.REMOVED
    return PieceChange(part, change, changed)


def _rows(
    part: Part,
    before: Iterable[Row],
    after: Iterable[Row],
    *,
    was: dict[int, str] | None = None,
    now: dict[int, str] | None = None,
) -> list[PieceChange]:
    old, new = ({row.id: row for row in rows} for rows in (before, after))
    found = []
    for pk, row in new.items():
        earlier = _told(old[pk], was) if pk in old else {}
        if changed := _changed(earlier, _told(row, now)):
            change = Change.CHANGED if pk in old else Change.ADDED
            found.append(PieceChange(part, change, changed, row))
    for pk, row in old.items():
        if pk not in new:
            changed = _changed(_told(row, was), {})
            found.append(PieceChange(part, Change.REMOVED, changed, row))
    return found


def _changed(before: dict[str, Any], after: dict[str, Any]) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(name, before.get(name), after.get(name))
        for name in before or after
        if (before.get(name) or None) != (after.get(name) or None)
    )


def _told(row: Any, texts: dict[int, str] | None = None) -> dict[str, Any]:
    """Return what a piece says by field; the knelpunten it overcomes by their words."""
    says = {
        each.name: getattr(row, each.name)
        for each in fields(row)
        if each.name not in _SILENT
    }
    if texts is not None:
        says["overcomes"] = tuple(texts[pk] for pk in says["overcomes"] if pk in texts)
    return says


def _texts(content: PlanContent) -> dict[int, str]:
    return {row.id: row.text for row in content.knelpunten}


def _prognosis(content: PlanContent) -> dict[str, Any]:
    if content.prognosis is None:
        return {}
    return {
        "saving": content.prognosis.saving,
        "sha256": content.prognosis.sha256,
    }
