"""Table (b) beside its ledgers: other intakes, one household, present values."""

from dataclasses import replace

import pytest

from kba.domain.document import figures
from kba.domain.programme import Intake, IntakeTiming, Programme
from kba.domain.programme_figures import figures_of, present_years
from kba.domain.result import evaluate
from sohos.core.euro import Euro
from tests.domain.kba.examples import case, example, without

KBA = example("almelo").kba
RESULT = evaluate(KBA)
PROGRAMME = example("almelo").programme or Programme()
FOUND = figures_of(KBA, RESULT, PROGRAMME)


def test_first_year_of_every_intake() -> None:
    assert {timing: saving.cents // 100 for timing, saving in FOUND.first_years} == {
        IntakeTiming.EVEN: 750_000,
        IntakeTiming.MONTHLY_MID: 750_000,
        IntakeTiming.MONTHLY_START: 812_500,
        IntakeTiming.MONTHLY_END: 687_500,
        IntakeTiming.YEAR_START: 1_500_000,
    }


def test_payback_of_one_household() -> None:
    assert FOUND.household is not None
    assert FOUND.household.cost == Euro(480_000)
    assert float(FOUND.household.months) == 4.8
    assert float(FOUND.household.months_with_interest) == 4.992


def test_present_values_of_2019_to_2022() -> None:
    four = FOUND.present[3]
    assert four.years == 4
    assert [str(each.benefits) for each in four.balances] == [
        "10.627.793,47",
        "10.483.679,65",
        "10.510.211,32",
        "10.339.920,14",
    ]
    assert [str(each.costs) for each in four.balances][1] == "1.727.401,23"


def test_more_than_ten_years_are_ten_and_all() -> None:
    long = case([without()], horizon_years=30)
    assert [each.years for each in present_years(long, evaluate(long))] == [
        *range(1, 11),
        30,
    ]


@pytest.mark.parametrize("saving", [0, 1_200_000])
def test_without_effort_or_saving_nothing_is_earned_back(saving: int) -> None:
    intake = Intake(((2019, 0),), IntakeTiming.EVEN, Euro(saving), 2019)
    found = figures_of(KBA, RESULT, replace(PROGRAMME, intake=intake))
    assert found.household is None
    assert figures(found)["household_payback"] is None


def test_without_an_intake_only_present_values_are_read() -> None:
    found = figures_of(KBA, RESULT, Programme())
    assert (found.years, found.first_years, found.household) == ((), (), None)
    assert len(found.present) == 5
