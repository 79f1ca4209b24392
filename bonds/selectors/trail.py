"""Reads: what each event of a case moved, and on which bank line it stands."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from bonds.domain.accounts import Account
from bonds.domain.banking import Verdict
from bonds.models import Bond, Event, Leg
from bonds.selectors.banking import live_decisions
from sohos.core.euro import Euro


@dataclass(frozen=True, slots=True)
class MovedLeg:
    """One line of a booking: debit above zero; the investor by code."""

    account: Account
    amount: Euro
    party: str

    @property
    def size(self) -> Euro:
        """How much, on whichever side."""
        return Euro(abs(self.amount.cents))


@dataclass(frozen=True, slots=True)
class SeenLine:
    """The bank line of an event, and the hash of the file that brought it."""

    id: int
    code: str
    booked_on: date
    file_sha256: str


@dataclass(slots=True)
class Footprint:
    """Where an event stands in the chain, what it moved, and its bank lines."""

    sequence: int
    hash: str
    kba_sha256: str
    legs: list[MovedLeg] = field(default_factory=list)
    lines: list[SeenLine] = field(default_factory=list)


def footprints_of(bond: Bond, event_ids: Iterable[int]) -> dict[int, Footprint]:
    """Return what events left behind, by event id; the caller has checked access."""
    ids = list(event_ids)
    events = Event.objects.filter(municipality_id=bond.municipality_id, pk__in=ids)
    found = {
        event.pk: Footprint(event.sequence, event.hash, event.facts.get("sha256", ""))
        for event in events.defer("canonical")
    }
    legs = Leg.objects.filter(
        municipality_id=bond.municipality_id, transaction__event_id__in=ids
    ).select_related("transaction", "party")
    for leg in legs.order_by("transaction_id", "position"):
        party = leg.party.code if leg.party else ""
        found[leg.transaction.event_id].legs.append(
            MovedLeg(Account(leg.account), Euro(leg.amount_cents), party)
        )
    matches = live_decisions(bond.municipality_id).filter(
        verdict=Verdict.MATCHED, event_id__in=ids
    )
    for match in matches.select_related("line__statement__file").order_by("id"):
        line = match.line
        found[match.event_id or 0].lines.append(
            SeenLine(line.pk, line.code, line.booked_on, line.statement.file.sha256)
        )
    return found
