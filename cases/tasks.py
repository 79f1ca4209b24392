"""What happens beside the pages: each morning, when news is told, and arrivals."""

import logging
from collections.abc import Mapping
from datetime import datetime

from celery import shared_task
from django.utils import timezone

from cases import selectors, services
from sohos.core.dates import local_day
from sohos.jobs.services import Progress, job
from sohos.tenancy import context
from sohos.tenancy.actor import Actor
from sohos.tenancy.models import Municipality

logger = logging.getLogger(__name__)


@shared_task(name="cases.remind")
def remind() -> None:
    """Remind the owners of tasks, municipality by municipality, each by one mail."""
    now = timezone.now()
    for municipality_id in Municipality.objects.order_by("id").values_list(
        "id", flat=True
    ):
        with context.tenant(municipality_id):
            found = selectors.tasks_to_remind_of(today=local_day(now))
            owners = sorted(set(found.values_list("owner_id", flat=True)))
        for owner_id in owners:
            _remind_one(municipality_id, owner_id)


@shared_task(name="cases.birthdays")
def birthdays() -> None:
    """Raise a task for who becomes 12, 16 or 18, municipality by municipality."""
    for municipality_id in Municipality.objects.order_by("id").values_list(
        "id", flat=True
    ):
        with context.tenant(municipality_id):
            services.tell_birthdays(now=timezone.now())


@shared_task(name="cases.relapse_checks")
def relapse_checks() -> None:
    """Plan the checks of the nazorg, municipality by municipality."""
    for municipality_id in Municipality.objects.order_by("id").values_list(
        "id", flat=True
    ):
        with context.tenant(municipality_id):
            services.plan_relapse_checks(now=timezone.now())


def _remind_one(municipality_id: int, owner_id: int) -> None:
    try:
        with context.tenant(municipality_id):
            services.remind(owner_id=owner_id, now=timezone.now())
    except OSError:
        logger.exception("user %s could not be reminded; tomorrow again", owner_id)


@job("cases.tell_of_emergency")
def tell_of_emergency(
    *, actor: Actor, now: datetime, progress: Progress, **ids: int
) -> Mapping[str, int | str]:
    """Tell team leads and privacy officers that somebody broke the glass."""
    told = services.tell_of_emergency(actor=actor, access_id=ids["access_id"], now=now)
    progress(1, 1)
    return {"told": told}


@job("cases.check_screening_list")
def check_screening_list(
    *, actor: Actor, now: datetime, progress: Progress, **ids: int
) -> Mapping[str, int | str]:
    """Read a screening list and count what it would bring."""
    return services.check_screening_list(
        actor=actor, list_id=ids["list_id"], now=now, progress=progress
    )


@job("cases.import_screening_list")
def import_screening_list(
    *, actor: Actor, now: datetime, progress: Progress, **ids: int
) -> Mapping[str, int | str]:
    """Import a screening list."""
    return services.import_screening_list(
        actor=actor, list_id=ids["list_id"], now=now, progress=progress
    )
