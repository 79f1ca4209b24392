"""Counts under five are hidden so that no arithmetic on the rest brings them back.

The rules, with worked tables, stand in docs/domain/small-cells.md.
"""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from hashlib import blake2b
from itertools import chain
from math import ceil
from typing import Generic, TypeVar

from sohos.core.bounds import Layer, Link, Network
from sohos.core.euro import Euro

SMALLEST_SHOWN = 5
PROTECTION = 3
AMOUNT_PROTECTION = Fraction(1, 4)
LEAST_AMOUNT_PROTECTION = Euro(100_00)

_CELL, _TOTAL, _LAST = 1, 10, 10_000

T = TypeVar("T")
Matrix = Sequence[Sequence[T]]


@dataclass(frozen=True, slots=True)
class Table(Generic[T]):
    """Rows of cells and their totals."""

    cells: tuple[tuple[T, ...], ...]
    row_totals: tuple[T, ...]
    column_totals: tuple[T, ...]
    total: T


@dataclass(frozen=True, slots=True)
class Line(Generic[T]):
    """Cells in a row and their total."""

    cells: tuple[T, ...]
    total: T


@dataclass(frozen=True, slots=True)
class SafeTable:
    """A table that may be published; None is a hidden number."""

    counts: Table[int | None]
    amounts: Mapping[str, Table[Euro | None]]


@dataclass(frozen=True, slots=True)
class SafeLine:
    """A line that may be published; None is a hidden number."""

    counts: Line[int | None]
    amounts: Mapping[str, Line[Euro | None]]


def suppress_table(
    counts: Matrix[int],
    *,
    secret: bytes,
    contributors: Table[int] | None = None,
    amounts: Mapping[str, Matrix[Euro]] | None = None,
    keeps_rows: bool = False,
) -> SafeTable:
    """Hide what would give a count of 1 to 4 away in a table with all its totals.

    Rules C1 to C6.

    Args:
        counts: one row per row, all of one length, zero or more.
        secret: at most 64 bytes that no outsider knows; it settles which of the equally
            good neighbours of a small cell is hidden with it. The same secret gives
            the same answer.
        contributors: households behind each cell and each total, where one household
            may be counted more often than once; a count of fewer than 5 households is
            as small as a count under 5. Without it, every count is of households.
        amounts: per name, euro cents in the shape of `counts`; nothing where nothing
            is counted. A hidden count hides its amounts.
        keeps_rows: hide the total of a row only where nothing else suffices, because
            other tables tell the same totals.

    Returns:
        The table with its totals; hidden numbers are None.

    Raises:
        ValueError: the shapes differ, a count is negative, an amount or contributor
            stands where nothing is counted, or a count has no contributor.
    """
    plain = _with_totals(counts)
    width = len(plain[0])
    links = [
        Link(row, len(plain) + column, _sign(row, column, len(plain), width))
        for row in range(len(plain))
        for column in range(width)
    ]
    weights = _weights(len(plain), width, _LAST if keeps_rows else _TOTAL)
    who = plain if contributors is None else _rejoined(contributors)
    money = {
        name: _with_totals([[one.cents for one in row] for row in matrix])
        for name, matrix in (amounts or {}).items()
    }
    _check_shapes(plain, [who, *money.values()])
    flat = {name: _flat(matrix) for name, matrix in money.items()}
    hidden = _Suppression(links, weights, secret, _flat(plain), _flat(who), flat).run()
    return SafeTable(
        counts=_table(plain, hidden, int),
        amounts={name: _table(matrix, hidden, Euro) for name, matrix in money.items()},
    )


def suppress_line(
    counts: Sequence[int],
    *,
    secret: bytes,
    contributors: Line[int] | None = None,
    amounts: Mapping[str, Sequence[Euro]] | None = None,
) -> SafeLine:
    """Hide what would give a count of 1 to 4 away in a list with its total.

    Args:
        counts: zero or more each.
        secret: as in `suppress_table`.
        contributors: as in `suppress_table`.
        amounts: as in `suppress_table`, one amount per count.

    Returns:
        The list in the same order with its total; hidden numbers are None.

    Raises:
        ValueError: as in `suppress_table`.
    """
    plain = (*counts, sum(counts))
    links = [*[Link(0, 1, 1)] * len(counts), Link(0, 1, -1)]
    weights = [*[_CELL] * len(counts), _TOTAL]
    who = plain if contributors is None else (*contributors.cells, contributors.total)
    money = {}
    for name, line in (amounts or {}).items():
        cents = [one.cents for one in line]
        money[name] = (*cents, sum(cents))
    _check_shapes([plain], [[who], *([line] for line in money.values())])
    hidden = _Suppression(links, weights, secret, plain, who, money).run()
    return SafeLine(
        counts=_line(plain, hidden, int),
        amounts={name: _line(line, hidden, Euro) for name, line in money.items()},
    )


@dataclass(frozen=True, slots=True)
class _Need:
    """How far an outsider must deem a number free to move, each way and in all."""

    below: int = 0
    above: int = 0
    width: int = 0


@dataclass(slots=True)
class _Suppression:
    links: Sequence[Link]
    weights: Sequence[int]
    secret: bytes
    counts: Sequence[int]
    contributors: Sequence[int]
    amounts: Mapping[str, Sequence[int]]
    hidden: set[int] = field(default_factory=set)
    waiting: deque[int] = field(default_factory=deque)

    def run(self) -> frozenset[int]:
        """Hide the small ones, then for each hidden one what it needs around it."""
        _check_values(self.counts, self.contributors, self.amounts)
        for index, (count, who) in enumerate(
            zip(self.counts, self.contributors, strict=True)
        ):
            if 0 < min(count, who) < SMALLEST_SHOWN:
                self._hide(index)
        network = Network(self.links)
        layers: list[_Asked] = [(Layer(self.counts, 1), _count_needs)]
        for cents in self.amounts.values():
            floor = 0 if min(cents) >= 0 else None
            layers.append((Layer(cents, floor), _amount_needs))
        while self.waiting:
            index = self.waiting.popleft()
            for layer, needs in layers:
                self._protect(network, layer, index, needs(layer.values[index]))
        return frozenset(self.hidden)

    def _protect(self, network: Network, layer: Layer, index: int, need: _Need) -> None:
        while True:
            below = self._reach(network, layer, index, -1, need.width or need.below)
            above = self._reach(network, layer, index, 1, need.width or need.above)
            if below < need.below:
                self._widen(network, layer, index, -1, below + 1)
            elif above < need.above or below + above < need.width:
                self._widen(network, layer, index, 1, above + 1)
            else:
                return

    def _reach(
        self, network: Network, layer: Layer, index: int, direction: int, wanted: int
    ) -> int:
        free = dict.fromkeys(sorted(self.hidden), 0)
        moved = network.move(index, direction, wanted, layer=layer, prices=free).moved
        return wanted if moved is None else moved

    def _widen(
        self, network: Network, layer: Layer, index: int, direction: int, wanted: int
    ) -> None:
        prices = self._prices()
        move = network.move(index, direction, wanted, layer=layer, prices=prices)
        found = sorted(move.used - self.hidden)
        if not found:  # pragma: no cover - hiding all totals always suffices
            raise RuntimeError("a hidden number cannot be protected")
        for used in found:
            self._hide(used)

    def _prices(self) -> dict[int, int]:
        """Say what may give way: few before many, cells before totals.

        Among equals a secret decides. The size of a cell plays no part: from "the
        smallest gave way" an outsider could work back to the size of what is hidden.
        """
        prices = {}
        for index, weight in enumerate(self.weights):
            if index in self.hidden:
                prices[index] = 0
            elif self.counts[index]:
                draw = blake2b(b"%d" % index, key=self.secret, digest_size=2).digest()
                prices[index] = (weight << 17) + int.from_bytes(draw)
        return prices

    def _hide(self, index: int) -> None:
        self.hidden.add(index)
        self.waiting.append(index)


_Asked = tuple[Layer, Callable[[int], _Need]]


def _count_needs(_: int) -> _Need:
    """Ask the same of each count: what depends on its size would tell of its size."""
    return _Need(width=PROTECTION)


def _amount_needs(cents: int) -> _Need:
    part = ceil(abs(cents) * AMOUNT_PROTECTION)
    return _Need(below=part, above=max(part, LEAST_AMOUNT_PROTECTION.cents))


def _check_values(
    counts: Sequence[int],
    contributors: Sequence[int],
    amounts: Mapping[str, Sequence[int]],
) -> None:
    if min(counts) < 0:
        raise ValueError("a count is negative")
    for count, who in zip(counts, contributors, strict=True):
        if (count == 0) != (who == 0) or who < 0:
            raise ValueError("counts and contributors contradict each other")
    for cents in amounts.values():
        for count, amount in zip(counts, cents, strict=True):
            if amount and not count:
                raise ValueError("an amount stands where nothing is counted")


def _check_shapes(wanted: Matrix[int], others: Sequence[Matrix[int]]) -> None:
    shape = [len(row) for row in wanted]
    if any([len(row) for row in other] != shape for other in others):
        raise ValueError("the shapes differ")


def _weights(height: int, width: int, row_total: int) -> list[int]:
    row = [*[_CELL] * (width - 1), row_total]
    return [*row * (height - 1), *[_TOTAL] * (width - 1), row_total * _TOTAL]


def _sign(row: int, column: int, height: int, width: int) -> int:
    return -1 if (row == height - 1) != (column == width - 1) else 1


def _with_totals(matrix: Matrix[int]) -> list[tuple[int, ...]]:
    if len({len(row) for row in matrix}) > 1:
        raise ValueError("the rows differ in length")
    rows = [(*row, sum(row)) for row in matrix]
    return [*rows, tuple(sum(column) for column in zip(*rows, strict=True)) or (0,)]


def _rejoined(table: Table[int]) -> list[tuple[int, ...]]:
    rows = [
        (*row, total) for row, total in zip(table.cells, table.row_totals, strict=True)
    ]
    return [*rows, (*table.column_totals, table.total)]


def _flat(rows: Matrix[int]) -> tuple[int, ...]:
    return tuple(chain.from_iterable(rows))


def _shown(
    values: Sequence[int], hidden: frozenset[int], made: Callable[[int], T]
) -> tuple[T | None, ...]:
    return tuple(
        None if index in hidden else made(value) for index, value in enumerate(values)
    )


def _line(
    values: Sequence[int], hidden: frozenset[int], made: Callable[[int], T]
) -> Line[T | None]:
    shown = _shown(values, hidden, made)
    return Line(shown[:-1], shown[-1])


def _table(
    rows: Matrix[int], hidden: frozenset[int], made: Callable[[int], T]
) -> Table[T | None]:
    width = len(rows[0])
    shown = _shown(_flat(rows), hidden, made)
    lines = [shown[at : at + width] for at in range(0, len(shown), width)]
    return Table(
        cells=tuple(line[:-1] for line in lines[:-1]),
        row_totals=tuple(line[-1] for line in lines[:-1]),
        column_totals=lines[-1][:-1],
        total=lines[-1][-1],
    )
