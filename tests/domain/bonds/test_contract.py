from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from bonds.domain.contract import (
    ContractTerms,
    LossBearer,
    OutcomeRule,
    RateBand,
    TermsInvalidError,
    TermUnknownError,
    assumptions,
    changed_terms,
    confirm,
    long_stop_of,
)
from sohos.core.euro import ZERO
from tests.domain.bonds.money import eur


def test_the_published_agreement_is_no_assumption() -> None:
    assumed = assumptions(ContractTerms())
    assert not {"rate", "case_cap", "interest_total_cap", "starts_on"} & set(assumed)


def test_without_an_agreed_long_stop_it_is_a_jaargrens_and_half_a_year() -> None:
    assert long_stop_of(ContractTerms()) == date(2023, 6, 30)
    agreed = ContractTerms(long_stop_on=date(2022, 12, 31))
    assert long_stop_of(agreed) == date(2022, 12, 31)


def test_what_the_agreement_leaves_open_is_an_assumption() -> None:
    open_questions = {
        "loss_bearer",
        "day_count",
        "interest_total_is_hard",
        "outcome_rule",
        "saving_is_after_case_cost",
    }
    assert open_questions <= set(assumptions(ContractTerms()))


def test_a_person_confirms_an_assumption_once_and_for_all() -> None:
    terms = confirm(ContractTerms(), ["day_count", "loss_bearer"])
    assert not {"day_count", "loss_bearer"} & set(assumptions(terms))
    assert confirm(terms, ["day_count"]) == terms


@pytest.mark.parametrize("name", ["rate", "colour"])
def test_only_an_assumption_can_be_confirmed(name: str) -> None:
    with pytest.raises(TermUnknownError, match=name):
        confirm(ContractTerms(), [name])


BAND = RateBand(eur("4000"), Fraction(1, 2))


@pytest.mark.parametrize(
    ("term", "changes"),
    [
        ("ends_on", {"ends_on": date(2018, 12, 31)}),
        ("long_stop_on", {"long_stop_on": date(2021, 12, 30)}),
        ("rate", {"rate": Fraction(1)}),
        ("rate", {"rate": Fraction(-1, 100)}),
        ("case_cap", {"case_cap": ZERO}),
        ("interest_year_signal", {"interest_year_signal": -eur("1")}),
        ("interest_total_cap", {"interest_total_cap": -eur("1")}),
        ("reservation_months", {"reservation_months": -1}),
        ("reservation_months", {"reservation_months": 601}),
        ("starts_on", {"starts_on": date(1899, 12, 31)}),
        ("ends_on", {"ends_on": date(2200, 1, 1)}),
        ("max_return", {"max_return": Fraction(-1)}),
        ("saving_threshold", {"saving_threshold": ZERO}),
        ("rate_card", {"outcome_rule": OutcomeRule.RATE_CARD}),
        ("rate_card", {"rate_card": (BAND,)}),
        (
            "rate_card",
            {"outcome_rule": OutcomeRule.RATE_CARD, "rate_card": (BAND,) * 2},
        ),
        (
            "rate_card",
            {
                "outcome_rule": OutcomeRule.RATE_CARD,
                "rate_card": (RateBand(eur("1"), Fraction(2)),),
            },
        ),
        ("first_loss", {"first_loss": eur("100")}),
        ("first_loss", {"loss_bearer": LossBearer.SOHOS_FIRST}),
        ("clawback_months", {"clawback_months": -1}),
        ("clawback_months", {"clawback_months": 601}),
        ("confirmed", {"confirmed": frozenset({"rate"})}),
    ],
)
def test_terms_without_meaning_are_refused_by_name(
    term: str, changes: dict[str, Any]
) -> None:
    with pytest.raises(TermsInvalidError, match=f"^{term}$"):
        ContractTerms(**changes)


def test_what_changed_is_named_and_confirming_is_no_change() -> None:
    before = ContractTerms()
    after = replace(before, rate=Fraction(5, 100), long_stop_on=date(2024, 1, 1))
    assert changed_terms(before, after) == ("rate", "long_stop_on")
    assert changed_terms(before, confirm(before, ["day_count"])) == ()
