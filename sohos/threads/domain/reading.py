"""Adding up published tables: sums of what is told, and nothing else (rule R9)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sohos.core.euro import Euro
from sohos.core.small_cells import Table
from sohos.threads.domain.facts import Measure
from sohos.threads.domain.star import REST, LeafTable

Content = Mapping[str, Any]
TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of knelpunten and its amounts; None is hidden."""

    count: int | None
    amounts: Mapping[Measure, Euro | None]

    def amount(self, measure: Measure) -> Euro | None:
        """Return one of the amounts."""
        return self.amounts[measure]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Published tables of one leaf, added up: kinds as rows."""

    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], Figure]
    rows: Mapping[str, Figure]
    column_totals: Mapping[str, Figure]
    total: Figure


def content_of(one: LeafTable) -> Content:
    """Return a safe table as it is stored: plain numbers, None where hidden."""
    return {
        "columns": list(one.columns),
        "counts": _numbers(one.table.counts),
        "amounts": {name: _numbers(table) for name, table in one.table.amounts.items()},
    }


def sheet_of(contents: Sequence[Content], kinds: Sequence[str]) -> Sheet:
    """Add up the tables of one leaf over periods.

    What a period told only together with others is hidden in a sum, and so is every
    sum of which one part is hidden.

    Args:
        contents: the table of each period as it was published.
        kinds: the rows of every table.
    """
    known = {code for content in contents for code in content["columns"]}
    columns = (*sorted(known - {REST}), *({REST} & known))
    return Sheet(
        columns=columns,
        cells={
            (kind, code): _added(_cell(content, row, code) for content in contents)
            for row, kind in enumerate(kinds)
            for code in columns
        },
        rows={
            kind: _added(_picked(content, "rows", row) for content in contents)
            for row, kind in enumerate(kinds)
        },
        column_totals={
            code: _added(_column(content, code) for content in contents)
            for code in columns
        },
        total=_added(_picked(content, TOTAL) for content in contents),
    )


_Parts = tuple[int | None, ...]
_NOTHING: _Parts = (0,) * (1 + len(Measure))
_HIDDEN: _Parts = (None,) * (1 + len(Measure))


def _tables(content: Content) -> Iterator[Mapping[str, Any]]:
    yield content["counts"]
    for measure in Measure:
        yield content["amounts"][measure.value]


def _picked(content: Content, name: str, *path: int) -> _Parts:
    found = []
    for table in _tables(content):
        value = table[name]
        for step in path:
            value = value[step]
        found.append(value)
    return tuple(found)


def _cell(content: Content, row: int, code: str) -> _Parts:
    if code in content["columns"]:
        return _picked(content, "cells", row, content["columns"].index(code))
    return _absent(content, code)


def _column(content: Content, code: str) -> _Parts:
    if code in content["columns"]:
        return _picked(content, "columns", content["columns"].index(code))
    return _absent(content, code)


def _absent(content: Content, code: str) -> _Parts:
    """Return what a period tells of a code that has no column in it."""
    return _HIDDEN if REST in content["columns"] and code != REST else _NOTHING


def _added(parts: Iterable[_Parts]) -> Figure:
    sums = [_sum(values) for values in zip(*parts, strict=True)] or [0, 0, 0, 0]
    count, *cents = sums
    return Figure(
        count,
        {
            measure: None if value is None else Euro(value)
            for measure, value in zip(Measure, cents, strict=True)
        },
    )


def _sum(values: Iterable[int | None]) -> int | None:
    found = 0
    for value in values:
        if value is None:
            return None
        found += value
    return found


def _numbers(table: Table[int | None] | Table[Euro | None]) -> Content:
    return {
        "cells": [list(map(_number, row)) for row in table.cells],
        "rows": list(map(_number, table.row_totals)),
        "columns": list(map(_number, table.column_totals)),
        "total": _number(table.total),
    }


def _number(value: int | Euro | None) -> int | None:
    return value.cents if isinstance(value, Euro) else value
