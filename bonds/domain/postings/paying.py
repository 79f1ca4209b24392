"""Events 9 and 13: payments, and payments that have to go back (table S7)."""

from collections.abc import Iterable

from bonds.domain.accounts import Account
from bonds.domain.allocation import Payout
from bonds.domain.ledger import (
    Event,
    Leg,
    Transaction,
    credit,
    debit,
    transaction,
)
from bonds.domain.postings import guards
from bonds.domain.postings.book import CaseBook
from sohos.core.euro import ZERO, Euro, total


def paid(
    bond: int, book: CaseBook, payouts: Iterable[Payout], *, by_sohos: bool = False
) -> Transaction:
    """Event 9: a payment is received and passed on, in full or in part.

    Args:
        bond: id of the bond.
        book: the balances of the case before the payment.
        payouts: from `allocation.waterfall`.
        by_sohos: SOHOS pays lost principal that it bears, instead of the
            municipality.

    Returns:
        A balanced transaction that leaves the clearing account at zero.

    Raises:
        PaymentAboveClaimError: the payer owes less principal or interest.
        NothingToPostError: nothing is paid.
    """
    parts = list(payouts)
    case = book.case
    interest = total(part.interest for part in parts)
    principal = total(part.principal for part in parts)
    payer = Account.CLAIM_SOHOS if by_sohos else Account.CLAIM_PRINCIPAL
    owed = book.claim_sohos if by_sohos else book.claim_principal
    owed_interest = ZERO if by_sohos else book.claim_interest
    guards.within(principal, owed, guards.PaymentAboveClaimError)
    guards.within(interest, owed_interest, guards.PaymentAboveClaimError)
    legs = [
        debit(Account.CLEARING, interest + principal, case=case),
        credit(Account.CLAIM_INTEREST, interest, case=case),
        credit(payer, principal, case=case),
    ]
    for part in parts:
        legs += _passed_on(part, case)
    return transaction(Event.PAID, bond, legs)


def clawed_back(bond: int, settlement: Transaction) -> Transaction:
    """Event 13: a case that was paid in full turns out undue.

    Args:
        bond: id of the bond.
        settlement: the transaction of event 8 of this case.

    Returns:
        A balanced transaction: investors owe back what they received and the
        municipality has it to receive; the loan is at risk again, the budget free.
    """
    legs: list[Leg] = []
    owed: dict[tuple[int | None, int | None], Euro] = {}
    for leg in settlement.legs:
        key = (leg.party, leg.case)
        if leg.account in (Account.LOAN_DUE, Account.INTEREST_DUE):
            owed[key] = owed.get(key, ZERO) - leg.amount
        elif leg.account in (Account.PROFESSIONALS, Account.MAATWERK):
            legs.append(debit(leg.account, -leg.amount, case=leg.case))
        elif leg.account is Account.LOAN_AT_RISK:
            legs.append(credit(leg.account, leg.amount, party=leg.party, case=leg.case))
        elif leg.account is Account.BUDGET_USED:
            legs += [
                debit(leg.account, -leg.amount, case=leg.case),
                credit(Account.BUDGET_FREE, -leg.amount),
            ]
    for (party, case), amount in owed.items():
        legs += [
            debit(Account.CLAWBACK_INVESTOR, amount, party=party, case=case),
            credit(Account.CLAWBACK_MUNICIPALITY, amount, case=case),
        ]
    return transaction(Event.CLAWED_BACK, bond, legs)


def clawback_repaid(
    bond: int, book: CaseBook, *, investor: int, amount: Euro
) -> Transaction:
    """Event 13, settled: an investor gives back and the municipality receives it.

    Args:
        bond: id of the bond.
        book: the balances of the case before the payment.
        investor: who pays.
        amount: euro cents, above zero.

    Returns:
        A balanced transaction that leaves the clearing account at zero.

    Raises:
        AmountNotPositiveError: `amount` is zero or less.
        PaymentAboveClaimError: the investor owes less on this case.
    """
    guards.positive(amount)
    owed = book.clawback.get(investor, ZERO)
    guards.within(amount, owed, guards.PaymentAboveClaimError)
    legs = [
        debit(Account.CLEARING, amount, case=book.case),
        *_given_back(investor, book.case, amount, clearing=book.case),
    ]
    return transaction(Event.CLAWBACK_REPAID, bond, legs)


def _passed_on(part: Payout, case: int) -> tuple[Leg, ...]:
    who = part.investor
    legs = [
        debit(Account.INTEREST_DUE, part.interest, party=who, case=case),
        debit(Account.LOAN_DUE, part.principal, party=who, case=case),
        credit(Account.CLEARING, part.paid_out, case=case),
    ]
    for held in part.withheld:
        legs += _given_back(who, held.case, held.amount, clearing=case)
    return tuple(legs)


def _given_back(
    investor: int, case: int, amount: Euro, *, clearing: int
) -> tuple[Leg, ...]:
    return (
        credit(Account.CLAWBACK_INVESTOR, amount, party=investor, case=case),
        debit(Account.CLAWBACK_MUNICIPALITY, amount, case=case),
        credit(Account.CLEARING, amount, case=clearing),
    )
