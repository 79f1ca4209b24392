"""Acts: take in the open file of a programme or group, and withdraw it."""

import hashlib
from datetime import datetime
from pathlib import Path

from django.db import transaction

from kba import selectors
from kba.domain import document
from kba.domain.group import GroupCase, document_of
from kba.domain.inputs import SubjectKind
from kba.models import ProgrammeKba
from sohos.audit import services as audit
from sohos.core.errors import DomainError
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

_EXAMPLES = Path(__file__).parent.parent / "examples"
EXAMPLES = (
    "den-haag-lpbl",
    "almelo",
    "den-haag-50-casussen",
    "apeldoorn-vrijwilligers-50-weken",
    "apeldoorn-vrijwilligers-52-weken",
)


class SubjectIsACaseError(DomainError):
    """The KBA of a household is written in its case, not taken in here."""

    code = "subject_is_a_case"


class NoSuchExampleError(DomainError):
    """There is no published example of that name."""

    code = "no_such_example"


class NothingToShowError(DomainError):
    """A KBA without lines says nothing."""

    code = "nothing_to_show"


class AlreadyTakenInError(DomainError):
    """The same file is there already."""

    code = "already_taken_in"


@transaction.atomic
def take_in_programme(
    *, actor: Actor, content: bytes | str, now: datetime
) -> ProgrammeKba:
    """Store the open file of a programme or a group, exactly as it came.

    Args:
        actor: who sees the figures of the municipality.
        content: UTF-8 bytes, or text.
        now: aware.

    Raises:
        NotAllowedError: the actor sees no figures.
        InvalidInputError: a field is refused; nothing was stored.
        SubjectIsACaseError: it is about one household.
        NothingToShowError: it has no lines.
        AlreadyTakenInError: it is there already.
    """
    actor.require(Permission.DASHBOARD_READ)
    kba = document.read(content).kba
    if kba.subject.kind is SubjectKind.CASE:
        raise SubjectIsACaseError(kba.subject.code)
    if not kba.lines:
        raise NothingToShowError(kba.subject.code)
    text = content if isinstance(content, str) else content.decode()
    digest = hashlib.sha256(text.encode()).hexdigest()
    if selectors.programme_kbas(actor).filter(sha256=digest).exists():
        raise AlreadyTakenInError(kba.subject.code)
    found = ProgrammeKba.objects.create(
        kind=kba.subject.kind.value,
        code=kba.subject.code,
        title=kba.subject.title or kba.subject.code,
        content=text,
        sha256=digest,
        added_at=now,
        added_by_id=actor.user_id,
    )
    _record("kba.programme_taken_in", found, actor=actor, now=now)
    return found


def take_in_example(*, actor: Actor, name: str, now: datetime) -> ProgrammeKba:
    """Take in one of the published examples, through the same door.

    Raises:
        NotAllowedError: the actor sees no figures.
        NoSuchExampleError: there is no such example.
        AlreadyTakenInError: it is there already.
    """
    actor.require(Permission.DASHBOARD_READ)
    if name not in EXAMPLES:
        raise NoSuchExampleError(name)
    content = (_EXAMPLES / f"{name}.json").read_bytes()
    return take_in_programme(actor=actor, content=content, now=now)


def write_group_case(*, actor: Actor, group: GroupCase, now: datetime) -> ProgrammeKba:
    """Write a group business case as an open file, and take it in.

    Raises:
        NotAllowedError: the actor sees no figures.
        InvalidInputError: a field is wrong.
        AlreadyTakenInError: the same case is there already.
    """
    actor.require(Permission.DASHBOARD_READ)
    found = document_of(group)
    content = document.canonical(document.write(found.kba, found.programme))
    return take_in_programme(actor=actor, content=content, now=now)


@transaction.atomic
def withdraw_programme(
    *, actor: Actor, programme_kba_id: int, now: datetime
) -> ProgrammeKba:
    """Take a programme or group off the list; what was stored stays.

    Raises:
        NotAllowedError: the actor sees no figures.
        NotFoundError: there is no such file, or it was withdrawn.
    """
    actor.require(Permission.DASHBOARD_READ)
    found = selectors.programme_kba_of(actor, programme_kba_id=programme_kba_id)
    found.withdrawn_at, found.withdrawn_by_id = now, actor.user_id
    found.save(update_fields=["withdrawn_at", "withdrawn_by"])
    _record("kba.programme_withdrawn", found, actor=actor, now=now)
    return found


def _record(act: str, found: ProgrammeKba, *, actor: Actor, now: datetime) -> None:
    audit.record(
        act,
        actor=actor,
        subject=f"programme-kba:{found.pk}",
        at=now,
        detail={"sha256": found.sha256},
    )
