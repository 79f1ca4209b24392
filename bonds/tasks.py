"""Jobs of the bonds app: interest of every month, heads of every night, reports."""

import logging
from collections.abc import Mapping
from datetime import date, datetime

from celery import shared_task
from django.urls import reverse
from django.utils import timezone, translation

from bonds import selectors, services
from bonds.domain.pool import MONTHS_OF_QUARTER
from bonds.forms import exporting, reporting
from sohos.core.dates import local_day
from sohos.documents import pdf
from sohos.jobs.services import Progress, job
from sohos.tenancy import context
from sohos.tenancy import selectors as tenancy
from sohos.tenancy.actor import Actor
from sohos.tenancy.models import Municipality
from sohos.tenancy.permissions import Role

logger = logging.getLogger(__name__)
STEPS = 2


@job(services.ACCRUE_BOND)
def accrue_bond(
    *, actor: Actor, now: datetime, progress: Progress, **ids: int
) -> Mapping[str, int | str]:
    """Accrue the interest of every case of a bond up to a day; twice adds nothing."""
    found = services.accrue_interest(
        actor=actor,
        bond_id=ids["bond_id"],
        until=date.fromordinal(ids["until"]),
        now=now,
        progress=progress,
    )
    cents = sum(event.amount_cents or 0 for event in found)
    return {"cases": len(found), "cents": cents}


@job(services.EXPORT_LEDGER)
def export_ledger(
    *, actor: Actor, now: datetime, progress: Progress, **ids: int
) -> Mapping[str, int | str]:
    """Make a file of a large ledger; twice makes it twice, of the same entries."""
    kind, year = services.kind_of(ids["kind"]), ids["year"] or None
    span = exporting.span_of(
        kind,
        through_on=_day(ids["through_on"]),
        known_on=_day(ids["known_on"]),
        year=year,
    )
    progress(0, 2)
    journal = selectors.journal_of(
        actor,
        bond_id=ids["bond_id"],
        span=span,
        names=exporting.event_names(),
        today=local_day(now),
    )
    progress(1, 2)
    file_id = services.keep_export(
        actor=actor,
        bond_id=ids["bond_id"],
        kind=kind,
        name=exporting.file_name(kind, journal, year=year),
        media_type=exporting.KINDS[kind][3],
        content=exporting.render(kind, journal, year=year),
        now=now,
    )
    return {"file_id": file_id, "entries": len(journal.entries)}


@job(services.RENDER_QUARTER)
def render_quarter(
    *, actor: Actor, now: datetime, progress: Progress, **ids: int
) -> Mapping[str, int | str]:
    """Render the report of a quarter and store it; twice gives the same bytes."""
    report = selectors.report_to_render(actor, report_id=ids["report_id"])
    bond, investor = selectors.reportable_bond(actor, bond_id=report.bond_id)
    data = selectors.quarter_data(
        actor, bond, through_on=report.through_on, investor=investor
    )
    progress(1, STEPS)
    name = f"sohos-{actor.municipality.slug}-{report.through_on.isoformat()}"
    with translation.override(report.language):
        content = pdf.render(
            "bonds/quarter_report.html",
            reporting.context_of(data, municipality=actor.municipality.name),
            title=translation.gettext("Kwartaalrapport"),
            created=data.known_at,
            attachments=reporting.attachments(data, name=name),
        )
    services.store_quarter_report(
        actor=actor,
        report_id=report.pk,
        content=content,
        name=f"{name}.pdf",
        now=now,
    )
    progress(STEPS, STEPS)
    said = {
        "bond_id": bond.pk,
        "year": report.through_on.year,
        "quarter": report.through_on.month // MONTHS_OF_QUARTER,
    }
    return {"address": reverse("quarter-report", kwargs=said)}


@shared_task(name="bonds.accrue")
def accrue() -> None:
    """Ask for the accrual of every bond up to the first of this month.

    It is booked in the name of who has been finance of SOHOS longest.
    """
    now = timezone.now()
    until = local_day(now).replace(day=1)
    for municipality_id in _municipalities():
        with context.tenant(municipality_id):
            _ask(municipality_id, until, now)


@shared_task(name="bonds.keep_heads")
def keep_heads() -> None:
    """Keep the head of every bond, municipality by municipality."""
    for municipality_id in _municipalities():
        with context.tenant(municipality_id):
            bond_ids = [bond.pk for bond in selectors.every_bond()]
        for bond_id in bond_ids:
            _keep_head(municipality_id, bond_id)


def _day(ordinal: int) -> date | None:
    return date.fromordinal(ordinal) if ordinal else None


def _municipalities() -> list[int]:
    return list(Municipality.objects.order_by("id").values_list("id", flat=True))


def _ask(municipality_id: int, until: date, now: datetime) -> None:
    finance = tenancy.first_with(
        Role.SOHOS_FINANCE, municipality_id, today=local_day(now)
    )
    for bond in selectors.every_bond():
        if finance is None:
            logger.error("bond %s: nobody is finance, nothing accrued", bond.pk)
        elif selectors.versions_of(bond).filter(effective_on__lte=until).exists():
            services.ask_accrual(actor=finance, bond_id=bond.pk, until=until, now=now)


def _keep_head(municipality_id: int, bond_id: int) -> None:
    try:
        with context.tenant(municipality_id):
            services.keep_head(bond_id=bond_id, now=timezone.now())
    except services.AuthorityUnreachableError:
        logger.exception("bond %s got no time stamp; tomorrow again", bond_id)
