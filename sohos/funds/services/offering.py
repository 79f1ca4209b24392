"""Acts: admit a fund, let it offer and take back, decline what it offers."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from sohos.audit import services as audit
from sohos.core.dates import local_day
from sohos.core.errors import DomainError, NotFoundError
from sohos.core.euro import Euro
from sohos.funds import selectors
from sohos.funds.domain import listing as rules
from sohos.funds.domain import matching
from sohos.funds.domain.listing import Shows, Status
from sohos.funds.domain.matching import Ended
from sohos.funds.models import Fund, Listing, Offer, OfferEnd
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


class FundExistsError(DomainError):
    """A fund has that name, or that user speaks for one already."""

    code = "fund_exists"


@transaction.atomic
def admit_fund(*, actor: Actor, name: str, user_id: int, now: datetime) -> Fund:
    """Let a fund see debts without names in this municipality.

    Args:
        actor: a functional administrator.
        name: of the fund.
        user_id: somebody with the role fonds, who speaks for it.
        now: aware.

    Raises:
        NotAllowedError: the actor keeps no settings.
        NotFoundError: nobody with that role has this id.
        FundExistsError: the name or the user is taken.
    """
    actor.require(Permission.SETTINGS_MANAGE)
    if user_id not in selectors.fund_users(actor, today=local_day(now)):
        raise NotFoundError
    try:
        with transaction.atomic():
            fund = Fund.objects.create(
                name=name.strip(),
                user_id=user_id,
                admitted_at=now,
                admitted_by_id=actor.user_id,
            )
    except IntegrityError:
        raise FundExistsError from None
    audit.record("funds.admitted", actor=actor, subject=f"fund:{fund.pk}", at=now)
    return fund


@transaction.atomic
def make_offer(
    *,
    actor: Actor,
    code: str,
    amount: Euro,
    needs_network: bool,
    until: date,
    now: datetime,
) -> Offer:
    """Offer money for debts: the whole, or a part.

    Args:
        actor: who speaks for a fund.
        code: of the debts as funds know them.
        amount: euro cents, at most what is still open.
        needs_network: the offer only counts when the own network gives as well.
        until: the last day of the offer.
        now: aware.

    Raises:
        NotAllowedError: the actor speaks for no fund.
        NotFoundError: no such debts, or never shown.
        ListingNotOpenError: they are not shown any more.
        OfferExistsError: an offer of this fund stands.
        DeadlineTooEarlyError: the offer would end at once.
        OfferTooHighError: more than what is open.
    """
    fund = selectors.fund_of(actor)
    listing = selectors.shown_listing(actor, code=code, lock=True)
    today = local_day(now)
    if not rules.is_open(
        Status(listing.status), selectors.open_until(listing), today=today
    ):
        raise matching.ListingNotOpenError
    standing = selectors.standing_offers(listing, today=today)
    if any(offer.fund_id == fund.pk for offer in standing):
        raise matching.OfferExistsError
    rules.check_deadline(until, today=today)
    if amount > matching.room(
        Euro(listing.total_cents),
        shows=Shows(listing.shows),
        network=selectors.network_of(listing),
        standing=[Euro(offer.amount_cents) for offer in standing],
    ):
        raise matching.OfferTooHighError
    offer = Offer.objects.create(
        listing=listing,
        fund=fund,
        amount_cents=amount.cents,
        needs_network=needs_network,
        until_on=until,
        at=now,
        by_id=actor.user_id,
    )
    audit.record("funds.offer_made", actor=actor, subject=f"offer:{offer.pk}", at=now)
    return offer


@transaction.atomic
def withdraw_offer(*, actor: Actor, code: str, now: datetime) -> OfferEnd:
    """Take back the own offer, as long as there is no match.

    Raises:
        NotAllowedError: the actor speaks for no fund.
        NotFoundError: no such debts.
        OfferGoneError: no offer of this fund stands.
    """
    fund = selectors.fund_of(actor)
    listing = selectors.shown_listing(actor, code=code, lock=True)
    return _end(
        listing,
        Ended.WITHDRAWN,
        actor=actor,
        now=now,
        fund_id=fund.pk,
    )


@transaction.atomic
def decline_offer(*, actor: Actor, offer_id: int, now: datetime) -> OfferEnd:
    """Say no to an offer, which makes room for another.

    Raises:
        NotAllowedError: the actor does not work on cases.
        NotFoundError: no such offer on debts for this actor.
        OfferGoneError: it does not stand any more.
    """
    actor.require_any(Permission.CASE_WORK, Permission.CASE_ASSIGN)
    offer = Offer.objects.filter(
        municipality_id=actor.municipality_id, pk=offer_id
    ).first()
    if offer is None:
        raise NotFoundError
    listing = selectors.listing_to_work_on(actor, listing_id=offer.listing_id)
    return _end(listing, Ended.DECLINED, actor=actor, now=now, pk=offer.pk)


def _end(
    listing: Listing, kind: Ended, *, actor: Actor, now: datetime, **which: int
) -> OfferEnd:
    standing = selectors.standing_offers(listing, today=local_day(now))
    (name, value), *_rest = which.items()
    offer = next((each for each in standing if getattr(each, name) == value), None)
    if offer is None:
        raise matching.OfferGoneError
    end = OfferEnd.objects.create(offer=offer, kind=kind, at=now, by_id=actor.user_id)
    audit.record(
        f"funds.offer_{kind}", actor=actor, subject=f"offer:{offer.pk}", at=now
    )
    return end
