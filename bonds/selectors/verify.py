"""Reads: whether the ledger is still what was posted (rule S7.8)."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.db.models import QuerySet

from bonds.domain.accounts import Account
from bonds.domain.ledger import Leg as RuleLeg
from bonds.models import Bond, Event, LedgerHead, Leg, PeriodClosing
from bonds.selectors import timestamps
from bonds.selectors.ledger import as_leg, kept_balances, legs_of
from sohos.core.euro import ZERO, Euro

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class LedgerFault:
    """One place where the ledger is not what was posted."""

    sequence: int
    what: str


@dataclass(frozen=True, slots=True)
class LedgerVerdict:
    """Sequence and hash of the last event, and what is wrong."""

    events: int
    head: str
    faults: tuple[LedgerFault, ...]


def every_bond() -> QuerySet[Bond]:
    """List the bonds of the municipality of the running transaction, by id."""
    return Bond.objects.order_by("id")


def verify(bond: Bond, *, published: tuple[int, str] | None = None) -> LedgerVerdict:
    """Walk the chain of a bond and replay it to its balances.

    Every head that was kept, in a closing or under a time stamp, has to be passed.

    Args:
        bond: of the municipality of the running transaction.
        published: sequence and hash of a head as published earlier; the chain must
            still pass through it.

    Returns:
        Faults in order of sequence; what concerns the whole ledger has sequence 0.
    """
    events = Event.objects.filter(
        bond_id=bond.pk, municipality_id=bond.municipality_id
    ).order_by("sequence")
    walk = _Walk(_legs_by_event(bond))
    for event in events.iterator(chunk_size=2000):
        walk.step(event)
    faults = [*walk.faults, *walk.whole(bond)]
    if published is not None and published not in walk.heads:
        faults.append(LedgerFault(published[0], "missing"))
    faults += _lost_heads(bond, walk.heads)
    return LedgerVerdict(walk.sequence, walk.head, tuple(faults))


class _Walk:
    """The chain as far as it was walked."""

    def __init__(self, legs: dict[int, list[RuleLeg]]) -> None:
        self.legs = legs
        self.replayed: list[RuleLeg] = []
        self.faults: list[LedgerFault] = []
        self.heads: set[tuple[int, str]] = {(0, GENESIS)}
        self.sequence = 0
        self.head = GENESIS

    def step(self, event: Event) -> None:
        """Look at the next event."""
        self.sequence += 1
        if event.sequence != self.sequence:
            self.faults.append(LedgerFault(self.sequence, "missing"))
            self.sequence = event.sequence
        content = _content(event)
        said = [_said(leg) for leg in content["legs"]] if content else []
        what = next(_faults_of(event, content, self.head, said, self.legs), None)
        if what is not None:
            self.faults.append(LedgerFault(event.sequence, what))
        self.replayed += said
        self.head = event.hash
        self.heads.add((event.sequence, event.hash))

    def whole(self, bond: Bond) -> Iterator[LedgerFault]:
        """Yield what is wrong with the ledger as a whole."""
        if self.legs:
            yield LedgerFault(0, "legs without event")
        if _sums(self.replayed) != {_place(leg): leg.amount for leg in _kept(bond)}:
            yield LedgerFault(0, "balances differ")


def _kept(bond: Bond) -> list[RuleLeg]:
    return [as_leg(row) for row in kept_balances(bond)]


def _place(leg: RuleLeg) -> tuple[str, int | None, int | None]:
    return leg.account, leg.party, leg.case


def _sums(legs: Iterable[RuleLeg]) -> dict[tuple[str, int | None, int | None], Euro]:
    sums: dict[tuple[str, int | None, int | None], Euro] = {}
    for leg in legs:
        sums[_place(leg)] = sums.get(_place(leg), ZERO) + leg.amount
    return {place: amount for place, amount in sums.items() if amount}


def _lost_heads(bond: Bond, passed: set[tuple[int, str]]) -> Iterator[LedgerFault]:
    of_bond = {"bond_id": bond.pk, "municipality_id": bond.municipality_id}
    for closing in PeriodClosing.objects.filter(**of_bond).order_by("through_on"):
        if (closing.sequence, closing.hash) not in passed:
            yield LedgerFault(closing.sequence, "closing differs")
    for head in LedgerHead.objects.filter(**of_bond).order_by("day"):
        if (head.sequence, head.hash) not in passed:
            yield LedgerFault(head.sequence, "head differs")
        elif head.token and not timestamps.is_stamp_of(bytes(head.token), head.hash):
            yield LedgerFault(head.sequence, "time stamp differs")


def _faults_of(
    event: Event,
    content: dict[str, Any] | None,
    head: str,
    said: list[RuleLeg],
    legs: dict[int, list[RuleLeg]],
) -> Iterator[str]:
    stored = legs.pop(event.pk, [])
    text = (event.previous_hash + event.canonical).encode()
    if hashlib.sha256(text).hexdigest() != event.hash or content is None:
        yield "changed"
    elif event.previous_hash != head:
        yield "reordered"
    elif any(content[name] != value for name, value in _columns(event).items()):
        yield "changed"
    elif stored != said:
        yield "legs changed"


def _columns(event: Event) -> dict[str, Any]:
    booked_at = event.booked_at.astimezone(UTC)
    return {
        "municipality": event.municipality_id,
        "bond": event.bond_id,
        "sequence": event.sequence,
        "kind": event.kind,
        "value_on": event.value_on.isoformat(),
        "booked_at": f"{booked_at:%Y-%m-%dT%H:%M:%S.%fZ}",
        "by": event.by_id,
        "case": event.case_id,
        "amount": event.amount_cents,
        "bank_line": event.bank_line,
        "follows": event.follows_id,
        "reverses": event.reverses_id,
        "facts": event.facts,
        "source": event.source,
        "client_key": str(event.client_key),
        "request_hash": event.request_hash,
    }


def _content(event: Event) -> dict[str, Any] | None:
    try:
        content: dict[str, Any] = json.loads(event.canonical)
    except ValueError:
        return None
    return content if _columns(event).keys() | {"legs"} == content.keys() else None


def _said(leg: dict[str, Any]) -> RuleLeg:
    return RuleLeg(
        Account(leg["account"]), Euro(leg["amount"]), leg["party"], leg["case"]
    )


def _legs_by_event(bond: Bond) -> dict[int, list[RuleLeg]]:
    found: dict[int, list[RuleLeg]] = {}
    rows: list[tuple[int, Leg]] = [
        (row.transaction.event_id, row)
        for row in legs_of(bond)
        .select_related("transaction")
        .order_by("transaction_id", "position")
    ]
    for event_id, row in rows:
        found.setdefault(event_id, []).append(as_leg(row))
    return found
