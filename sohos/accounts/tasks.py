"""What happens every night: teams follow their members, old sessions go."""

from importlib import import_module

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from sohos.accounts import services
from sohos.core.dates import local_day
from sohos.tenancy import context
from sohos.tenancy.models import Municipality


@shared_task(name="accounts.daily")
def daily() -> None:
    """Bring the groups of all teams in step, and forget sessions that are over."""
    today = local_day(timezone.now())
    for municipality_id in Municipality.objects.order_by("id").values_list(
        "id", flat=True
    ):
        with context.tenant(municipality_id):
            services.sync_teams(today=today)
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
