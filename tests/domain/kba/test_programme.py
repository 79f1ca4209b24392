from fractions import Fraction

import pytest

from kba.domain.problems import InvalidInputError
from kba.domain.programme import (
    Intake,
    IntakeTiming,
    Published,
    Ratio,
    Wording,
    compare,
)
from sohos.core.euro import Euro


@pytest.mark.parametrize(
    ("cohorts", "through"),
    [
        ((), 2021),
        (((2020, 1), (2019, 1)), 2021),
        (((2019, -1),), 2021),
        (((2019, 1),), 2018),
    ],
)
def test_an_intake_has_years_in_order(
    cohorts: tuple[tuple[int, int], ...], through: int
) -> None:
    with pytest.raises(InvalidInputError):
        Intake(cohorts, IntakeTiming.EVEN, Euro(1), through)


@pytest.mark.parametrize(
    ("ours", "is_reported"), [(150, False), (151, True), (50, False), (49, True)]
)
def test_more_than_half_a_rounding_unit_is_reported(
    ours: int,
    is_reported: bool,  # noqa: FBT001
) -> None:
    published = Published(
        "x",
        "x",
        Euro(100),
        Wording.ABOUT,
        Euro(100),
        "bron",
        ((Fraction(1), Euro(ours)),),
    )
    found = compare(published)
    assert found.is_reported is is_reported
    assert (found.low, found.high) == (Euro(50), Euro(150))


def test_a_ratio_divides_by_something() -> None:
    with pytest.raises(InvalidInputError):
        Ratio("x", "x", Fraction(1), Fraction(0))
