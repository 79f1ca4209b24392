import itertools
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sohos.core.euro import Euro
from sohos.core.publications import (
    AlreadyPublishedError,
    NotWholeCellsError,
    Publication,
    Question,
    Series,
)
from sohos.core.small_cells import suppress_table
from tests.domain.core.outsider import determined, possible_values, sums_of_table

ROWS = ("wonen", "geld", "zorg")
COLUMNS = ("wijkteam", "corporatie", "bank")
SPRING = (date(2027, 1, 1), date(2027, 3, 31))
SUMMER = (date(2027, 4, 1), date(2027, 6, 30))
COUNTS = [[3, 7, 20], [8, 9, 10], [0, 5, 6]]
HALF_YEAR = Question(SPRING[0], SUMMER[1])


def publication(
    days: tuple[date, date] = SPRING, counts: list[list[int]] = COUNTS
) -> Publication:
    cost = [[Euro(count * 100_000) for count in row] for row in counts]
    table = suppress_table(counts, secret=b"secret", amounts={"cost": cost})
    return Publication(*days, ROWS, COLUMNS, table)


def series(*publications: Publication) -> Series:
    made = Series()
    for one in publications:
        made = made.published(one)
    return made


def asked(rows: set[str] | None = None, columns: set[str] | None = None) -> Question:
    return Question(
        *SPRING,
        rows=None if rows is None else frozenset(rows),
        columns=None if columns is None else frozenset(columns),
    )


@pytest.mark.parametrize(
    ("rows", "columns", "count"),
    [
        (None, None, 68),
        ({"wonen"}, None, 30),
        ({"wonen", "zorg"}, None, 41),
        (None, {"bank"}, 36),
        ({"zorg"}, {"bank", "corporatie"}, 11),
        ({"wonen"}, {"wijkteam"}, None),
        ({"wonen", "zorg"}, {"wijkteam"}, None),
        (set(), None, 0),
    ],
)
def test_an_answer_is_a_sum_of_published_figures(
    rows: set[str] | None, columns: set[str] | None, count: int | None
) -> None:
    answer = series(publication()).ask(asked(rows, columns))
    assert answer.count == count
    cost = answer.amounts["cost"]
    assert cost == (None if count is None else Euro(count * 100_000))


def test_periods_add_up_and_what_one_hides_stays_hidden() -> None:
    both = series(publication(SUMMER), publication(SPRING))
    assert both.ask(HALF_YEAR).count == 136
    cell = Question(SPRING[0], SUMMER[1], frozenset({"wonen"}), frozenset({"wijkteam"}))
    assert both.ask(cell).count is None


def subsets(labels: tuple[str, ...]) -> list[frozenset[str]]:
    sizes = range(1, len(labels) + 1)
    return [frozenset(s) for n in sizes for s in itertools.combinations(labels, n)]


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.lists(st.integers(0, 12), min_size=3, max_size=3), min_size=3, max_size=3
    )
)
def test_the_differences_of_all_answers_tell_nothing(counts: list[list[int]]) -> None:
    one = publication(counts=counts)
    known = series(one)
    numbers, sums = sums_of_table(one.table.counts)
    before = {
        index: possible_values(numbers, sums, index, enough=6)
        for index, number in enumerate(numbers)
        if number is None
    }
    for rows, columns in itertools.product(subsets(ROWS), subsets(COLUMNS)):
        count = known.ask(Question(*SPRING, rows, columns)).count
        if count is not None:
            cells = [
                ROWS.index(row) * 4 + COLUMNS.index(column)
                for row in rows
                for column in columns
            ]
            numbers.append(count)
            sums.append({**dict.fromkeys(cells, 1), len(numbers) - 1: -1})
    assert determined(numbers, sums) == set()
    for index, values in before.items():
        assert possible_values(numbers, sums, index, enough=6) == values


def test_the_same_publication_again_changes_nothing() -> None:
    once = series(publication())
    assert once.published(publication()) is once


def test_one_household_more_in_a_published_quarter_is_no_new_version() -> None:
    later = [[4, 7, 20], *COUNTS[1:]]
    with pytest.raises(AlreadyPublishedError):
        series(publication()).published(publication(counts=later))


@pytest.mark.parametrize(
    "days",
    [
        (date(2027, 1, 1), date(2027, 6, 30)),
        (date(2027, 3, 31), date(2027, 4, 30)),
        (date(2026, 12, 31), date(2027, 1, 1)),
    ],
)
def test_overlapping_periods_are_refused(days: tuple[date, date]) -> None:
    with pytest.raises(AlreadyPublishedError):
        series(publication()).published(publication(days))


@pytest.mark.parametrize(
    "question",
    [
        Question(date(2027, 1, 2), SPRING[1]),
        Question(SPRING[0], date(2027, 3, 30)),
        Question(SPRING[0], date(2027, 5, 1)),
        Question(date(2026, 12, 31), SPRING[1]),
        Question(date(2028, 1, 1), date(2028, 3, 31)),
        asked(rows={"wonen", "team van Sanne"}),
        asked(columns={"school"}),
    ],
)
def test_a_question_that_cuts_through_cells_is_refused(question: Question) -> None:
    with pytest.raises(NotWholeCellsError):
        series(publication(), publication(SUMMER)).ask(question)


def test_a_gap_between_periods_is_refused() -> None:
    autumn = (date(2027, 7, 1), date(2027, 9, 30))
    with pytest.raises(NotWholeCellsError):
        series(publication(), publication(autumn)).ask(Question(SPRING[0], autumn[1]))


def test_an_amount_that_one_period_lacks_is_hidden() -> None:
    plain = Publication(
        *SUMMER, ROWS, COLUMNS, suppress_table(COUNTS, secret=b"secret")
    )
    answer = series(publication(), plain).ask(HALF_YEAR)
    assert answer.count == 136
    assert answer.amounts == {"cost": None}


@pytest.mark.parametrize(
    ("days", "rows", "columns"),
    [
        (SPRING[::-1], ROWS, COLUMNS),
        (SPRING, ROWS[:2], COLUMNS),
        (SPRING, ROWS, COLUMNS[:2]),
    ],
)
def test_labels_must_fit_the_table(
    days: tuple[date, date], rows: tuple[str, ...], columns: tuple[str, ...]
) -> None:
    table = suppress_table(COUNTS, secret=b"secret")
    with pytest.raises(ValueError, match="labels"):
        Publication(*days, rows, columns, table)
