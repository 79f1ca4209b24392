"""A second and a third plan year: measured, validated, and apart from the bond."""

from datetime import date
from fractions import Fraction

import pytest

from kba import selectors, services, tasks
from kba.domain.realisation import Measured
from kba.models import Stage
from kba.selectors import figures
from sohos.core.euro import Euro
from sohos.tenancy.permissions import Role
from tests.services.kba.calculating import NOW, REALISED, judge, realised, validated
from tests.towns import Town

SECOND = date(2021, 3, 1)


def foster(town: Town, stage: Stage) -> str:
    with town.acting(Role.CASEMANAGER):
        return selectors.stem_of(selectors.lines_of(stage.kba)[0])


def measure(
    town: Town, stage: Stage, year: int = 2, on: date = SECOND, units: int = 90
) -> Stage:
    found = {foster(town, stage): Measured(Fraction(units), "declaraties")}
    with town.acting(Role.CASEMANAGER) as noor:
        return services.realise_year(
            actor=noor,
            kba_id=stage.kba_id,
            measured=found,
            realised_on=on,
            now=NOW,
            year=year,
        )


def accept(town: Town, stage: Stage, on: date = date(2021, 3, 20)) -> Stage:
    judge(town, stage, foster(town, stage))
    with town.acting(Role.ACCOUNTANT) as anna:
        return services.validate_realisation(
            actor=anna, stage_id=stage.pk, validated_on=on, now=NOW
        )


def test_a_second_year_is_measured_and_validated(almelo: Town) -> None:
    first = validated(almelo)
    second = measure(almelo, first)
    assert (second.year, second.previous_id, second.kind) == (
        2,
        first.pk,
        "realisatie",
    )
    # 365 - 90 days at 60.00, deadweight 10%, grade 2
    assert second.municipal_saving_cents == 14_107_50
    done = accept(almelo, second)
    assert (done.year, done.municipal_saving_cents) == (2, 14_107_50)
    with almelo.acting(Role.CASEMANAGER) as noor:
        kba = selectors.kba_of(noor, kba_id=first.kba_id)
        assert sorted(selectors.years_of(kba)) == [1, 2]
        assert selectors.standing_of(kba).validated == first
        assert selectors.standing_of(kba, year=2).validated == done
        assert selectors.frozen_of(done).sha256 == done.sha256
        before = selectors.before_of(Stage.objects.get(pk=second.pk))
        assert before is not None
        assert before.kba.reference_on == date(2020, 3, 1)
        expected = Stage.objects.get(pk=done.pk)
        held = selectors.before_of(expected)
        assert held is not None
        assert held.sha256 == second.sha256
    third = measure(almelo, first, year=3, on=date(2022, 3, 1), units=80)
    assert third.previous_id == done.pk


def test_the_bond_still_pays_on_the_first_year(almelo: Town) -> None:
    first = validated(almelo)
    accept(almelo, measure(almelo, first))
    with almelo.acting(Role.CONTROLLER) as carlo:
        found = selectors.validated_outcome(carlo, case_id=first.kba.case_id)
        assert found is not None
        assert found.stage_id == first.pk
        assert found.realised_on == REALISED
        assert found.municipal_saving == Euro(first.municipal_saving_cents)
        (one,) = figures.measured_cases(carlo, [first.kba.case_id])
        assert one.counted_id == first.pk


def test_the_accountant_finds_the_later_year_on_the_bench(almelo: Town) -> None:
    first = validated(almelo)
    second = measure(almelo, first)
    with almelo.acting(Role.ACCOUNTANT) as anna:
        (card,) = selectors.validations_for(anna)
        assert (card.state, card.realised_on) == ("validation", SECOND)
        stage = selectors.stage_of(anna, stage_id=second.pk)
        (row,) = selectors.bench_of(stage.kba, stage).rows
        assert row.expected is not None
        assert row.expected.year(1).units_with == 100
        assert row.counted.year(1).units_with == 90
        waiting = selectors.stages_to_sample(anna, from_on=SECOND, to_on=SECOND)
        assert waiting == [second]


def test_a_year_waits_for_the_year_before(almelo: Town) -> None:
    stage = realised(almelo)
    with pytest.raises(services.YearBeforeOpenError):
        measure(almelo, stage)


def test_a_year_is_measured_when_it_is_over_and_expected(almelo: Town) -> None:
    first = validated(almelo)
    with pytest.raises(services.BeforeJaargrensError) as early:
        measure(almelo, first, on=date(2021, 2, 28))
    assert early.value.args == ("2021-03-01",)
    with pytest.raises(services.YearNotExpectedError):
        measure(almelo, first, year=4, on=date(2023, 3, 1))


def test_a_year_under_a_later_one_stands(almelo: Town) -> None:
    first = validated(almelo)
    measure(almelo, first)
    with pytest.raises(services.LaterYearMeasuredError):
        realised(almelo, first.kba)
    again = measure(almelo, first, units=95)
    with almelo.acting(Role.CASEMANAGER) as noor:
        kba = selectors.kba_of(noor, kba_id=first.kba_id)
        assert selectors.standing_of(kba, year=2).realisation == again


def test_the_report_of_a_later_year_can_be_made(almelo: Town) -> None:
    second = measure(almelo, validated(almelo))
    with almelo.acting(Role.CASEMANAGER) as noor:
        services.ask_report(actor=noor, stage_id=second.pk, language="nl", now=NOW)
        found = tasks.render_report(
            actor=noor,
            now=NOW,
            progress=lambda done, total: None,
            stage_id=second.pk,
        )
    assert found["file"]
