"""Acts: publish the periods that are over."""

from datetime import datetime

from django.db import transaction
from django.utils.crypto import salted_hmac

from kba.selectors import figures
from plans.selectors import threads as plans
from sohos.audit import services as audit
from sohos.core.dates import local_day
from sohos.core.euro import ZERO
from sohos.tenancy import context
from sohos.threads.domain import facts, periods, reading, star
from sohos.threads.domain.facts import AdoptedPlan, Doorbraak, Kind, Knelpunt
from sohos.threads.domain.periods import Period
from sohos.threads.models import Publication


@transaction.atomic
def publish_due(*, now: datetime) -> int:
    """Publish what can be published of the running tenant; a second time, nothing.

    Nobody asks for it: the day on which a period is over decides, so that nobody can
    choose a moment at which the figures show somebody.

    Args:
        now: aware.

    Returns:
        How many periods were published.
    """
    newest = Publication.objects.order_by("-last_on").first()
    due = periods.periods_due(
        plans.adoption_days(),
        published_until=newest.last_on if newest else None,
        today=local_day(now),
    )
    return sum(_publish(period, now) for period in due)


def _publish(period: Period, now: datetime) -> int:
    adopted = _adopted(period)
    tables = star.safe_tables(
        facts.facts_of(adopted), kinds=list(Kind), secret=_secret(period)
    )
    row = Publication.objects.create(
        first_on=period.first,
        last_on=period.last,
        households=len({plan.household for plan in adopted}),
        content={
            leaf.value: reading.content_of(table) for leaf, table in tables.items()
        },
        at=now,
    )
    audit.record(
        "threads.published", actor=None, subject=f"publication:{row.pk}", at=now
    )
    return 1


def _adopted(period: Period) -> list[AdoptedPlan]:
    codes = plans.adopted_codes(period.first, period.last)
    expected = figures.expected_of_stages([plan.stage_id for plan in codes])
    return [
        AdoptedPlan(
            household=plan.household_id,
            knelpunten=[
                Knelpunt(
                    row.id,
                    row.kind,
                    row.sort,
                    row.organisation,
                    row.rule,
                    row.life_domain,
                )
                for row in plan.knelpunten
            ],
            doorbraken=[
                Doorbraak(row.overcomes, row.cost, row.law) for row in plan.doorbraken
            ],
            saving=plan.saving,
            care=expected[plan.stage_id].care if plan.stage_id in expected else ZERO,
        )
        for plan in codes
    ]


def _secret(period: Period) -> bytes:
    name = f"{context.current_municipality()}:{period.first}"
    return salted_hmac("sohos.threads", name).digest()
