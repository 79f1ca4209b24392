"""Transactions that balance, and balances over them (rules S7.2 to S7.5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bonds.domain.accounts import CHART, Account, Book, book_of
from sohos.core.errors import DomainError
from sohos.core.euro import ZERO, Euro, total


class Event(StrEnum):
    """What happened; the value is stored and never changes."""

    COMMITTED = "committed"
    BUDGETED = "budgeted"
    DRAW_REQUESTED = "draw_requested"
    DRAW_RECEIVED = "draw_received"
    DRAW_VOIDED = "draw_voided"
    STARTED = "started"
    SPENT = "spent"
    ACCRUED = "accrued"
    KBA_CHANGED = "kba_changed"
    QUEUED = "queued"
    FELL_DUE = "fell_due"
    PAID = "paid"
    REFUNDED = "refunded"
    ENDED = "ended"
    CORRECTED = "corrected"
    CLAWED_BACK = "clawed_back"
    CLAWBACK_REPAID = "clawback_repaid"
    TERMINATED = "terminated"
    SETTLED_EARLY = "settled_early"


class UnbalancedError(DomainError):
    """Debit and credit differ in a book; names the book and the difference."""

    code = "unbalanced"


class LegMalformedError(DomainError):
    """A leg misses a dimension of its account or carries another; names it."""

    code = "leg_malformed"


class NothingToPostError(DomainError):
    """The act moves no money on any account."""

    code = "nothing_to_post"


@dataclass(frozen=True, slots=True)
class Leg:
    """One line of a transaction: debit above zero, credit below."""

    account: Account
    amount: Euro
    party: int | None = None
    case: int | None = None

    def __post_init__(self) -> None:
        shape = CHART[self.account]
        if (self.party is not None) != shape.by_party:
            raise LegMalformedError(f"{self.account}/party")
        if (self.case is not None) != shape.by_case:
            raise LegMalformedError(f"{self.account}/case")


@dataclass(frozen=True, slots=True)
class Transaction:
    """Legs of one bond that belong together; `corrects` names the mirrored event."""

    event: Event
    bond: int
    legs: tuple[Leg, ...]
    corrects: Event | None = None

    def __post_init__(self) -> None:
        if not self.legs:
            raise NothingToPostError(self.event)
        for book in Book:
            difference = total(
                leg.amount for leg in self.legs if book_of(leg.account) is book
            )
            if difference:
                raise UnbalancedError(f"{book}/{difference}")


def debit(
    account: Account, amount: Euro, *, party: int | None = None, case: int | None = None
) -> Leg:
    """Debit an account with euro cents; a negative amount is a credit."""
    return Leg(account, amount, party, case)


def credit(
    account: Account, amount: Euro, *, party: int | None = None, case: int | None = None
) -> Leg:
    """Credit an account with euro cents; a negative amount is a debit."""
    return Leg(account, -amount, party, case)


def transaction(event: Event, bond: int, legs: Iterable[Leg]) -> Transaction:
    """Make a transaction of the legs that are not zero.

    Args:
        event: what happened.
        bond: id of the bond; all legs are of this one.
        legs: in the order in which they are shown.

    Returns:
        A transaction that balances, memo and real apart.

    Raises:
        UnbalancedError: debit and credit differ.
        NothingToPostError: every leg is zero.
    """
    return Transaction(event, bond, tuple(leg for leg in legs if leg.amount))


def mirror(original: Transaction) -> Transaction:
    """Correct a transaction by posting every leg the other way round.

    Args:
        original: what was posted; a correction may itself be corrected.

    Returns:
        A transaction that brings all balances back to before `original`.
    """
    legs = tuple(
        Leg(leg.account, -leg.amount, leg.party, leg.case) for leg in original.legs
    )
    corrects = original.corrects or original.event
    return Transaction(Event.CORRECTED, original.bond, legs, corrects)


def balance(
    legs: Iterable[Leg],
    *accounts: Account,
    party: int | None = None,
    case: int | None = None,
) -> Euro:
    """Add up the legs on some accounts.

    Args:
        legs: of one bond.
        accounts: the accounts to add up together.
        party: only this party; every party when left out.
        case: only this case; every case when left out.

    Returns:
        Debit less credit, in euro cents.
    """
    return total(
        leg.amount
        for leg in legs
        if leg.account in accounts
        and party in (None, leg.party)
        and case in (None, leg.case)
    )


def by_party(legs: Iterable[Leg], account: Account, *, case: int) -> dict[int, Euro]:
    """Add up one account of one case for each party.

    Args:
        legs: of one bond.
        account: an account with a party.
        case: id of the case.

    Returns:
        Debit less credit per party, in order of party; parties at zero left out.
    """
    sums: dict[int, Euro] = {}
    for leg in legs:
        if leg.account is account and leg.case == case and leg.party is not None:
            sums[leg.party] = sums.get(leg.party, ZERO) + leg.amount
    return {party: amount for party, amount in sorted(sums.items()) if amount}


def trial_balance(legs: Iterable[Leg]) -> dict[Account, Euro]:
    """Add up every account.

    Args:
        legs: of one bond.

    Returns:
        Debit less credit per account, in order of number; zeros left out.
    """
    sums: dict[Account, Euro] = {}
    for leg in legs:
        sums[leg.account] = sums.get(leg.account, ZERO) + leg.amount
    return {account: amount for account, amount in sorted(sums.items()) if amount}
