"""Acts: write and adopt the controleprotocol; record what a contract asks."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django.db import IntegrityError, transaction
from django.db.models import Max

from kba import selectors
from kba.domain import protocol
from kba.domain.engagement import EngagementType
from kba.domain.protocol import ProtocolText
from kba.models import Engagement, Protocol, ProtocolAdoption
from sohos.audit import services as audit
from sohos.core.dates import local_day, require_past
from sohos.core.errors import ConflictError, DomainError
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


class ProtocolSupersededError(ConflictError):
    """A newer text was written, or this one was adopted already."""

    code = "protocol_superseded"


class OwnProtocolError(DomainError):
    """Who wrote a protocol does not adopt it."""

    code = "own_protocol"


class AdoptedTooEarlyError(DomainError):
    """A version holds from a day on or after that of the one before; names that day."""

    code = "adopted_too_early"


@transaction.atomic
def write_protocol(
    *, actor: Actor, says: ProtocolText, seen: int, now: datetime
) -> Protocol:
    """Store a text of the controleprotocol; what stood before stays readable.

    Args:
        actor: a controller.
        says: the whole text with its terms.
        seen: number of the text from which the writer started; 0 for none.
        now: aware.

    Returns:
        The text, with the next number; the same text again stores nothing.

    Raises:
        NotAllowedError: the actor writes no protocol.
        InvalidInputError: see `protocol.check`.
        ProtocolSupersededError: somebody else wrote a newer text meanwhile.
    """
    actor.require(Permission.PROTOCOL_WRITE)
    protocol.check(says)
    last = selectors.newest_protocol(actor)
    sha256 = protocol.sha256_of(says)
    if last is not None and last.sha256 == sha256:
        return last
    if (last.number if last else 0) != seen:
        raise ProtocolSupersededError
    with _first_come():
        row = Protocol.objects.create(
            number=seen + 1,
            title=says.title,
            text=says.text,
            method=says.terms.method.value,
            confidence=_share(says.terms.confidence),
            tolerable_share=_share(says.terms.tolerable_share),
            materiality_share=_share(says.terms.materiality_share),
            asks_review=says.asks_review,
            sha256=sha256,
            written_at=now,
            written_by_id=actor.user_id,
        )
    _record("kba.protocol_written", row, actor=actor, now=now)
    return row


@transaction.atomic
def adopt_protocol(
    *, actor: Actor, protocol_id: int, adopted_on: date, now: datetime
) -> ProtocolAdoption:
    """Put the newest text of the controleprotocol in force; it never changes again.

    Args:
        actor: a mandate holder, who did not write it.
        protocol_id: the newest text.
        adopted_on: the day from which validations go by it.
        now: aware.

    Raises:
        NotAllowedError: the actor adopts no protocol.
        NotFoundError: there is no such text here.
        ProtocolSupersededError: a newer text was written, or it was adopted already.
        OwnProtocolError: the actor wrote it.
        DayInFutureError: the day lies after today.
        AdoptedTooEarlyError: it lies before the day of the version before.
    """
    actor.require(Permission.PROTOCOL_ADOPT)
    row = selectors.protocol_of(actor, protocol_id=protocol_id)
    last = selectors.newest_protocol(actor)
    if last is None or last.pk != row.pk or hasattr(last, "adoption"):
        raise ProtocolSupersededError
    if row.written_by_id == actor.user_id:
        raise OwnProtocolError
    require_past(adopted_on, today=local_day(now), field="adopted_on")
    before = ProtocolAdoption.objects.filter(
        municipality_id=actor.municipality_id
    ).aggregate(version=Max("version"), on=Max("adopted_on"))
    if before["on"] is not None and adopted_on < before["on"]:
        raise AdoptedTooEarlyError(before["on"].isoformat())
    with _first_come():
        adoption = ProtocolAdoption.objects.create(
            protocol=row,
            version=(before["version"] or 0) + 1,
            adopted_on=adopted_on,
            adopted_at=now,
            adopted_by_id=actor.user_id,
        )
    _record("kba.protocol_adopted", row, actor=actor, now=now)
    return adoption


def record_engagement(
    *,
    actor: Actor,
    programme_id: int,
    kind: EngagementType,
    contract_version: int,
    contract_sha256: str,
    effective_on: date,
    now: datetime,
) -> Engagement:
    """Record what a signed version of a contract asks of the accountant.

    Args:
        actor: who signed it; the caller has checked that they may.
        programme_id: whose contract it is.
        kind: by Dutch standard.
        contract_version: its number.
        contract_sha256: its hash.
        effective_on: first day on which it is in force.
        now: aware.
    """
    return Engagement.objects.create(
        programme_id=programme_id,
        kind=kind.value,
        contract_version=contract_version,
        contract_sha256=contract_sha256,
        effective_on=effective_on,
        recorded_at=now,
        recorded_by_id=actor.user_id,
    )


@contextmanager
def _first_come() -> Iterator[None]:
    """Tell the second of two who store the next number at once that they are late."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise ProtocolSupersededError from error


def _share(share: Fraction) -> Decimal:
    return Decimal(share.numerator) / share.denominator


def _record(act: str, row: Protocol, *, actor: Actor, now: datetime) -> None:
    audit.record(
        act,
        actor=actor,
        subject=f"protocol:{row.pk}",
        at=now,
        detail={"number": row.number, "sha256": row.sha256},
    )
