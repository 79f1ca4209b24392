from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sohos.core.euro import ZERO, Euro, total
from sohos.threads.domain.facts import (
    AdoptedPlan,
    Doorbraak,
    Kind,
    Knelpunt,
    Leaf,
    Measure,
    facts_of,
)
from sohos.threads.domain.laws import RuleOf, rule_of
from sohos.threads.domain.periods import Period, periods_due, quarter_of

RENT = Knelpunt(1, Kind.RULE, "regel-wachttijd", "corporatie", "BW 7:231", "wonen")
DEBT = Knelpunt(2, Kind.RULE, "regel-inkomen", "schuldhulp", "Wgs", "schulden")
HELP = Knelpunt(3, Kind.COOPERATION, "regie", "", "", "")
MEREL = AdoptedPlan(
    household=7,
    knelpunten=(RENT, DEBT, HELP),
    doorbraken=(
        Doorbraak(frozenset({1, 2}), Euro(348_001), "Participatiewet"),
        Doorbraak(frozenset({2}), Euro(1_000), "Awb"),
    ),
    saving=Euro(1_200_000),
    care=Euro(-5),
)


def test_the_worked_table_of_rule_r4() -> None:
    rent, debt, help_ = facts_of([MEREL])
    assert [one.amounts[Measure.COST].cents for one in (rent, debt, help_)] == [
        174_001,
        175_000,
        0,
    ]
    assert rent.amounts[Measure.SAVING] == debt.amounts[Measure.SAVING] == Euro(600_000)
    assert help_.amounts[Measure.SAVING] == ZERO
    assert rent.leaves == {
        Leaf.ORGANISATION: "corporatie",
        Leaf.LAW: RuleOf.CIVIL_CODE,
        Leaf.DOMAIN: "wonen",
        Leaf.SORT: "regel-wachttijd",
        Leaf.BREAKTHROUGH: RuleOf.PARTICIPATIEWET,
    }
    assert help_.leaves[Leaf.BREAKTHROUGH] == ""
    assert help_.leaves[Leaf.LAW] == RuleOf.NONE


def test_a_plan_without_knelpunten_counts_nothing() -> None:
    empty = AdoptedPlan(1, (), (), Euro(100), ZERO)
    assert facts_of([empty]) == []


@given(
    cost=st.integers(0, 10**9),
    saving=st.integers(-(10**9), 10**9),
    overcomes=st.sets(st.sampled_from([1, 2, 3, 99])),
)
def test_the_parts_add_up_to_the_plan(
    cost: int, saving: int, overcomes: set[int]
) -> None:
    plan = AdoptedPlan(
        1,
        (RENT, DEBT, HELP),
        (Doorbraak(frozenset(overcomes), Euro(cost), ""),),
        Euro(saving),
        Euro(saving),
    )
    found = facts_of([plan])
    assert total(one.amounts[Measure.COST] for one in found) == Euro(cost)
    assert total(one.amounts[Measure.SAVING] for one in found) == Euro(saving)
    assert total(one.amounts[Measure.CARE] for one in found) == Euro(saving)


@pytest.mark.parametrize(
    ("text", "law"),
    [
        ("", RuleOf.NONE),
        ("  ", RuleOf.NONE),
        ("Participatiewet, artikel 18", RuleOf.PARTICIPATIEWET),
        ("Pw 41", RuleOf.PARTICIPATIEWET),
        ("PW", RuleOf.PARTICIPATIEWET),
        ("Wet gemeentelijke schuldhulpverlening", RuleOf.WGS),
        ("Beleidsregels schuldhulpverlening", RuleOf.LOCAL),
        ("Burgerlijk Wetboek 7:231", RuleOf.CIVIL_CODE),
        ("Wet BRP", RuleOf.BRP),
        ("Wmo 2015", RuleOf.WMO),
        ("Jeugdwet", RuleOf.JEUGDWET),
        ("de huisregels van de opvang", RuleOf.OTHER),
    ],
)
def test_a_law_is_known_however_it_is_written(text: str, law: RuleOf) -> None:
    assert rule_of(text) is law


Q1 = Period(date(2026, 1, 1), date(2026, 3, 31))
Q2 = Period(date(2026, 4, 1), date(2026, 6, 30))


@pytest.mark.parametrize(
    ("households", "until", "today", "due"),
    [
        ({}, None, date(2026, 7, 1), []),
        ({date(2026, 2, 3): 10}, None, date(2026, 3, 31), []),
        ({date(2026, 2, 3): 10}, None, date(2026, 4, 1), [Q1]),
        ({date(2026, 2, 3): 9}, None, date(2026, 7, 1), []),
        (
            {date(2026, 2, 3): 9, date(2026, 6, 30): 1},
            None,
            date(2026, 7, 1),
            [Period(Q1.first, Q2.last)],
        ),
        (
            {date(2026, 1, 1): 10, date(2026, 4, 1): 12},
            None,
            date(2026, 9, 1),
            [Q1, Q2],
        ),
        ({date(2026, 1, 1): 10, date(2026, 4, 1): 12}, Q1.last, date(2026, 9, 1), [Q2]),
        ({date(2026, 1, 1): 10}, Q1.last, date(2026, 9, 1), []),
    ],
)
def test_a_quarter_waits_until_enough_households_are_in_it(
    households: dict[date, int], until: date | None, today: date, due: list[Period]
) -> None:
    assert list(periods_due(households, published_until=until, today=today)) == due


def test_a_period_counts_its_quarters() -> None:
    assert quarter_of(date(2026, 12, 31)).last == date(2026, 12, 31)
    assert Period(Q1.first, Q2.last).quarters == 2
