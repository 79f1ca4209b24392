"""Pages by the last row: as quick for the thousandth page as for the first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from django.db.models import Model, Q, QuerySet

_Row = TypeVar("_Row", bound=Model)
_BETWEEN = "~"


@dataclass(frozen=True, slots=True)
class KeysetPage(Generic[_Row]):
    """Rows of a list; `next` is where the next page begins, `is_first` which this is."""

    rows: list[_Row]
    next: str
    is_first: bool


def page_of(
    rows: QuerySet[_Row],
    order: Sequence[str],
    *,
    after: str,
    size: int,
    known: QuerySet[_Row] | None = None,
) -> KeysetPage[_Row]:
    """Take one page of a list.

    Args:
        rows: the whole list, whatever its order.
        order: names of columns or annotations that are never null, each whole number,
            day or moment, the last one unique; with a minus for descending.
        after: `next` of the page before; anything else gives the first page.
        size: rows on a page.
        known: a wider list from which the rows of the page are read once they were
            found, where finding them costs more than reading; else the list itself.
    """
    place = _place(after, len(order))
    found = rows.order_by(*order)
    if place is not None:
        found = found.filter(_beyond(order, place))
    # First only which, then what they say: a long list is sorted without its joins.
    ids = list(found.values_list("pk", flat=True)[: size + 1])
    source = rows if known is None else known
    read = {row.pk: row for row in source.filter(pk__in=ids[:size])}
    taken = [read[pk] for pk in ids[:size] if pk in read]
    more = len(ids) > size and bool(taken)
    return KeysetPage(taken, _written(taken[-1], order) if more else "", place is None)


def _beyond(order: Sequence[str], place: Sequence[object]) -> Q:
    """Return the condition that a row comes after a place in the order."""
    found = Q(pk__in=[])
    before = Q()
    for name, value in zip(order, place, strict=True):
        column, sign = name.removeprefix("-"), "lt" if name.startswith("-") else "gt"
        found |= before & Q(**{f"{column}__{sign}": value})
        before &= Q(**{column: value})
    return found


def _written(row: Model, order: Sequence[str]) -> str:
    values = (getattr(row, name.removeprefix("-")) for name in order)
    return _BETWEEN.join(
        value.isoformat() if isinstance(value, date) else str(int(value))
        for value in values
    )


def _place(text: str, count: int) -> list[object] | None:
    """Read a place back; None when nobody wrote it here."""
    parts = text.split(_BETWEEN)
    if len(parts) != count:
        return None
    try:
        return [_value(part) for part in parts]
    except ValueError:
        return None


def _value(part: str) -> object:
    if part.lstrip("-").isdecimal():
        found = int(part)
        if not -(2**63) <= found < 2**63:
            raise ValueError(part)
        return found
    if "T" not in part:
        return date.fromisoformat(part)
    moment = datetime.fromisoformat(part)
    if moment.tzinfo is None:
        raise ValueError(part)
    return moment
