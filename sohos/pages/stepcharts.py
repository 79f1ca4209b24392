"""A number that holds until it changes, over time: the geometry of the drawing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sohos.core.dates import add_months
from sohos.pages.charts import Tick, decimals_of, ticks

_TOP, _RIGHT_GAP, _BOTTOM_GAP = 16.0, 20.0, 32.0
_LABEL_WIDTH = 64
_MONTHS = (1, 3, 6, 12, 24, 60, 120)
_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class StepChart:
    """A number over time, with the sentence that says what is seen.

    `steps` are days in order with the number from that day on; `until` is the last
    day. `limit` is a line across, with its name. `is_money` when the numbers are euro.
    """

    description: str
    axis: str
    steps: Sequence[tuple[date, float]]
    until: date
    limit: float | None = None
    limit_label: str = ""
    is_money: bool = False


@dataclass(frozen=True, slots=True)
class StepDrawing:
    """A step chart of a given size, in its own coordinates."""

    width: int
    height: int
    left: float
    right: float
    bottom: float
    decimals: int
    rows: tuple[Tick, ...]
    columns: tuple[tuple[float, date, bool], ...]
    path: str
    area: str
    end: tuple[float, float]
    limit_at: float | None


def draw(chart: StepChart, *, width: int, height: int) -> StepDrawing:
    """Lay out a step chart with at least one step in a drawing of the given size."""
    first = min(chart.steps[0][0], add_months(chart.until, -6))
    last = max(chart.until, chart.steps[-1][0])
    values = [value for _day, value in chart.steps]
    marks = _whole(ticks(0.0, max(*values, chart.limit or 0.0, 1.0), 4), chart)
    left = 84.0 if chart.is_money else 44.0
    right, bottom = width - _RIGHT_GAP, height - _BOTTOM_GAP

    def x_of(day: date) -> float:
        whole = (last - first) / timedelta(days=1)
        return round(left + (right - left) * ((day - first).days / whole), 2)

    def y_of(value: float) -> float:
        return round(bottom - (bottom - _TOP) * value / marks[-1], 2)

    start = x_of(chart.steps[0][0])
    path, at = f"M{start} {bottom}", bottom
    for day, value in chart.steps:
        at = y_of(value)
        path += f"H{x_of(day)}V{at}"
    path += f"H{right}"
    return StepDrawing(
        width=width,
        height=height,
        left=left,
        right=right,
        bottom=bottom,
        decimals=decimals_of(marks),
        rows=tuple(Tick(y_of(mark), mark) for mark in marks),
        columns=_columns(first, last, x_of, room=(right - left)),
        path=path,
        area=f"{path}V{bottom}Z",
        end=(right, at),
        limit_at=None if chart.limit is None else y_of(chart.limit),
    )


def _whole(marks: tuple[float, ...], chart: StepChart) -> tuple[float, ...]:
    if chart.is_money or decimals_of(marks) == 0:
        return marks
    return tuple(float(mark) for mark in range(int(marks[-1]) + 2))


def _columns(
    first: date, last: date, x_of: Callable[[date], float], *, room: float
) -> tuple[tuple[float, date, bool], ...]:
    """Mark round months, as many as there is room for; True asks for the year only."""
    months = (last.year - first.year) * _A_YEAR + last.month - first.month + 1
    most = max(2, int(room / _LABEL_WIDTH))
    every = next((each for each in _MONTHS if months / each <= most), _MONTHS[-1])
    start = date(first.year, 1, 1)
    found = []
    for index in range(0, months + _A_YEAR, every):
        day = add_months(start, index)
        if first <= day <= last:
            found.append((x_of(day), day, every >= _A_YEAR))
    return tuple(found)
