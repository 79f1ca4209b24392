"""The chart of accounts: memo and real, with their dimensions (rule S7.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Book(StrEnum):
    """Memo records what was promised, real what was moved; each balances alone."""

    MEMO = "memo"
    REAL = "real"


class Account(StrEnum):
    """An account by the number under which accountants know it."""

    COMMITMENT = "010"
    DRAWING_ROOM = "011"
    BUDGET = "020"
    BUDGET_FREE = "021"
    BUDGET_RESERVED = "022"
    BUDGET_USED = "023"
    CONTINGENT_INTEREST_CASE = "030"
    CONTINGENT_INTEREST_INVESTOR = "031"
    BANK = "100"
    CLEARING = "105"
    PROFESSIONALS = "110"
    MAATWERK = "111"
    CLAIM_PRINCIPAL = "120"
    CLAIM_INTEREST = "121"
    CLAIM_SOHOS = "130"
    LOAN_AT_RISK = "200"
    LOAN_DUE = "201"
    INTEREST_DUE = "210"
    CLAWBACK_INVESTOR = "220"
    CLAWBACK_MUNICIPALITY = "225"


@dataclass(frozen=True, slots=True)
class Description:
    """What an account is called, and which dimensions every leg on it carries."""

    name: str
    by_party: bool = False
    by_case: bool = False


CHART: Mapping[Account, Description] = {
    Account.COMMITMENT: Description("Toezegging", by_party=True),
    Account.DRAWING_ROOM: Description("Trekkingsruimte", by_party=True),
    Account.BUDGET: Description("Rentebudget"),
    Account.BUDGET_FREE: Description("Rentebudget vrij"),
    Account.BUDGET_RESERVED: Description("Rentebudget gereserveerd", by_case=True),
    Account.BUDGET_USED: Description("Rentebudget verbruikt", by_case=True),
    Account.CONTINGENT_INTEREST_CASE: Description(
        "Voorwaardelijke rente per casus", by_case=True
    ),
    Account.CONTINGENT_INTEREST_INVESTOR: Description(
        "Voorwaardelijke rente per investeerder", by_party=True, by_case=True
    ),
    Account.BANK: Description("Projectbank", by_case=True),
    Account.CLEARING: Description("Doorbetaling", by_case=True),
    Account.PROFESSIONALS: Description("Casus professionals", by_case=True),
    Account.MAATWERK: Description("Casus maatwerk", by_case=True),
    Account.CLAIM_PRINCIPAL: Description("Vordering gemeente hoofdsom", by_case=True),
    Account.CLAIM_INTEREST: Description("Vordering gemeente rente", by_case=True),
    Account.CLAIM_SOHOS: Description("Vordering SOHOS", by_case=True),
    Account.LOAN_AT_RISK: Description("Lening at risk", by_party=True, by_case=True),
    Account.LOAN_DUE: Description("Lening opeisbaar", by_party=True, by_case=True),
    Account.INTEREST_DUE: Description("Rente opeisbaar", by_party=True, by_case=True),
    Account.CLAWBACK_INVESTOR: Description(
        "Terug te vorderen investeerder", by_party=True, by_case=True
    ),
    Account.CLAWBACK_MUNICIPALITY: Description(
        "Terug te betalen gemeente", by_case=True
    ),
}


def book_of(account: Account) -> Book:
    """Return the book in which an account stands; memo numbers start with 0."""
    return Book.MEMO if account.startswith("0") else Book.REAL
