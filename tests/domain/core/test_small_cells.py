import itertools
from collections import defaultdict
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sohos.core.bounds import Layer, Link, Network
from sohos.core.euro import ZERO, Euro
from sohos.core.small_cells import (
    PROTECTION,
    Line,
    Table,
    suppress_line,
    suppress_table,
)
from tests.domain.core.outsider import (
    determined,
    possible_values,
    sums_of_line,
    sums_of_table,
)

SECRET = b"known to the municipality alone"
SECRETS = tuple(b"%d" % number for number in range(4))
COUNTS = st.integers(0, 14)


def table(counts: list[list[int]]) -> Table[int | None]:
    return suppress_table(counts, secret=SECRET).counts


def line(*counts: int) -> Line[int | None]:
    return suppress_line(counts, secret=SECRET).counts


@st.composite
def tables(draw: st.DrawFn, most: int = 3) -> list[list[int]]:
    width = draw(st.integers(1, most))
    rows = st.lists(COUNTS, min_size=width, max_size=width)
    return draw(st.lists(rows, min_size=1, max_size=most))


@pytest.mark.parametrize(
    ("counts", "cells", "total"),
    [
        ((9, 9), (9, 9), 18),
        ((0, 0, 0), (0, 0, 0), 0),
        ((), (), 0),
        ((2,), (None,), None),
        ((4, 6), (None, None), 10),
        ((1, 1, 1, 1), (None, None, None, None), None),
        ((2, 3), (None, None), 5),
        ((1, 1, 3, 20), (None, None, None, None), 25),
        ((0, 3, 0, 9), (0, None, 0, None), 12),
    ],
)
def test_a_list_hides_what_would_give_a_small_count_away(
    counts: tuple[int, ...], cells: tuple[int | None, ...], total: int | None
) -> None:
    assert line(*counts) == Line(cells, total)


def test_three_knelpunten_at_one_organisation_hide_a_square() -> None:
    shown = table([[3, 7, 20], [8, 9, 10], [0, 5, 6]])
    assert shown.cells == ((None, None, 20), (None, None, 10), (0, 5, 6))
    assert shown.row_totals == (30, 27, 11)
    assert shown.column_totals == (11, 21, 36)
    assert shown.total == 68


def test_a_small_row_hides_its_total_and_another_one() -> None:
    shown = table([[3, 0], [8, 9], [9, 12]])
    assert shown.row_totals[0] is None
    assert shown.row_totals.count(None) == 2
    assert shown.total == 41


@settings(max_examples=60, deadline=None)
@given(tables())
def test_an_outsider_is_left_with_at_least_four_possible_counts(
    counts: list[list[int]],
) -> None:
    numbers, sums = sums_of_table(table(counts))
    for index, number in enumerate(numbers):
        if number is None:
            found = possible_values(numbers, sums, index, enough=PROTECTION + 1)
            assert len(found) == PROTECTION + 1


@settings(max_examples=60, deadline=None)
@given(st.lists(COUNTS, max_size=6))
def test_an_outsider_learns_no_more_from_a_list(counts: list[int]) -> None:
    numbers, sums = sums_of_line(line(*counts))
    for index, number in enumerate(numbers):
        if number is None:
            found = possible_values(numbers, sums, index, enough=PROTECTION + 1)
            assert len(found) == PROTECTION + 1


@settings(max_examples=40, deadline=None)
@given(tables(most=8))
def test_linear_algebra_brings_nothing_back(counts: list[list[int]]) -> None:
    assert determined(*sums_of_table(table(counts))) == set()


@settings(max_examples=60, deadline=None)
@given(tables(most=5))
def test_what_is_shown_is_true_and_no_small_count_is_shown(
    counts: list[list[int]],
) -> None:
    shown = table(counts)
    for row, true_row in zip(shown.cells, counts, strict=True):
        for number, count in zip(row, true_row, strict=True):
            assert number in ((None,) if 0 < count < 5 else (count, None))
            assert count or number == 0
    totals = [sum(row) for row in counts]
    for number, count in zip(shown.row_totals, totals, strict=True):
        assert number in ((None,) if 0 < count < 5 else (count, None))


@settings(max_examples=40, deadline=None)
@given(tables(most=4))
def test_the_same_table_and_secret_give_the_same_answer(
    counts: list[list[int]],
) -> None:
    assert table(counts) == table([list(row) for row in counts])


@pytest.mark.parametrize("pattern", ["list of three", "two by two"])
def test_who_knows_these_rules_but_not_the_secret_is_left_with_three_or_more(
    pattern: str,
) -> None:
    size, top = (3, 13) if pattern == "list of three" else (4, 6)
    behind: dict[object, set[tuple[int, ...]]] = defaultdict(set)
    for counts in itertools.product(range(top), repeat=size):
        for secret in SECRETS:
            if size == 3:
                shown: object = suppress_line(counts, secret=secret).counts
            else:
                halves = [counts[:2], counts[2:]]
                shown = suppress_table(halves, secret=secret).counts
            behind[shown].add(counts)
    for shown, tables_behind in behind.items():
        assert isinstance(shown, Line | Table)
        cells = shown.cells if isinstance(shown, Line) else sum(shown.cells, ())
        hidden = [index for index, cell in enumerate(cells) if cell is None]
        most = max(sum(one[index] for index in hidden) for one in tables_behind)
        if most >= top:
            continue
        for index in hidden:
            assert len({one[index] for one in tables_behind}) >= 3, shown


def test_one_household_with_six_knelpunten_is_a_small_cell() -> None:
    counts = [[6, 9], [8, 10]]
    households = Table(((1, 8), (7, 9)), (9, 12), (8, 13), 20)
    shown = suppress_table(counts, secret=SECRET, contributors=households)
    assert shown.counts.cells == ((None, None), (None, None))
    assert shown.counts.row_totals == (15, 18)
    assert table(counts).cells == ((6, 9), (8, 10))


def _with_totals(rows: list[list[int]]) -> list[int]:
    full = [[*row, sum(row)] for row in rows]
    full.append([sum(column) for column in zip(*full, strict=True)])
    return [number for row in full for number in row]


def _network(height: int, width: int) -> Network:
    return Network(
        [
            Link(row, height + column, 1 if last_row == last_column else -1)
            for row in range(height)
            for column in range(width)
            for last_row in [row == height - 1]
            for last_column in [column == width - 1]
        ]
    )


@settings(max_examples=60, deadline=None)
@given(tables(), st.lists(st.sampled_from([0, 700, 90_000]), min_size=9, max_size=9))
def test_a_hidden_count_hides_its_money_and_money_is_no_way_back(
    counts: list[list[int]], prices: list[int]
) -> None:
    price = iter(prices)
    cents = [[count * next(price) for count in row] for row in counts]
    amounts = {"cost": [[Euro(one) for one in row] for row in cents]}
    shown = suppress_table(counts, secret=SECRET, amounts=amounts)
    money, _ = sums_of_table(shown.amounts["cost"])
    numbers, _ = sums_of_table(shown.counts)
    hidden = [index for index, number in enumerate(numbers) if number is None]
    assert hidden == [index for index, amount in enumerate(money) if amount is None]
    layer = Layer(_with_totals(cents), 0)
    network = _network(len(counts) + 1, len(counts[0]) + 1)
    for index in hidden:
        low, high = network.interval(index, hidden, layer)
        true = layer.values[index]
        assert low is not None
        assert low * 4 <= true * 3
        assert high is None or high >= max(true * 5 / 4, true + 10_000)


def test_money_of_a_list_may_be_a_loss_as_well() -> None:
    saving = [Euro(-50_000), Euro(900_000), Euro(1_200_000)]
    shown = suppress_line([2, 8, 9], secret=SECRET, amounts={"saving": saving})
    hidden = [number is None for number in shown.counts.cells]
    assert [a is None for a in shown.amounts["saving"].cells] == hidden
    assert hidden.count(True) == 2
    assert shown.amounts["saving"].total == Euro(2_050_000)


def test_a_large_table_is_done() -> None:
    chance = Random(5)  # noqa: S311
    counts = [[chance.choice([0, 1, 2, 6, 9, 30]) for _ in range(15)] for _ in range(9)]
    assert determined(*sums_of_table(table(counts))) == set()


@pytest.mark.parametrize(
    ("counts", "amounts", "households"),
    [
        ([[1, -1]], None, None),
        ([[1, 2], [3]], None, None),
        ([[1, 2]], [[Euro(1)]], None),
        ([[0, 9]], [[Euro(1), ZERO]], None),
        ([[9, 9]], None, Table(((0, 9),), (9,), (0, 9), 9)),
    ],
)
def test_nonsense_is_refused(
    counts: list[list[int]],
    amounts: list[list[Euro]] | None,
    households: Table[int] | None,
) -> None:
    money = {"cost": amounts} if amounts else None
    with pytest.raises(ValueError, match=r"negative|differ|stands|contradict"):
        suppress_table(counts, secret=SECRET, amounts=money, contributors=households)
