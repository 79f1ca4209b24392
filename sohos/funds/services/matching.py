"""Acts: match debts with offers, let a creditor ask less, let a match fall through."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from bonds.domain.ledger import NothingToPostError
from sohos.core.dates import local_day
from sohos.core.euro import Euro
from sohos.funds import selectors
from sohos.funds.domain import book, matching, payee
from sohos.funds.domain import listing as rules
from sohos.funds.domain.book import Event as Kind
from sohos.funds.domain.listing import Status, Why
from sohos.funds.domain.matching import Taken
from sohos.funds.domain.payee import PayTo
from sohos.funds.models import BookEvent, Listing, Payee, Share
from sohos.funds.services import course, posting, proposing
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


@transaction.atomic
def match_listing(
    *,
    actor: Actor,
    listing_id: int,
    offer_ids: Collection[int],
    pay_to: Sequence[PayTo],
    now: datetime,
    key: uuid.UUID | None = None,
) -> BookEvent:
    """Accept offers that cover the debts, together with the network, to the cent.

    Args:
        actor: a casemanager of the household.
        listing_id: debts that are shown to funds.
        offer_ids: the offers to accept; the earliest is used first.
        pay_to: where each creditor is to be paid, one per debt.
        now: aware.
        key: of the request; a retry brings the same one.

    Returns:
        The booked match; the same one again for a retry.

    Raises:
        NotAllowedError: the actor does not work on cases.
        NotFoundError: no such listing for this actor.
        StatusRefusedError: the debts are not shown to funds.
        DebtsChangedError: the household owes something else by now.
        OfferGoneError, NetworkNeededError, NotCoveredError, OfferNotNeededError: V9.
        IbanWrongError, PayeeMissingError: V10.
        SamePersonError, KeyReusedError: the database refuses.
    """
    actor.require(Permission.CASE_WORK)
    listing = selectors.listing_to_work_on(actor, listing_id=listing_id)
    act = posting.begin(
        "match_listing",
        actor=actor,
        listing=listing,
        on=local_day(now),
        now=now,
        key=key,
        arguments={"offers": sorted(offer_ids)},
    )
    if done := posting.earlier(act):
        return done
    rules.require(Status(listing.status), Status.OFFERED)
    proposing.require_same_debts(actor, listing)
    taken = _covering(listing, offer_ids, today=act.on)
    _write_payees(listing, pay_to)
    legs = book.agree(
        [(share.pk, Euro(share.amount_cents)) for share in _share(listing, taken)],
        [(debt.pk, Euro(debt.amount_cents)) for debt in listing.debts.order_by("id")],
    )
    event = posting.post(act, Kind.AGREED, legs)
    course.go(listing, Status.MATCHED, actor=actor, now=now)
    return event


@transaction.atomic
def settle_for_less(
    *,
    actor: Actor,
    listing_id: int,
    debt_id: int,
    amount: Euro,
    on: date,
    now: datetime,
    key: uuid.UUID | None = None,
) -> BookEvent:
    """Book that a creditor asks less (finale kwijting); givers give less, pro rata.

    Args:
        actor: who works on the case.
        listing_id: debts with a match.
        debt_id: the listed debt.
        amount: euro cents that the creditor does not ask any more.
        on: the day of the creditor's word; not in the future.
        now: aware.
        key: of the request; a retry brings the same one.

    Raises:
        NotAllowedError: the actor does not work on cases.
        NotFoundError: no such listing for this actor.
        StatusRefusedError: there is no match.
        AmountRefusedError: more than this creditor waits for.
        DayInFutureError, KeyReusedError: the database refuses.
    """
    listing = selectors.listing_to_work_on(actor, listing_id=listing_id)
    act = posting.begin(
        "settle_for_less",
        actor=actor,
        listing=listing,
        on=on,
        now=now,
        key=key,
        arguments={"debt": debt_id, "amount": amount.cents},
    )
    if done := posting.earlier(act):
        return done
    rules.require(Status(listing.status), Status.MATCHED)
    legs = book.waive(selectors.stand_in_book(listing), debt=debt_id, amount=amount)
    event = posting.post(act, Kind.WAIVED, legs)
    settle(listing, actor=actor, now=now)
    return event


@transaction.atomic
def break_match(
    *,
    actor: Actor,
    listing_id: int,
    why: Why,
    note: str,
    now: datetime,
    key: uuid.UUID | None = None,
) -> BookEvent:
    """Let a match fall through: what creditors did not get goes back to the givers.

    Args:
        actor: who works on the case.
        listing_id: debts with a match.
        why: consent was taken back, a giver did not pay, or something else.
        note: in words, may be empty.
        now: aware.
        key: of the request; a retry brings the same one.

    Raises:
        NotAllowedError: the actor does not work on cases.
        NotFoundError: no such listing for this actor.
        StatusRefusedError: there is no match, or every creditor was paid.
        KeyReusedError: the key belongs to another request.
    """
    listing = selectors.listing_to_work_on(actor, listing_id=listing_id)
    act = posting.begin(
        "break_match",
        actor=actor,
        listing=listing,
        on=local_day(now),
        now=now,
        key=key,
        arguments={"why": why},
    )
    if done := posting.earlier(act):
        return done
    rules.require(Status(listing.status), Status.MATCHED)
    try:
        legs = book.fall_through(selectors.stand_in_book(listing))
    except NothingToPostError:
        refused = f"{Status.PAID}/{Status.FELL_THROUGH}"
        raise rules.StatusRefusedError(refused) from None
    event = posting.post(act, Kind.FELL_THROUGH, legs)
    course.go(listing, Status.FELL_THROUGH, actor=actor, now=now, why=why, note=note)
    return event


def settle(listing: Listing, *, actor: Actor, now: datetime) -> None:
    """Bring a listing to paid when nothing is owed or held any more, or back."""
    is_settled = selectors.stand_in_book(listing).is_settled
    if listing.status == Status.MATCHED and is_settled:
        course.go(listing, Status.PAID, actor=actor, now=now)
    elif listing.status == Status.PAID and not is_settled:
        course.go(listing, Status.MATCHED, actor=actor, now=now)


def _covering(
    listing: Listing, offer_ids: Collection[int], *, today: date
) -> tuple[Taken, ...]:
    offers = {row.pk: selectors.as_offer(row) for row in selectors.offers_on(listing)}
    for offer_id in offer_ids:
        if offer_id not in offers:
            raise matching.OfferGoneError(str(offer_id))
    return matching.cover(
        Euro(listing.total_cents),
        network=selectors.network_of(listing),
        offers=[offers[offer_id] for offer_id in set(offer_ids)],
        today=today,
    )


def _share(listing: Listing, taken: Sequence[Taken]) -> list[Share]:
    return Share.objects.bulk_create(
        Share(
            listing=listing,
            position=place,
            offer_id=each.offer_id,
            amount_cents=each.amount.cents,
        )
        for place, each in enumerate(taken, start=1)
    )


def _write_payees(listing: Listing, pay_to: Sequence[PayTo]) -> None:
    said: Mapping[int, PayTo] = {one.debt_id: one for one in pay_to}
    for debt_id in listing.debts.order_by("id").values_list("id", flat=True):
        if debt_id not in said:
            raise payee.PayeeMissingError(str(debt_id))
        tidy = payee.tidy(said[debt_id])
        Payee.objects.create(debt_id=debt_id, iban=tidy.iban, reference=tidy.reference)
