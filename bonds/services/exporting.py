"""Acts: take the ledger out as a file, at once or by a job, and leave a line of it."""

from datetime import date, datetime

from bonds import selectors
from bonds.domain.exports import Export
from bonds.domain.indigo import Told
from sohos.audit import services as audit
from sohos.core.dates import local_day
from sohos.documents import services as documents
from sohos.jobs import services as jobs
from sohos.jobs.models import Job
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

EXPORT_LEDGER = "bonds.export_ledger"
MOST_AT_ONCE = 5_000
"""Events up to which a file is made while somebody waits for it."""
_KINDS = tuple(Export)


def ask_export(
    *,
    actor: Actor,
    bond_id: int,
    kind: Export,
    through_on: date | None,
    known_on: date | None,
    year: int | None,
    now: datetime,
) -> Job:
    """Ask for a file that takes a while.

    Raises:
        NotAllowedError: the actor does not read bonds.
        NotFoundError: no such bond here.
    """
    actor.require(Permission.BOND_READ)
    bond = selectors.bond_of(actor, bond_id=bond_id)
    return jobs.after_commit(
        EXPORT_LEDGER,
        actor=actor,
        now=now,
        bond_id=bond.pk,
        kind=_KINDS.index(kind),
        through_on=through_on.toordinal() if through_on else 0,
        known_on=known_on.toordinal() if known_on else 0,
        year=year or 0,
    )


def kind_of(number: int) -> Export:
    """Return the kind of file that a job was asked for."""
    return _KINDS[number]


def record_export(*, actor: Actor, bond_id: int, kind: str, now: datetime) -> None:
    """Leave a line that the ledger was taken out."""
    audit.record(
        "bond.exported",
        actor=actor,
        subject=f"bond:{bond_id}",
        at=now,
        detail={"kind": kind},
    )


def keep_export(
    *,
    actor: Actor,
    bond_id: int,
    kind: Export,
    name: str,
    media_type: str,
    content: bytes,
    now: datetime,
) -> int:
    """Store a file that a job made; return its id.

    Raises:
        NotAllowedError: the actor does not read bonds.
    """
    actor.require(Permission.BOND_READ)
    record_export(actor=actor, bond_id=bond_id, kind=kind, now=now)
    stored = documents.store(
        actor=actor, name=name, media_type=media_type, content=content, now=now
    )
    return int(stored.pk)


def take_indigo(*, actor: Actor, bond_id: int, now: datetime) -> Told:
    """Return what an INDIGO project says of a bond, and leave a line of it.

    Raises:
        NotAllowedError: the actor neither reads bonds nor lends.
        NotFoundError: no such bond here, or one in which the actor lends nothing.
    """
    told = selectors.indigo_of(actor, bond_id=bond_id, today=local_day(now))
    record_export(actor=actor, bond_id=bond_id, kind="indigo", now=now)
    return told
