"""Reads: the documents of a case, one of them, and those that serve as evidence."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.http import HttpResponse

from cases.domain.documents import DocumentKind
from cases.models import Case, Document
from cases.selectors.people import is_kept_from_somebody
from cases.selectors.reading import case_of
from sohos.core.errors import NotFoundError
from sohos.documents import selectors as files
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document as a line of a list; `withdrawn_at` is set when it left sight."""

    id: int
    name: str
    kind: DocumentKind
    purpose: str
    dated_on: date | None
    size: int
    sha256: str
    added_at: datetime
    added_by: str
    withdrawn_at: datetime | None
    withdrawn_by: str
    withdrawn_because: str


def documents_in(
    actor: Actor, case: Case, *, withdrawn: bool = False
) -> list[DocumentRow]:
    """List the documents of a case that the actor may see, newest first.

    Args:
        actor: who asks; from whom somebody in it is hidden sees only what they added.
        case: a case that the actor may see.
        withdrawn: those that left sight instead of those that stand.
    """
    rows = _rows(actor, case.pk).filter(withdrawal__isnull=not withdrawn)
    if is_kept_from_somebody(actor, case_id=case.pk):
        rows = rows.filter(added_by_id=actor.user_id)
    return [_row(row) for row in rows]


def documents_of_case(actor: Actor, *, case_id: int) -> list[DocumentRow]:
    """List the documents that stand in a case, newest first: those to refer to.

    Raises:
        NotAllowedError: the actor's roles read no cases.
        NotFoundError: there is no such case for this actor.
    """
    return documents_in(actor, case_of(actor, case_id=case_id))


def evidence_of_case(
    actor: Actor, *, case_id: int, digests: Collection[str]
) -> dict[str, DocumentRow]:
    """Return documents of a case by SHA-256; unknown hashes are left out.

    Withdrawn ones too: what a frozen line refers to can always be shown. The caller
    has checked that the actor may see those lines.
    """
    rows = _rows(actor, case_id).filter(file__sha256__in=list(digests))
    return {row.file.sha256: _row(row) for row in rows.order_by("id")}


def download_evidence(actor: Actor, *, case_id: int, sha256: str) -> HttpResponse:
    """Return a document of a case as a download; the caller has checked access.

    Raises:
        NotFoundError: the case has no document with that hash.
    """
    row = _rows(actor, case_id).filter(file__sha256=sha256).first()
    if row is None:
        raise NotFoundError
    return files.download(actor, file_id=row.file_id)


def document_of(actor: Actor, *, document_id: int) -> Document:
    """Return a document in a case that the actor may see, withdrawn or not.

    Raises:
        NotAllowedError: the actor's roles read no cases.
        NotFoundError: there is no such document for this actor.
    """
    actor.require(Permission.CASE_READ)
    row = (
        Document.objects.filter(pk=document_id, municipality_id=actor.municipality_id)
        .select_related("file", "withdrawal")
        .defer("file__content")
        .first()
    )
    if row is None:
        raise NotFoundError
    case_of(actor, case_id=row.case_id)
    is_own = row.added_by_id == actor.user_id
    if not is_own and is_kept_from_somebody(actor, case_id=row.case_id):
        raise NotFoundError
    return row


def download_document(actor: Actor, *, document_id: int) -> HttpResponse:
    """Return a document that stands in a case of the actor, as a download.

    Raises:
        NotAllowedError: the actor's roles read no cases.
        NotFoundError: there is no such document for this actor, or it was withdrawn.
    """
    row = document_of(actor, document_id=document_id)
    if hasattr(row, "withdrawal"):
        raise NotFoundError
    return files.download(actor, file_id=row.file_id)


def _rows(actor: Actor, case_id: int) -> QuerySet[Document]:
    return (
        Document.objects.filter(case_id=case_id, municipality_id=actor.municipality_id)
        .select_related("file", "added_by", "withdrawal__by")
        .defer("file__content")
        .order_by("-id")
    )


def _row(row: Document) -> DocumentRow:
    gone = getattr(row, "withdrawal", None)
    return DocumentRow(
        id=row.pk,
        name=row.file.name,
        kind=DocumentKind(row.kind),
        purpose=row.purpose,
        dated_on=row.dated_on,
        size=row.file.size,
        sha256=row.file.sha256,
        added_at=row.added_at,
        added_by=row.added_by.name,
        withdrawn_at=gone.at if gone else None,
        withdrawn_by=gone.by.name if gone else "",
        withdrawn_because=gone.reason if gone else "",
    )
