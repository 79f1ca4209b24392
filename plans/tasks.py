"""Jobs of the plans app."""

from collections.abc import Mapping
from datetime import datetime

from django.urls import reverse
from django.utils import translation

from plans import selectors, services
from plans.domain import content
from plans.forms import family
from sohos.documents import pdf
from sohos.jobs.services import Progress, job
from sohos.tenancy.actor import Actor

STEPS = 3


@job(services.RENDER_EDITION)
def render_edition(
    *, actor: Actor, now: datetime, progress: Progress, **ids: int
) -> Mapping[str, int | str]:
    """Make the household's edition of a plan as a PDF and store it."""
    plan, is_large = selectors.plan_of(actor, plan_id=ids["plan_id"]), ids["is_large"]
    order = selectors.edition_waiting(actor, plan, is_large=bool(is_large))
    address = reverse("plan-edition", kwargs={"plan_id": plan.pk})
    if order is None:
        return {"address": address}
    says = selectors.content_of(actor, plan)
    progress(1, STEPS)
    with translation.override(order.language):
        made = pdf.render(
            "plans/edition.html",
            {
                **family.context_of(actor, plan, says),
                "is_large": bool(is_large),
                "municipality": actor.municipality.name,
            },
            title=translation.gettext("Ons plan"),
            created=order.asked_at,
            style="family",
        )
    progress(2, STEPS)
    file_id = services.store_edition(
        actor=actor,
        plan_id=plan.pk,
        is_large=bool(is_large),
        content_sha256=content.plan_hash(says),
        made=made,
        name=f"ons-plan-{says.case_code}.pdf",
        now=now,
    )
    progress(STEPS, STEPS)
    return {"file": file_id, "address": address}
