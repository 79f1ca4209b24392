"""The book of Veil je schuld: accounts and transactions that balance (V11 to V16)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bonds.domain.ledger import NothingToPostError, UnbalancedError
from sohos.core.errors import DomainError
from sohos.core.euro import ZERO, Euro, split, total


class Account(StrEnum):
    """An account; each leg names the share of a giver or the debt it is about."""

    BANK = "300"
    PROMISED = "310"
    CREDITORS = "320"
    TO_RETURN = "330"


class Event(StrEnum):
    """What happened; the value is stored and never changes."""

    AGREED = "agreed"
    RECEIVED = "received"
    PAID = "paid"
    WAIVED = "waived"
    FELL_THROUGH = "fell_through"
    RETURNED = "returned"
    CORRECTED = "corrected"


BANKED = frozenset({Event.RECEIVED, Event.PAID, Event.RETURNED})


class AmountRefusedError(DomainError):
    """More than what is open there; names the open cents."""

    code = "amount_refused"


@dataclass(frozen=True, slots=True)
class Leg:
    """One line: debit above zero, credit below; of a share or of a debt."""

    account: Account
    amount: Euro
    share: int | None = None
    debt: int | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """What one giver promised, gave so far, still has to give and is to get back."""

    id: int
    promised: Euro
    given: Euro = ZERO
    open: Euro = ZERO
    to_return: Euro = ZERO


@dataclass(frozen=True, slots=True)
class Stand:
    """The balances of the debts of one household, all zero or more."""

    bank: Euro
    shares: tuple[Share, ...]
    creditors: Mapping[int, Euro]

    @property
    def is_settled(self) -> bool:
        """Tell whether nothing is expected, owed or held any more."""
        return not (
            self.bank
            or any(share.open or share.to_return for share in self.shares)
            or any(self.creditors.values())
        )

    @property
    def are_creditors_paid(self) -> bool:
        """Tell whether no creditor waits for anything."""
        return not any(self.creditors.values())

    def share(self, share_id: int) -> Share:
        """Return the share with an id."""
        return next(share for share in self.shares if share.id == share_id)


def stand_of(promised: Mapping[int, Euro], legs: Iterable[Leg]) -> Stand:
    """Add up the legs of one household.

    Args:
        promised: per share, in the order of the shares.
        legs: all of them.
    """
    of_share: dict[tuple[Account, int], Euro] = {}
    creditors: dict[int, Euro] = {}
    bank = ZERO
    for leg in legs:
        if leg.account is Account.BANK:
            bank = bank + leg.amount
        if leg.share is not None:
            key = (leg.account, leg.share)
            of_share[key] = of_share.get(key, ZERO) + leg.amount
        elif leg.account is Account.CREDITORS and leg.debt is not None:
            creditors[leg.debt] = creditors.get(leg.debt, ZERO) - leg.amount
    return Stand(
        bank=bank,
        shares=tuple(
            Share(
                share,
                amount,
                given=of_share.get((Account.BANK, share), ZERO),
                open=of_share.get((Account.PROMISED, share), ZERO),
                to_return=-of_share.get((Account.TO_RETURN, share), ZERO),
            )
            for share, amount in promised.items()
        ),
        creditors=creditors,
    )


def agree(
    shares: Sequence[tuple[int, Euro]], debts: Sequence[tuple[int, Euro]]
) -> tuple[Leg, ...]:
    """Book the match: givers promised what creditors are going to get."""
    return _balanced(
        *(Leg(Account.PROMISED, amount, share=share) for share, amount in shares),
        *(Leg(Account.CREDITORS, -amount, debt=debt) for debt, amount in debts),
    )


def receive(stand: Stand, *, share: int, amount: Euro) -> tuple[Leg, ...]:
    """Book money of a giver, the whole or a part.

    Raises:
        AmountRefusedError: more than was promised and did not come yet.
    """
    _require(amount, stand.share(share).open)
    return _balanced(
        Leg(Account.BANK, amount, share=share),
        Leg(Account.PROMISED, -amount, share=share),
    )


def pay(stand: Stand, *, debt: int, amount: Euro) -> tuple[Leg, ...]:
    """Book what a creditor got.

    Raises:
        AmountRefusedError: more than this creditor waits for, or than came in.
    """
    _require(amount, min(stand.creditors.get(debt, ZERO), stand.bank))
    return _balanced(
        Leg(Account.CREDITORS, amount, debt=debt),
        Leg(Account.BANK, -amount, debt=debt),
    )


def waive(stand: Stand, *, debt: int, amount: Euro) -> tuple[Leg, ...]:
    """Book that a creditor asks less: givers give less, pro rata (rule V14).

    Each giver's part is by largest remainder on what was promised; it lowers what
    still has to come, and what came already goes back.

    Raises:
        AmountRefusedError: more than this creditor waits for.
    """
    _require(amount, stand.creditors.get(debt, ZERO))
    parts = split(amount, [share.promised.cents for share in stand.shares])
    return _balanced(
        Leg(Account.CREDITORS, amount, debt=debt),
        *(
            leg
            for share, part in zip(stand.shares, parts, strict=True)
            for leg in _lowered(share, part)
        ),
    )


def fall_through(stand: Stand) -> tuple[Leg, ...]:
    """Book that the match does not go on (rule V15).

    What did not come is not expected any more; what came and was not paid to a
    creditor goes back to the givers pro rata of what each gave, by largest remainder.

    Raises:
        NothingToPostError: no creditor waits for anything.
    """
    given = [(share.given - share.to_return).cents for share in stand.shares]
    held = stand.bank - total(share.to_return for share in stand.shares)
    back = split(held, given) if held else (ZERO,) * len(given)
    return _balanced(
        *(
            Leg(Account.CREDITORS, amount, debt=debt)
            for debt, amount in stand.creditors.items()
        ),
        *(Leg(Account.PROMISED, -share.open, share=share.id) for share in stand.shares),
        *(
            Leg(Account.TO_RETURN, -part, share=share.id)
            for share, part in zip(stand.shares, back, strict=True)
        ),
    )


def give_back(stand: Stand, *, share: int, amount: Euro) -> tuple[Leg, ...]:
    """Book money that went back to a giver.

    Raises:
        AmountRefusedError: more than is to go back to this giver.
    """
    _require(amount, min(stand.share(share).to_return, stand.bank))
    return _balanced(
        Leg(Account.TO_RETURN, amount, share=share),
        Leg(Account.BANK, -amount, share=share),
    )


def mirror(legs: Iterable[Leg]) -> tuple[Leg, ...]:
    """Book every leg the other way round."""
    return tuple(Leg(leg.account, -leg.amount, leg.share, leg.debt) for leg in legs)


def _lowered(share: Share, part: Euro) -> tuple[Leg, Leg]:
    expected = min(share.open, part)
    return (
        Leg(Account.PROMISED, -expected, share=share.id),
        Leg(Account.TO_RETURN, expected - part, share=share.id),
    )


def _require(amount: Euro, open_: Euro) -> None:
    if amount <= ZERO or amount > open_:
        raise AmountRefusedError(str(open_.cents))


def _balanced(*legs: Leg) -> tuple[Leg, ...]:
    kept = tuple(leg for leg in legs if leg.amount)
    if not kept:
        raise NothingToPostError
    if difference := total(leg.amount for leg in kept):
        raise UnbalancedError(str(difference))
    return kept
