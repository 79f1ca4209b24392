from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.domain import arrival, screening_list
from cases.domain.arrival import (
    NewApplication,
    NotReachableError,
    ReferrerMissingError,
    clean_postcode,
    key_of,
)
from cases.domain.registration import (
    ConsentMissingError,
    NameNotUsableError,
    Source,
)
from cases.domain.screening import Provision
from cases.domain.screening_list import Field, Trouble, guess, parse_day, read_row
from sohos.core.dates import DayInFutureError
from sohos.core.euro import Euro

TODAY = date(2026, 11, 16)
MILA = NewApplication(Source.SELF, "Mila", phone="0612345678")
REFERRED = NewApplication(
    Source.REFERRAL,
    "Mila",
    referrer="Wijkteam",
    referrer_contact="w@x.nl",
    has_consent=True,
)


def test_what_is_kept_is_what_was_written() -> None:
    new = NewApplication(
        Source.SELF,
        " E ",
        surname="van  den Øster",
        postcode="7607ab",
        email=" a@b.nl ",
    )
    kept = arrival.cleaned(new, today=TODAY)
    assert (kept.first_name, kept.surname) == ("E", "van den Øster")
    assert (kept.postcode, kept.email) == ("7607 AB", "a@b.nl")


@pytest.mark.parametrize(
    ("new", "error"),
    [
        (NewApplication(Source.SELF, "Mila"), NotReachableError),
        (NewApplication(Source.SELF, " ", phone="06"), NameNotUsableError),
        (
            NewApplication(Source.SELF, "M", phone="06", born_on=date(2026, 11, 17)),
            DayInFutureError,
        ),
        (NewApplication(Source.REFERRAL, "Mila", phone="06"), ReferrerMissingError),
        (
            NewApplication(Source.REFERRAL, "M", referrer="W", phone="06"),
            ConsentMissingError,
        ),
    ],
)
def test_what_is_refused(new: NewApplication, error: type[Exception]) -> None:
    with pytest.raises(error):
        arrival.cleaned(new, today=TODAY)


def test_who_is_referred_is_reached_through_who_referred() -> None:
    assert arrival.cleaned(REFERRED, today=TODAY) == REFERRED


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("7607 kb", "7607 KB"), ("7607KB", "7607 KB"), ("b-1000 ", "B-1000"), ("", "")],
)
def test_postcodes(typed: str, kept: str) -> None:
    assert clean_postcode(typed) == kept


def test_a_household_is_recognised_by_its_number_or_who_it_is() -> None:
    one = NewApplication(Source.SCREENING, "Zoë", "van Merel", postcode="7607kb")
    two = NewApplication(Source.SCREENING, "Zoe", "Merel", postcode="7607 KB")
    three = NewApplication(Source.SCREENING, "Zoe", "Merel", household_number="A1")
    assert key_of(one) == key_of(two) != key_of(three)
    assert key_of(three) == key_of(
        NewApplication(Source.SCREENING, "Ada", household_number=" a1 ")
    )


COLUMNS = ("Clientnummer", "Voornaam", "Tussenvoegsel", "Achternaam", "Geboortedatum")


def test_columns_are_guessed_from_their_names() -> None:
    assert guess((*COLUMNS, "Jeugdhulp", "Wmo-begeleiding", "Opmerking")) == {
        Field.NUMBER: "Clientnummer",
        Field.FIRST_NAME: "Voornaam",
        Field.PREFIX: "Tussenvoegsel",
        Field.SURNAME: "Achternaam",
        Field.BORN_ON: "Geboortedatum",
        Provision.WMO_BEGELEIDING: "Wmo-begeleiding",
        Provision.JEUGDHULP: "Jeugdhulp",
    }
    assert guess(("iets", "anders")) == {}


MAPPING = {
    Field.NUMBER: "nr",
    Field.FIRST_NAME: "voornaam",
    Field.PREFIX: "voorvoegsel",
    Field.SURNAME: "achternaam",
    Field.BORN_ON: "geboren",
    Field.HELPERS: "helpers",
    Field.COST: "kosten",
    Field.PROVISIONS: "hulp",
    Provision.SCHULDHULP.value: "schuld",
}


def test_a_good_row_becomes_a_household() -> None:
    cells = {
        "nr": "12",
        "voornaam": "Ægir",
        "voorvoegsel": "van 't",
        "achternaam": "Hoff",
        "geboren": "29-2-2020",
        "helpers": "5",
        "kosten": "104.000",
        "hulp": "Bijstand; jeugdhulp",
        "schuld": "ja",
    }
    read = read_row(cells, mapping=MAPPING, today=TODAY)
    assert read.problems == ()
    who = read.household
    assert who is not None
    assert (who.first_name, who.surname) == ("Ægir", "van 't Hoff")
    assert (who.born_on, who.helpers) == (date(2020, 2, 29), 5)
    assert who.yearly_cost == Euro(10_400_000)
    assert who.provisions == {
        Provision.BIJSTAND,
        Provision.JEUGDHULP,
        Provision.SCHULDHULP,
    }


def test_one_column_may_hold_the_whole_name() -> None:
    read = read_row({"achternaam": "Merel"}, mapping=MAPPING, today=TODAY)
    assert read.household is not None
    assert read.household.first_name == "Merel"


@pytest.mark.parametrize(
    ("cells", "trouble"),
    [
        ({"voornaam": ""}, Trouble.NO_NAME),
        ({"voornaam": "\x07"}, Trouble.NAME_UNREADABLE),
        ({"voornaam": "A" * 121}, Trouble.TOO_LONG),
        ({"geboren": "31-02-1988"}, Trouble.DAY_UNCLEAR),
        ({"geboren": "gisteren"}, Trouble.DAY_UNCLEAR),
        ({"geboren": "17-11-2026"}, Trouble.DAY_IN_FUTURE),
        ({"helpers": "veel"}, Trouble.NUMBER_UNCLEAR),
        ({"helpers": "201"}, Trouble.NUMBER_UNCLEAR),
        ({"kosten": "1,234.56"}, Trouble.AMOUNT_UNCLEAR),
        ({"kosten": "-5"}, Trouble.AMOUNT_UNCLEAR),
        ({"hulp": "bijstand, zonnebank"}, Trouble.PROVISION_UNKNOWN),
        ({"schuld": "misschien"}, Trouble.PROVISION_UNKNOWN),
    ],
)
def test_each_trouble_is_named_with_its_column(
    cells: dict[str, str], trouble: Trouble
) -> None:
    read = read_row({"voornaam": "Ada"} | cells, mapping=MAPPING, today=TODAY)
    assert read.household is None
    (found,) = read.problems
    assert found.trouble is trouble
    if trouble not in {Trouble.NO_NAME, Trouble.NAME_UNREADABLE}:
        assert found.column == next(iter(cells))


def test_days_in_two_notations() -> None:
    assert parse_day("2019-03-15") == parse_day("15-3-2019") == date(2019, 3, 15)
    assert parse_day("2019-03-15 00:00") == date(2019, 3, 15)


@given(st.dictionaries(st.sampled_from(sorted(set(MAPPING.values()))), st.text()))
def test_no_row_breaks_the_reader(cells: dict[str, str]) -> None:
    read = read_row(cells, mapping=MAPPING, today=TODAY)
    assert (read.household is None) is bool(read.problems)


def test_every_field_has_one_name() -> None:
    names = screening_list.fields()
    assert len(names) == len(set(names)) == len(Field) + len(Provision)
