"""What happens every night: the period that is over is published."""

from celery import shared_task
from django.utils import timezone

from sohos.tenancy import context
from sohos.tenancy.models import Municipality
from sohos.threads import services


@shared_task(name="threads.publish")
def publish() -> None:
    """Publish what is due, municipality by municipality."""
    ids = Municipality.objects.order_by("id").values_list("id", flat=True)
    for municipality_id in ids:
        with context.tenant(municipality_id):
            services.publish_due(now=timezone.now())
