"""Acts: ask for the report of a quarter, and store it once it is rendered."""

from datetime import date, datetime

from django.db import transaction

from bonds import selectors
from bonds.models import QuarterReport
from sohos.audit import services as audit
from sohos.core.dates import local_day
from sohos.core.errors import DomainError
from sohos.documents import services as documents
from sohos.jobs import services as jobs
from sohos.tenancy.actor import Actor

RENDER_QUARTER = "bonds.render_quarter"


class QuarterNotOverError(DomainError):
    """The quarter is not over for two weeks yet, or not of this bond; names its end."""

    code = "quarter_not_over"


@transaction.atomic
def ask_quarter_report(
    *, actor: Actor, bond_id: int, through_on: date, language: str, now: datetime
) -> QuarterReport:
    """Ask for the report of a quarter; a worker renders it after the commit.

    Args:
        actor: who reads the bond, or lends to it and gets the own edition.
        bond_id: the bond.
        through_on: last day of the quarter.
        language: `nl` or `en`.
        now: aware.

    Returns:
        The order; its file comes later.

    Raises:
        NotAllowedError: the actor neither reads bonds nor lends.
        NotFoundError: there is no such bond for this actor.
        QuarterNotOverError: the books of the quarter are still open.
    """
    bond, investor = selectors.reportable_bond(actor, bond_id=bond_id)
    if through_on not in selectors.quarters_to_report(bond, today=local_day(now)):
        raise QuarterNotOverError(through_on.isoformat())
    report = QuarterReport.objects.create(
        bond=bond,
        through_on=through_on,
        investor=investor,
        language=language,
        asked_at=now,
        asked_by_id=actor.user_id,
    )
    report.job = jobs.after_commit(
        RENDER_QUARTER, actor=actor, now=now, report_id=report.pk
    )
    report.save(update_fields=["job"])
    audit.record(
        "bond.report_asked",
        actor=actor,
        subject=f"bond:{bond.pk}",
        at=now,
        detail={"through_on": through_on.isoformat()},
    )
    return report


@transaction.atomic
def store_quarter_report(
    *, actor: Actor, report_id: int, content: bytes, name: str, now: datetime
) -> None:
    """Store the rendered report with its order.

    Args:
        actor: who asked for it.
        report_id: the order.
        content: the PDF.
        name: under which it is offered.
        now: aware.

    Raises:
        NotFoundError: the actor did not ask for such a report.
    """
    report = selectors.report_to_render(actor, report_id=report_id)
    file = documents.store(
        actor=actor, name=name, media_type="application/pdf", content=content, now=now
    )
    report.file = file
    report.save(update_fields=["file"])
    audit.record(
        "bond.report_stored",
        actor=actor,
        subject=f"bond:{report.bond_id}",
        at=now,
        detail={"report": report.pk, "sha256": file.sha256},
    )
