"""An outsider who reads a publication and works out what the hidden numbers can be."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice
from typing import TypeVar

from sohos.core.small_cells import Line, Table

Sum = dict[int, int]
"""Variables and their signs, adding up to a known number."""

BEYOND = 250
Shown = int | None
T = TypeVar("T")


def sums_of_table(table: Table[T | None]) -> tuple[list[T | None], list[Sum]]:
    rows = [
        *(
            (*row, total)
            for row, total in zip(table.cells, table.row_totals, strict=True)
        ),
        (*table.column_totals, table.total),
    ]
    width = len(rows[0])
    numbers = [number for row in rows for number in row]
    across = [
        {at * width + c: 1 if c < width - 1 else -1 for c in range(width)}
        for at in range(len(rows))
    ]
    down = [
        {at * width + c: 1 if at < len(rows) - 1 else -1 for at in range(len(rows))}
        for c in range(width)
    ]
    return numbers, across + down


def sums_of_line(line: Line[Shown]) -> tuple[list[Shown], list[Sum]]:
    count = len(line.cells)
    return [*line.cells, line.total], [{**dict.fromkeys(range(count), 1), count: -1}]


def possible_values(
    numbers: Sequence[Shown], sums: Sequence[Sum], target: int, *, enough: int
) -> list[int]:
    """Return the least values that the target can have, found by trying each."""
    start = {
        index: (1, BEYOND) if number is None else (number, number)
        for index, number in enumerate(numbers)
    }
    tried = (
        value
        for value in range(1, BEYOND)
        if _solvable({**start, target: (value, value)}, sums)
    )
    return list(islice(tried, enough))


def _solvable(ranges: dict[int, tuple[int, int]], sums: Sequence[Sum]) -> bool:
    if not _narrow(ranges, sums):
        return False
    open_ones = [index for index, (low, high) in ranges.items() if low < high]
    if not open_ones:
        return True
    chosen = min(open_ones, key=lambda index: ranges[index][1] - ranges[index][0])
    low, high = ranges[chosen]
    return any(
        _solvable({**ranges, chosen: (value, value)}, sums)
        for value in range(low, high + 1)
    )


def _narrow(ranges: dict[int, tuple[int, int]], sums: Sequence[Sum]) -> bool:
    changed = True
    while changed:
        changed = False
        for one in sums:
            for index, low, high in _implied(ranges, one):
                if low > high:
                    return False
                if (low, high) != ranges[index]:
                    ranges[index] = (low, high)
                    changed = True
    return True


def _implied(
    ranges: dict[int, tuple[int, int]], one: Sum
) -> Iterator[tuple[int, int, int]]:
    for index, sign in one.items():
        least = most = 0
        for other, other_sign in one.items():
            if other != index:
                low, high = ranges[other]
                least += low if other_sign > 0 else -high
                most += high if other_sign > 0 else -low
        ends = (-most, -least) if sign > 0 else (least, most)
        low, high = ranges[index]
        yield index, max(low, ends[0]), min(high, ends[1])


def determined(numbers: Sequence[Shown], sums: Sequence[Sum]) -> set[int]:
    """Return the hidden numbers that linear algebra alone brings back."""
    hidden = [index for index, number in enumerate(numbers) if number is None]
    rows = [[Fraction(one.get(index, 0)) for index in hidden] for one in sums]
    lead = 0
    for column in range(len(hidden)):
        pivot = next((r for r in range(lead, len(rows)) if rows[r][column]), None)
        if pivot is None:
            continue
        rows[lead], rows[pivot] = rows[pivot], rows[lead]
        rows[lead] = [value / rows[lead][column] for value in rows[lead]]
        for at, row in enumerate(rows):
            if at != lead and row[column]:
                factor = row[column]
                rows[at] = [
                    a - factor * b for a, b in zip(row, rows[lead], strict=True)
                ]
        lead += 1
    single = [row for row in rows if sum(1 for value in row if value) == 1]
    return {hidden[next(i for i, v in enumerate(row) if v)] for row in single}
