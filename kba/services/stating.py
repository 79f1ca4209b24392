"""Acts: offer the statement on a validated stage, take it in once it is signed."""

from datetime import datetime

from django.db import transaction

from kba import selectors
from kba.domain.stages import Stage as StageKind
from kba.models import Kba, SignedStatement, Stage, Statement
from sohos.audit import services as audit
from sohos.core.errors import DomainError
from sohos.documents import services as documents
from sohos.documents import signatures
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

_MOST_LETTERS = 500


class NotValidatedError(DomainError):
    """Only a validated stage gets a statement."""

    code = "not_validated"


class NotYourStatementError(DomainError):
    """Who validated offers and signs the statement, nobody else."""

    code = "not_your_statement"


class NoStatementError(DomainError):
    """There is no statement to sign yet."""

    code = "no_statement"


@transaction.atomic
def offer_statement(
    *,
    actor: Actor,
    stage_id: int,
    content: bytes,
    name: str,
    language: str,
    now: datetime,
) -> Statement:
    """Keep the statement that the accountant signs; there is one per stage.

    Args:
        actor: the accountant who validated.
        stage_id: a validated stage.
        content: the PDF, in which the hash of the stage stands.
        name: under which it is offered.
        language: `nl` or `en`.
        now: aware.

    Returns:
        The statement, or the one that was offered before.

    Raises:
        NotAllowedError: the actor does not validate.
        NotFoundError: no such stage for this actor.
        NotValidatedError: the stage is not validated.
        NotYourStatementError: somebody else validated it.
    """
    stage = stage_to_state(actor, stage_id)
    Kba.objects.select_for_update().get(pk=stage.kba_id)
    before = selectors.stated_of(stage).statement
    if before is not None:
        return before
    file = documents.store(
        actor=actor, name=name, media_type="application/pdf", content=content, now=now
    )
    statement = Statement.objects.create(
        stage=stage,
        file=file,
        language=language,
        made_at=now,
        made_by_id=actor.user_id,
    )
    _record("kba.statement_offered", stage, file.sha256, actor=actor, now=now)
    return statement


@transaction.atomic
def take_in_signed(
    *, actor: Actor, stage_id: int, name: str, content: bytes, now: datetime
) -> SignedStatement:
    """Take in the statement with the accountant's own signature.

    The file must begin with the very bytes that were offered, in which the hash of the
    stage stands; so the signature is bound to it. A later one takes its place, and the
    earlier stays.

    Args:
        actor: the accountant who validated.
        stage_id: the validated stage.
        name: of the file, as it came.
        content: the signed PDF.
        now: aware.

    Raises:
        NotAllowedError: the actor does not validate.
        NotFoundError: no such stage for this actor.
        NotValidatedError: the stage is not validated.
        NotYourStatementError: somebody else validated it.
        NoStatementError: no statement was offered.
        FileRefusedError: one of the reasons of `signatures.signature_on`.
    """
    stage = stage_to_state(actor, stage_id)
    statement = selectors.stated_of(stage).statement
    if statement is None:
        raise NoStatementError
    original = selectors.offered_bytes(actor, statement)
    found = signatures.signature_on(original, name=name, content=content)
    file = documents.store(
        actor=actor,
        name=statement.file.name.replace(".pdf", "-getekend.pdf"),
        media_type="application/pdf",
        content=content,
        now=now,
    )
    signed = SignedStatement.objects.create(
        statement=statement,
        file=file,
        signer=found.signer[:_MOST_LETTERS],
        issuer=found.issuer[:_MOST_LETTERS],
        serial=found.serial,
        fingerprint=found.fingerprint,
        valid_from=found.valid_from,
        valid_until=found.valid_until,
        signed_at=found.signed_at,
        is_trusted=found.is_trusted,
        received_at=now,
        received_by_id=actor.user_id,
    )
    _record("kba.statement_signed", stage, file.sha256, actor=actor, now=now)
    return signed


def stage_to_state(actor: Actor, stage_id: int) -> Stage:
    """Return the validated stage on which the actor makes a statement.

    Raises:
        NotAllowedError: the actor does not validate.
        NotFoundError: no such stage for this actor.
        NotValidatedError: the stage is not validated.
        NotYourStatementError: somebody else validated it.
    """
    actor.require(Permission.KBA_VALIDATE)
    stage = selectors.stage_of(actor, stage_id=stage_id)
    if stage.kind != StageKind.VALIDATED.value:
        raise NotValidatedError
    if stage.by_id != actor.user_id:
        raise NotYourStatementError
    return stage


def _record(
    act: str, stage: Stage, sha256: str, *, actor: Actor, now: datetime
) -> None:
    audit.record(
        act,
        actor=actor,
        subject=f"kba:{stage.kba_id}",
        at=now,
        detail={"stage": stage.pk, "sha256": sha256},
    )
