"""Tables (a), (b) and (c) of the published programmes, through the open format."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from kba.domain import measures, programme, welfare
from kba.domain.discount_tables import table_on
from kba.domain.discounting import Convention, Discounting
from kba.domain.inputs import KbaInput
from kba.domain.measures import NotApplicable, Reason, measures_of
from kba.domain.programme import Intake, IntakeTiming, Programme
from kba.domain.result import evaluate
from kba.domain.timeline import Flow
from kba.domain.timing import Span
from kba.domain.vocabulary import Scenario
from kba.domain.welfare import Balance
from sohos.core.bills import Payer
from sohos.core.euro import Euro, half_up
from tests.domain.kba.examples import example

MILLION = 100_000_000


def programme_of(name: str) -> Programme:
    found = example(name).programme
    assert found is not None
    return found


def rounded(value: measures.Measure, places: str) -> Decimal:
    assert isinstance(value, Fraction)
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(places))


class TestDenHaag:
    """(a) LPBL, sociaal casemanagement, million euro a year."""

    def test_costs_benefits_and_net(self) -> None:
        ledger = evaluate(example("den-haag-lpbl").kba).present_estimate
        assert ledger.financial == Balance(
            benefits=Euro(440 * MILLION // 100), costs=Euro(380 * MILLION // 100)
        )
        assert ledger.immaterial == Balance(benefits=Euro(120 * MILLION // 100))
        assert ledger.total.benefits == Euro(560 * MILLION // 100)
        assert ledger.total.net == Euro(180 * MILLION // 100)
        assert ledger.financial.net == Euro(60 * MILLION // 100)

    def test_ratios(self) -> None:
        kba = example("den-haag-lpbl").kba
        found = measures_of(kba, evaluate(kba))
        assert rounded(found.bcr, "0.0001") == Decimal("1.4737")
        assert rounded(found.bcr_financial, "0.0001") == Decimal("1.1579")

    def test_published_immaterial_figure_is_reported_as_off(self) -> None:
        found = {
            each.published.key: each
            for each in map(programme.compare, programme_of("den-haag-lpbl").published)
        }
        immaterial = found["immaterieel"]
        assert immaterial.recomputed == Euro(142_000_000)
        assert immaterial.difference == Euro(22_000_000)
        assert immaterial.is_reported
        assert (immaterial.low, immaterial.high) == (
            Euro(120_000_000),
            Euro(130_000_000),
        )
        assert not found["kosten"].is_reported
        assert not found["baten"].is_reported

    def test_wrong_pockets(self) -> None:
        ledger = evaluate(example("den-haag-lpbl").kba).present_estimate
        rows = {row.payer: row for row in welfare.wrong_pockets(ledger)}
        insurers = rows[Payer.HEALTH_INSURER]
        assert insurers.balance.benefits == Euro(2 * MILLION)
        assert insurers.share is not None
        assert round(insurers.share * 100, 2) == Fraction("45.45")
        assert insurers.others_net == Euro(-140 * MILLION // 100)

    def test_per_unit(self) -> None:
        ratios = {r.key: r.value for r in programme_of("den-haag-lpbl").ratios}
        assert ratios["per-fte"] == 87_500
        assert ratios["per-huishouden"] == Fraction("2656.25")
        assert rounded(ratios["qaly-per-huishouden"], "0.001") == Decimal("0.382")


class TestAlmelo:
    """(b) Multiproblematiek-aanpak, 375 households over three years."""

    expected = (750_000, 2_250_000, 3_750_000, 4_500_000, 4_500_000)

    def test_expected_cumulative_and_proven(self) -> None:
        intake = programme_of("almelo").intake
        assert intake is not None
        years = programme.years_of(intake)
        assert [year.year for year in years] == [2019, 2020, 2021, 2022, 2023]
        assert [float(year.household_years) for year in years] == [
            62.5,
            187.5,
            312.5,
            375,
            375,
        ]
        assert [year.expected.cents // 100 for year in years] == list(self.expected)
        assert [year.cumulative.cents // 100 for year in years] == [
            750_000,
            3_000_000,
            6_750_000,
            11_250_000,
            15_750_000,
        ]
        assert [year.proven.cents // 100 for year in years] == [
            0,
            750_000,
            2_250_000,
            3_750_000,
            4_500_000,
        ]

    @pytest.mark.parametrize(
        ("timing", "euro"),
        [
            (IntakeTiming.EVEN, 750_000),
            (IntakeTiming.MONTHLY_MID, 750_000),
            (IntakeTiming.MONTHLY_START, 812_500),
            (IntakeTiming.MONTHLY_END, 687_500),
            (IntakeTiming.YEAR_START, 1_500_000),
        ],
    )
    def test_first_year_under_each_intake(
        self, timing: IntakeTiming, euro: int
    ) -> None:
        intake = Intake(((2019, 125),), timing, Euro(1_200_000), 2019)
        assert programme.years_of(intake)[0].expected == Euro(euro * 100)

    def test_document_lines_are_the_expected_savings(self) -> None:
        result = evaluate(example("almelo").kba)
        assert [year.saving for year in result.contract] == [
            Euro(euro * 100) for euro in self.expected
        ]
        assert [year.plan_costs for year in result.contract] == [
            Euro(60_000_000),
            Euro(60_000_000),
            Euro(60_000_000),
            Euro(0),
            Euro(0),
        ]

    def test_payback_of_the_programme(self) -> None:
        kba = example("almelo").kba
        found = measures_of(kba, evaluate(kba))
        assert found.payback.first == Fraction("0.80")
        assert found.payback.lasting == Fraction("1.20")
        assert found.payback_municipality == found.payback
        assert found.irr_estimate == NotApplicable(Reason.SEVERAL_SIGN_CHANGES)

    @pytest.mark.parametrize(
        ("spent", "months"), [(480_000, "4.8"), (499_200, "4.992")]
    )
    def test_payback_of_a_household(self, spent: int, months: str) -> None:
        start = Fraction(0)
        flows = (
            Flow(Span(start, start), Euro(-spent)),
            Flow(Span(start, Fraction(12)), Euro(1_200_000)),
        )
        first = measures.payback(flows).first
        assert isinstance(first, Fraction)
        assert first * 12 == Fraction(months)

    @pytest.mark.parametrize(
        ("day", "convention", "present"),
        [
            (date(2021, 1, 1), Convention.MID_YEAR, "10627793.47"),
            (date(2026, 1, 1), Convention.MID_YEAR, "10483679.65"),
            (date(2026, 1, 1), Convention.END_OF_YEAR, "10339920.14"),
        ],
    )
    def test_present_value_of_the_savings(
        self, day: date, convention: Convention, present: str
    ) -> None:
        kba = self.over_four_years(Discounting(table_on(day), convention))
        benefits = evaluate(kba).present_estimate.financial.benefits
        assert benefits == half_up(Fraction(present) * 100)

    def test_present_value_of_the_costs(self) -> None:
        how = Discounting(table_on(date(2026, 1, 1)), Convention.MID_YEAR)
        ledger = evaluate(self.over_four_years(how)).present_estimate
        assert ledger.financial.costs == Euro(172_740_123)

    def over_four_years(self, how: Discounting) -> KbaInput:
        kba = example("almelo").kba
        lines = tuple(line for line in kba.lines if line.first_on.year <= 2022)
        return replace(kba, horizon_years=4, discounting=how, lines=lines)


class TestSociaalHospitaalAndApeldoorn:
    """(c) Claims that are checked against their own figures."""

    def test_fifty_households_and_a_fifth_of_their_costs(self) -> None:
        result = evaluate(example("den-haag-50-casussen").kba)
        before = next(
            each.gross
            for each in result.lines
            if each.line.scenario is Scenario.WITHOUT
        )
        assert before == Euro(520_000_000)
        assert result.undiscounted.financial.net == Euro(104_000_000)

    def test_published_proceeds_differ_from_the_claim(self) -> None:
        content = programme_of("den-haag-50-casussen")
        found = {c.published.key: c for c in map(programme.compare, content.published)}
        assert found["eerste-50"].is_reported
        assert found["eerste-50"].difference == Euro(-26_000_000)
        ratios = {ratio.key: ratio.value for ratio in content.ratios}
        assert ratios["per-casus"] == 26_000
        assert ratios["aandeel"] == Fraction(1, 4)
        assert found["landelijk"].recomputed == Euro(10_400_000_000 * 100)
        assert found["den-haag"].recomputed == Euro(332_800_000 * 100)

    @pytest.mark.parametrize(
        ("weeks", "low", "high"), [(50, 6_000, 20_000), (52, 6_240, 20_800)]
    )
    def test_a_year_of_volunteer_work(self, weeks: int, low: int, high: int) -> None:
        found = example(f"apeldoorn-vrijwilligers-{weeks}-weken")
        values = [each.value for each in evaluate(found.kba).lines]
        assert values == [Euro(low * 100), Euro(high * 100)]
        assert found.programme is not None
        hourly = [half_up(ratio.value * 100) for ratio in found.programme.ratios]
        assert hourly == [Euro(500), Euro(1667)]

    def test_volunteer_work_never_touches_cash(self) -> None:
        result = evaluate(example("apeldoorn-vrijwilligers-50-weken").kba)
        assert all(year.saving == Euro(0) for year in result.contract)
        assert result.undiscounted.financial == Balance()
