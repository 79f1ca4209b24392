"""Table (b) beside its ledgers: other intakes, one household, present values."""

import json
from dataclasses import replace

import pytest
from django.core.management import call_command

from kba.domain.document import figures
from kba.domain.programme import Intake, IntakeTiming, Programme
from kba.domain.programme_figures import figures_of, present_years
from kba.domain.result import evaluate
from sohos.core.euro import Euro
from tests.domain.kba.examples import FOLDER, case, example, without

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


def test_the_command_prints_table_b_without_a_database(
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command("kba", "evaluate", str(FOLDER / "almelo.json"))
    told = json.loads(capsys.readouterr().out)
    assert [
        (year["household_years"], year["expected"] // 100, year["proven"] // 100)
        for year in told["programme"]["years"]
    ] == [
        ("62.5", 750_000, 0),
        ("187.5", 2_250_000, 750_000),
        ("312.5", 3_750_000, 2_250_000),
        ("375", 4_500_000, 3_750_000),
        ("375", 4_500_000, 4_500_000),
    ]
    assert told["measures"]["payback_years"]["first"] == "0.8"
    read_off = told["programme_figures"]
    assert read_off["household_payback"] == {
        "cost": 480_000,
        "months": "4.8",
        "months_with_interest": "4.992",
    }
    assert read_off["first_year_by_timing"]["1 januari"] == 150_000_000
    four = {
        (each["table"], each["convention"]): (each["benefits"], each["costs"])
        for each in read_off["present_values"]
        if each["years"] == 4
    }
    assert four["NL-2021", "mid_year"][0] == 1_062_779_347
    assert four["NL-2026", "mid_year"] == (1_048_367_965, 172_740_123)
    assert four["NL-2026", "end_of_year"][0] == 1_033_992_014


def test_the_command_prints_table_a_without_a_database(
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command("kba", "evaluate", str(FOLDER / "den-haag-lpbl.json"))
    told = json.loads(capsys.readouterr().out)
    pockets = {row["payer"]: row for row in told["wrong_pockets"]}
    assert pockets["zorgverzekeraar"]["share"] == "5/11"
    assert pockets["zorgverzekeraar"]["others_net"] == -140_000_000
    assert told["measures"]["bcr"] == "28/19"
    assert told["measures"]["bcr_financial"] == "22/19"
    published = {each["key"]: each for each in told["programme"]["published"]}
    assert published["immaterieel"]["difference"] == 22_000_000
