"""Events 8 and 11: a case falls due, or ends without repayment (table S7)."""

from collections.abc import Iterable

from bonds.domain.accounts import Account
from bonds.domain.allocation import Part, allocate, holdings
from bonds.domain.budget import Cover
from bonds.domain.ledger import (
    Event,
    Leg,
    Transaction,
    credit,
    debit,
    transaction,
)
from bonds.domain.outcome import Loss
from bonds.domain.postings import guards
from bonds.domain.postings.book import CaseBook
from sohos.core.errors import DomainError
from sohos.core.euro import ZERO, Euro, split, total


class WaitsForCoverError(DomainError):
    """The interest budget has no room: the case waits for cover."""

    code = "waits_for_cover"


def fell_due(
    bond: int,
    book: CaseBook,
    *,
    principal: Euro,
    interest: Iterable[Part],
    cover: Cover,
    event: Event = Event.FELL_DUE,
) -> Transaction:
    """Event 8: the outcome is accepted, so repayment is due and interest frozen.

    An early end of the contract settles a case in the same way (event 14).

    Args:
        bond: id of the bond.
        book: the balances of the case, accrued up to the end of the interest.
        principal: what the outcome repays, at most what was spent.
        interest: the interest due per investor; together what `cover` granted.
        cover: where the interest comes from.
        event: why repayment is due.

    Returns:
        A balanced transaction: claims on the municipality, loans and interest due,
        contingent interest and reservation closed.

    Raises:
        WaitsForCoverError: the budget has no room.
        UnspentMoneyError: money of the case is still on the bank.
        PrincipalAboveSpentError: `principal` is more than the case cost.
        UnbalancedError: the parts of the interest do not add up to the cover.
    """
    if cover.waits:
        raise WaitsForCoverError
    guards.within(book.unspent, ZERO, guards.UnspentMoneyError)
    guards.within(principal, book.spent, guards.PrincipalAboveSpentError)
    case = book.case
    legs = [
        debit(Account.CLAIM_PRINCIPAL, principal, case=case),
        *_costs_taken_over(book, principal),
        *_loans_fall_due(book, principal),
        debit(Account.CLAIM_INTEREST, cover.granted, case=case),
    ]
    legs += [
        credit(Account.INTEREST_DUE, part.amount, party=part.investor, case=case)
        for part in interest
    ]
    legs += [*_contingent_released(book), *_interest_covered(book, cover)]
    return transaction(event, bond, legs)


def ended(bond: int, book: CaseBook, *, loss: Loss) -> Transaction:
    """Event 11: a case failed or was withdrawn, or part of it was not repaid.

    After event 8 the contingent interest and the reservation are already closed and
    only the loss of the rest is posted.

    Args:
        bond: id of the bond.
        book: the balances of the case.
        loss: who bears what was spent and not taken over; together `book.spent`.

    Returns:
        A balanced transaction: investors' part written off (11a), the part of SOHOS
        and of the municipality due to the investors (11b).

    Raises:
        UnspentMoneyError: money of the case is still on the bank.
        UnbalancedError: `loss` is not what was spent.
        NothingToPostError: the case has no money, accrual or reservation.
    """
    guards.within(book.unspent, ZERO, guards.UnspentMoneyError)
    case = book.case
    legs = [
        *_contingent_released(book),
        debit(Account.BUDGET_RESERVED, book.reserved, case=case),
        credit(Account.BUDGET_FREE, book.reserved),
        credit(Account.PROFESSIONALS, book.professionals, case=case),
        credit(Account.MAATWERK, book.maatwerk, case=case),
        debit(Account.CLAIM_SOHOS, loss.sohos, case=case),
        debit(Account.CLAIM_PRINCIPAL, loss.municipality, case=case),
    ]
    written_off = allocate(loss.investors, holdings(book.at_risk))
    for part in written_off:
        who, at_risk = part.investor, book.at_risk[part.investor]
        legs += [
            debit(Account.LOAN_AT_RISK, at_risk, party=who, case=case),
            credit(Account.LOAN_DUE, at_risk - part.amount, party=who, case=case),
        ]
    return transaction(Event.ENDED, bond, legs)


def _costs_taken_over(book: CaseBook, principal: Euro) -> tuple[Leg, ...]:
    if not principal:
        return ()
    weights = (book.professionals.cents, book.maatwerk.cents)
    professionals, maatwerk = split(principal, weights)
    return (
        credit(Account.PROFESSIONALS, professionals, case=book.case),
        credit(Account.MAATWERK, maatwerk, case=book.case),
    )


def _loans_fall_due(book: CaseBook, principal: Euro) -> tuple[Leg, ...]:
    legs: list[Leg] = []
    for part in allocate(principal, holdings(book.at_risk)):
        who, amount = part.investor, part.amount
        legs += [
            debit(Account.LOAN_AT_RISK, amount, party=who, case=book.case),
            credit(Account.LOAN_DUE, amount, party=who, case=book.case),
        ]
    return tuple(legs)


def _contingent_released(book: CaseBook) -> tuple[Leg, ...]:
    released = [
        debit(Account.CONTINGENT_INTEREST_INVESTOR, amount, party=who, case=book.case)
        for who, amount in book.accrued.items()
    ]
    whole = total(book.accrued.values())
    case = credit(Account.CONTINGENT_INTEREST_CASE, whole, case=book.case)
    return (*released, case)


def _interest_covered(book: CaseBook, cover: Cover) -> tuple[Leg, ...]:
    taken = cover.from_reserve + cover.released
    return (
        debit(Account.BUDGET_RESERVED, taken, case=book.case),
        debit(Account.BUDGET_FREE, cover.from_free),
        credit(Account.BUDGET_USED, cover.granted, case=book.case),
        credit(Account.BUDGET_FREE, cover.released),
    )
