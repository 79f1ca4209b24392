"""Several tables that share their rows, hidden together (rules R6 to R8).

The tables share the totals of the rows and nothing else. As long as each of those
totals is either told in all tables or in none, what one table says of a row adds nothing
to what another says: from any tables with the same row totals a whole can be built that
fits them all.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TypeVar

from sohos.core.euro import Euro, total
from sohos.core.small_cells import (
    SMALLEST_SHOWN,
    Line,
    SafeTable,
    Table,
    suppress_line,
    suppress_table,
)
from sohos.threads.domain.facts import Fact, Leaf, Measure

REST = "~"
"""The column of what occurs in few households, and the row of the hidden kinds."""

T = TypeVar("T", bound=int | Euro)


@dataclass(frozen=True, slots=True)
class LeafTable:
    """One safe table: kinds as rows, and the codes of its columns."""

    columns: tuple[str, ...]
    table: SafeTable


def safe_tables(
    facts: Sequence[Fact], *, kinds: Sequence[str], secret: bytes
) -> dict[Leaf, LeafTable]:
    """Put the facts in one table per leaf, so that no arithmetic finds a small group.

    Args:
        facts: of one period; those of an unknown kind do not count.
        kinds: the rows, all of them, whether they occur or not.
        secret: at most 64 bytes, known to the municipality alone.

    Returns:
        Per leaf the table; hidden numbers are None. The totals of the rows are the
        same in each.
    """
    facts = [fact for fact in facts if fact.kind in kinds]
    rows = _rows(kinds, _hidden_kinds(facts, kinds, secret))
    return {leaf: _leaf_table(facts, leaf, kinds, rows, secret) for leaf in Leaf}


def _leaf_table(
    facts: Sequence[Fact],
    leaf: Leaf,
    kinds: Sequence[str],
    rows: tuple[str, ...],
    secret: bytes,
) -> LeafTable:
    """Share columns until the totals of all rows can stay."""
    least = SMALLEST_SHOWN
    while True:
        grid = _Grid.of(facts, leaf, rows, least)
        safe = grid.suppressed(_key(secret, leaf))
        if None not in (*safe.counts.row_totals, safe.counts.total):
            break
        if len(grid.columns) == 1:
            break
        least *= 2
    return LeafTable(grid.columns, _spread(safe, rows, kinds))


@dataclass(frozen=True, slots=True)
class _Grid:
    """The facts of a leaf by row and column; hidden kinds are one row together."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], Sequence[Fact]]

    @classmethod
    def of(
        cls, facts: Sequence[Fact], leaf: Leaf, rows: tuple[str, ...], least: int
    ) -> "_Grid":
        """Lay the facts out; codes of less than so many households share a column.

        A sort belongs to one kind, so the sorts of a hidden kind hide with it.
        """
        by_code: dict[str, list[Fact]] = defaultdict(list)
        for fact in facts:
            is_open = leaf is not Leaf.SORT or fact.kind in rows
            by_code[fact.leaves[leaf] if is_open else REST].append(fact)
        many = {
            code
            for code in by_code
            if code != REST and _households(by_code[code]) >= least
        }
        cells: dict[tuple[str, str], list[Fact]] = defaultdict(list)
        for code, found in by_code.items():
            for fact in found:
                row = fact.kind if fact.kind in rows else REST
                cells[row, code if code in many else REST].append(fact)
        rest = (REST,) if many != by_code.keys() else ()
        return cls(rows, (*sorted(many), *rest), cells)

    def suppressed(self, secret: bytes) -> SafeTable:
        """Return the safe table of the grid."""
        at = [[self.cells.get((r, c), ()) for c in self.columns] for r in self.rows]
        return suppress_table(
            [[len(found) for found in row] for row in at],
            secret=secret,
            keeps_rows=True,
            contributors=Table(
                cells=tuple(tuple(map(_households, row)) for row in at),
                row_totals=tuple(_households(*row) for row in at),
                column_totals=tuple(_households(*c) for c in zip(*at, strict=True)),
                total=_households(*(found for row in at for found in row)),
            ),
            amounts={
                each.value: [[_sum(found, each) for found in row] for row in at]
                for each in Measure
            },
        )


def _rows(kinds: Sequence[str], hidden: frozenset[str]) -> tuple[str, ...]:
    told = tuple(kind for kind in kinds if kind not in hidden)
    return (*told, REST) if hidden else told


def _hidden_kinds(
    facts: Sequence[Fact], kinds: Sequence[str], secret: bytes
) -> frozenset[str]:
    """Return the kinds of which not even the total can be told."""
    found = [[fact for fact in facts if fact.kind == kind] for kind in kinds]
    line = suppress_line(
        [len(each) for each in found],
        secret=_key(secret, "kinds"),
        contributors=Line(tuple(map(_households, found)), _households(facts)),
        amounts={each.value: [_sum(some, each) for some in found] for each in Measure},
    )
    by_kind = dict(zip(kinds, found, strict=True))
    told = dict(zip(kinds, line.counts.cells, strict=True))
    hidden = [kind for kind in kinds if told[kind] is None]
    rest = [kind for kind in kinds if told[kind]]
    rest.sort(key=lambda kind: _key(secret, kind), reverse=True)
    while hidden and rest and not _are_enough([by_kind[kind] for kind in hidden]):
        hidden.append(rest.pop())
    return frozenset(hidden)


def _are_enough(groups: Iterable[Iterable[Fact]]) -> bool:
    """Tell whether groups together, which anybody can work out, may be known."""
    return _households(*groups) >= SMALLEST_SHOWN


def _spread(safe: SafeTable, rows: Sequence[str], kinds: Sequence[str]) -> SafeTable:
    """Give every kind a row of its own; the hidden ones tell nothing at all."""
    at = [rows.index(kind) if kind in rows else None for kind in kinds]
    is_told = safe.counts.total is not None
    return SafeTable(
        counts=_opened(safe.counts, at, is_told=is_told),
        amounts={
            name: _opened(table, at, is_told=is_told)
            for name, table in safe.amounts.items()
        },
    )


def _opened(
    table: Table[T | None], at: Sequence[int | None], *, is_told: bool
) -> Table[T | None]:
    nothing = (None,) * len(table.column_totals)
    return Table(
        cells=tuple(
            nothing if row is None or not is_told else table.cells[row] for row in at
        ),
        row_totals=tuple(
            None if row is None or not is_told else table.row_totals[row] for row in at
        ),
        column_totals=table.column_totals if is_told else nothing,
        total=table.total,
    )


def _households(*groups: Iterable[Fact]) -> int:
    return len({fact.household for group in groups for fact in group})


def _sum(facts: Iterable[Fact], measure: Measure) -> Euro:
    return total(fact.amounts[measure] for fact in facts)


def _key(secret: bytes, name: str) -> bytes:
    return blake2b(name.encode(), key=secret, digest_size=32).digest()
