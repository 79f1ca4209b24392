"""What funds offer, and which offers together cover the debts (rules V7 to V10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sohos.core.errors import DomainError
from sohos.core.euro import ZERO, Euro, total
from sohos.funds.domain.listing import Shows, band_of


class Ended(StrEnum):
    """How an offer ended without a match."""

    WITHDRAWN = "withdrawn"
    DECLINED = "declined"


class OfferState(StrEnum):
    """How an offer stands; nothing of it is stored but its ends."""

    STANDING = "standing"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    TAKEN = "taken"
    NOT_NEEDED = "not_needed"


class ListingNotOpenError(DomainError):
    """The debts are not shown to funds any more."""

    code = "listing_not_open"


class OfferTooHighError(DomainError):
    """The offer is more than what is still open."""

    code = "offer_too_high"


class OfferExistsError(DomainError):
    """The fund has an offer that still stands."""

    code = "offer_exists"


class OfferGoneError(DomainError):
    """The offer was withdrawn, declined or is past its day; names the offer."""

    code = "offer_gone"


class NetworkNeededError(DomainError):
    """The fund only takes part when the own network does; names the offer."""

    code = "network_needed"


class NotCoveredError(DomainError):
    """The chosen offers and the network are less than the debts; names the cents."""

    code = "not_covered"


class OfferNotNeededError(DomainError):
    """The debts are covered before this offer comes up; names the offer."""

    code = "offer_not_needed"


class NetworkTooHighError(DomainError):
    """The network gives more than the household owes."""

    code = "network_too_high"


@dataclass(frozen=True, slots=True)
class Offer:
    """What a fund gives at most; `order` is by moment of offering."""

    id: int
    order: int
    amount: Euro
    until: date
    needs_network: bool = False
    ended: Ended | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What is taken of an offer; None is the network of the household."""

    offer_id: int | None
    amount: Euro


def state_of(
    offer: Offer, *, is_taken: bool, is_listing_over: bool, today: date
) -> OfferState:
    """Tell how an offer stands on a day."""
    if is_taken:
        return OfferState.TAKEN
    if offer.ended is not None:
        return OfferState(offer.ended)
    if is_listing_over:
        return OfferState.NOT_NEEDED
    return OfferState.EXPIRED if offer.until < today else OfferState.STANDING


def room(
    whole: Euro,
    *,
    shows: Shows,
    network: Euro,
    standing: Sequence[Euro],
) -> Euro:
    """Return what may still be offered (rule V7).

    Args:
        whole: the debts together.
        shows: what funds see; a band is kept closed by letting them offer up to its
            top, whatever others offered.
        network: what the network of the household gives.
        standing: other offers that stand.

    Returns:
        Euro cents, zero or more.
    """
    if shows is Shows.BAND:
        return band_of(whole)[1]
    return max(ZERO, whole - network - total(standing))


def check_network(amount: Euro, *, whole: Euro) -> None:
    """Refuse a contribution above the debts.

    Raises:
        NetworkTooHighError: it is more than the debts.
    """
    if amount > whole:
        raise NetworkTooHighError(str(whole.cents))


def cover(
    whole: Euro, *, network: Euro, offers: Sequence[Offer], today: date
) -> tuple[Taken, ...]:
    """Cover the debts to the cent: the network first, then the earliest offers (V9).

    Args:
        whole: the debts together.
        network: what the network of the household gives; at most `whole`.
        offers: the chosen ones, in any order.
        today: the day of the match.

    Returns:
        What is taken of the network, if anything, and of each offer in order of
        offering; together exactly `whole`, and of no offer more than was offered.

    Raises:
        OfferGoneError, NetworkNeededError, NotCoveredError, OfferNotNeededError.
    """
    for offer in offers:
        if offer.ended is not None or offer.until < today:
            raise OfferGoneError(str(offer.id))
        if offer.needs_network and not network:
            raise NetworkNeededError(str(offer.id))
    taken = [Taken(None, network)] if network else []
    needed = whole - network
    for offer in sorted(offers, key=lambda one: one.order):
        if not needed:
            raise OfferNotNeededError(str(offer.id))
        taken.append(Taken(offer.id, min(offer.amount, needed)))
        needed = needed - taken[-1].amount
    if needed:
        raise NotCoveredError(str(needed.cents))
    return tuple(taken)
