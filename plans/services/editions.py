"""Acts: ask for the household's edition of a plan, and store it once it is made."""

from datetime import datetime

from django.db import transaction

from plans import selectors
from plans.domain import content
from plans.models import Edition
from sohos.audit import services as audit
from sohos.documents import services as documents
from sohos.jobs import services as jobs
from sohos.tenancy.actor import Actor

RENDER_EDITION = "plans.render_edition"


@transaction.atomic
def ask_edition(
    *, actor: Actor, plan_id: int, is_large: bool, language: str, now: datetime
) -> Edition:
    """Ask for the plan on paper, for the household; a worker makes it after the commit.

    Args:
        actor: who may read the plan.
        plan_id: the plan, adopted or not.
        is_large: in large print.
        language: `nl` or `en`; the words of the plan stay as they were written.
        now: aware.

    Returns:
        The order; its file comes later.

    Raises:
        NotAllowedError: the actor's roles read no plans.
        NotFoundError: no such plan for this actor.
    """
    plan = selectors.plan_of(actor, plan_id=plan_id)
    job = jobs.after_commit(
        RENDER_EDITION, actor=actor, now=now, plan_id=plan.pk, is_large=int(is_large)
    )
    row = Edition.objects.create(
        plan=plan,
        content_sha256=content.plan_hash(selectors.content_of(actor, plan)),
        is_large=is_large,
        language=language,
        job=job,
        asked_at=now,
        asked_by_id=actor.user_id,
    )
    _record("plan.edition_asked", row, actor=actor, now=now)
    return row


@transaction.atomic
def store_edition(
    *,
    actor: Actor,
    plan_id: int,
    is_large: bool,
    content_sha256: str,
    made: bytes,
    name: str,
    now: datetime,
) -> int:
    """Store an edition with every order of it that waits.

    Args:
        actor: for whom it was made.
        plan_id: the plan.
        is_large: in large print.
        content_sha256: the hash of what the plan said when it was made.
        made: the PDF.
        name: under which it is offered.
        now: aware.

    Returns:
        The id of the stored file.

    Raises:
        NotAllowedError: the actor's roles read no plans.
        NotFoundError: no such plan for this actor.
    """
    plan = selectors.plan_of(actor, plan_id=plan_id)
    file = documents.store(
        actor=actor, name=name, media_type="application/pdf", content=made, now=now
    )
    waiting = Edition.objects.filter(
        municipality_id=actor.municipality_id,
        plan=plan,
        is_large=is_large,
        file__isnull=True,
    )
    for row in waiting:
        row.file, row.content_sha256 = file, content_sha256
        row.save(update_fields=["file", "content_sha256"])
        _record("plan.edition_stored", row, actor=actor, now=now)
    return file.pk


def _record(act: str, row: Edition, *, actor: Actor, now: datetime) -> None:
    audit.record(
        act,
        actor=actor,
        subject=f"plan:{row.plan_id}",
        at=now,
        detail={"edition": row.pk, "sha256": row.content_sha256},
    )
