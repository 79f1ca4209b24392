"""Reads: balances as of any day, as they were known at any moment (rule S7.5)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet, Sum

from bonds.domain.accounts import CHART, Account, Book, book_of
from bonds.models import Bond, Event, Leg
from bonds.selectors.ledger import legs_of
from sohos.core.euro import ZERO, Euro, total


@dataclass(frozen=True, slots=True)
class AccountBalance:
    """An account: what was booked on both sides up to a day, and what is left."""

    account: Account
    name: str
    debit: Euro
    credit: Euro

    @property
    def balance(self) -> Euro:
        """Debit less credit."""
        return self.debit - self.credit


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """The accounts of one book in order of number; both sides add up to the same."""

    book: Book
    accounts: tuple[AccountBalance, ...]

    @property
    def debit(self) -> Euro:
        """All that was debited."""
        return total(row.debit for row in self.accounts)

    @property
    def credit(self) -> Euro:
        """All that was credited."""
        return total(row.credit for row in self.accounts)


def events_known(
    bond: Bond, *, as_of: date | None = None, known_at: datetime | None = None
) -> QuerySet[Event]:
    """List the events of a bond in order of booking.

    Args:
        bond: the bond.
        as_of: only those with a value date up to and including this day.
        known_at: only those booked up to and including this moment.
    """
    rows = Event.objects.filter(bond_id=bond.pk, municipality_id=bond.municipality_id)
    if as_of is not None:
        rows = rows.filter(value_on__lte=as_of)
    if known_at is not None:
        rows = rows.filter(booked_at__lte=known_at)
    return rows.order_by("sequence")


def legs_known(
    bond: Bond, *, as_of: date | None = None, known_at: datetime | None = None
) -> QuerySet[Leg]:
    """List the legs of a bond up to a day, as known at a moment; see `events_known`."""
    rows = legs_of(bond)
    if as_of is not None:
        rows = rows.filter(transaction__value_on__lte=as_of)
    if known_at is not None:
        rows = rows.filter(transaction__event__booked_at__lte=known_at)
    return rows


def balances_on(
    bond: Bond, *, as_of: date | None = None, known_at: datetime | None = None
) -> dict[Account, Euro]:
    """Return debit less credit per account up to a day, as known at a moment.

    Args:
        bond: the bond.
        as_of: last day that counts, by value date; all days when left out.
        known_at: last moment that counts, by booking; now when left out.

    Returns:
        In order of account number; zeros left out.
    """
    known = legs_known(bond, as_of=as_of, known_at=known_at)
    rows = known.order_by("account").values_list("account")
    sums = rows.annotate(Sum("amount_cents"))
    return {Account(account): Euro(cents) for account, cents in sums if cents}


def trial_balances(
    bond: Bond, *, as_of: date | None = None, known_at: datetime | None = None
) -> tuple[TrialBalance, ...]:
    """Return memo and real accounts with both their sides; see `balances_on`."""
    known = legs_known(bond, as_of=as_of, known_at=known_at)
    sums = (
        known.order_by("account")
        .values_list("account")
        .annotate(
            debited=Sum("amount_cents", filter=Q(amount_cents__gt=0)),
            credited=Sum("amount_cents", filter=Q(amount_cents__lt=0)),
        )
    )
    rows = [
        AccountBalance(
            account=Account(account),
            name=CHART[Account(account)].name,
            debit=Euro(debited or 0),
            credit=ZERO - Euro(credited or 0),
        )
        for account, debited, credited in sums
    ]
    return tuple(
        TrialBalance(book, tuple(row for row in rows if book_of(row.account) is book))
        for book in Book
    )
