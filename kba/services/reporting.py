"""Acts: ask for the report of a stage, and store it once it is rendered."""

from datetime import datetime

from django.db import transaction

from kba import selectors
from kba.models import Report
from sohos.audit import services as audit
from sohos.documents import services as documents
from sohos.jobs import services as jobs
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

RENDER_REPORT = "kba.render_report"


@transaction.atomic
def ask_report(*, actor: Actor, stage_id: int, language: str, now: datetime) -> Report:
    """Ask for the report of a stage; a worker renders it after the commit.

    Args:
        actor: who may read the stage and ask for reports.
        stage_id: any stage.
        language: `nl` or `en`.
        now: aware.

    Returns:
        The order; its file comes later.

    Raises:
        NotAllowedError: the actor asks for no reports.
        NotFoundError: no such stage for this actor.
    """
    actor.require(Permission.KBA_REPORT)
    stage = selectors.stage_of(actor, stage_id=stage_id)
    job = jobs.after_commit(RENDER_REPORT, actor=actor, now=now, stage_id=stage.pk)
    report = Report.objects.create(
        stage=stage,
        job=job,
        language=language,
        asked_at=now,
        asked_by_id=actor.user_id,
    )
    audit.record(
        "kba.report_asked",
        actor=actor,
        subject=f"kba:{stage.kba_id}",
        at=now,
        detail={"stage": stage.pk},
    )
    return report


@transaction.atomic
def store_report(
    *, actor: Actor, stage_id: int, content: bytes, name: str, now: datetime
) -> int:
    """Store the rendered report with every order that waits for it.

    Args:
        actor: for whom it was rendered.
        stage_id: the stage.
        content: the PDF.
        name: under which it is offered.
        now: aware.

    Returns:
        The id of the stored file.

    Raises:
        NotAllowedError: the actor asks for no reports.
        NotFoundError: no such stage for this actor.
    """
    actor.require(Permission.KBA_REPORT)
    stage = selectors.stage_of(actor, stage_id=stage_id)
    file = documents.store(
        actor=actor, name=name, media_type="application/pdf", content=content, now=now
    )
    Report.objects.filter(
        municipality_id=actor.municipality_id, stage=stage, file__isnull=True
    ).update(file=file)
    audit.record(
        "kba.report_stored",
        actor=actor,
        subject=f"kba:{stage.kba_id}",
        at=now,
        detail={"stage": stage.pk, "sha256": file.sha256},
    )
    return file.pk
