"""Acts: link the documents of a case to the row that they prove, and unlink them."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from kba import selectors
from kba.models import LineEvidence
from sohos.audit import services as audit
from sohos.core.errors import NotFoundError
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


@transaction.atomic
def link_evidence(
    *, actor: Actor, line_id: int, document_ids: Collection[int], now: datetime
) -> list[LineEvidence]:
    """Let documents of the case prove a row, with the hash that they have now.

    Also after the plan was adopted: a row counts the same with or without a document,
    and the evidence of a year comes in during that year.

    Args:
        actor: who writes in the case.
        line_id: a row of its KBA.
        document_ids: documents that stand in the case; one that was linked already
            stays as it was linked.
        now: aware.

    Returns:
        What was linked now, in the order of the documents' ids.

    Raises:
        NotAllowedError: the actor writes no KBA.
        NotFoundError: no such row or document for this actor; nothing was stored.
    """
    actor.require(Permission.KBA_WRITE)
    line = selectors.line_to_change(actor, line_id=line_id)
    linkable = {row.id: row for row in selectors.linkable_documents(actor, line)}
    linked = {
        link.document_id for link in line.evidence.all() if link.removed_at is None
    }
    wanted = sorted(set(document_ids) - linked)
    if not linkable.keys() >= set(wanted):
        raise NotFoundError
    rows = [
        LineEvidence.objects.create(
            line=line,
            document_id=document_id,
            sha256=linkable[document_id].sha256,
            linked_at=now,
            linked_by_id=actor.user_id,
        )
        for document_id in wanted
    ]
    for row in rows:
        _record("kba.evidence_linked", row, actor=actor, now=now)
    return rows


@transaction.atomic
def unlink_evidence(*, actor: Actor, link_id: int, now: datetime) -> None:
    """Take a document away from a row; who linked it and who took it away is kept.

    Stages that were frozen with it keep it.

    Raises:
        NotAllowedError: the actor writes no KBA.
        NotFoundError: no such link for this actor to write in, or it is gone.
    """
    actor.require(Permission.KBA_WRITE)
    link = selectors.link_of(actor, link_id=link_id)
    selectors.line_to_change(actor, line_id=link.line_id)
    link.removed_at, link.removed_by_id = now, actor.user_id
    link.save(update_fields=["removed_at", "removed_by"])
    _record("kba.evidence_unlinked", link, actor=actor, now=now)


def _record(action: str, link: LineEvidence, *, actor: Actor, now: datetime) -> None:
    audit.record(
        action,
        actor=actor,
        subject=f"kba:{link.line.kba_id}",
        at=now,
        detail={
            "line": link.line_id,
            "document": link.document_id,
            "sha256": link.sha256,
        },
    )
