"""Reads: the documents of the case that prove the rows of a KBA."""

from collections.abc import Mapping
from dataclasses import dataclass

from cases import selectors as cases
from cases.selectors import DocumentRow
from kba.models import CostLine, Kba, LineEvidence
from kba.selectors.reading import kbas_for, lines_of
from sohos.core.errors import NotFoundError
from sohos.tenancy.actor import Actor


@dataclass(frozen=True, slots=True)
class LinkedDocument:
    """A document that proves a row; `sha256` is its hash when it was linked."""

    id: int
    sha256: str
    document: DocumentRow


def evidence_of_rows(actor: Actor, kba: Kba) -> Mapping[int, list[LinkedDocument]]:
    """Return the documents that prove each row, in the order of their linking.

    Args:
        actor: who reads the KBA; the caller has checked access to it.
        kba: the KBA, also after its plan was adopted.

    Returns:
        By id of the row; rows without a document are left out.
    """
    links = [
        link
        for line in lines_of(kba)
        for link in line.evidence.all()
        if link.removed_at is None
    ]
    documents = cases.evidence_of_case(
        actor, case_id=kba.case_id, digests={link.sha256 for link in links}
    )
    found: dict[int, list[LinkedDocument]] = {}
    for link in sorted(links, key=lambda each: each.pk):
        row = LinkedDocument(link.pk, link.sha256, documents[link.sha256])
        found.setdefault(link.line_id, []).append(row)
    return found


def linkable_documents(actor: Actor, line: CostLine) -> list[DocumentRow]:
    """List the documents of the case that do not prove a row yet, newest first.

    Raises:
        NotAllowedError: the actor's roles read no cases.
        NotFoundError: there is no such case for this actor.
    """
    linked = {
        link.document_id for link in line.evidence.all() if link.removed_at is None
    }
    return [
        row
        for row in cases.documents_of_case(actor, case_id=line.kba.case_id)
        if row.id not in linked
    ]


def link_of(actor: Actor, *, link_id: int) -> LineEvidence:
    """Return the link of a document to a row of a KBA that the actor may read.

    Raises:
        NotAllowedError: the actor's roles read no KBA.
        NotFoundError: there is no such link for this actor, or it was removed.
    """
    found = (
        LineEvidence.objects.filter(
            pk=link_id,
            municipality_id=actor.municipality_id,
            removed_at__isnull=True,
            line__removed_at__isnull=True,
            line__kba__in=kbas_for(actor).order_by().values("pk"),
        )
        .select_related("line__kba")
        .first()
    )
    if found is None:
        raise NotFoundError
    return found
