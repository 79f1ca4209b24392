"""Every answer is a sum of published figures, so two answers tell no more than one.

A table is made safe once per period, on its finest cells, and stays as it was
published. Rules C7 to C10 in docs/domain/small-cells.md.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from sohos.core.errors import DomainError
from sohos.core.euro import Euro
from sohos.core.small_cells import SafeTable, Table


class NotWholeCellsError(DomainError):
    """A question cuts through published cells; the argument names where."""

    code = "not_whole_cells"


class AlreadyPublishedError(DomainError):
    """A day has been published before, with other figures or in another period."""

    code = "already_published"


T = TypeVar("T", bound=int | Euro)


@dataclass(frozen=True, slots=True)
class Publication:
    """A safe table of the days from `first` to `last`, both included."""

    first: date
    last: date
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    table: SafeTable

    def __post_init__(self) -> None:
        cells = self.table.counts.cells
        if self.last < self.first or len(cells) != len(self.rows):
            raise ValueError("the labels do not fit the table")
        if any(len(row) != len(self.columns) for row in cells):
            raise ValueError("the labels do not fit the table")


@dataclass(frozen=True, slots=True)
class Question:
    """Which days, rows and columns to add up; None stands for all of them."""

    first: date
    last: date
    rows: frozenset[str] | None = None
    columns: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A count and the amounts that go with it; None is hidden."""

    count: int | None
    amounts: Mapping[str, Euro | None]


@dataclass(frozen=True, slots=True)
class Series:
    """What has been published, in the order of the days; nothing is ever replaced."""

    publications: tuple[Publication, ...] = ()

    def published(self, publication: Publication) -> "Series":
        """Return the series with one more publication.

        Args:
            publication: of days that none before it holds; the very same publication
                again changes nothing.

        Raises:
            AlreadyPublishedError: one of its days stands in another publication. A
                late correction of a published period belongs to a later one: the
                difference between two versions would show whom it concerns.
        """
        if publication in self.publications:
            return self
        for other in self.publications:
            if other.first <= publication.last and publication.first <= other.last:
                raise AlreadyPublishedError(f"{other.first}/{other.last}")
        by_day = sorted([*self.publications, publication], key=lambda one: one.first)
        return Series(tuple(by_day))

    def ask(self, question: Question) -> Answer:
        """Add up published figures, or say that the sum is hidden.

        Args:
            question: whole published periods, rows and columns; a row that a period
                does not have counts as nothing in it.

        Returns:
            The exact sums; None where one of the figures needed is hidden. Nothing
            but the publications is used.

        Raises:
            NotWholeCellsError: the days cut through a published period or reach
                outside it, or no period has such a row or column; it says which.
        """
        asked = self._periods(question)
        _require_known("row", question.rows, [one.rows for one in asked])
        _require_known("column", question.columns, [one.columns for one in asked])
        counts = [_sum_of(one, one.table.counts, question, 0) for one in asked]
        names = {name for one in asked for name in one.table.amounts}
        return Answer(
            count=_added(counts, 0),
            amounts={name: _amount(asked, name, question) for name in sorted(names)},
        )

    def _periods(self, question: Question) -> list[Publication]:
        asked = [
            one
            for one in self.publications
            if one.first <= question.last and question.first <= one.last
        ]
        day = question.first
        for one in asked:
            if one.first != day:
                raise NotWholeCellsError(str(day))
            day = one.last + timedelta(days=1)
        if day != question.last + timedelta(days=1) or not asked:
            raise NotWholeCellsError(str(question.last))
        return asked


def _require_known(
    kind: str, wanted: frozenset[str] | None, known: Sequence[Sequence[str]]
) -> None:
    missing = (wanted or frozenset()).difference(*known)
    if missing:
        raise NotWholeCellsError(f"{kind} {min(missing)}")


def _amount(asked: Sequence[Publication], name: str, question: Question) -> Euro | None:
    found = []
    for one in asked:
        if name not in one.table.amounts:
            return None
        found.append(_sum_of(one, one.table.amounts[name], question, Euro(0)))
    return _added(found, Euro(0))


def _sum_of(
    publication: Publication, table: Table[T | None], question: Question, nothing: T
) -> T | None:
    rows = _positions(publication.rows, question.rows)
    columns = _positions(publication.columns, question.columns)
    for figures in _routes(table, rows, columns):
        found = _added(figures, nothing)
        if found is not None:
            return found
    return None


def _positions(labels: Sequence[str], wanted: Collection[str] | None) -> list[int]:
    return [
        index for index, label in enumerate(labels) if wanted is None or label in wanted
    ]


def _routes(
    table: Table[T | None], rows: Sequence[int], columns: Sequence[int]
) -> list[list[T | None]]:
    """Return every set of published figures that adds up to rows times columns."""
    routes = [[table.cells[row][column] for row in rows for column in columns]]
    all_rows = len(rows) == len(table.row_totals)
    all_columns = len(columns) == len(table.column_totals)
    if all_columns:
        routes.append([table.row_totals[row] for row in rows])
    if all_rows:
        routes.append([table.column_totals[column] for column in columns])
    if all_rows and all_columns:
        routes.append([table.total])
    return routes


def _added(figures: Sequence[T | None], nothing: T) -> T | None:
    total = nothing
    for figure in figures:
        if figure is None:
            return None
        total = total + figure  # type: ignore[assignment, operator]
    return total
