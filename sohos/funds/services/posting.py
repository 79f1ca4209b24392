"""The one way into the book: lock, look for a replay, post, record."""

import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import DatabaseError, connection

from bonds.services.posting import KeyReusedError, refusal_of
from sohos.audit import services as audit
from sohos.core.dates import local_day, require_past
from sohos.core.euro import Euro, total
from sohos.funds.domain.book import Event as Kind
from sohos.funds.domain.book import Leg
from sohos.funds.models import BookEvent, Listing
from sohos.tenancy.actor import Actor


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody's request to book something, known by its key and its hash."""

    actor: Actor
    listing: Listing
    on: date
    now: datetime
    key: uuid.UUID
    request_hash: str


def begin(
    name: str,
    *,
    actor: Actor,
    listing: Listing,
    on: date,
    now: datetime,
    key: uuid.UUID | None,
    arguments: Mapping[str, object] | None = None,
) -> Act:
    """Start an act: nobody else books in this municipality until it commits.

    Args:
        name: of the service.
        actor: who acts.
        listing: of the actor's municipality, locked.
        on: the day on which it happened.
        now: aware.
        key: of the request; a retry brings the same one. A fresh one when left out.
        arguments: what was asked; a retry asks exactly the same.

    Raises:
        DayInFutureError: `on` is still to come.
    """
    require_past(on, today=local_day(now), field="on")
    asked = {"act": name, "listing": listing.pk, "on": on, **(arguments or {})}
    text = json.dumps(asked, sort_keys=True, default=str)
    with connection.cursor() as cursor:
        cursor.execute("SELECT app.lock_fund_book()")
    return Act(
        actor=actor,
        listing=listing,
        on=on,
        now=now,
        key=key or uuid.uuid4(),
        request_hash=hashlib.sha256(text.encode()).hexdigest(),
    )


def earlier(act: Act) -> BookEvent | None:
    """Return what the same request booked before, if it was made before.

    Raises:
        KeyReusedError: the key belongs to another request.
    """
    found = BookEvent.objects.filter(
        municipality_id=act.actor.municipality_id, client_key=act.key
    ).first()
    if found is not None and found.request_hash != act.request_hash:
        raise KeyReusedError(str(act.key))
    return found


def post(
    act: Act,
    kind: Kind,
    legs: Sequence[Leg],
    *,
    bank_line: str = "",
    reverses: int | None = None,
) -> BookEvent:
    """Book an event through the database, which checks all of it again.

    Args:
        act: from `begin`.
        kind: what happened.
        legs: its lines.
        bank_line: id of the bank line, where money moved over the bank.
        reverses: id of the event that it corrects.

    Raises:
        DomainError: the database refuses.
    """
    request = {
        "kind": kind,
        "listing": act.listing.pk,
        "value_on": act.on.isoformat(),
        "booked_at": act.now.isoformat(),
        "by": act.actor.user_id,
        "amount": total(leg.amount for leg in legs if leg.amount > Euro(0)).cents,
        "bank_line": bank_line,
        "reverses": reverses,
        "client_key": str(act.key),
        "request_hash": act.request_hash,
        "legs": [
            {
                "account": leg.account,
                "amount": leg.amount.cents,
                "share": leg.share,
                "debt": leg.debt,
            }
            for leg in legs
        ],
    }
    event = BookEvent.objects.get(pk=_post(request))
    audit.record(
        f"funds.{kind}",
        actor=act.actor,
        subject=f"listing:{act.listing.pk}",
        at=act.now,
        detail={"sequence": event.sequence},
    )
    return event


def _post(request: Mapping[str, object]) -> int:
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT app.post_fund_event(%s::jsonb)", [json.dumps(request)]
            )
            return int(cursor.fetchone()[0])
    except DatabaseError as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        raise refusal from error
