"""Acts: read positions in a municipality where the investor is not working now."""

from datetime import date, datetime

from bonds import selectors
from sohos.audit import services as audit
from sohos.core.dates import local_day
from sohos.tenancy.actor import Actor


def read_positions(
    *, actor: Actor, as_of: date | None, now: datetime
) -> list[selectors.InvestorPage]:
    """Return the actor's positions, and leave a line that they were read.

    Args:
        actor: an investor of this municipality, at work in another one.
        as_of: only what happened up to and including this day.
        now: aware.

    Raises:
        NotAllowedError: the actor is no investor here.
    """
    pages = selectors.investor_pages(actor, today=local_day(now), as_of=as_of)
    audit.record("position.read", actor=actor, subject="position", at=now)
    return pages
