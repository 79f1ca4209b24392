"""How far a hidden number of a table with totals may still move: a flow in a network.

Every number of a two-way table stands in two sums: that of its row and that of its
column (a total stands in them with the other sign). Hidden numbers are therefore the
links of a network whose nodes are the sums, and raising one of them by a unit is a
unit of flow around a circle of other hidden numbers.
"""

import heapq
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """One number and the two sums it stands in; `sign` is -1 for a total."""

    row: int
    column: int
    sign: int


@dataclass(frozen=True, slots=True)
class Layer:
    """The true numbers, one per link, and the least that an outsider deems possible.

    A `floor` of None says that an outsider knows no least value.
    """

    values: Sequence[int]
    floor: int | None

    def room_below(self, index: int, shift: int) -> int | None:
        """Return how far a number, already shifted, may fall; None is without end."""
        if self.floor is None:
            return None
        return self.values[index] + shift - self.floor


@dataclass(frozen=True, slots=True)
class Move:
    """How far a number moved (None: without end) and the links that it took."""

    moved: int | None
    used: frozenset[int]


_Step = tuple[int, int]
"""A link and +1 when its number rises on the way, -1 when it falls."""


class Network:
    """The sums of one table, and the numbers that stand in them."""

    def __init__(self, links: Sequence[Link]) -> None:
        self.links = tuple(links)

    def move(
        self,
        target: int,
        direction: int,
        wanted: int | None,
        *,
        layer: Layer,
        prices: Mapping[int, int],
    ) -> Move:
        """Move one number while every sum stays what it is.

        Args:
            target: the number that moves.
            direction: +1 to raise, -1 to lower it.
            wanted: how far at most; None asks for the end.
            layer: true numbers; the target itself also stops at its floor.
            prices: the links that may give way, with what it costs to use each, 0
                or more; the cheapest circle is taken first, then the earliest.

        Returns:
            How far it came, at most `wanted`.
        """
        wanted = _least(wanted, layer.room_below(target, 0) if direction < 0 else None)
        start, end = self._ends(target, direction)
        ways = self._ways({key: cost for key, cost in prices.items() if key != target})
        shifts: dict[int, int] = defaultdict(int)
        used: set[int] = set()
        moved = 0
        while wanted is None or moved < wanted:
            path = _cheapest(start, end, ways, layer, shifts)
            if path is None:
                break
            pushed = _narrowest(path, layer, shifts)
            pushed = _least(pushed, None if wanted is None else wanted - moved)
            used |= {index for index, _ in path}
            if pushed is None:
                return Move(None, frozenset(used))
            for index, change in path:
                shifts[index] += change * pushed
            moved += pushed
        return Move(moved, frozenset(used))

    def interval(
        self, target: int, hidden: Collection[int], layer: Layer
    ) -> tuple[int | None, int | None]:
        """Return the least and the most that a hidden number can be, to an outsider.

        Args:
            target: a hidden number.
            hidden: all hidden numbers; every other one is published.
            layer: the true numbers.

        Returns:
            Both ends, inclusive; None is without end.
        """
        prices = dict.fromkeys(sorted(hidden), 0)
        value = layer.values[target]
        down = self.move(target, -1, None, layer=layer, prices=prices).moved
        up = self.move(target, 1, None, layer=layer, prices=prices).moved
        return (
            None if down is None else value - down,
            None if up is None else value + up,
        )

    def _ends(self, target: int, direction: int) -> tuple[int, int]:
        link = self.links[target]
        if link.sign * direction > 0:
            return link.row, link.column
        return link.column, link.row

    def _ways(self, prices: Mapping[int, int]) -> "_Ways":
        ways: _Ways = defaultdict(list)
        for index, price in prices.items():
            link = self.links[index]
            ways[link.row].append((price, link.column, index, -link.sign))
            ways[link.column].append((price, link.row, index, link.sign))
        return ways


_Ways = dict[int, list[tuple[int, int, int, int]]]


def _least(one: int | None, other: int | None) -> int | None:
    known = [value for value in (one, other) if value is not None]
    return min(known, default=None)


def _open_ways(
    node: int, ways: _Ways, layer: Layer, shifts: Mapping[int, int]
) -> Iterator[tuple[int, int, int, int]]:
    for way in ways.get(node, ()):
        _, _, index, change = way
        if change > 0 or layer.room_below(index, shifts.get(index, 0)) != 0:
            yield way


def _cheapest(
    start: int, end: int, ways: _Ways, layer: Layer, shifts: Mapping[int, int]
) -> list[_Step] | None:
    came: dict[int, tuple[int, _Step]] = {}
    cost = {start: (0, 0)}
    queue = [(0, 0, start)]
    while queue:
        price, hops, node = heapq.heappop(queue)
        if node == end:
            return _path_back(start, end, came)
        if cost[node] < (price, hops):
            continue
        for extra, there, index, change in _open_ways(node, ways, layer, shifts):
            reached = (price + extra, hops + 1)
            if there not in cost or reached < cost[there]:
                cost[there] = reached
                came[there] = (node, (index, change))
                heapq.heappush(queue, (*reached, there))
    return None


def _path_back(
    start: int, end: int, came: Mapping[int, tuple[int, _Step]]
) -> list[_Step]:
    path = []
    node = end
    while node != start:
        node, step = came[node]
        path.append(step)
    return path


def _narrowest(
    path: Sequence[_Step], layer: Layer, shifts: Mapping[int, int]
) -> int | None:
    narrowest: int | None = None
    for index, change in path:
        if change < 0:
            room = layer.room_below(index, shifts.get(index, 0))
            narrowest = _least(narrowest, room)
    return narrowest
