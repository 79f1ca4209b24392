"""Rows of a price list, and the difference between two versions (rule 17)."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from kba.domain import own_prices, price_changes, price_list
from kba.domain.own_prices import OwnPrice
from kba.domain.price_changes import Mark, Price, PriceChange, Status
from kba.domain.price_list import Field, Trouble
from kba.domain.problems import InvalidInputError
from sohos.core.bills import Law, Payer
from sohos.core.euro import Euro

TAXI = Price(
    code="wmo-taxi-km",
    label_nl="Taxi per kilometer",
    label_en="Taxi per kilometre",
    unit="kilometer",
    amount=Euro(2_47),
    year=2022,
    series="CPI",
    payers=((Payer.MUNICIPALITY, Fraction(1)),),
    law=Law.WMO,
    grade=2,
    status=Status.VERIFIED,
    source="kostenhandleiding 2024",
    source_title="https://example.org/kosten",
    valid_from=date(2022, 1, 1),
    note="zonder starttarief",
)
NEW = {
    "code": "crisisopvang-etmaal",
    "label_nl": "Crisisopvang",
    "unit_nl": "etmaal",
    "amount_eur": "212,50",
    "price_year": "2025",
    "index_series": "ova",
    "payer_shares": "gemeente:2/3; rijk:1/3",
    "law_or_budget": "wmo 2015",
    "evidence_grade": "3",
    "source": "contract crisisopvang 2025",
}
SAME_NAMES = {part.value: part.value for part in Field}


def read(**changes: str) -> price_list.Read:
    return price_list.read_row(
        {**NEW, **changes}, mapping=SAME_NAMES, known={TAXI.code: TAXI}
    )


def troubles(**changes: str) -> list[tuple[Trouble, str]]:
    found = read(**changes)
    assert found.price is None
    return [(problem.trouble, problem.column) for problem in found.problems]


def test_a_new_code_says_everything_itself() -> None:
    assert read().price == Price(
        code="crisisopvang-etmaal",
        label_nl="Crisisopvang",
        label_en="Crisisopvang",
        unit="etmaal",
        amount=Euro(212_50),
        year=2025,
        series="OVA",
        payers=((Payer.MUNICIPALITY, Fraction(2, 3)), (Payer.STATE, Fraction(1, 3))),
        law=Law.WMO,
        grade=3,
        status=Status.SECONDARY,
        source="contract crisisopvang 2025",
        source_title="contract crisisopvang 2025",
        valid_from=date(2025, 1, 1),
    )


def test_a_known_code_keeps_what_the_list_leaves_out() -> None:
    row = {
        "code": "wmo-taxi-km",
        "amount_eur": "2.61",
        "price_year": "2025",
        "source": "kostenhandleiding 2026",
        "evidence_grade": "2",
        "status": "Verified",
        "valid_from": "01-02-2025",
        "valid_to": "2025-12-31",
        "low_eur": "2,00",
        "high_eur": "3,00",
    }
    found = price_list.read_row(row, mapping=SAME_NAMES, known={TAXI.code: TAXI})
    assert found.price == replace(
        TAXI,
        amount=Euro(2_61),
        year=2025,
        source="kostenhandleiding 2026",
        source_title="kostenhandleiding 2026",
        valid_from=date(2025, 2, 1),
        valid_to=date(2025, 12, 31),
        low=Euro(2_00),
        high=Euro(3_00),
    )


def test_a_price_without_a_source_is_refused_even_when_the_code_is_known() -> None:
    assert troubles(source="") == [(Trouble.SOURCE_MISSING, "source")]
    assert troubles(code="wmo-taxi-km", source=" ") == [
        (Trouble.SOURCE_MISSING, "source")
    ]


@pytest.mark.parametrize(
    ("field", "text", "trouble"),
    [
        ("code", "", Trouble.MISSING),
        ("code", "Crisis Opvang", Trouble.CODE_UNCLEAR),
        ("label_nl", "", Trouble.MISSING),
        ("label_nl", "x" * 121, Trouble.TOO_LONG),
        ("amount_eur", "", Trouble.MISSING),
        ("amount_eur", "veel", Trouble.AMOUNT_UNCLEAR),
        ("amount_eur", "1.234", Trouble.AMOUNT_UNCLEAR),
        ("amount_eur", "-3,00", Trouble.AMOUNT_UNCLEAR),
        ("amount_eur", "1" + "0" * 15, Trouble.AMOUNT_TOO_LARGE),
        ("price_year", "1899", Trouble.YEAR_UNCLEAR),
        ("price_year", "2025,0", Trouble.YEAR_UNCLEAR),
        ("index_series", "AEX", Trouble.SERIES_UNKNOWN),
        ("payer_shares", "de buren", Trouble.PAYERS_UNCLEAR),
        ("payer_shares", "gemeente:1/0", Trouble.PAYERS_UNCLEAR),
        ("payer_shares", "gemeente:0,5;rijk:0,49", Trouble.SHARES_DO_NOT_ADD_UP),
        ("payer_shares", "gemeente:2;rijk:-1", Trouble.SHARES_DO_NOT_ADD_UP),
        ("law_or_budget", "Opiumwet", Trouble.LAW_UNKNOWN),
        ("evidence_grade", "7", Trouble.GRADE_UNCLEAR),
        ("status", "gehoord", Trouble.STATUS_UNKNOWN),
        ("low_eur", "300", Trouble.RANGE_WRONG),
        ("high_eur", "100", Trouble.RANGE_WRONG),
        ("valid_from", "31-02-2025", Trouble.DAY_UNCLEAR),
        ("valid_to", "2024-12-31", Trouble.ENDS_BEFORE_IT_BEGINS),
    ],
)
def test_what_is_wrong_is_said_at_the_column(
    field: str, text: str, trouble: Trouble
) -> None:
    assert (trouble, field) in troubles(**{field: text})


def test_all_that_is_wrong_with_a_row_is_said_at_once() -> None:
    assert len(troubles(code="A b", amount_eur="", price_year="x", source="")) == 4


def test_columns_are_recognised_by_the_names_people_give_them() -> None:
    columns = ["Code", "Omschrijving", "Bedrag", "Prijspeil", "Bron", "Hardheid", "?"]
    assert price_list.guess(columns) == {
        "code": "Code",
        "label_nl": "Omschrijving",
        "amount_eur": "Bedrag",
        "price_year": "Prijspeil",
        "source": "Bron",
        "evidence_grade": "Hardheid",
    }
    assert price_list.guess(["bedrag", "tarief"]) == {"amount_eur": "bedrag"}


def test_a_version_differs_by_what_is_new_gone_and_changed() -> None:
    dearer = replace(TAXI, amount=Euro(2_60), year=2025, source="nieuw", grade=3)
    tram = replace(TAXI, code="tram")
    bus = replace(TAXI, code="bus")
    same = replace(TAXI, code="same")
    found = price_changes.changes([TAXI, tram, same], [bus, dearer, same])
    assert [(one.price.code, one.marks) for one in found] == [
        ("bus", {Mark.NEW}),
        ("wmo-taxi-km", {Mark.AMOUNT, Mark.TERMS, Mark.SOURCE}),
        ("same", frozenset()),
        ("tram", {Mark.VANISHED}),
    ]
    assert found[1].fields == ("amount", "year", "grade", "source")
    assert [one.share for one in found] == [None, Fraction(13, 247), 0, None]


def test_amounts_of_other_units_or_of_nothing_are_not_compared() -> None:
    per_day = replace(TAXI, unit="dag")
    free = replace(TAXI, amount=Euro(0))
    assert PriceChange(TAXI, per_day).share is None
    assert PriceChange(free, TAXI).share is None
    with pytest.raises(ValueError, match="neither"):
        _ = PriceChange(None, None).price


OURS = OwnPrice(
    Euro(2_15), 2026, "contract 2026", "goedkoper", date(2026, 1, 1), date(2026, 12, 31)
)


def test_own_prices_of_a_code_share_no_day() -> None:
    later = replace(OURS, from_on=date(2027, 1, 1), until_on=None)
    own_prices.check(later, [OURS])
    own_prices.check(OURS, [later])
    for other in (
        replace(OURS, from_on=date(2026, 12, 31), until_on=None),
        replace(OURS, from_on=date(2025, 1, 1), until_on=date(2026, 1, 1)),
        replace(OURS, from_on=date(2020, 1, 1), until_on=None),
    ):
        with pytest.raises(InvalidInputError) as refused:
            own_prices.check(OURS, [later, other])
        (problem,) = refused.value.problems
        assert (problem.path, problem.code) == ("from_on", "overlaps")


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"source": " "}, "source", "empty"),
        ({"reason": ""}, "reason", "empty"),
        ({"amount": Euro(-1)}, "amount", "negative"),
        ({"amount": Euro(10**15 * 100)}, "amount", "too_large"),
        ({"year": 1066}, "year", "year_out_of_range"),
        ({"until_on": date(2025, 12, 31)}, "until_on", "ends_before_it_begins"),
    ],
)
def test_an_own_price_is_sound(
    changes: dict[str, object], path: str, code: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        own_prices.check(replace(OURS, **changes), [])  # type: ignore[arg-type]
    (problem,) = refused.value.problems
    assert (problem.path, problem.code) == (path, code)
