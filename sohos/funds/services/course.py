"""The course of a listing: one step after another, each remembered."""

from datetime import datetime

from sohos.audit import services as audit
from sohos.funds.domain import listing as rules
from sohos.funds.domain.listing import Status, Why
from sohos.funds.models import Listing, Step
from sohos.tenancy.actor import Actor


def go(
    listing: Listing,
    to: Status,
    *,
    actor: Actor,
    now: datetime,
    why: Why | None = None,
    note: str = "",
) -> Listing:
    """Bring a listing to another status.

    Raises:
        StatusRefusedError: there is no way from here to there.
    """
    listing.status = rules.step(Status(listing.status), to)
    listing.save(update_fields=["status", "released_at", "released_by"])
    remember(listing, actor=actor, now=now, why=why, note=note)
    return listing


def remember(
    listing: Listing,
    *,
    actor: Actor,
    now: datetime,
    why: Why | None = None,
    note: str = "",
) -> None:
    """Write down that a listing is where it is now."""
    Step.objects.create(
        listing=listing,
        status=listing.status,
        at=now,
        by_id=actor.user_id,
        why=why or "",
        note=note.strip(),
    )
    audit.record(
        f"funds.{listing.status}",
        actor=actor,
        subject=f"listing:{listing.pk}",
        at=now,
        detail={"case": listing.case_id},
    )
