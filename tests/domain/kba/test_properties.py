"""What holds for every KBA, whatever its lines."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kba.domain import document, stages
from kba.domain.difference import difference, full_value, municipal_cash
from kba.domain.discount_tables import UNDISCOUNTED, table_on
from kba.domain.discounting import Convention, Discounting
from kba.domain.indexation import IndexSeries
from kba.domain.inputs import KbaInput
from kba.domain.lines import CostLine, Effect, UnitPrice
from kba.domain.result import evaluate
from kba.domain.stages import Pins, Stage
from kba.domain.vocabulary import Kind, Role, Scenario
from sohos.core.bills import Law, Payer, Per
from sohos.core.euro import Euro, total
from tests.domain.kba import rational
from tests.domain.kba.examples import CPI, NEW_YEAR, case

PINS = Pins("1", "1", 1)
HORIZON = 2
rates = st.fractions(0, 1, max_denominator=20)
few = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@st.composite
def payer_shares(draw: st.DrawFn) -> tuple[tuple[Payer, Fraction], ...]:
    payers = draw(st.lists(st.sampled_from(Payer), min_size=1, max_size=4, unique=True))
    weights = [draw(st.integers(1, 9)) for _ in payers]
    return tuple(
        (payer, Fraction(weight, sum(weights)))
        for payer, weight in zip(payers, weights, strict=True)
    )


@st.composite
def effects(draw: st.DrawFn, kind: Kind) -> Effect:
    return Effect(
        deadweight=draw(rates),
        deadweight_reason="vergelijking",
        evidence_grade=draw(st.integers(1, 6)),
        attribution=draw(rates),
        displacement=draw(rates),
        persistence=tuple(draw(st.lists(rates, min_size=1, max_size=3))),
        cashable_share=Fraction(0) if kind is Kind.IMMATERIAL else draw(rates),
        cash_lag_months=draw(st.integers(0, 30)),
    )


@st.composite
def cost_lines(draw: st.DrawFn, key: str, befores: list[CostLine]) -> CostLine:
    kind = draw(st.sampled_from(Kind))
    partners = [line for line in befores if line.kind is kind]
    partner = draw(st.sampled_from([None, *partners]))
    scenario = Scenario.WITH if partner else draw(st.sampled_from(Scenario))
    is_plain = scenario is Scenario.WITH and partner is None
    per = draw(st.sampled_from(Per))
    first_on = NEW_YEAR + timedelta(days=draw(st.integers(0, 365 * HORIZON - 1)))
    length = draw(st.none() | st.integers(0, 1000))
    runs_out = per is not Per.ONCE and length is not None
    return CostLine(
        key=key,
        scenario=scenario,
        description="regel",
        unit="uur",
        quantity=draw(st.fractions(0, 500, max_denominator=8)),
        per=per,
        first_on=first_on,
        last_on=first_on + timedelta(days=length or 0) if runs_out else None,
        price=UnitPrice(
            Euro(draw(st.integers(0, 300_000))),
            draw(st.sampled_from((2022, 2024))),
            "CPI",
            "lijst",
            2,
        ),
        payers=draw(payer_shares()),
        law=draw(st.sampled_from(Law)),
        probability=draw(rates),
        kind=kind,
        role=draw(st.sampled_from(Role)) if is_plain else Role.CARE,
        effect=draw(effects(kind)) if scenario is Scenario.WITHOUT else None,
        counterpart=partner.key if partner else None,
    )


@st.composite
def inputs(draw: st.DrawFn) -> KbaInput:
    lines: list[CostLine] = []
    for index in range(draw(st.integers(0, 4))):
        befores = [line for line in lines if line.scenario is Scenario.WITHOUT]
        lines.append(draw(cost_lines(f"regel-{index}", befores)))
    table = table_on(draw(st.sampled_from((date(2015, 1, 1), date(2026, 1, 1)))))
    return case(
        lines,
        horizon_years=HORIZON,
        weeks_per_year=draw(st.sampled_from((50, 52))),
        discounting=Discounting(table, draw(st.sampled_from(Convention))),
    )


@settings(few, max_examples=60)
@given(inputs())
def test_whole_numbers_give_what_the_rules_say_in_fractions(kba: KbaInput) -> None:
    assert evaluate(kba) == rational.evaluate(kba)


@few
@given(inputs())
def test_payers_add_up_to_lines_and_lines_to_totals(kba: KbaInput) -> None:
    result = evaluate(kba)
    for line in result.lines:
        for year in line.years:
            assert total(part for _, part in year.value_by_payer) == year.value
            assert total(part for _, part in year.cash_by_payer) == year.cash
            assert abs(year.cash.cents) <= abs(year.value.cents) or line.cash_span != (
                line.span
            )
    for ledger in (result.undiscounted, result.present_estimate):
        lines = total(amount for _, amount in ledger.by_line)
        assert lines == ledger.total.net
        assert total(b.net for _, b in ledger.by_payer) == ledger.financial.net
        assert total(b.net for _, b in ledger.by_law) == ledger.financial.net
    for contract in result.contract:
        laws = total(part for _, part in contract.saving_by_law)
        assert laws == contract.saving


@few
@given(inputs(), st.randoms(use_true_random=False))
def test_order_does_not_matter(kba: KbaInput, random: object) -> None:
    lines = list(kba.lines)
    random.shuffle(lines)  # type: ignore[attr-defined]
    mixed = evaluate(
        replace(
            kba,
            lines=tuple(replace(line, payers=line.payers[::-1]) for line in lines),
        )
    )
    straight = evaluate(kba)
    assert mixed.contract == straight.contract
    assert mixed.present_estimate.by_payer == straight.present_estimate.by_payer
    assert dict(mixed.present_estimate.by_line) == dict(
        straight.present_estimate.by_line
    )
    assert {v.line.key: v.years for v in mixed.lines} == {
        v.line.key: v.years for v in straight.lines
    }


@few
@given(inputs())
def test_an_index_of_one_and_a_rate_of_zero_change_nothing(kba: KbaInput) -> None:
    flat = IndexSeries("CPI", tuple((y, Fraction(7)) for y, _ in CPI.levels), "-", "-")
    same_year = tuple(
        replace(line, price=replace(line.price, year=2024, series=None))
        for line in kba.lines
    )
    how = replace(kba.discounting, table=UNDISCOUNTED)
    indexed = evaluate(replace(kba, series=(flat,), discounting=how))
    plain = evaluate(replace(kba, lines=same_year, discounting=how))
    assert indexed.contract == plain.contract
    assert indexed.present_estimate == indexed.undiscounted == plain.undiscounted


@few
@given(inputs())
def test_a_frozen_stage_recomputes_to_the_same_bytes(kba: KbaInput) -> None:
    frozen = stages.freeze(kba, stage=Stage.PROGNOSIS, pins=PINS)
    thawed = stages.thaw(frozen.content, sha256=frozen.sha256)
    assert thawed.content == frozen.content
    assert document.read(document.canonical(document.write(kba))).kba == kba


@few
@given(inputs(), inputs())
def test_the_parts_of_a_difference_add_up(before: KbaInput, after: KbaInput) -> None:
    after = replace(after, discounting=before.discounting)
    for amount in (full_value, municipal_cash):
        found = difference(before, after, amount=amount)
        names = ("quantity", "price", "timing", "terms", "new", "vanished")
        for line in found.lines:
            assert total(getattr(line, name) for name in names) == line.whole
        assert total(found.effect(name) for name in names) == (
            found.after - found.before
        )
        assert found.after == total(
            amount(year) for line in evaluate(after).lines for year in line.years
        )


@few
@given(inputs())
def test_immaterial_effects_never_touch_cash(kba: KbaInput) -> None:
    financial = tuple(line for line in kba.lines if line.kind is Kind.FINANCIAL)
    without_them = evaluate(replace(kba, lines=financial))
    assert evaluate(kba).contract == without_them.contract
