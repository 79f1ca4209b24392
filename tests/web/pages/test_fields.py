"""Fields for amounts and days."""

from datetime import date

import pytest
from django import forms
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from sohos.core.euro import AmountNotUnderstoodError, Euro
from sohos.pages import fields
from sohos.pages.fields import DateField, EuroField


class RentForm(forms.Form):
    debt = EuroField(label="Huurschuld", maximum=Euro(72_000_00))
    since = DateField(label="Sinds")


def rent(**data: str) -> RentForm:
    return RentForm({"debt": "3.480,00", "since": "15-03-2019", **data})


@pytest.mark.parametrize(
    ("typed", "cents"),
    [("1.234,56", 123456), ("1234,5", 123450), ("€ 1.234", 123400), ("0", 0)],
)
def test_amount_is_read_as_people_write_it(typed: str, cents: int) -> None:
    form = rent(debt=typed)
    assert form.is_valid()
    assert form.cleaned_data["debt"] == Euro(cents)


@pytest.mark.parametrize("typed", ["1,234.56", "1.23", "12,345", "3480 euro?", "1 e3"])
def test_doubtful_amount_is_refused_with_an_example(typed: str) -> None:
    assert rent(debt=typed).errors["debt"] == [
        "Vul een bedrag in met cijfers, bijvoorbeeld 1.234,56."
    ]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Vul een bedrag in, bijvoorbeeld 1.234,56."),
        ("-1", "Vul een bedrag in zonder min, bijvoorbeeld 1.234,56."),
        ("72.000,01", "Vul een bedrag in van hoogstens €\N{NO-BREAK SPACE}72.000,00."),
    ],
)
def test_amount_outside_the_limits_is_refused(typed: str, message: str) -> None:
    assert rent(debt=typed).errors["debt"] == [message]


def test_negative_amount_is_read_where_it_is_allowed() -> None:
    assert EuroField(minimum=None).clean("\N{MINUS SIGN}12,50") == Euro(-1250)


def test_english_page_reads_the_english_notation_only() -> None:
    with translation.override("en"):
        assert rent(debt="1,234.56").is_valid()
        assert not rent(debt="1.234,56").is_valid()


@given(st.text(alphabet="0123456789.,", min_size=1, max_size=12))
def test_no_text_means_two_amounts_in_two_languages(typed: str) -> None:
    read = set()
    for language in ("nl", "en"):
        with translation.override(language):
            try:
                read.add(fields.parse_amount(typed))
            except AmountNotUnderstoodError:
                continue
    assert len(read) <= 1


@given(st.integers(min_value=0, max_value=10**12))
@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_is_shown_can_be_sent_back(language: str, cents: int) -> None:
    with translation.override(language):
        field = EuroField()
        shown = field.prepare_value(Euro(cents))
        assert field.clean(shown) == Euro(cents)
        assert not field.has_changed(Euro(cents), shown)


@pytest.mark.parametrize(
    "typed", ["15-03-2019", "15/3/2019", "15 3 2019", "15.03.2019", "2019-03-15"]
)
def test_day_is_read_however_it_is_written(typed: str) -> None:
    form = rent(since=typed)
    assert form.is_valid()
    assert form.cleaned_data["since"] == date(2019, 3, 15)


@pytest.mark.parametrize("typed", ["31-11-2026", "03-15-2019", "gisteren", "15-3-19"])
def test_day_that_does_not_exist_is_refused_with_an_example(typed: str) -> None:
    assert rent(since=typed).errors["since"] == [
        "Vul een datum in die bestaat, bijvoorbeeld 15-03-2019."
    ]


def test_picker_shows_the_day_as_the_browser_expects_it() -> None:
    class PlanForm(forms.Form):
        start = DateField(picker=True, initial=date(2019, 3, 5))

    assert 'type="date"' in str(PlanForm()["start"])
    assert 'value="2019-03-05"' in str(PlanForm()["start"])


def test_box_shows_the_day_as_it_is_typed() -> None:
    form = RentForm(initial={"since": date(2019, 3, 5)})
    assert 'value="05-03-2019"' in str(form["since"])
