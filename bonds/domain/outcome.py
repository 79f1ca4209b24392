"""What a validated saving makes due, and who bears the rest (rules S4.1 to S4.5)."""

from dataclasses import dataclass
from fractions import Fraction

from bonds.domain.contract import (
    ContractTerms,
    EarlyTermination,
    LossBearer,
    OutcomeRule,
)
from sohos.core.errors import DomainError
from sohos.core.euro import ZERO, Euro, half_up


class CaseCapExceededError(DomainError):
    """More for one case than the contract repays; names the amount."""

    code = "case_cap_exceeded"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The share of a case that is repaid, in money."""

    share: Fraction
    principal_due: Euro
    principal_lost: Euro
    interest_due: Euro

    @property
    def is_failed(self) -> bool:
        """Whether nothing at all is repaid by the municipality."""
        return self.share == 0


@dataclass(frozen=True, slots=True)
class Loss:
    """Lost principal by bearer; the parts add up to what was lost."""

    investors: Euro
    sohos: Euro
    municipality: Euro


def check_case_cap(terms: ContractTerms, principal: Euro) -> None:
    """Refuse principal above what the contract repays for one case.

    Args:
        terms: the contract.
        principal: drawn or spent on the case.

    Raises:
        CaseCapExceededError: it is above the cap.
    """
    if principal > terms.case_cap:
        raise CaseCapExceededError(str(principal))


def share_due(terms: ContractTerms, *, saving: Euro, principal: Euro) -> Fraction:
    """Apply the outcome rule of the contract to a validated municipal saving.

    Args:
        terms: the contract.
        saving: nominal municipal saving of the first plan year, as validated; it
            may be negative.
        principal: what the case cost; deducted first when the contract measures
            the saving after the cost of the case.

    Returns:
        A fraction from 0 to 1: 0 or 1 under `threshold`, the attained part of the
        threshold under `pro_rata`, the share of the highest band under `rate_card`.
    """
    measured = saving - principal if terms.saving_is_after_case_cost else saving
    if terms.outcome_rule is OutcomeRule.THRESHOLD:
        return Fraction(int(measured >= terms.saving_threshold))
    if terms.outcome_rule is OutcomeRule.PRO_RATA:
        attained = Fraction(measured.cents, terms.saving_threshold.cents)
        return max(Fraction(0), min(Fraction(1), attained))
    reached = [band.share for band in terms.rate_card if measured >= band.from_saving]
    return reached[-1] if reached else Fraction(0)


def outcome_of(
    terms: ContractTerms, *, saving: Euro, principal: Euro, exact_interest: Fraction
) -> Outcome:
    """Turn a validated saving into principal due, principal lost and interest due.

    Args:
        terms: the contract.
        saving: nominal municipal saving of the first plan year, as validated.
        principal: what was spent on the case.
        exact_interest: unrounded euro cents up to the end of the interest.

    Returns:
        Due and lost principal, together `principal`; interest limited to the
        maximum return of the contract and rounded here, once.

    Raises:
        CaseCapExceededError: `principal` is above the cap for one case.
    """
    check_case_cap(terms, principal)
    share = share_due(terms, saving=saving, principal=principal)
    due = half_up(principal.exact() * share)
    interest = exact_interest * share
    if terms.max_return is not None:
        interest = min(interest, principal.exact() * share * terms.max_return)
    return Outcome(share, due, principal - due, half_up(interest))


def settled_early(
    terms: ContractTerms, *, principal: Euro, exact_interest: Fraction
) -> Outcome:
    """Say what a running case comes to when the contract ends early (rule S4.6).

    Args:
        terms: the contract; its `early_termination` is not `run_off`.
        principal: what was spent on the case; all of it is repaid.
        exact_interest: unrounded euro cents up to the end of the interest; none of it
            is paid under `repay_principal`.

    Raises:
        CaseCapExceededError: `principal` is above the cap for one case.
    """
    check_case_cap(terms, principal)
    interest = Fraction(0)
    if terms.early_termination is EarlyTermination.REPAY_WITH_INTEREST:
        interest = exact_interest
    if terms.max_return is not None:
        interest = min(interest, principal.exact() * terms.max_return)
    return Outcome(Fraction(1), principal, ZERO, half_up(interest))


def bear_loss(terms: ContractTerms, *, lost: Euro, first_loss_left: Euro) -> Loss:
    """Divide lost principal over those who bear it.

    Args:
        terms: the contract.
        lost: principal that the outcome does not repay.
        first_loss_left: what SOHOS still has to bear before investors do; only
            read when SOHOS bears the first loss.

    Returns:
        Parts that add up to `lost`.
    """
    if terms.loss_bearer is LossBearer.SOHOS:
        return Loss(ZERO, lost, ZERO)
    if terms.loss_bearer is LossBearer.MUNICIPALITY:
        return Loss(ZERO, ZERO, lost)
    if terms.loss_bearer is LossBearer.SOHOS_FIRST:
        first = min(lost, first_loss_left)
        return Loss(lost - first, first, ZERO)
    return Loss(lost, ZERO, ZERO)
