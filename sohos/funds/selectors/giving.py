"""Reads for funds: debts without a name, a file or a number, and the own offers."""

from dataclasses import dataclass
from datetime import date

from cases.domain.debts import DebtKind
from sohos.core.euro import ZERO, Euro
from sohos.funds.domain import listing as rules
from sohos.funds.domain import matching
from sohos.funds.domain.book import Event as Kind
from sohos.funds.domain.following import Outcome
from sohos.funds.domain.listing import Shows, Status
from sohos.funds.domain.matching import OfferState
from sohos.funds.models import FollowUp, Fund, Listing, Offer
from sohos.funds.selectors.casework import Found
from sohos.funds.selectors.reading import (
    last_days,
    live_events,
    network_sums,
    offer_state,
    open_until,
    paid_on,
    shown_listing,
    standing_offers,
)
from sohos.funds.selectors.rows import (
    fund_of,
    listings_of,
    network_of,
    stand_in_book,
)
from sohos.tenancy.actor import Actor


@dataclass(frozen=True, slots=True)
class Shown:
    """What a fund sees of debts: no name, no file, no number but a code of its own.

    `whole` and `room` are None where only the band is shown; `room` is what may still
    be offered.
    """

    code: str
    region: str
    kinds: tuple[DebtKind, ...]
    creditors: int
    band: tuple[Euro, Euro]
    whole: Euro | None
    room: Euro | None
    has_network: bool
    has_adopted_plan: bool
    story: str
    effort: str
    plan: str
    until: date


@dataclass(frozen=True, slots=True)
class Moved:
    """Money of the fund that came, or went back, on a day."""

    on: date
    amount: Euro
    is_back: bool


@dataclass(frozen=True, slots=True)
class Given:
    """An offer of the fund: how it stands, and what became of it."""

    code: str
    kinds: tuple[DebtKind, ...]
    amount: Euro
    needs_network: bool
    until: date
    state: OfferState
    taken: Euro | None
    open: Euro
    moved: tuple[Moved, ...]
    paid_on: date | None
    has_fallen_through: bool
    found: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class ShownToFund:
    """One listing for a fund: what it may see of it now, and its own last offer."""

    code: str
    shown: Shown | None
    offer: Given | None


def fund_name(actor: Actor) -> str:
    """Return the name of the fund for which the actor speaks.

    Raises:
        NotAllowedError: the actor speaks for no fund.
        NotFoundError: the fund was not admitted yet.
    """
    return fund_of(actor).name


def shown_to_funds(actor: Actor, *, today: date) -> list[Shown]:
    """List the debts that funds may answer now, the last shown first.

    Raises:
        NotAllowedError: the actor speaks for no fund.
        NotFoundError: the fund was not admitted yet.
    """
    fund_of(actor)
    rows = list(
        listings_of(actor)
        .filter(status=Status.OFFERED)
        .prefetch_related("debts")
        .order_by("-released_at")
    )
    until, network = last_days(rows), network_sums(rows)
    return [
        _shown(actor, row, until=until[row.pk], network=network[row.pk], today=today)
        for row in rows
        if today <= until[row.pk]
    ]


def given_by(actor: Actor, *, today: date) -> list[Given]:
    """List the offers of the fund, newest first.

    Raises:
        NotAllowedError: the actor speaks for no fund.
        NotFoundError: the fund was not admitted yet.
    """
    rows = _offers(fund_of(actor))
    return [_given(row, today=today) for row in rows]


def shown_to(actor: Actor, *, code: str, today: date) -> ShownToFund:
    """Return one listing as the fund may see it now.

    What is not open any more shows nothing but the own offer.

    Raises:
        NotAllowedError: the actor speaks for no fund.
        NotFoundError: nothing with that code was ever shown, or no fund.
    """
    fund = fund_of(actor)
    row = shown_listing(actor, code=code)
    until = open_until(row)
    offers = [each for each in _offers(fund) if each.listing_id == row.pk]
    is_open = rules.is_open(Status(row.status), until, today=today)
    return ShownToFund(
        code=row.code,
        shown=_shown(actor, row, until=until, network=network_of(row), today=today)
        if is_open
        else None,
        offer=_given(offers[0], today=today) if offers else None,
    )


def _offers(fund: Fund) -> list[Offer]:
    rows = Offer.objects.filter(
        municipality_id=fund.municipality_id, fund_id=fund.pk
    ).select_related("listing", "end", "share")
    return list(rows.prefetch_related("listing__debts").order_by("-id"))


def _kinds(row: Listing) -> tuple[DebtKind, ...]:
    return tuple(sorted({DebtKind(debt.kind) for debt in row.debts.all()}))


def _shown(
    actor: Actor, row: Listing, *, until: date, network: Euro, today: date
) -> Shown:
    whole, shows = Euro(row.total_cents), Shows(row.shows)
    is_exact = shows is Shows.AMOUNT
    room = matching.room(
        whole,
        shows=shows,
        network=network,
        standing=[
            Euro(offer.amount_cents) for offer in standing_offers(row, today=today)
        ],
    )
    return Shown(
        code=row.code,
        region=actor.municipality.name,
        kinds=_kinds(row),
        creditors=row.creditors,
        band=rules.band_of(whole),
        whole=whole if is_exact else None,
        room=room if is_exact else None,
        has_network=bool(network),
        has_adopted_plan=row.has_adopted_plan,
        story=row.story,
        effort=row.effort,
        plan=row.plan,
        until=until,
    )


def _given(offer: Offer, *, today: date) -> Given:
    row = offer.listing
    share = getattr(offer, "share", None)
    stand = stand_in_book(row) if share else None
    is_paid = stand is not None and stand.are_creditors_paid
    has_fallen = row.status == Status.FELL_THROUGH
    return Given(
        code=row.code,
        kinds=_kinds(row),
        amount=Euro(offer.amount_cents),
        needs_network=offer.needs_network,
        until=offer.until_on,
        state=offer_state(offer, row, today=today),
        taken=Euro(share.amount_cents) if share else None,
        open=stand.share(share.pk).open if stand and share else ZERO,
        moved=_moved(row, share.pk) if share else (),
        paid_on=paid_on(row) if is_paid and not has_fallen else None,
        has_fallen_through=share is not None and has_fallen,
        found=_found(row) if share else (),
    )


def _moved(row: Listing, share_id: int) -> tuple[Moved, ...]:
    events = live_events(row).filter(
        kind__in=[Kind.RECEIVED, Kind.RETURNED], legs__share_id=share_id
    )
    return tuple(
        Moved(event.value_on, Euro(event.amount_cents), event.kind == Kind.RETURNED)
        for event in events.distinct()
    )


def _found(row: Listing) -> tuple[Found, ...]:
    last = {
        told.months: Found(told.months, Outcome(told.outcome), told.on)
        for told in FollowUp.objects.filter(listing_id=row.pk).order_by("id")
    }
    return tuple(found for _months, found in sorted(last.items()))
