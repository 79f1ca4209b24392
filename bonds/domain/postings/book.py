"""The balances of one case, as its next posting reads them (rule S7.5)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bonds.domain.accounts import Account
from bonds.domain.ledger import Leg, balance, by_party
from sohos.core.euro import Euro


@dataclass(frozen=True, slots=True)
class CaseBook:
    """The balances of one case that settling it reads, all zero or more.

    Euro cents; mappings are per investor id.
    """

    case: int
    unspent: Euro
    professionals: Euro
    maatwerk: Euro
    reserved: Euro
    claim_principal: Euro
    claim_interest: Euro
    claim_sohos: Euro
    at_risk: Mapping[int, Euro]
    due: Mapping[int, Euro]
    interest_due: Mapping[int, Euro]
    accrued: Mapping[int, Euro]
    clawback: Mapping[int, Euro]

    @property
    def spent(self) -> Euro:
        """What the case cost and nobody has taken over yet."""
        return self.professionals + self.maatwerk

    @property
    def is_owed(self) -> bool:
        """Whether the municipality still has to pay anything."""
        return bool(self.claim_principal + self.claim_interest)


def read_case(legs: Iterable[Leg], case: int) -> CaseBook:
    """Read the balances of one case from its legs.

    Args:
        legs: of one bond; those of other cases are passed over.
        case: id of the case.

    Returns:
        Its balances, with debt and reserves as positive amounts.
    """
    own = [leg for leg in legs if leg.case == case]

    def owed(account: Account) -> dict[int, Euro]:
        sums = by_party(own, account, case=case)
        return {party: -amount for party, amount in sums.items()}

    return CaseBook(
        case=case,
        unspent=balance(own, Account.BANK),
        professionals=balance(own, Account.PROFESSIONALS),
        maatwerk=balance(own, Account.MAATWERK),
        reserved=-balance(own, Account.BUDGET_RESERVED),
        claim_principal=balance(own, Account.CLAIM_PRINCIPAL),
        claim_interest=balance(own, Account.CLAIM_INTEREST),
        claim_sohos=balance(own, Account.CLAIM_SOHOS),
        at_risk=owed(Account.LOAN_AT_RISK),
        due=owed(Account.LOAN_DUE),
        interest_due=owed(Account.INTEREST_DUE),
        accrued=owed(Account.CONTINGENT_INTEREST_INVESTOR),
        clawback=by_party(own, Account.CLAWBACK_INVESTOR, case=case),
    )
