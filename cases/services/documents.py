"""Acts: add a document to a case, withdraw it."""

from datetime import datetime
from hashlib import sha256

from django.db import transaction

from cases import selectors
from cases.domain import documents
from cases.domain.documents import AlreadyThereError, AlreadyWithdrawnError, NewDocument
from cases.models import Document, DocumentWithdrawal
from sohos.audit import services as audit
from sohos.core.dates import local_day
from sohos.documents import services as files
from sohos.documents import sniffing
from sohos.tenancy.actor import Actor


@transaction.atomic
def add_document(
    *, actor: Actor, case_id: int, new: NewDocument, now: datetime
) -> Document:
    """Keep a file in a case, once its content was found to be what it says.

    Args:
        actor: who adds it.
        case_id: the case, also when it is over.
        new: the file, at most `limits.MOST_BYTES`, and what it is for.
        now: aware.

    Raises:
        NotAllowedError: the actor does not work on cases.
        NotFoundError: no such case for this actor.
        PurposeMissingError, DayInFutureError: as in `documents.check`.
        FileRefusedError: one of the reasons of `sniffing.recognise`.
        AlreadyThereError: the same bytes stand in the case.
    """
    case = selectors.case_to_work_on(actor, case_id=case_id)
    documents.check(new, today=local_day(now))
    found = sniffing.recognise(name=new.name, content=new.content)
    twin = (
        Document.objects.filter(
            case=case,
            withdrawal__isnull=True,
            file__sha256=sha256(new.content).hexdigest(),
        )
        .values_list("file__name", flat=True)
        .first()
    )
    if twin is not None:
        raise AlreadyThereError(twin)
    file = files.store(
        actor=actor,
        name=found.name,
        media_type=found.media_type,
        content=new.content,
        now=now,
    )
    row = Document.objects.create(
        case=case,
        file=file,
        kind=new.kind,
        purpose=new.purpose.strip(),
        dated_on=new.dated_on,
        added_at=now,
        added_by_id=actor.user_id,
    )
    _record("case.document_added", row, file.sha256, actor=actor, now=now)
    return row


@transaction.atomic
def withdraw_document(
    *, actor: Actor, document_id: int, reason: str, now: datetime
) -> DocumentWithdrawal:
    """Take a document out of sight; it stays stored, with the reason.

    Args:
        actor: somebody who may write in the case.
        document_id: the document.
        reason: in words, up to 500 characters; it may not be empty.
        now: aware.

    Raises:
        NotAllowedError: the actor does not work on cases.
        NotFoundError: no such document in a case where this actor writes.
        ReasonMissingError: there is no reason.
        AlreadyWithdrawnError: somebody was first.
    """
    row = selectors.document_of(actor, document_id=document_id)
    selectors.case_to_work_on(actor, case_id=row.case_id)
    documents.check_withdrawal(reason)
    if DocumentWithdrawal.objects.filter(document=row).exists():
        raise AlreadyWithdrawnError
    gone = DocumentWithdrawal.objects.create(
        document=row, reason=reason.strip(), at=now, by_id=actor.user_id
    )
    _record("case.document_withdrawn", row, row.file.sha256, actor=actor, now=now)
    return gone


def _record(
    act: str, row: Document, digest: str, *, actor: Actor, now: datetime
) -> None:
    audit.record(
        act,
        actor=actor,
        subject=f"case:{row.case_id}",
        at=now,
        detail={"document": row.pk, "sha256": digest},
    )
