"""Reads: the controleprotocol, and what the contract asks of the accountant."""

from datetime import date
from fractions import Fraction

from cases import selectors as cases
from kba.domain.protocol import ProtocolText
from kba.domain.sampling import Method, Terms
from kba.models import Engagement, Kba, Protocol, ProtocolAdoption
from sohos.core.errors import NotFoundError
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


def protocols_for(actor: Actor) -> list[Protocol]:
    """List every text of the controleprotocol, newest first, with its adoption if any.

    Raises:
        NotAllowedError: the actor's roles read no protocol.
    """
    actor.require(Permission.PROTOCOL_READ)
    return list(
        Protocol.objects.filter(municipality_id=actor.municipality_id)
        .select_related("written_by", "adoption__adopted_by")
        .order_by("-number")
    )


def protocol_of(actor: Actor, *, protocol_id: int) -> Protocol:
    """Return one text of the controleprotocol, with its adoption if any.

    Raises:
        NotAllowedError: the actor's roles read no protocol.
        NotFoundError: there is no such text in the municipality.
    """
    actor.require(Permission.PROTOCOL_READ)
    found = (
        Protocol.objects.filter(pk=protocol_id, municipality_id=actor.municipality_id)
        .select_related("written_by", "adoption__adopted_by")
        .first()
    )
    if found is None:
        raise NotFoundError
    return found


def newest_protocol(actor: Actor) -> Protocol | None:
    """Return the newest text of the controleprotocol, adopted or not."""
    return (
        Protocol.objects.filter(municipality_id=actor.municipality_id)
        .select_related("written_by", "adoption")
        .order_by("-number")
        .first()
    )


def protocol_in_force(actor: Actor, *, on: date) -> ProtocolAdoption | None:
    """Return the adopted protocol that holds on a day, if there is one."""
    return (
        ProtocolAdoption.objects.filter(
            municipality_id=actor.municipality_id, adopted_on__lte=on
        )
        .select_related("protocol", "adopted_by")
        .order_by("-version")
        .first()
    )


def says_of(protocol: Protocol) -> ProtocolText:
    """Return what a stored protocol says, as the rules know it."""
    return ProtocolText(
        title=protocol.title,
        text=protocol.text,
        terms=Terms(
            method=Method(protocol.method),
            confidence=Fraction(protocol.confidence),
            tolerable_share=Fraction(protocol.tolerable_share),
            materiality_share=Fraction(protocol.materiality_share),
        ),
        asks_review=protocol.asks_review,
    )


def engagement_of(actor: Actor, kba: Kba, *, on: date) -> Engagement | None:
    """Return what the contract of the case's programme asked on a day, if anything."""
    card = cases.case_card(actor, case_id=kba.case_id)
    return (
        Engagement.objects.filter(
            municipality_id=actor.municipality_id,
            programme_id=card.programme_id,
            effective_on__lte=on,
        )
        .order_by("-contract_version")
        .first()
    )
