"""The journal for hledger: plain text that checks itself (rule E2)."""

from collections.abc import Iterator

from bonds.domain.accounts import CHART, Account, book_of
from bonds.domain.journal import Entry, Journal, Posting
from sohos.core.euro import Euro

_UNFIT = str.maketrans({";": ",", "\n": " ", "|": "/", "\r": " ", "\t": " "})


def write(journal: Journal) -> Iterator[str]:
    """Write a journal that passes `hledger check --strict`.

    Accounts and the currency are declared. The last transaction moves nothing and
    asserts what each account stands at, so that hledger itself compares its balances
    with those of the ledger.

    Args:
        journal: without opening balances.

    Yields:
        Lines, each with its end.
    """
    yield f"; {_plain(journal.bond)}, {_plain(journal.municipality)}\n"
    yield f"; {journal.through_on}\n\ncommodity 1000.00 EUR\n\n"
    names = sorted(
        {_account(one) for entry in journal.entries for one in entry.postings}
        | {_parent(account) for account in journal.closing}
    )
    yield from (f"account {name}\n" for name in names)
    for entry in journal.entries:
        yield from _entry(entry, journal.names[entry.event])
    yield from _assertions(journal)


def _entry(entry: Entry, name: str) -> Iterator[str]:
    tags = {
        "booked": entry.booked_at.date().isoformat(),
        "case": entry.case,
        "bankline": _plain(entry.bank_line).replace(",", " "),
        "corrects": str(entry.corrects or ""),
    }
    said = ", ".join(f"{tag}:{value}" for tag, value in tags.items() if value)
    yield f"\n{entry.on} * ({entry.number}) {_plain(name)}  ; {said}\n"
    for one in entry.postings:
        yield f"    {_account(one)}  {_amount(one.amount)}\n"


def _assertions(journal: Journal) -> Iterator[str]:
    if not journal.closing:
        return
    last = max((entry.on for entry in journal.entries), default=journal.through_on)
    yield f"\n{max(last, journal.through_on)} * saldo\n"
    for account, amount in journal.closing.items():
        yield f"    {_parent(account)}  0.00 EUR =* {_amount(amount)}\n"


def _parent(account: Account) -> str:
    return f"{book_of(account)}:{account} {CHART[account].name}"


def _account(one: Posting) -> str:
    dimensions = (one.party, one.case)
    return ":".join(
        (_parent(one.account), *(_part(part) for part in dimensions if part))
    )


def _part(code: str) -> str:
    return _plain(code).replace(":", "-")


def _plain(text: str) -> str:
    """Leave out what would end an account, a description or a comment."""
    return " ".join(text.translate(_UNFIT).split())


def _amount(amount: Euro) -> str:
    whole, cents = divmod(abs(amount.cents), 100)
    return f"{'-' if amount.cents < 0 else ''}{whole}.{cents:02d} EUR"
