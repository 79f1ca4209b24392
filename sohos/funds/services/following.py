"""Acts: look after a household whose debts were paid."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from cases import services as cases
from sohos.audit import services as audit
from sohos.core.dates import local_day
from sohos.funds import selectors
from sohos.funds.domain import following
from sohos.funds.domain import listing as rules
from sohos.funds.domain.following import RELAPSED, Looked
from sohos.funds.domain.listing import Status
from sohos.funds.models import FollowUp
from sohos.tenancy.actor import Actor

TASK_WITHIN = timedelta(days=7)


@transaction.atomic
def follow_up(
    *, actor: Actor, listing_id: int, says: Looked, now: datetime
) -> FollowUp:
    """Tell how a household is doing 3, 6 or 12 months after its debts were paid.

    New debts, or a plan that stopped, become a task of the actor in the case: the
    checks of the nazorg say what follows from them.

    Args:
        actor: who works on the case.
        listing_id: debts that were paid.
        says: after how many months, what was found, and when.
        now: aware.

    Raises:
        NotAllowedError: the actor does not work on cases.
        NotFoundError: no such listing for this actor.
        StatusRefusedError: the debts were not paid.
        FollowUpUnknownError, DayInFutureError, FollowUpTooEarlyError: rule V17.
    """
    listing = selectors.listing_to_work_on(actor, listing_id=listing_id)
    rules.require(Status(listing.status), Status.PAID)
    paid_on = selectors.paid_on(listing)
    today = local_day(now)
    following.check(says, paid_on=paid_on, today=today)
    row = FollowUp.objects.create(
        listing=listing,
        months=says.months,
        outcome=says.outcome,
        on=says.on,
        at=now,
        by_id=actor.user_id,
    )
    audit.record(
        "funds.followed_up",
        actor=actor,
        subject=f"listing:{listing.pk}",
        at=now,
        detail={"months": says.months, "outcome": says.outcome},
    )
    if says.outcome in RELAPSED:
        cases.add_task(
            actor=actor,
            case_id=listing.case_id,
            what=_("Veil je schuld: kijk of het gezin terugvalt, en leg dat vast"),
            owner_id=actor.user_id,
            due_on=today + TASK_WITHIN,
            now=now,
        )
    return row
