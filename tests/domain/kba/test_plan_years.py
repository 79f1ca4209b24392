"""A later plan year of a prognosis, as a year of its own (rule 10.7)."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kba.domain import realisation, stages
from kba.domain.contract import municipal_saving
from kba.domain.discount_tables import table_on
from kba.domain.discounting import Convention, Discounting
from kba.domain.inputs import KbaInput, Subject, SubjectKind
from kba.domain.lines import Effect, UnitPrice
from kba.domain.realisation import Measured
from kba.domain.result import evaluate
from kba.domain.rows import Row, with_rows
from kba.domain.vocabulary import Role
from sohos.core.bills import Law, Payer, Per
from sohos.core.euro import Euro

BEGIN = date(2019, 3, 1)
CARE = Row(
    description="Pleegzorg",
    unit="etmaal",
    per=Per.YEAR,
    quantity_without=Fraction(365),
    quantity_with=Fraction(100),
    price=UnitPrice(Euro(60_00), 2019, None, "contract jeugdhulp 2019", 3),
    payers=((Payer.MUNICIPALITY, Fraction(1)),),
    law=Law.JEUGDWET,
    first_on=BEGIN,
    effect=Effect(
        Fraction(1, 10),
        "een op de tien herstelt ook zonder plan",
        2,
        persistence=(Fraction(1), Fraction(4, 5)),
    ),
)
EFFORT = replace(
    CARE,
    description="Casemanager",
    per=Per.ONCE,
    quantity_without=Fraction(0),
    quantity_with=Fraction(1),
    role=Role.PLAN,
    effect=None,
)


def prognosis(**rows: Row) -> KbaInput:
    return with_rows(
        KbaInput(
            subject=Subject(SubjectKind.CASE, "A-1"),
            reference_on=BEGIN,
            horizon_years=3,
            price_year=2019,
            weeks_per_year=52,
            discounting=Discounting(table_on(BEGIN), Convention.MONTHLY_MID),
            series=(),
            lines=(),
        ),
        rows,
    )


def savings(kba: KbaInput) -> list[Euro]:
    return [year.saving for year in evaluate(kba).contract]


def test_the_worked_table_of_two_years() -> None:
    whole = prognosis(care=CARE)
    counted = {"care": Measured(Fraction(120), "declaraties")}
    for year, expected, found in (
        (1, 13_594_50, 12_568_50),
        (2, 10_875_60, 10_054_80),
    ):
        part = stages.plan_year(whole, year)
        assert municipal_saving(evaluate(part).contract) == Euro(expected)
        real = realisation.realised(whole, counted, year=year)
        assert municipal_saving(evaluate(real).contract) == Euro(found)


@given(
    year=st.sampled_from([1, 2, 3]),
    begins=st.dates(BEGIN, date(2021, 12, 1)).map(lambda day: day.replace(day=1)),
    months=st.integers(0, 24),
    lag=st.integers(0, 20),
    shares=st.lists(st.fractions(0, 1), min_size=1, max_size=3),
)
def test_a_year_on_its_own_comes_to_what_it_does_in_the_whole(
    year: int, begins: date, months: int, lag: int, shares: list[Fraction]
) -> None:
    over = date(begins.year + (begins.month + months) // 12, 1, 15)
    assert CARE.effect is not None
    row = replace(
        CARE,
        first_on=begins,
        last_on=over if over > begins else None,
        effect=replace(CARE.effect, cash_lag_months=lag, persistence=tuple(shares)),
    )
    once = replace(CARE, per=Per.ONCE, first_on=begins, quantity_without=Fraction(2))
    whole = prognosis(care=row, once=once, effort=EFFORT)
    part = stages.plan_year(whole, year)
    assert part.reference_on == date(2018 + year, 3, 1)
    assert savings(part) == [savings(whole)[year - 1]]


def test_what_is_over_or_has_not_begun_is_left_out() -> None:
    whole = prognosis(
        early=replace(CARE, last_on=date(2020, 2, 29)),
        late=replace(CARE, first_on=date(2021, 3, 1)),
        through=CARE,
        once=replace(CARE, per=Per.ONCE, first_on=date(2020, 5, 1)),
        effort=EFFORT,
    )
    stems = [
        {line.key.partition(".")[0] for line in stages.plan_year(whole, year).lines}
        for year in (1, 2, 3)
    ]
    assert stems == [
        {"early", "through", "effort"},
        {"through", "once"},
        {"late", "through"},
    ]


def test_a_later_year_counts_its_own_rows() -> None:
    whole = prognosis(care=CARE, effort=EFFORT)
    with pytest.raises(realisation.MeasurementsDoNotMatchError):
        realisation.realised(
            whole,
            {
                "care": Measured(Fraction(120), "declaraties"),
                "effort": Measured(Fraction(1), "declaraties"),
            },
            year=2,
        )
