"""The ledger as others read it: entries with codes instead of people (rule E1)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bonds.domain.accounts import Account
from bonds.domain.ledger import Event
from sohos.core.euro import ZERO, Euro


@dataclass(frozen=True, slots=True)
class Posting:
    """One line: debit above zero; `party` and `case` are codes, or nothing."""

    account: Account
    amount: Euro
    party: str = ""
    case: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What an event moved; `number` is its place in the ledger."""

    number: int
    event: Event
    on: date
    booked_at: datetime
    postings: tuple[Posting, ...]
    case: str = ""
    bank_line: str = ""
    corrects: int | None = None

    @property
    def touches_bank(self) -> bool:
        """Whether money moved on the project bank."""
        return any(one.account is Account.BANK for one in self.postings)


@dataclass(frozen=True, slots=True)
class Journal:
    """All entries of a bond up to a day, in order of booking.

    `opening` is what every account stood at before the first entry; `names` is what
    each event is called.
    """

    bond: str
    municipality: str
    made_on: date
    through_on: date
    entries: tuple[Entry, ...]
    opening: Mapping[Account, Euro]
    names: Mapping[Event, str]

    @property
    def closing(self) -> dict[Account, Euro]:
        """What every account stands at after the last entry; zeros left out."""
        return add_up(
            self.opening, (one for entry in self.entries for one in entry.postings)
        )


def add_up(
    opening: Mapping[Account, Euro], postings: Iterable[Posting]
) -> dict[Account, Euro]:
    """Add postings to opening balances, in order of account; zeros left out."""
    sums = dict(opening)
    for one in postings:
        sums[one.account] = sums.get(one.account, ZERO) + one.amount
    return {account: amount for account, amount in sorted(sums.items()) if amount}
