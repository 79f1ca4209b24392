"""Scales and geometry of the charts: numbers in, coordinates out."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of a stacked bar; `tone` is a class of charts.css or bond.css."""

    label: str
    value: float
    tone: str


@dataclass(frozen=True, slots=True)
class Series:
    """One line; None is a point that is not there yet."""

    label: str
    values: Sequence[float | None]
    tone: str = "1"


@dataclass(frozen=True, slots=True)
class LineChart:
    """Lines over the same points, with the sentence that says what they show."""

    description: str
    axis: str
    points: Sequence[str]
    series: Sequence[Series]


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: where, and what stands beside it."""

    at: float
    label: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line ready to draw: its path, and where its name stands."""

    label: str
    tone: str
    path: str
    end: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A line chart of a given size, in its own coordinates."""

    width: int
    height: int
    left: float
    right: float
    bottom: float
    decimals: int
    rows: tuple[Tick, ...]
    columns: tuple[tuple[float, str], ...]
    lines: tuple[Line, ...]


_LEFT, _TOP, _RIGHT_GAP, _BOTTOM_GAP = 64.0, 16.0, 16.0, 44.0
_LABEL_WIDTH = 46
_MOST_DECIMALS = 6
_STEPS = (1, 2, 2.5, 5, 10)


def share(part: float, whole: float) -> float:
    """Return a part of a whole in percent, between 0 and 100; nothing of nothing is 0."""
    if whole <= 0:
        return 0.0
    return round(min(max(part / whole, 0.0), 1.0) * 100, 2)


def stack(segments: Sequence[Segment]) -> tuple[tuple[Segment, float, float], ...]:
    """Place segments after each other.

    Returns:
        Segment, start and width in percent of their sum, in the given order; parts
        of zero or less are left out.
    """
    shown = [segment for segment in segments if segment.value > 0]
    whole = sum(segment.value for segment in shown)
    placed, start = [], 0.0
    for segment in shown:
        width = share(segment.value, whole)
        placed.append((segment, round(start, 2), width))
        start += width
    return tuple(placed)


def nice_step(span: float, count: int) -> float:
    """Return the smallest round step with which `count` steps cover the span."""
    rough = max(span, 1e-9) / count
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in _STEPS if step * power >= rough * (1 - 1e-9))


def ticks(lowest: float, highest: float, count: int = 5) -> tuple[float, ...]:
    """Return round values that enclose a range, evenly spaced, rising.

    A range that starts above zero starts at zero unless it is narrow: bars must, lines
    may show a range far from zero.
    """
    is_narrow = lowest > 0 and highest < lowest * 2
    base = lowest if is_narrow else min(lowest, 0.0)
    span = max(highest - base, abs(highest) / 100) or 1.0
    step = nice_step(span, count)
    first, last = math.floor(base / step), math.ceil((base + span) / step)
    return tuple(index * step for index in range(first, last + 1))


def decimals_of(marks: Sequence[float]) -> int:
    """Return how many decimals tell the marks of an axis apart."""
    return next(
        (
            decimals
            for decimals in range(_MOST_DECIMALS)
            if all(math.isclose(mark, round(mark, decimals)) for mark in marks)
        ),
        _MOST_DECIMALS,
    )


def _points(
    values: Sequence[float | None], xs: Sequence[float], y_of: Callable[[float], float]
) -> Iterator[tuple[str, float, float]]:
    pen = "M"
    for x, value in zip(xs, values, strict=False):
        if value is None:
            pen = "M"
            continue
        yield pen, x, y_of(value)
        pen = "L"


def draw(chart: LineChart, *, width: int, height: int) -> Drawing:
    """Lay out a line chart in a drawing of the given size.

    Returns:
        The drawing; a line breaks where a value is missing, and a series without any
        value has no line.
    """
    values = [v for one in chart.series for v in one.values if v is not None]
    marks = ticks(min(values, default=0.0), max(values, default=1.0))
    right, bottom = width - _RIGHT_GAP, height - _BOTTOM_GAP
    gap = (right - _LEFT) / max(len(chart.points) - 1, 1)
    xs = [round(_LEFT + index * gap, 2) for index in range(len(chart.points))]

    def y_of(value: float) -> float:
        part = (value - marks[0]) / (marks[-1] - marks[0])
        return round(bottom - part * (bottom - _TOP), 2)

    lines = []
    for one in chart.series:
        path = list(_points(one.values, xs, y_of))
        if path:
            drawn = " ".join(f"{pen}{x} {y}" for pen, x, y in path)
            lines.append(Line(one.label, one.tone, drawn, path[-1][1:]))
    every = max(1, math.ceil(len(xs) * _LABEL_WIDTH / width))
    columns = tuple(zip(xs, chart.points, strict=True))[::every]
    rows = tuple(Tick(y_of(mark), mark) for mark in marks)
    return Drawing(
        width=width,
        height=height,
        left=_LEFT,
        right=right,
        bottom=bottom,
        decimals=decimals_of(marks),
        rows=rows,
        columns=columns,
        lines=tuple(lines),
    )
