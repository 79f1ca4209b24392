"""Reads for finance: who still has to pay, who is to be paid, what was booked."""

from dataclasses import dataclass
from datetime import date

from sohos.core.errors import NotFoundError
from sohos.core.euro import ZERO, Euro, total
from sohos.funds.domain.book import BANKED, Event
from sohos.funds.domain.listing import Status
from sohos.funds.models import BookEvent, Listing
from sohos.funds.selectors.casework import ShareRow, shares_in
from sohos.funds.selectors.rows import listings_of, stand_in_book
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

_WITH_MONEY = (Status.MATCHED, Status.FELL_THROUGH, Status.PAID)


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """The money of one household's debts in a list."""

    id: int
    code: str
    status: Status
    whole: Euro
    expected: Euro
    bank: Euro
    creditors: Euro
    to_return: Euro


@dataclass(frozen=True, slots=True)
class CreditorRow:
    """A creditor: where to pay what, and what it still waits for."""

    id: int
    creditor: str
    iban: str
    reference: str
    amount: Euro
    open: Euro


@dataclass(frozen=True, slots=True)
class BookingRow:
    """What was booked, by whom, and whether it may be put right."""

    id: int
    sequence: int
    kind: Event
    on: date
    by: str
    amount: Euro
    bank_line: str
    may_correct: bool
    is_corrected: bool


@dataclass(frozen=True, slots=True)
class MoneyView:
    """The money of one household's debts; the household has no name here."""

    id: int
    code: str
    status: Status
    whole: Euro
    bank: Euro
    shares: tuple[ShareRow, ...]
    creditors: tuple[CreditorRow, ...]
    bookings: tuple[BookingRow, ...]


def money_rows(actor: Actor) -> list[MoneyRow]:
    """List debts with a match, newest first.

    Raises:
        NotAllowedError: the actor does not keep the money.
    """
    actor.require(Permission.BOND_FUND)
    return [
        _row(listing) for listing in listings_of(actor).filter(status__in=_WITH_MONEY)
    ]


def money_of(actor: Actor, *, listing_id: int) -> MoneyView:
    """Return the money of one household's debts.

    Raises:
        NotAllowedError: the actor does not keep the money.
        NotFoundError: no such listing, or without a match.
    """
    actor.require(Permission.BOND_FUND)
    rows = listings_of(actor).filter(pk=listing_id, status__in=_WITH_MONEY)
    listing = rows.first()
    if listing is None:
        raise NotFoundError
    stand = stand_in_book(listing)
    return MoneyView(
        id=listing.pk,
        code=listing.code,
        status=Status(listing.status),
        whole=Euro(listing.total_cents),
        bank=stand.bank,
        shares=shares_in(listing, stand),
        creditors=tuple(
            CreditorRow(
                id=debt.pk,
                creditor=debt.creditor,
                iban=debt.payee.iban,
                reference=debt.payee.reference,
                amount=Euro(debt.amount_cents),
                open=stand.creditors.get(debt.pk, ZERO),
            )
            for debt in listing.debts.select_related("payee").order_by("id")
        ),
        bookings=_bookings(listing),
    )


def _row(listing: Listing) -> MoneyRow:
    stand = stand_in_book(listing)
    return MoneyRow(
        id=listing.pk,
        code=listing.code,
        status=Status(listing.status),
        whole=Euro(listing.total_cents),
        expected=total(share.open for share in stand.shares),
        bank=stand.bank,
        creditors=total(stand.creditors.values()),
        to_return=total(share.to_return for share in stand.shares),
    )


def _bookings(listing: Listing) -> tuple[BookingRow, ...]:
    events = BookEvent.objects.filter(
        municipality_id=listing.municipality_id, listing_id=listing.pk
    )
    return tuple(
        BookingRow(
            id=event.pk,
            sequence=event.sequence,
            kind=Event(event.kind),
            on=event.value_on,
            by=str(event.by),
            amount=Euro(event.amount_cents),
            bank_line=event.bank_line,
            may_correct=event.kind in BANKED and not hasattr(event, "reversal"),
            is_corrected=hasattr(event, "reversal"),
        )
        for event in events.select_related("by", "reversal").order_by("sequence")
    )
