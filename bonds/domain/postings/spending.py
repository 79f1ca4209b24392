"""Events 5 and 10: what is spent on a case, and what goes back (table S7)."""

from bonds.domain.accounts import Account
from bonds.domain.allocation import allocate, holdings
from bonds.domain.ledger import Event, Transaction, credit, debit, transaction
from bonds.domain.postings import guards
from bonds.domain.postings.book import CaseBook
from sohos.core.euro import ZERO, Euro


def spent(
    bond: int, book: CaseBook, *, professionals: Euro = ZERO, maatwerk: Euro = ZERO
) -> Transaction:
    """Event 5: pay an invoice out of what was drawn for the case.

    Args:
        bond: id of the bond.
        book: the balances of the case before the payment.
        professionals: the part for professionals, zero or more.
        maatwerk: the part from the maatwerkbudget, zero or more.

    Returns:
        A balanced transaction.

    Raises:
        AmountNotPositiveError: a part is negative or both are zero.
        SpentAboveDrawnError: the bank holds less for this case.
    """
    amount = professionals + maatwerk
    guards.positive(amount)
    if professionals < ZERO or maatwerk < ZERO:
        raise guards.AmountNotPositiveError(str(min(professionals, maatwerk)))
    guards.within(amount, book.unspent, guards.SpentAboveDrawnError)
    return transaction(
        Event.SPENT,
        bond,
        [
            debit(Account.PROFESSIONALS, professionals, case=book.case),
            debit(Account.MAATWERK, maatwerk, case=book.case),
            credit(Account.BANK, amount, case=book.case),
        ],
    )


def refunded(bond: int, book: CaseBook, *, amount: Euro) -> Transaction:
    """Event 10: money that was not spent goes back to the investors.

    Args:
        bond: id of the bond.
        book: the balances of the case before the refund.
        amount: euro cents, above zero.

    Returns:
        A balanced transaction; investors share pro rata what they have at risk.

    Raises:
        AmountNotPositiveError: `amount` is zero or less.
        SpentAboveDrawnError: the bank holds less for this case.
    """
    guards.positive(amount)
    guards.within(amount, book.unspent, guards.SpentAboveDrawnError)
    legs = [
        debit(Account.LOAN_AT_RISK, part.amount, party=part.investor, case=book.case)
        for part in allocate(amount, holdings(book.at_risk))
    ]
    legs.append(credit(Account.BANK, amount, case=book.case))
    return transaction(Event.REFUNDED, bond, legs)
