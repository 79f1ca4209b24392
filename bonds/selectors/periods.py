"""Reads: which months are closed, and the heads of the chain (rules S7.9, S7.11)."""

from datetime import date

from django.db.models import QuerySet

from bonds.models import Bond, Event, LedgerHead, PeriodClosing
from bonds.selectors.verify import GENESIS


def closings_of(bond: Bond) -> QuerySet[PeriodClosing]:
    """List the closed months of a bond, newest first."""
    return (
        PeriodClosing.objects.filter(
            bond_id=bond.pk, municipality_id=bond.municipality_id
        )
        .select_related("closed_by")
        .order_by("-through_on")
    )


def closed_through(bond: Bond) -> date | None:
    """Return the last closed day of a bond, if any."""
    return closings_of(bond).values_list("through_on", flat=True).first()


def head_of(bond: Bond) -> tuple[int, str]:
    """Return sequence and hash of the last event; of an empty chain 0 and zeros."""
    last = (
        Event.objects.filter(bond_id=bond.pk, municipality_id=bond.municipality_id)
        .order_by("-sequence")
        .values_list("sequence", "hash")
        .first()
    )
    return last or (0, GENESIS)


def heads_of(bond: Bond) -> QuerySet[LedgerHead]:
    """List the heads that were kept of a bond, newest first."""
    return LedgerHead.objects.filter(
        bond_id=bond.pk, municipality_id=bond.municipality_id
    ).order_by("-day")
