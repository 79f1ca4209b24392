"""Bars that float between two values on one scale: bridges and tornadoes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sohos.pages.charts import share

_MARGIN = 0.02


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch from one value to another; `tone` is a class of the charts."""

    start: float
    end: float
    tone: str


@dataclass(frozen=True, slots=True)
class Scale:
    """The range of all bars of one chart, and the value at which a line stands."""

    low: float
    high: float
    mark: float = 0.0

    def at(self, value: float) -> float:
        """Return the place of a value in percent of the width."""
        return share(value - self.low, self.high - self.low)

    def placed(self, parts: Sequence[Part]) -> tuple[tuple[Part, float, float], ...]:
        """Return each part with its start and width in percent."""
        found = []
        for part in parts:
            left, right = sorted((self.at(part.start), self.at(part.end)))
            found.append((part, left, round(right - left, 2)))
        return tuple(found)


def scale_of(rows: Iterable[Sequence[Part]], mark: float = 0.0) -> Scale:
    """Return a scale that holds every part and the line, with a little room."""
    values = [mark]
    for parts in rows:
        values += [end for part in parts for end in (part.start, part.end)]
    room = (max(values) - min(values)) * _MARGIN or 1.0
    low = min(values) - room if min(values) < mark else mark
    return Scale(low, max(values) + room, mark)
