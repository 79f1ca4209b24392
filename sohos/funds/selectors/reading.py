"""Reads of single facts: what is live, until when, which offers stand, what was paid."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from sohos.core.errors import NotFoundError
from sohos.core.euro import ZERO, Euro
from sohos.funds.domain.book import Event as Kind
from sohos.funds.domain.listing import LIVE, Status
from sohos.funds.domain.matching import OfferState, state_of
from sohos.funds.models import (
    BookEvent,
    Extension,
    Fund,
    ListedDebt,
    Listing,
    NetworkPledge,
    Offer,
)
from sohos.funds.selectors.rows import as_offer, is_over, listings_of, offers_on
from sohos.tenancy import selectors as tenancy
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission, Role


def live_listing(actor: Actor, *, case_id: int) -> Listing | None:
    """Return the debts of a case that are on their way, if there are any."""
    return listings_of(actor).filter(case_id=case_id, status__in=LIVE).first()


def were_paid(actor: Actor, debt_ids: Iterable[int]) -> bool:
    """Tell whether any of these debts was paid by funds or the network."""
    return ListedDebt.objects.filter(
        municipality_id=actor.municipality_id,
        debt_id__in=debt_ids,
        listing__status=Status.PAID,
    ).exists()


def last_days(listings: Iterable[Listing]) -> dict[int, date]:
    """Return until when funds may answer, by listing."""
    days = {row.pk: row.open_until for row in listings}
    later = Extension.objects.filter(listing_id__in=days).order_by("id")
    return {**days, **dict(later.values_list("listing_id", "open_until"))}


def open_until(listing: Listing) -> date:
    """Return the last day on which funds may answer."""
    return last_days([listing])[listing.pk]


def network_sums(listings: Iterable[Listing]) -> dict[int, Euro]:
    """Return what the network of each household gives, by listing."""
    sums = {row.pk: ZERO for row in listings}
    told = NetworkPledge.objects.filter(listing_id__in=sums).order_by("id")
    for listing_id, cents in told.values_list("listing_id", "amount_cents"):
        sums[listing_id] = Euro(cents)
    return sums


def shown_listing(actor: Actor, *, code: str, lock: bool = False) -> Listing:
    """Return what a fund may have seen, also when it is over.

    Raises:
        NotAllowedError: the actor speaks for no fund.
        NotFoundError: nothing with that code was ever shown.
    """
    actor.require(Permission.DEBT_OFFER)
    rows = listings_of(actor).filter(code=code, released_at__isnull=False)
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.first()
    if found is None:
        raise NotFoundError
    return found


def standing_offers(listing: Listing, *, today: date) -> list[Offer]:
    """List the offers on a listing that stand, the earliest first."""
    return [
        row
        for row in offers_on(listing)
        if offer_state(row, listing, today=today) is OfferState.STANDING
    ]


def offer_state(offer: Offer, listing: Listing, *, today: date) -> OfferState:
    """Tell how an offer stands."""
    return state_of(
        as_offer(offer),
        is_taken=hasattr(offer, "share"),
        is_listing_over=is_over(listing),
        today=today,
    )


def fund_users(actor: Actor, *, today: date) -> dict[int, str]:
    """Return who has the role fonds and speaks for no fund yet, by id."""
    taken = Fund.objects.filter(municipality_id=actor.municipality_id)
    people = tenancy.colleagues(actor, role=Role.FUND, today=today)
    free = people.exclude(pk__in=taken.values("user_id"))
    return {user.pk: user.name for user in free}


def funds_for(actor: Actor) -> QuerySet[Fund]:
    """List the funds of the municipality by name, with who speaks for them.

    Raises:
        NotAllowedError: the actor keeps no settings.
    """
    actor.require(Permission.SETTINGS_MANAGE)
    rows = Fund.objects.filter(municipality_id=actor.municipality_id)
    return rows.select_related("user").order_by("name")


def live_events(listing: Listing) -> QuerySet[BookEvent]:
    """List what was booked and not corrected, in the order of the book."""
    return (
        BookEvent.objects.filter(
            municipality_id=listing.municipality_id, listing_id=listing.pk
        )
        .exclude(kind=Kind.CORRECTED)
        .filter(reversal__isnull=True)
        .order_by("sequence")
    )


def booking_of(actor: Actor, *, event_id: int) -> BookEvent:
    """Return what was booked.

    Raises:
        NotFoundError: nothing with that id was booked in the municipality.
    """
    found = BookEvent.objects.filter(
        municipality_id=actor.municipality_id, pk=event_id
    ).first()
    if found is None:
        raise NotFoundError
    return found


def paid_on(listing: Listing) -> date:
    """Return the day on which the last creditor was paid, or gave up the rest.

    Args:
        listing: debts of which no creditor waits for anything any more.
    """
    ends = live_events(listing).filter(kind__in=[Kind.PAID, Kind.WAIVED])
    return max(ends.values_list("value_on", flat=True))
