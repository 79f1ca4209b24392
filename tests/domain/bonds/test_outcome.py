from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonds.domain.contract import ContractTerms, LossBearer, OutcomeRule, RateBand
from bonds.domain.outcome import (
    CaseCapExceededError,
    Loss,
    Outcome,
    bear_loss,
    outcome_of,
)
from sohos.core.euro import ZERO, Euro
from tests.domain.bonds.money import eur, texts

CARD = (
    RateBand(eur("4000"), Fraction(1, 4)),
    RateBand(eur("8000"), Fraction(1, 2)),
    RateBand(eur("12000"), Fraction(1)),
)
THRESHOLD = ContractTerms()
PRO_RATA = ContractTerms(outcome_rule=OutcomeRule.PRO_RATA)
RATE_CARD = ContractTerms(outcome_rule=OutcomeRule.RATE_CARD, rate_card=CARD)
EXACT = Fraction(55_600, 3)


def settle(terms: ContractTerms, saving: str, principal: str = "4800") -> Outcome:
    return outcome_of(
        terms, saving=eur(saving), principal=eur(principal), exact_interest=EXACT
    )


@pytest.mark.parametrize(
    ("terms", "saving", "due", "interest"),
    [
        (THRESHOLD, "12000", "4800", "185.33"),
        (THRESHOLD, "11999.99", "0", "0"),
        (THRESHOLD, "-500", "0", "0"),
        (PRO_RATA, "24000", "4800", "185.33"),
        (PRO_RATA, "9000", "3600", "139.00"),
        (PRO_RATA, "-500", "0", "0"),
        (RATE_CARD, "3999.99", "0", "0"),
        (RATE_CARD, "4000", "1200", "46.33"),
        (RATE_CARD, "11999.99", "2400", "92.67"),
        (RATE_CARD, "12000", "4800", "185.33"),
    ],
)
def test_what_a_validated_saving_makes_due(
    terms: ContractTerms, saving: str, due: str, interest: str
) -> None:
    outcome = settle(terms, saving)
    assert (outcome.principal_due, outcome.interest_due) == texts(due, interest)
    assert outcome.principal_due + outcome.principal_lost == eur("4800")
    assert outcome.is_failed == (due == "0")


def test_a_net_saving_has_to_earn_back_the_case_first() -> None:
    net = ContractTerms(saving_is_after_case_cost=True)
    assert settle(net, "16799.99").is_failed
    assert not settle(net, "16800").is_failed


def test_the_maximum_return_limits_the_interest() -> None:
    capped = ContractTerms(max_return=Fraction(3, 100))
    assert settle(capped, "12000").interest_due == eur("144.00")
    generous = ContractTerms(max_return=Fraction(1, 10))
    assert settle(generous, "12000").interest_due == eur("185.33")


def test_a_case_above_its_cap_is_not_repaid() -> None:
    with pytest.raises(CaseCapExceededError, match="4\\.800,01"):
        settle(THRESHOLD, "12000", "4800.01")


@pytest.mark.parametrize(
    ("bearer", "first_loss_left", "expected"),
    [
        (LossBearer.INVESTOR, "10000", ("4800", "0", "0")),
        (LossBearer.SOHOS, "0", ("0", "4800", "0")),
        (LossBearer.MUNICIPALITY, "0", ("0", "0", "4800")),
        (LossBearer.SOHOS_FIRST, "10000", ("0", "4800", "0")),
        (LossBearer.SOHOS_FIRST, "1000", ("3800", "1000", "0")),
        (LossBearer.SOHOS_FIRST, "0", ("4800", "0", "0")),
    ],
)
def test_who_bears_a_loss(
    bearer: LossBearer, first_loss_left: str, expected: tuple[str, str, str]
) -> None:
    first_loss = eur("50000") if bearer is LossBearer.SOHOS_FIRST else ZERO
    terms = ContractTerms(loss_bearer=bearer, first_loss=first_loss)
    loss = bear_loss(terms, lost=eur("4800"), first_loss_left=eur(first_loss_left))
    assert loss == Loss(*texts(*expected))


@given(
    st.sampled_from([THRESHOLD, PRO_RATA, RATE_CARD]),
    st.integers(-2_000_000, 3_000_000),
    st.integers(0, 3_000_000),
    st.integers(0, 480_000).map(Euro),
)
def test_more_saving_is_never_worth_less(
    terms: ContractTerms, saving: int, more: int, principal: Euro
) -> None:
    low, high = (
        outcome_of(terms, saving=Euro(cents), principal=principal, exact_interest=EXACT)
        for cents in (saving, saving + more)
    )
    assert low.principal_due <= high.principal_due
    assert low.interest_due <= high.interest_due
    assert ZERO <= low.principal_due <= principal
