"""Acts: close a month, and keep the head of the chain under a time stamp."""

import asyncio
from datetime import date, datetime

from django.conf import settings
from django.db import DatabaseError, transaction

from bonds import selectors
from bonds.domain import periods
from bonds.models import Bond, LedgerHead, PeriodClosing
from bonds.services import posting
from sohos.audit import services as audit
from sohos.core.dates import local_day
from sohos.core.errors import DomainError
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


class AuthorityUnreachableError(DomainError):
    """The authority gave no time stamp; names the authority."""

    code = "authority_unreachable"


@transaction.atomic
def close_month(
    *, actor: Actor, bond_id: int, month: date, now: datetime
) -> PeriodClosing:
    """Close a month of a bond, with all months before it.

    Nothing is posted on a closed day any more. What turns out wrong is corrected on a
    day in an open month.

    Args:
        actor: the controller.
        bond_id: the bond.
        month: any day of the month.
        now: aware.

    Returns:
        The closing, with the head of the chain as it was.

    Raises:
        NotAllowedError: the actor is no controller.
        NotFoundError: no such bond here.
        MonthNotOverError: the month is not over.
        PeriodClosedError: the month was closed before.
    """
    actor.require(Permission.BOND_ACCEPT)
    bond = selectors.bond_of(actor, bond_id=bond_id)
    posting.lock(bond)
    through_on = periods.last_day_of_month(month)
    closed = selectors.closed_through(bond)
    periods.check_close(through_on, closed_through=closed, today=local_day(now))
    sequence, head = selectors.head_of(bond)
    try:
        closing = PeriodClosing.objects.create(
            bond=bond,
            through_on=through_on,
            sequence=sequence,
            hash=head,
            closed_by_id=actor.user_id,
            closed_at=now,
        )
    except DatabaseError as error:
        refusal = posting.refusal_of(error)
        if refusal is None:
            raise
        raise refusal from error
    audit.record(
        "bond.month_closed",
        actor=actor,
        subject=f"bond:{bond.pk}",
        at=now,
        detail={"through_on": through_on.isoformat(), "sequence": sequence},
    )
    return closing


def keep_head(*, bond_id: int, now: datetime) -> LedgerHead:
    """Keep the head of a chain, once a day, stamped by the authority if there is one.

    Nobody asks for this: it runs every night, inside a municipality.

    Args:
        bond_id: a bond of the municipality of the running transaction.
        now: aware.

    Returns:
        The head of this day; one that was kept before stays.

    Raises:
        AuthorityUnreachableError: no time stamp came; nothing was kept.
    """
    bond = Bond.objects.get(pk=bond_id)
    day = local_day(now)
    kept = selectors.heads_of(bond).filter(day=day).first()
    if kept is not None:
        return kept
    sequence, head = selectors.head_of(bond)
    authority = settings.TIMESTAMP_AUTHORITY
    return LedgerHead.objects.create(
        bond=bond,
        day=day,
        sequence=sequence,
        hash=head,
        taken_at=now,
        authority=authority,
        token=_stamp(authority, head) if authority else b"",
    )


def _stamp(authority: str, head: str) -> bytes:
    from pyhanko.sign.timestamps import common_utils  # noqa: PLC0415  heavy
    from pyhanko.sign.timestamps.requests_client import (  # noqa: PLC0415  heavy
        RequestsHTTPTimeStamper,
    )

    stamper = RequestsHTTPTimeStamper(authority, timeout=10)  # type: ignore[no-untyped-call]
    digest = selectors.stamped_digest(head)
    try:
        answer = asyncio.run(stamper.async_timestamp(digest, "sha256"))
    except (OSError, ValueError, common_utils.TimestampRequestError) as error:
        raise AuthorityUnreachableError(authority) from error
    token: bytes = answer.dump()
    if not selectors.is_stamp_of(token, head):
        raise AuthorityUnreachableError(authority)
    return token
