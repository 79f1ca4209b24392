"""A line through time inside the band of what may come of it: the geometry."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sohos.pages.charts import Tick, decimals_of, ticks

_LEFT, _TOP, _RIGHT_GAP, _BOTTOM_GAP = 72.0, 30.0, 20.0, 46.0
_LABEL_WIDTH = 40
_THOUSAND = 1000.0
_PAST_MIDDLE = 0.55


@dataclass(frozen=True, slots=True)
class BandPoint:
    """What may be at one moment: low, middle and high, and what was expected."""

    at: float
    label: str
    expected: float
    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class BandChart:
    """Euro through the years, with the sentence that says what is seen.

    `line` are the corners of what is expected, years with euro; `points` the band at
    the end of each year, in order. `mark` is a moment with its words.
    """

    description: str
    line: Sequence[tuple[float, float]]
    points: Sequence[BandPoint]
    mark: tuple[float, str] | None = None


@dataclass(frozen=True, slots=True)
class BandDrawing:
    """A band chart of a given size, in its own coordinates."""

    width: int
    height: int
    left: float
    right: float
    bottom: float
    in_thousands: bool
    decimals: int
    rows: tuple[Tick, ...]
    columns: tuple[tuple[float, str], ...]
    line: str
    band: str
    middles: tuple[tuple[float, float, float, float], ...]
    mark: tuple[float, float, str, str] | None


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where a year and an amount lie in the drawing."""

    right: float
    bottom: float
    last: float
    unit: float
    marks: tuple[float, ...]

    def x(self, year: float) -> float:
        return round(_LEFT + (self.right - _LEFT) * year / self.last, 2)

    def y(self, value: float) -> float:
        low, high = self.marks[0], self.marks[-1]
        part = (value / self.unit - low) / (high - low)
        return round(self.bottom - part * (self.bottom - _TOP), 2)

    def path(self, points: Iterable[tuple[float, float]]) -> str:
        return "M" + "L".join(f"{self.x(at)} {self.y(value)}" for at, value in points)


def draw(chart: BandChart, *, width: int, height: int) -> BandDrawing:
    """Lay out a band chart with at least one point in a drawing of the given size."""
    frame = _frame(chart, width=width, height=height)
    room = frame.right - _LEFT
    every = max(1, math.ceil(len(chart.points) * _LABEL_WIDTH / room))
    start = (0.0, _start(chart))
    upper = [start, *((point.at, point.high) for point in chart.points)]
    lower = [start, *((point.at, point.low) for point in chart.points)]
    return BandDrawing(
        width=width,
        height=height,
        left=_LEFT,
        right=frame.right,
        bottom=frame.bottom,
        in_thousands=frame.unit > 1,
        decimals=decimals_of(frame.marks),
        rows=tuple(Tick(frame.y(mark * frame.unit), mark) for mark in frame.marks),
        columns=tuple((frame.x(p.at), p.label) for p in chart.points)[::every],
        line=frame.path(chart.line),
        band=frame.path([*upper, *lower[::-1]]) + "Z",
        middles=tuple(
            (frame.x(p.at), frame.y(p.middle), frame.y(p.low), frame.y(p.high))
            for p in chart.points
        ),
        mark=_marked(chart.mark, frame) if chart.mark else None,
    )


def _frame(chart: BandChart, *, width: int, height: int) -> _Frame:
    values = [0.0, *(value for _, value in chart.line)]
    values += [edge for point in chart.points for edge in (point.low, point.high)]
    most = max(abs(value) for value in values)
    unit = _THOUSAND if most >= 10 * _THOUSAND else 1.0
    return _Frame(
        right=width - _RIGHT_GAP,
        bottom=height - _BOTTOM_GAP,
        last=max(chart.points[-1].at, chart.line[-1][0]),
        unit=unit,
        marks=ticks(min(values) / unit, max(values) / unit),
    )


def _start(chart: BandChart) -> float:
    """Return where the line stands once everything of the first day has moved."""
    return [value for at, value in chart.line if at <= 0][-1]


def _marked(mark: tuple[float, str], frame: _Frame) -> tuple[float, float, str, str]:
    """Put the words of a mark where there is room for them."""
    at, words = mark
    is_late = at > frame.last * _PAST_MIDDLE
    return frame.x(at), frame.y(0.0), words, "end" if is_late else "start"
