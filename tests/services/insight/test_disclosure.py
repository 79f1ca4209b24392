from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.selectors.figures import CasePlace
from kba.selectors.figures import MeasuredCase, SavingPart
from sohos.core.euro import Euro
from sohos.insight import disclosure
from sohos.insight.cohort import Cohort, is_shown

SECRET = b"only we know"
DAY = date(2020, 3, 2)


def measured(count: int, *, is_validated: bool = True) -> list[MeasuredCase]:
    return [
        MeasuredCase(n, n, n, Euro(1_000_00), Euro(900_00), is_validated, DAY, DAY)
        for n in range(count)
    ]


def savings(
    approved: int, reported: int = 0, laws: tuple[SavingPart, ...] = ()
) -> disclosure.Savings:
    cases = measured(approved) + measured(reported, is_validated=False)
    payers = [SavingPart("gemeente", 5, Euro(0), Euro(0))]
    return disclosure.savings_of(cases, laws, payers, own="gemeente", secret=SECRET)


def places(**teams: int) -> list[CasePlace]:
    return [
        CasePlace(0, 1, 2026, number)
        for number, count in enumerate(teams.values(), start=1)
        for _household in range(count)
    ]


@pytest.mark.parametrize(
    ("reached", "shown"),
    [
        ((20, 15, 10, 5, 0), (20, 15, 10, 5, 0)),
        ((20, 17, 12), (20, None, 12)),
        ((20, 3, 0), (20, None, 0)),
        ((4, 4, 4), (None, None, None)),
        ((9, 9, 9), (9, 9, 9)),
        ((), ()),
    ],
)
def test_a_small_step_or_fall_is_hidden(
    reached: tuple[int, ...], shown: tuple[int | None, ...]
) -> None:
    assert disclosure.shown_counts(reached) == shown


def test_the_step_that_matters_most_is_told_first() -> None:
    assert disclosure.shown_counts((22, 20, 15, 12, 9), first=(0, 3)) == (
        *(22, None, None, 12),
        None,
    )


@given(st.lists(st.integers(0, 60), max_size=10), st.data())
def test_no_two_steps_that_are_shown_differ_by_a_few(
    counts: list[int], data: st.DataObject
) -> None:
    falling = sorted(counts, reverse=True)
    first = data.draw(st.permutations(range(len(falling))))
    shown = [one for one in disclosure.shown_counts(falling, first=first) if one]
    for one, other in combinations([*shown, 0], 2):
        assert not disclosure.is_small(abs(one - other))


def test_four_households_tell_nothing() -> None:
    found = savings(4)
    assert found.whole.counted is None
    assert found.whole.expected is None
    assert found.whole.share is None


def test_five_households_tell_what_they_saved() -> None:
    found = savings(5)
    assert found.whole.counted == Euro(4_500_00)
    assert found.whole.share is not None
    assert float(found.whole.share) == 0.9
    assert found.payers == (found.whole,)


def test_what_is_approved_is_told_only_beside_enough_that_is_not() -> None:
    assert savings(8, 1).approved is None
    assert savings(8, 1).reported is None
    assert savings(8, 1).whole.counted == Euro(8_100_00)
    both = savings(8, 6)
    assert both.approved == Euro(7_200_00)
    assert both.reported == Euro(5_400_00)


def test_a_law_of_few_hides_together_with_another() -> None:
    laws = (
        SavingPart("Jeugdwet", 12, Euro(500_00), Euro(400_00)),
        SavingPart("Wmo 2015", 12, Euro(400_00), Euro(390_00)),
        SavingPart("Wgs", 2, Euro(300_00), Euro(290_00)),
    )
    found = savings(12, laws=laws)
    assert found.laws[2].counted is None
    assert sum(law.counted is None for law in found.laws) >= 2
    assert found.whole.counted is not None


def test_laws_of_many_are_all_told() -> None:
    laws = (
        SavingPart("Jeugdwet", 9, Euro(500_00), Euro(400_00)),
        SavingPart("Wmo 2015", 7, Euro(400_00), Euro(390_00)),
    )
    assert [law.counted for law in savings(9, laws=laws).laws] == [
        Euro(400_00),
        Euro(390_00),
    ]


def test_a_choice_of_few_is_not_shown() -> None:
    assert not is_shown(Cohort(), places(north=4), secret=SECRET)
    assert is_shown(Cohort(), places(north=5), secret=SECRET)
    assert not is_shown(Cohort(team_id=1), places(north=3, south=20), secret=SECRET)


def test_a_choice_that_leaves_few_over_is_not_shown_either() -> None:
    known = places(north=20, south=3)
    assert not is_shown(Cohort(team_id=1), known, secret=SECRET)
    assert is_shown(Cohort(), known, secret=SECRET)


def test_choices_that_are_all_large_are_shown() -> None:
    known = places(north=20, south=6)
    assert is_shown(Cohort(team_id=1), known, secret=SECRET)
    assert is_shown(Cohort(team_id=2, year=2026), known, secret=SECRET)


def test_a_choice_of_nobody_is_shown_as_nobody() -> None:
    assert is_shown(Cohort(team_id=9), places(north=20), secret=SECRET)
