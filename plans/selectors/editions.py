"""Reads: the editions for the household that were asked for; access was checked."""

from typing import TypeAlias

from plans.models import Edition, Plan
from sohos.tenancy.actor import Actor

EditionHandle: TypeAlias = Edition


def edition_asked(actor: Actor, plan: Plan) -> Edition | None:
    """Return the actor's last order of an edition of a plan."""
    return (
        Edition.objects.filter(
            municipality_id=actor.municipality_id,
            plan=plan,
            asked_by_id=actor.user_id,
        )
        .order_by("-id")
        .first()
    )


def edition_waiting(actor: Actor, plan: Plan, *, is_large: bool) -> Edition | None:
    """Return the newest order of a size that waits for its file."""
    return (
        Edition.objects.filter(
            municipality_id=actor.municipality_id,
            plan=plan,
            is_large=is_large,
            file__isnull=True,
        )
        .order_by("-id")
        .first()
    )
