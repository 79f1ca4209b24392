import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonds.domain.small_cells import hidden, is_total_hidden


@pytest.mark.parametrize(
    ("counts", "positions", "is_hidden"),
    [
        ((42, 12, 75, 7, 6), set(), False),
        ((42, 12, 75, 7, 3), {3, 4}, False),
        ((42, 2, 75, 0, 1), {0, 1, 4}, False),
        ((42, 4, 75, 0, 1), {1, 4}, False),
        ((1, 0, 0, 0, 0), {0}, True),
        ((4, 0, 6, 0, 0), {0, 2}, True),
        ((0, 0), set(), False),
    ],
)
def test_counts_of_the_worked_table(
    counts: tuple[int, ...],
    positions: set[int],
    is_hidden: bool,  # noqa: FBT001
) -> None:
    assert hidden(counts) == positions
    assert is_total_hidden(counts) == is_hidden


@given(st.lists(st.integers(0, 12), max_size=6))
def test_what_is_shown_gives_no_small_count_away(counts: list[int]) -> None:
    cells = hidden(counts)
    assert all(
        count == 0 or count >= 5 for i, count in enumerate(counts) if i not in cells
    )
    if cells and not is_total_hidden(counts):
        assert len(cells) >= 2
        assert sum(counts[index] for index in cells) >= 5
