"""Reads: the statement on a validated stage, and who signed it."""

from dataclasses import dataclass

from kba.models import SignedStatement, Stage, Statement, Validation
from sohos.documents import selectors as documents
from sohos.tenancy.actor import Actor


@dataclass(frozen=True, slots=True)
class Stated:
    """What there is of the statement on a stage; each part comes after the one before.

    A stage that was validated before there were protocols has no `validation`.
    """

    validation: Validation | None
    statement: Statement | None
    signed: SignedStatement | None


def stated_of(stage: Stage) -> Stated:
    """Return what there is of the statement; the caller has checked access."""
    mine = {"municipality_id": stage.municipality_id}
    validation = (
        Validation.objects.filter(stage=stage, **mine)
        .select_related(
            "adoption__protocol", "engagement", "review__reviewed_by", "stage__by"
        )
        .first()
    )
    statement = (
        Statement.objects.filter(stage=stage, **mine)
        .select_related("file", "made_by")
        .defer("file__content")
        .first()
    )
    signed = (
        SignedStatement.objects.filter(statement=statement, **mine)
        .select_related("file", "received_by")
        .defer("file__content")
        .order_by("-id")
        .first()
        if statement
        else None
    )
    return Stated(validation, statement, signed)


def offered_bytes(actor: Actor, statement: Statement) -> bytes:
    """Return the statement as it was offered for signing."""
    return documents.content_of(actor, file_id=statement.file_id)
