"""Acts: hold a file and lift that, and give a person what is kept of them."""

from datetime import datetime

from django.db import transaction

from sohos.audit import services as audit
from sohos.core.errors import DomainError
from sohos.rights import selectors
from sohos.rights.models import LegalHold
from sohos.rights.selectors import AccessFile
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


class AlreadyHeldError(DomainError):
    """Somebody holds the file already."""

    code = "already_held"


class NotHeldError(DomainError):
    """Nobody holds the file."""

    code = "not_held"


class ReasonMissingError(DomainError):
    """Nobody holds a file, or opens it, without saying why."""

    code = "reason_missing"


@transaction.atomic
def place_hold(*, actor: Actor, case_id: int, reason: str, now: datetime) -> LegalHold:
    """Keep a file whatever its terms say.

    Args:
        actor: who guards the files.
        case_id: the case.
        reason: why, such as an objection that runs; names nobody.
        now: aware.

    Raises:
        NotAllowedError: the actor guards no files.
        NotFoundError: there is no such file.
        ReasonMissingError: the reason is empty.
        AlreadyHeldError: it is held.
    """
    actor.require(Permission.RIGHTS_MANAGE)
    found = selectors.file_of(actor, case_id=case_id)
    if not reason.strip():
        raise ReasonMissingError
    if selectors.hold_of(case_id) is not None:
        raise AlreadyHeldError(found.code)
    hold = LegalHold.objects.create(
        case_id=case_id,
        reason=reason.strip(),
        placed_at=now,
        placed_by_id=actor.user_id,
    )
    audit.record("rights.held", actor=actor, subject=f"case:{case_id}", at=now)
    return hold


@transaction.atomic
def lift_hold(*, actor: Actor, case_id: int, now: datetime) -> None:
    """Let the terms of a file count again.

    Raises:
        NotAllowedError: the actor guards no files.
        NotFoundError: there is no such file.
        NotHeldError: it is not held.
    """
    actor.require(Permission.RIGHTS_MANAGE)
    selectors.file_of(actor, case_id=case_id)
    hold = selectors.hold_of(case_id)
    if hold is None:
        raise NotHeldError(str(case_id))
    hold.lifted_at, hold.lifted_by_id = now, actor.user_id
    hold.save(update_fields=["lifted_at", "lifted_by"])
    audit.record("rights.hold_lifted", actor=actor, subject=f"case:{case_id}", at=now)


@transaction.atomic
def give_access(
    *, actor: Actor, case_id: int, person_id: int, request: str, now: datetime
) -> AccessFile:
    """Gather what is kept of a person who asked for it, and record that.

    Args:
        actor: who guards the files.
        case_id: the case.
        person_id: somebody of its household.
        request: how and when the person asked; stands in the log as the purpose.
        now: aware.

    Returns:
        The file of the person; a line in the log is stored.

    Raises:
        NotAllowedError: the actor guards no files.
        NotFoundError: there is no such file, or nobody of that number in it.
        ReasonMissingError: the request is empty.
    """
    actor.require(Permission.RIGHTS_MANAGE)
    if not request.strip():
        raise ReasonMissingError
    found = selectors.access_file_of(actor, case_id=case_id, person_id=person_id)
    audit.record(
        "rights.access_given",
        actor=actor,
        subject=f"case:{case_id}",
        at=now,
        purpose=request.strip(),
        detail={"person": person_id},
    )
    return found
