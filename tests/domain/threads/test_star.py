"""The outsider attacks the published tables, all at once and over time."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sohos.core.euro import Euro
from sohos.threads.domain.facts import Fact, Kind, Leaf, Measure
from sohos.threads.domain.reading import content_of, sheet_of
from sohos.threads.domain.star import REST, LeafTable, safe_tables
from tests.domain.core.outsider import Sum, determined, sums_of_table

KINDS = [kind.value for kind in Kind]
SECRET = b"known to the municipality alone"
Shown = int | None


def fact(household: int, kind: str, **codes: str) -> Fact:
    return Fact(
        household,
        kind,
        {leaf: codes.get(leaf.name.lower(), "") for leaf in Leaf},
        {
            Measure.COST: Euro(10_000 + household),
            Measure.SAVING: Euro(90_000 - household),
            Measure.CARE: Euro(5_000),
        },
    )


def invented(seed: int, households: int) -> list[Fact]:
    """Two knelpunten in each household, some kinds and organisations rare."""
    random = Random(seed)  # noqa: S311
    found = []
    for number in range(households * 2):
        kind = KINDS[min(random.randrange(7), random.randrange(7))]
        found.append(
            fact(
                number // 2,
                kind,
                organisation=f"o{min(random.randrange(6), random.randrange(6))}",
                law=f"w{random.randrange(2)}",
                domain=f"d{min(random.randrange(5), random.randrange(5))}",
                sort=f"{kind}-{random.randrange(2)}",
                breakthrough=f"b{random.randrange(3)}",
            )
        )
    return found


def published(facts: list[Fact]) -> dict[Leaf, LeafTable]:
    return safe_tables(facts, kinds=KINDS, secret=SECRET)


def everything(tables: dict[Leaf, LeafTable]) -> tuple[list[Shown], list[Sum]]:
    """One system of all tables: the total of a row is one number in each of them."""
    numbers: list[Shown] = []
    sums: list[Sum] = []
    first: list[int] = []
    for leaf in tables.values():
        own, own_sums = sums_of_table(leaf.table.counts)
        width = len(leaf.columns) + 1
        base = len(numbers)
        numbers += own
        sums += [{base + at: sign for at, sign in one.items()} for one in own_sums]
        ends = [base + row * width + width - 1 for row in range(len(KINDS) + 1)]
        sums += [{a: 1, b: -1} for a, b in zip(first, ends, strict=False)]
        first = first or ends
    return numbers, sums


@pytest.mark.parametrize("households", [10, 25, 60])
@pytest.mark.parametrize("seed", range(2))
def test_no_algebra_over_all_tables_brings_a_hidden_number_back(
    seed: int, households: int
) -> None:
    numbers, sums = everything(published(invented(seed, households)))
    found = determined(numbers, sums)
    assert found == set()


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**6), st.integers(10, 24))
def test_the_totals_of_the_rows_are_told_in_all_tables_or_in_none(
    seed: int, households: int
) -> None:
    facts = invented(seed, households)
    tables = published(facts)
    totals = {tables[leaf].table.counts.row_totals for leaf in Leaf}
    assert len(totals) == 1
    for kind, shown in zip(KINDS, totals.pop(), strict=True):
        of_kind = {one.household for one in facts if one.kind == kind}
        assert shown in {None, sum(one.kind == kind for one in facts)}
        if 0 < len(of_kind) < 5:
            assert shown is None


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**6), st.integers(10, 24))
def test_no_told_number_is_about_fewer_than_five_households(
    seed: int, households: int
) -> None:
    facts = invented(seed, households)
    for leaf, found in published(facts).items():
        for row, kind in zip(found.table.counts.cells, KINDS, strict=True):
            for code, count in zip(found.columns, row, strict=True):
                behind = {
                    one.household
                    for one in facts
                    if one.kind == kind and one.leaves[leaf] == code
                }
                assert code == REST or count is None or not 0 < len(behind) < 5


def test_what_occurs_in_few_households_has_no_column_of_its_own() -> None:
    facts = [fact(n, Kind.RULE, organisation="schuldhulp") for n in range(12)]
    facts.append(fact(40, Kind.RULE, organisation="bakkerij-jansen"))
    found = published(facts)[Leaf.ORGANISATION]
    assert "bakkerij-jansen" not in found.columns
    assert found.columns[-1] == REST


def test_many_knelpunten_of_one_household_are_as_small_as_one() -> None:
    facts = [fact(1, Kind.DATA, organisation="brp") for _ in range(9)]
    facts += [fact(n, Kind.RULE, organisation="schuldhulp") for n in range(2, 20)]
    tables = published(facts)
    totals = tables[Leaf.LAW].table.counts.row_totals
    assert totals[KINDS.index(Kind.DATA)] is None
    assert totals[KINDS.index(Kind.RULE)] is None


def test_a_sort_never_betrays_a_hidden_kind() -> None:
    facts = [fact(n, Kind.RULE, sort="wacht", organisation="a") for n in range(9)]
    facts += [fact(n, Kind.DATA, sort="adres", organisation="a") for n in range(3)]
    facts += [
        fact(n, Kind.ROUTINE, sort="brief", organisation="a") for n in range(20, 40)
    ]
    found = published(facts)[Leaf.SORT]
    hidden = {
        kind
        for kind, shown in zip(KINDS, found.table.counts.row_totals, strict=True)
        if shown is None
    }
    assert Kind.DATA in hidden
    sorts = {one.leaves[Leaf.SORT] for one in facts if one.kind in hidden}
    assert not sorts & set(found.columns)


def test_an_unknown_kind_does_not_count() -> None:
    found = published([fact(1, "iets-nieuws"), *(fact(n, "regel") for n in range(9))])
    assert found[Leaf.LAW].table.counts.total == 9


def test_nothing_at_all_makes_an_empty_table() -> None:
    found = published([])
    assert found[Leaf.LAW].columns == ()
    assert found[Leaf.LAW].table.counts.total == 0


def test_so_few_that_not_even_the_total_can_be_told() -> None:
    found = published([fact(1, Kind.RULE, organisation="schuldhulp")])
    table = found[Leaf.ORGANISATION].table
    assert table.counts.total is None
    assert set(table.counts.row_totals) == {None}
    assert table.amounts[Measure.COST].total is None


def test_two_periods_add_up_only_where_both_are_told() -> None:
    many = [fact(n, Kind.RULE, organisation="schuldhulp") for n in range(20)]
    few = [fact(n, Kind.RULE, organisation="wijkteam") for n in range(3)]
    spring = content_of(published(many)[Leaf.ORGANISATION])
    autumn = content_of(published([*many, *few])[Leaf.ORGANISATION])
    sheet = sheet_of([spring, autumn], KINDS)
    assert sheet.rows[Kind.RULE].count == 43
    assert sheet.rows[Kind.DATA].count == 0
    assert sheet.columns == ("schuldhulp", REST)
    assert sheet.cells[Kind.RULE, "schuldhulp"].count is None
    assert sheet.total.amounts[Measure.CARE] == Euro(43 * 5_000)


def test_a_code_told_only_together_with_others_is_hidden_in_a_sum() -> None:
    spring = content_of(
        published([fact(n, Kind.RULE, organisation="wijkteam") for n in range(9)])[
            Leaf.ORGANISATION
        ]
    )
    autumn = content_of(
        published(
            [
                *(fact(n, Kind.RULE, organisation="schuldhulp") for n in range(30)),
                *(fact(n, Kind.RULE, organisation="wijkteam") for n in range(2)),
                *(fact(n, Kind.RULE, organisation="ggz") for n in range(50, 54)),
            ]
        )[Leaf.ORGANISATION]
    )
    assert "wijkteam" not in autumn["columns"]
    sheet = sheet_of([spring, autumn], KINDS)
    assert sheet.cells[Kind.RULE, "wijkteam"].count is None
    assert sheet.column_totals["wijkteam"].count is None


def test_no_period_at_all_adds_up_to_nothing() -> None:
    sheet = sheet_of([], KINDS)
    assert sheet.total.count == 0
    assert sheet.columns == ()


@pytest.mark.parametrize("seed", range(3))
def test_asking_in_every_way_tells_no_more_than_the_tables(seed: int) -> None:
    """All sums over one, the other and both periods, solved as one system."""
    contents = [
        content_of(published(invented(seed + year, 24))[Leaf.DOMAIN])
        for year in (0, 50)
    ]
    numbers: list[Shown] = []
    at: dict[tuple[int, str, str], int] = {}
    sheets = [sheet_of([one], KINDS) for one in contents]
    both = sheet_of(contents, KINDS)
    codes = sorted({code for sheet in sheets for code in sheet.columns} - {REST})
    for number, sheet in enumerate([*sheets, both]):
        for kind in KINDS:
            for code in codes:
                at[number, kind, code] = len(numbers)
                figure = sheet.cells.get((kind, code))
                numbers.append(figure.count if figure else None)
    sums = [
        {at[0, kind, code]: 1, at[1, kind, code]: 1, at[2, kind, code]: -1}
        for kind in KINDS
        for code in codes
    ]
    assert determined(numbers, sums) == set()
