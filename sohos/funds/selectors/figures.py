"""Reads for the controller: what Veil je schuld brought, small groups hidden (V18)."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.utils.crypto import salted_hmac

from sohos.core.euro import ZERO, Euro
from sohos.core.small_cells import SafeLine, SafeTable, suppress_line, suppress_table
from sohos.funds.domain.book import Event
from sohos.funds.domain.following import MONTHS, Outcome
from sohos.funds.domain.listing import Status
from sohos.funds.models import BookEvent, FollowUp
from sohos.funds.selectors.rows import listings_of
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


@dataclass(frozen=True, slots=True)
class Figures:
    """Households by status with their debts and what creditors were paid; looks."""

    statuses: tuple[Status, ...]
    by_status: SafeLine
    months: tuple[int, ...]
    outcomes: tuple[Outcome, ...]
    looks: SafeTable


def figures_for(actor: Actor) -> Figures:
    """Count the households of the municipality; a group under five stays hidden.

    Raises:
        NotAllowedError: the actor reads no results.
    """
    actor.require(Permission.DASHBOARD_READ)
    counts: Counter[str] = Counter()
    owed: defaultdict[str, Euro] = defaultdict(lambda: ZERO)
    paid: defaultdict[str, Euro] = defaultdict(lambda: ZERO)
    of_listing = _paid(actor)
    for row in listings_of(actor):
        counts[row.status] += 1
        owed[row.status] = owed[row.status] + Euro(row.total_cents)
        paid[row.status] = paid[row.status] + of_listing[row.pk]
    secret = _secret(actor)
    return Figures(
        statuses=tuple(Status),
        by_status=suppress_line(
            [counts[status] for status in Status],
            secret=secret,
            amounts={
                "owed": [owed[status] for status in Status],
                "paid": [paid[status] for status in Status],
            },
        ),
        months=MONTHS,
        outcomes=tuple(Outcome),
        looks=suppress_table(_looks(actor), secret=secret),
    )


def _paid(actor: Actor) -> defaultdict[int, Euro]:
    sums: defaultdict[int, Euro] = defaultdict(lambda: ZERO)
    events = BookEvent.objects.filter(
        municipality_id=actor.municipality_id, kind=Event.PAID, reversal__isnull=True
    )
    for listing_id, cents in events.values_list("listing_id", "amount_cents"):
        sums[listing_id] = sums[listing_id] + Euro(cents)
    return sums


def _looks(actor: Actor) -> list[list[int]]:
    last: dict[tuple[int, int], str] = {}
    rows = FollowUp.objects.filter(municipality_id=actor.municipality_id)
    for row in rows.order_by("id"):
        last[row.listing_id, row.months] = row.outcome
    counts = Counter((months, outcome) for (_listing, months), outcome in last.items())
    return [[counts[months, outcome] for outcome in Outcome] for months in MONTHS]


def _secret(actor: Actor) -> bytes:
    return salted_hmac("sohos.funds", str(actor.municipality_id)).digest()
