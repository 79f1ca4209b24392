import json
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from bonds.domain.contract import (
    ContractTerms,
    OutcomeRule,
    RateBand,
    TermsInvalidError,
    confirm,
)
from bonds.domain.terms_document import TermsUnreadableError, from_text, to_text
from tests.domain.bonds.money import eur

CARD = ContractTerms(
    outcome_rule=OutcomeRule.RATE_CARD,
    rate_card=(
        RateBand(eur("4000"), Fraction(1, 3)),
        RateBand(eur("12000"), Fraction(1)),
    ),
    max_return=Fraction(3, 100),
    long_stop_on=date(2023, 6, 30),
)


@pytest.mark.parametrize(
    "terms",
    [ContractTerms(), CARD, confirm(ContractTerms(), ["loss_bearer", "day_count"])],
)
def test_what_is_written_reads_back_the_same(terms: ContractTerms) -> None:
    assert from_text(to_text(terms)) == terms
    assert to_text(from_text(to_text(terms))) == to_text(terms)


def test_money_is_in_cents_and_rates_are_exact() -> None:
    values = json.loads(to_text(CARD))
    assert values["interest_total_cap"] == 7_200_000
    assert values["rate"] == "1/25"
    assert values["starts_on"] == "2019-01-01"
    assert values["rate_card"][0] == [400_000, "1/3"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("rate", 0.04),
        ("rate", "1/0"),
        ("case_cap", "4800"),
        ("case_cap", True),
        ("starts_on", "2019-02-30"),
        ("day_count", "30/360"),
        ("interest_total_is_hard", 1),
        ("rate_card", [[1]]),
        ("rate_card", {}),
        ("confirmed", "rate"),
        ("max_return", float("nan")),
    ],
)
def test_a_value_of_another_kind_is_refused_by_name(name: str, value: Any) -> None:
    values = {**json.loads(to_text(ContractTerms())), name: value}
    with pytest.raises(TermsUnreadableError, match=f"^{name}$"):
        from_text(json.dumps(values))


@pytest.mark.parametrize("text", ["", "[]", "4%", "null"])
def test_something_else_than_terms_is_refused(text: str) -> None:
    with pytest.raises(TermsUnreadableError, match="json"):
        from_text(text)


def test_every_term_is_there_and_no_other() -> None:
    values = json.loads(to_text(ContractTerms()))
    with pytest.raises(TermsUnreadableError, match=r"^colour$"):
        from_text(json.dumps({**values, "colour": "red"}))
    del values["rate"]
    with pytest.raises(TermsUnreadableError, match=r"^rate$"):
        from_text(json.dumps(values))


def test_terms_that_contradict_each_other_are_refused() -> None:
    values = json.loads(to_text(ContractTerms()))
    values["ends_on"] = f"{date(2018, 1, 1)}"
    with pytest.raises(TermsInvalidError, match="ends_on"):
        from_text(json.dumps(values))
