"""Reads: whether the book is still what was booked (rule V16)."""

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC

from sohos.core.euro import total
from sohos.funds.domain.book import Leg
from sohos.funds.models import BookEvent, BookLeg
from sohos.funds.selectors.rows import as_leg

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class BookVerdict:
    """How many events, the hash of the last, and where the book differs.

    A fault is a sequence and what is wrong there.
    """

    events: int
    head: str
    faults: tuple[tuple[int, str], ...]


def verify_book() -> BookVerdict:
    """Walk the chain of the municipality of the running transaction."""
    legs: defaultdict[int, list[Leg]] = defaultdict(list)
    for row in BookLeg.objects.order_by("event_id", "position"):
        legs[row.event_id].append(as_leg(row))
    head, sequence = GENESIS, 0
    faults: list[tuple[int, str]] = []
    for event in BookEvent.objects.order_by("sequence"):
        sequence += 1
        what = _fault_of(event, head, sequence, legs.pop(event.pk, []))
        if what:
            faults.append((event.sequence, what))
        head, sequence = event.hash, event.sequence
    if legs:
        faults.append((0, "legs without event"))
    return BookVerdict(sequence, head, tuple(faults))


def _fault_of(event: BookEvent, head: str, sequence: int, legs: list[Leg]) -> str:
    if event.sequence != sequence:
        return "missing"
    if event.previous_hash != head:
        return "reordered"
    text = (event.previous_hash + event.canonical).encode()
    if hashlib.sha256(text).hexdigest() != event.hash:
        return "changed"
    if json.loads(event.canonical) != _content(event, legs):
        return "changed"
    return "unbalanced" if total(leg.amount for leg in legs) else ""


def _content(event: BookEvent, legs: list[Leg]) -> dict[str, object]:
    booked_at = event.booked_at.astimezone(UTC)
    return {
        "municipality": event.municipality_id,
        "sequence": event.sequence,
        "kind": event.kind,
        "listing": event.listing_id,
        "value_on": event.value_on.isoformat(),
        "booked_at": f"{booked_at:%Y-%m-%dT%H:%M:%S.%fZ}",
        "by": event.by_id,
        "amount": event.amount_cents,
        "bank_line": event.bank_line,
        "reverses": event.reverses_id,
        "client_key": str(event.client_key),
        "request_hash": event.request_hash,
        "legs": [
            {
                "account": leg.account.value,
                "amount": leg.amount.cents,
                "share": leg.share,
                "debt": leg.debt,
            }
            for leg in legs
        ],
    }
