"""Events 1 to 3 and 6: promises, draws and contingent interest (table S7)."""

from collections.abc import Iterable

from bonds.domain.accounts import Account
from bonds.domain.allocation import Part
from bonds.domain.ledger import Event, Transaction, credit, debit, transaction
from bonds.domain.postings import guards
from sohos.core.euro import Euro, total


def committed(bond: int, *, investor: int, amount: Euro) -> Transaction:
    """Event 1: an investor signs for an amount above zero."""
    guards.positive(amount)
    return transaction(
        Event.COMMITTED,
        bond,
        [
            debit(Account.COMMITMENT, amount, party=investor),
            credit(Account.DRAWING_ROOM, amount, party=investor),
        ],
    )


def budgeted(bond: int, *, amount: Euro) -> Transaction:
    """Event 2: the council makes an interest budget above zero available."""
    guards.positive(amount)
    return transaction(
        Event.BUDGETED,
        bond,
        [debit(Account.BUDGET, amount), credit(Account.BUDGET_FREE, amount)],
    )


def draw_requested(bond: int, *, case: int, reserve: Euro) -> Transaction:
    """Event 3a: reserve the interest that a draw will need, above zero."""
    guards.positive(reserve)
    return transaction(
        Event.DRAW_REQUESTED,
        bond,
        [
            debit(Account.BUDGET_FREE, reserve),
            credit(Account.BUDGET_RESERVED, reserve, case=case),
        ],
    )


def draw_voided(bond: int, *, case: int, reserve: Euro) -> Transaction:
    """Event 3c: a draw is void or expires; its reservation is free again."""
    guards.positive(reserve)
    return transaction(
        Event.DRAW_VOIDED,
        bond,
        [
            debit(Account.BUDGET_RESERVED, reserve, case=case),
            credit(Account.BUDGET_FREE, reserve),
        ],
    )


def draw_received(bond: int, *, case: int, parts: Iterable[Part]) -> Transaction:
    """Event 3b: the bank received a draw.

    Args:
        bond: id of the bond.
        case: id of the case.
        parts: what each investor lent, from `allocation.fund`.

    Returns:
        A balanced transaction.

    Raises:
        NothingToPostError: nobody lent anything.
    """
    lent = list(parts)
    legs = [debit(Account.BANK, total(part.amount for part in lent), case=case)]
    for part in lent:
        who, amount = part.investor, part.amount
        legs += [
            credit(Account.LOAN_AT_RISK, amount, party=who, case=case),
            debit(Account.DRAWING_ROOM, amount, party=who),
            credit(Account.COMMITMENT, amount, party=who),
        ]
    return transaction(Event.DRAW_RECEIVED, bond, legs)


def accrued(bond: int, *, case: int, parts: Iterable[Part]) -> Transaction:
    """Event 6: accrue contingent interest; raises `NothingToPostError` at zero."""
    earned = list(parts)
    amount = total(part.amount for part in earned)
    legs = [debit(Account.CONTINGENT_INTEREST_CASE, amount, case=case)]
    legs += [
        credit(
            Account.CONTINGENT_INTEREST_INVESTOR,
            part.amount,
            party=part.investor,
            case=case,
        )
        for part in earned
    ]
    return transaction(Event.ACCRUED, bond, legs)
