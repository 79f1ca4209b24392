"""Scales and geometry."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sohos.pages import charts
from sohos.pages.charts import LineChart, Segment, Series


@pytest.mark.parametrize(
    ("lowest", "highest", "expected"),
    [
        (0, 1051, (0, 250, 500, 750, 1000, 1250)),
        (0, 0, (0, 0.2, 0.4, 0.6, 0.8, 1)),
        (7, 7, (7, 7.02, 7.04, 7.06, 7.08)),
        (7590, 10390, (7000, 8000, 9000, 10000, 11000)),
        (-40, 100, (-50, 0, 50, 100)),
        (5, 100, (0, 20, 40, 60, 80, 100)),
    ],
)
def test_axis_has_round_values_around_the_figures(
    lowest: float, highest: float, expected: tuple[float, ...]
) -> None:
    assert charts.ticks(lowest, highest) == pytest.approx(expected)


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_axis_encloses_every_range_with_few_marks(one: float, other: float) -> None:
    lowest, highest = sorted((one, other))
    marks = charts.ticks(lowest, highest)
    slack = 1e-6 * max(abs(lowest), abs(highest), 1)
    assert marks[0] <= lowest + slack
    assert marks[-1] >= highest - slack
    assert 2 <= len(marks) <= 8
    assert sorted(set(marks)) == list(marks)


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=8))
def test_stack_fills_the_bar_and_leaves_out_nothing_but_zero(values: list[int]) -> None:
    placed = charts.stack([Segment(str(v), v, "m-due") for v in values])
    assert len(placed) == sum(v > 0 for v in values)
    if placed:
        assert sum(width for _part, _start, width in placed) == pytest.approx(
            100, abs=1
        )


@pytest.mark.parametrize(
    ("part", "whole", "expected"), [(1, 3, 33.33), (5, 0, 0), (9, 3, 100), (-1, 3, 0)]
)
def test_share_stays_within_the_bar(part: float, whole: float, expected: float) -> None:
    assert charts.share(part, whole) == expected


def test_line_breaks_where_a_value_is_missing() -> None:
    chart = LineChart(
        "Lijn", "maanden", ("0", "3", "6"), (Series("2025", (1, None, 3)),)
    )
    drawing = charts.draw(chart, width=640, height=320)
    assert drawing.lines[0].path.count("M") == 2
    assert drawing.lines[0].end[0] == drawing.right


def test_series_without_values_and_single_point_do_not_break_the_drawing() -> None:
    chart = LineChart(
        "Lijn", "x", ("0",), (Series("leeg", (None,)), Series("een", (4,)))
    )
    drawing = charts.draw(chart, width=330, height=280)
    assert [line.label for line in drawing.lines] == ["een"]


def test_narrow_drawing_names_fewer_points() -> None:
    points = tuple(f"K{n}" for n in range(12))
    chart = LineChart("Lijn", "x", points, (Series("a", tuple(range(12))),))
    wide = charts.draw(chart, width=640, height=320)
    narrow = charts.draw(chart, width=330, height=280)
    assert len(narrow.columns) < len(wide.columns) == 12


@pytest.mark.parametrize(
    ("marks", "decimals"), [((0, 250, 500), 0), ((0, 2.5, 5), 1), ((0, 0.25), 2)]
)
def test_marks_of_an_axis_can_be_told_apart(
    marks: tuple[float, ...], decimals: int
) -> None:
    assert charts.decimals_of(marks) == decimals
