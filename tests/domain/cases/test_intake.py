from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.domain import case_code
from cases.domain.age import age
from cases.domain.registration import (
    Decision,
    NameNotUsableError,
    NewMember,
    NoMembersError,
    ReasonMissingError,
    Registration,
    Relation,
    Source,
    check,
    clean_name,
    household_name,
    needs_reason,
)
from cases.domain.screening import Criteria, Provision, Risk, Situation, screen
from sohos.core.dates import DayInFutureError
from sohos.core.euro import Euro

THREE = frozenset({Provision.BIJSTAND, Provision.JEUGDHULP, Provision.SCHULDHULP})
TODAY = date(2019, 1, 14)
MEREL = Registration(
    members=(NewMember("Mila", Relation.HEAD, "Merel"),),
    situation=Situation(THREE, helpers=3, risks=frozenset()),
    registered_on=TODAY,
    source=Source.SELF,
)


@pytest.mark.parametrize(
    ("provisions", "helpers", "enough", "too_many"),
    [
        (2, 3, False, False),
        (3, 3, True, False),
        (3, 4, True, True),
        (4, 28, True, True),
    ],
)
def test_three_provisions_and_the_fourth_helper(
    *, provisions: int, helpers: int, enough: bool, too_many: bool
) -> None:
    use = frozenset(list(Provision)[:provisions])
    result = screen(Situation(use, helpers, frozenset()), criteria=Criteria())
    assert result.provisions == provisions
    assert (result.enough_provisions, result.too_many_helpers) == (enough, too_many)
    assert result.meets is enough
    assert (result.high_risk, result.high_cost) == (None, None)


def test_thresholds_count_from_their_own_value() -> None:
    criteria = Criteria(high_risk_from=2, high_cost_from=Euro(10_400_000))
    risks = frozenset({Risk.ONTRUIMING, Risk.CRISIS})
    at = Situation(THREE, 1, risks, Euro(10_400_000))
    below = Situation(THREE, 1, frozenset({Risk.CRISIS}), Euro(10_399_999))
    assert screen(at, criteria=criteria).meets
    result = screen(below, criteria=criteria)
    assert (result.high_risk, result.high_cost, result.meets) == (False, False, False)


def test_what_is_unknown_keeps_nobody_out() -> None:
    criteria = Criteria(high_cost_from=Euro(10_400_000))
    result = screen(Situation(THREE, 1, frozenset()), criteria=criteria)
    assert result.high_cost is None
    assert result.meets


@pytest.mark.parametrize(
    ("decision", "meets", "needed"),
    [
        (Decision.INCLUDE, True, False),
        (Decision.INCLUDE, False, True),
        (Decision.LATER, False, False),
        (Decision.WAIT, True, True),
        (Decision.REFER, True, True),
        (Decision.REFUSE, False, True),
    ],
)
def test_which_decisions_are_explained(
    *, decision: Decision, meets: bool, needed: bool
) -> None:
    assert needs_reason(decision, meets_criteria=meets) is needed
    new = replace(MEREL, decision=decision)
    if needed:
        with pytest.raises(ReasonMissingError):
            check(new, meets_criteria=meets, today=TODAY)
        new = replace(new, reason="Er dreigt ontruiming.")
    check(new, meets_criteria=meets, today=TODAY)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"members": ()}, NoMembersError),
        ({"members": (NewMember(" ", Relation.HEAD),)}, NameNotUsableError),
        ({"members": (NewMember("Mi\x00la", Relation.HEAD),)}, NameNotUsableError),
        ({"registered_on": date(2019, 1, 15)}, DayInFutureError),
        (
            {"members": (NewMember("Mila", Relation.HEAD, "", date(2019, 1, 15)),)},
            DayInFutureError,
        ),
    ],
)
def test_what_cannot_be_kept(
    changes: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        check(replace(MEREL, **changes), meets_criteria=True, today=TODAY)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Łukasz   Żółć ", "Łukasz Żółć"),
        ("Zoe\u0308", "Zoë"),
        ("Đorđević-Æble", "Đorđević-Æble"),
        ("D'Hondt", "D'Hondt"),
        ("Ελένη", "Ελένη"),
        ("Ђорђе", "Ђорђе"),
    ],
)
def test_names_keep_every_letter(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


@given(st.text(alphabet=st.characters(categories=["L"]), min_size=1, max_size=60))
def test_a_name_of_letters_is_always_kept_and_cleaning_twice_is_once(text: str) -> None:
    once = clean_name(text)
    assert clean_name(once) == once


@pytest.mark.parametrize(
    ("given_name", "surname", "first", "called"),
    [
        ("Merel", "Bos", "Mila", "Merel"),
        ("", "Bos", "Mila", "Bos"),
        ("", "", "Mila", "Mila"),
    ],
)
def test_how_a_household_is_called(
    given_name: str, surname: str, first: str, called: str
) -> None:
    members = (NewMember(first, Relation.HEAD, surname),)
    new = replace(MEREL, household_name=given_name, members=members)
    assert household_name(new) == called


def test_a_household_without_name_and_people_has_no_name() -> None:
    with pytest.raises(NoMembersError):
        household_name(replace(MEREL, members=()))


@given(st.integers(1900, 9999), st.integers(1, 999_999))
def test_a_code_reads_back_as_it_was_written(year: int, number: int) -> None:
    assert case_code.read(f" {case_code.write(year, number)} ") == (year, number)


def test_codes_have_four_digits_or_more() -> None:
    assert case_code.write(2026, 147) == "2026-0147"
    assert case_code.write(2026, 12_345) == "2026-12345"


@pytest.mark.parametrize("text", ["", "2026", "26-0147", "2026-1", "x2026-0147"])
def test_what_is_no_code(text: str) -> None:
    with pytest.raises(case_code.CaseCodeNotUnderstoodError):
        case_code.read(text)


@pytest.mark.parametrize(
    ("born_on", "on", "years"),
    [
        (date(2001, 5, 2), date(2019, 5, 1), 17),
        (date(2001, 5, 2), date(2019, 5, 2), 18),
        (date(2004, 2, 29), date(2022, 2, 28), 17),
        (date(2004, 2, 29), date(2022, 3, 1), 18),
        (date(2019, 1, 14), date(2019, 1, 14), 0),
    ],
)
def test_age_on_a_day(born_on: date, on: date, years: int) -> None:
    assert age(born_on, on=on) == years
