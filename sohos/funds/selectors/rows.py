"""Rows of one municipality, for the reads and acts of this app."""

from django.db.models import QuerySet

from cases import selectors as cases
from sohos.core.errors import NotFoundError
from sohos.core.euro import ZERO, Euro
from sohos.funds.domain.book import Account, Leg, Stand, stand_of
from sohos.funds.domain.listing import Status
from sohos.funds.domain.matching import Ended
from sohos.funds.domain.matching import Offer as RuleOffer
from sohos.funds.models import BookLeg, Fund, Listing, Offer, Share
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


def listings_of(actor: Actor) -> QuerySet[Listing]:
    """List what was ever proposed in the municipality, newest first."""
    return Listing.objects.filter(municipality_id=actor.municipality_id).order_by("-id")


def listing_to_work_on(actor: Actor, *, listing_id: int) -> Listing:
    """Return a listing of a case in which the actor may write, and lock it.

    Raises:
        NotAllowedError: the actor's roles do not work on cases.
        NotFoundError: no such listing, or not for this actor.
    """
    actor.require_any(Permission.CASE_WORK, Permission.CASE_ASSIGN)
    found = locked(actor, listing_id=listing_id)
    cases.case_to_work_on(actor, case_id=found.case_id)
    cases.whole_case_of(actor, case_id=found.case_id)
    return found


def locked(actor: Actor, *, listing_id: int) -> Listing:
    """Return a listing of the municipality and lock it.

    Raises:
        NotFoundError: there is no such listing.
    """
    rows = listings_of(actor).filter(pk=listing_id)
    found = rows.select_for_update(of=("self",)).first()
    if found is None:
        raise NotFoundError
    return found


def fund_of(actor: Actor) -> Fund:
    """Return the fund for which the actor speaks.

    Raises:
        NotAllowedError: the actor speaks for no fund.
        NotFoundError: the fund was not admitted yet.
    """
    actor.require(Permission.DEBT_OFFER)
    found = Fund.objects.filter(
        municipality_id=actor.municipality_id, user_id=actor.user_id
    ).first()
    if found is None:
        raise NotFoundError
    return found


def network_of(listing: Listing) -> Euro:
    """Return what the network of the household gives now."""
    last = listing.pledges.order_by("-id").first()
    return Euro(last.amount_cents) if last else ZERO


def offers_on(listing: Listing) -> list[Offer]:
    """List the offers on a listing, the earliest first."""
    rows = Offer.objects.filter(
        municipality_id=listing.municipality_id, listing_id=listing.pk
    )
    return list(rows.select_related("fund", "end").order_by("id"))


def as_offer(row: Offer) -> RuleOffer:
    """Return an offer as the rules know it."""
    end = getattr(row, "end", None)
    return RuleOffer(
        id=row.pk,
        order=row.pk,
        amount=Euro(row.amount_cents),
        until=row.until_on,
        needs_network=row.needs_network,
        ended=Ended(end.kind) if end else None,
    )


def is_over(listing: Listing) -> bool:
    """Tell whether no offer on a listing can be taken any more."""
    return Status(listing.status) not in (Status.PROPOSED, Status.OFFERED)


def shares_of(listing: Listing) -> list[Share]:
    """List what each giver gives in the match of a listing."""
    rows = Share.objects.filter(
        municipality_id=listing.municipality_id, listing_id=listing.pk
    )
    return list(rows.select_related("offer__fund").order_by("position"))


def stand_in_book(listing: Listing) -> Stand:
    """Return the balances of a listing."""
    rows = BookLeg.objects.filter(
        municipality_id=listing.municipality_id, listing_id=listing.pk
    )
    return stand_of(
        {share.pk: Euro(share.amount_cents) for share in shares_of(listing)},
        [as_leg(row) for row in rows.order_by("event__sequence", "position")],
    )


def as_leg(row: BookLeg) -> Leg:
    """Return a line as the rules know it."""
    return Leg(
        Account(row.account),
        Euro(row.amount_cents),
        share=row.share_id,
        debt=row.debt_id,
    )
