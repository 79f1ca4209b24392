from datetime import date

import pytest

from cases.domain.coming_of_age import ages_to_tell, birthday, births_to_look_at
from cases.domain.membership import Named, may_be_the_same, name_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("van der Berg", "Berg"),
        ("\N{RIGHT SINGLE QUOTATION MARK}t Hooft", "'t hooft"),
        ("Łukasz", "lukasz"),
        ("Þórðarson", "thordarson"),
        ("Straße", "STRASSE"),
        ("Şükran", "sukran"),
        (
            "I\N{LATIN SMALL LETTER S WITH CEDILLA}\N{LATIN SMALL LETTER DOTLESS I}k",
            "isik",
        ),
        ("Jansen-de Vries", "Jansen de Vries"),
        ("IJsbrand", "ĳsbrand"),
        ("O\N{RIGHT SINGLE QUOTATION MARK}Neill", "ONeill"),
    ],
)
def test_names_that_are_alike(one: str, other: str) -> None:
    assert name_key(one) == name_key(other) != ""


def test_a_name_of_one_letter_is_a_name() -> None:
    assert name_key("E") == "e"
    assert name_key("de") == "de"


BORN = date(1986, 4, 2)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (Named("Zoë", "Merel", BORN), Named("Zoe", "merel", BORN), True),
        (Named("Zoë", "Merel", BORN), Named("Zoë", "Merel"), True),
        (Named("Zoë", "Merel", BORN), Named("Zoë", "Merel", date(1986, 2, 4)), False),
        (Named("Zoë", "Merel", BORN), Named("Zoë", "", BORN), True),
        (Named("Zoë", "Merel"), Named("Zoë", ""), False),
        (Named("Zoë", "Merel", BORN), Named("Zoë", "Vos", BORN), False),
        (Named("Zoë", "Merel", BORN), Named("Zora", "Merel", BORN), False),
    ],
)
def test_who_may_be_the_same(one: Named, other: Named, *, alike: bool) -> None:
    assert may_be_the_same(one, other) is alike
    assert may_be_the_same(other, one) is alike


@pytest.mark.parametrize(
    ("born_on", "today", "ages"),
    [
        (date(2014, 12, 14), date(2026, 11, 16), [12]),
        (date(2014, 12, 15), date(2026, 11, 16), []),
        (date(2014, 9, 17), date(2026, 11, 16), [12]),
        (date(2014, 9, 16), date(2026, 11, 16), []),
        (date(2010, 11, 16), date(2026, 11, 16), [16]),
        (date(2009, 5, 17), date(2026, 11, 16), [18]),
        (date(2009, 5, 18), date(2026, 11, 16), []),
    ],
)
def test_who_comes_of_age(born_on: date, today: date, ages: list[int]) -> None:
    assert [age for age, _on in ages_to_tell(born_on, today=today)] == ages
    looked_at = births_to_look_at(today)
    if ages:
        assert any(first <= born_on <= last for first, last in looked_at)


def test_the_29th_of_february() -> None:
    assert birthday(date(2008, 2, 29), age=18) == date(2026, 3, 1)
    assert birthday(date(2008, 2, 29), age=12) == date(2020, 2, 29)
    periods = births_to_look_at(date(2028, 2, 29))
    assert any(first <= date(2010, 2, 28) <= last for first, last in periods)


def test_a_period_of_birth_that_would_begin_on_a_29th_of_february() -> None:
    periods = births_to_look_at(date(2028, 4, 29))
    assert any(first == date(2010, 2, 27) for first, _last in periods)
