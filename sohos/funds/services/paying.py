"""Acts of finance: money of givers, to creditors, back, and what was booked wrongly."""

import uuid
from datetime import date, datetime

from django.db import transaction

from bonds.services.posting import EventFollowedError, EventUnknownError
from sohos.core.dates import local_day
from sohos.core.errors import NotFoundError
from sohos.core.euro import Euro
from sohos.funds import selectors
from sohos.funds.domain import book
from sohos.funds.domain import listing as rules
from sohos.funds.domain.book import Event as Kind
from sohos.funds.domain.listing import Status
from sohos.funds.models import BookEvent
from sohos.funds.services import posting
from sohos.funds.services.matching import settle
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


@transaction.atomic
def receive_gift(
    *,
    actor: Actor,
    listing_id: int,
    share_id: int,
    amount: Euro,
    on: date,
    bank_line: str,
    now: datetime,
    key: uuid.UUID | None = None,
) -> BookEvent:
    """Book money that came from a fund or from the network, the whole or a part.

    Args:
        actor: finance, who had no other part in this.
        listing_id: debts with a match.
        share_id: whose money it is.
        amount: euro cents.
        on: the day on which it came; not in the future.
        bank_line: id of the bank line.
        now: aware.
        key: of the request; a retry brings the same one.

    Raises:
        NotAllowedError: the actor does not keep the money.
        NotFoundError: no such listing or share.
        StatusRefusedError: there is no match, or it is over.
        AmountRefusedError: more than was promised and did not come yet.
        DayInFutureError, BankLineMissingError, BankLineUsedError, SamePersonError,
        KeyReusedError: the database refuses.
    """
    act, done = _begin(
        "receive_gift",
        (share_id, amount, bank_line),
        actor=actor,
        listing_id=listing_id,
        on=on,
        now=now,
        key=key,
    )
    if done:
        return done
    rules.require(Status(act.listing.status), Status.MATCHED)
    if not act.listing.shares.filter(pk=share_id).exists():
        raise NotFoundError
    legs = book.receive(
        selectors.stand_in_book(act.listing), share=share_id, amount=amount
    )
    return posting.post(act, Kind.RECEIVED, legs, bank_line=bank_line.strip())


@transaction.atomic
def pay_creditor(
    *,
    actor: Actor,
    listing_id: int,
    debt_id: int,
    amount: Euro,
    on: date,
    bank_line: str,
    now: datetime,
    key: uuid.UUID | None = None,
) -> BookEvent:
    """Book what a creditor was paid; with the last euro the debts are paid.

    Args:
        actor: finance, who had no other part in this.
        listing_id: debts with a match.
        debt_id: the listed debt.
        amount: euro cents.
        on: the day of the payment; not in the future.
        bank_line: id of the bank line.
        now: aware.
        key: of the request; a retry brings the same one.

    Raises:
        NotAllowedError: the actor does not keep the money.
        NotFoundError: no such listing or debt.
        StatusRefusedError: there is no match, or it is over.
        AmountRefusedError: more than the creditor waits for, or than came in.
        DayInFutureError, BankLineMissingError, BankLineUsedError, SamePersonError,
        KeyReusedError: the database refuses.
    """
    act, done = _begin(
        "pay_creditor",
        (debt_id, amount, bank_line),
        actor=actor,
        listing_id=listing_id,
        on=on,
        now=now,
        key=key,
    )
    if done:
        return done
    rules.require(Status(act.listing.status), Status.MATCHED)
    if not act.listing.debts.filter(pk=debt_id).exists():
        raise NotFoundError
    legs = book.pay(selectors.stand_in_book(act.listing), debt=debt_id, amount=amount)
    event = posting.post(act, Kind.PAID, legs, bank_line=bank_line.strip())
    settle(act.listing, actor=actor, now=now)
    return event


@transaction.atomic
def return_gift(
    *,
    actor: Actor,
    listing_id: int,
    share_id: int,
    amount: Euro,
    on: date,
    bank_line: str,
    now: datetime,
    key: uuid.UUID | None = None,
) -> BookEvent:
    """Book money that went back to a giver.

    Args:
        actor: finance, who had no other part in this.
        listing_id: debts with a match, also one that fell through.
        share_id: whose money it is.
        amount: euro cents.
        on: the day of the payment; not in the future.
        bank_line: id of the bank line.
        now: aware.
        key: of the request; a retry brings the same one.

    Raises:
        NotAllowedError: the actor does not keep the money.
        NotFoundError: no such listing or share.
        AmountRefusedError: more than is to go back.
        DayInFutureError, BankLineMissingError, BankLineUsedError, SamePersonError,
        KeyReusedError: the database refuses.
    """
    act, done = _begin(
        "return_gift",
        (share_id, amount, bank_line),
        actor=actor,
        listing_id=listing_id,
        on=on,
        now=now,
        key=key,
    )
    if done:
        return done
    if not act.listing.shares.filter(pk=share_id).exists():
        raise NotFoundError
    legs = book.give_back(
        selectors.stand_in_book(act.listing), share=share_id, amount=amount
    )
    event = posting.post(act, Kind.RETURNED, legs, bank_line=bank_line.strip())
    settle(act.listing, actor=actor, now=now)
    return event


@transaction.atomic
def correct_booking(
    *, actor: Actor, event_id: int, now: datetime, key: uuid.UUID | None = None
) -> BookEvent:
    """Book a bank line the other way round; it can then be booked rightly.

    Args:
        actor: finance, who had no other part in this.
        event_id: money that came, was paid or went back.
        now: aware.
        key: of the request; a retry brings the same one.

    Raises:
        NotAllowedError: the actor does not keep the money.
        NotFoundError: no such booking.
        EventUnknownError: it moved nothing over the bank.
        EventFollowedError: something was built on it: the match fell through, a
            creditor asked less, or new debts of the household are on their way.
        AlreadyCorrectedError, BalanceRefusedError, SamePersonError: the database
            refuses.
    """
    actor.require(Permission.BOND_FUND)
    original = selectors.booking_of(actor, event_id=event_id)
    if original.kind not in book.BANKED:
        raise EventUnknownError(str(event_id))
    act, done = _begin(
        "correct_booking",
        (event_id,),
        actor=actor,
        listing_id=original.listing_id,
        on=local_day(now),
        now=now,
        key=key,
    )
    if done:
        return done
    if act.listing.status == Status.PAID and selectors.live_listing(
        actor, case_id=act.listing.case_id
    ):
        raise EventFollowedError(str(event_id))
    legs = book.mirror(map(selectors.as_leg, original.legs.order_by("position")))
    event = posting.post(act, Kind.CORRECTED, legs, reverses=original.pk)
    settle(act.listing, actor=actor, now=now)
    return event


def _begin(
    name: str,
    asked: tuple[object, ...],
    *,
    actor: Actor,
    listing_id: int,
    on: date,
    now: datetime,
    key: uuid.UUID | None,
) -> tuple[posting.Act, BookEvent | None]:
    actor.require(Permission.BOND_FUND)
    listing = selectors.locked(actor, listing_id=listing_id)
    act = posting.begin(
        name,
        actor=actor,
        listing=listing,
        on=on,
        now=now,
        key=key,
        arguments={"asked": asked},
    )
    return act, posting.earlier(act)
