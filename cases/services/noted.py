"""What rows in a case have in common that people correct or take back."""

from datetime import datetime
from typing import TypeVar

from cases import selectors
from cases.models import Involvement, ProvisionInUse
from sohos.audit import services as audit
from sohos.core.errors import ConflictError, NotFoundError
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

_Row = TypeVar("_Row", Involvement, ProvisionInUse)


class RowChangedMeanwhileError(ConflictError):
    """Somebody else saved the row after it was opened."""

    code = "row_changed_meanwhile"


def locked(
    kind: type[_Row], *, actor: Actor, row_id: int, version: int | None = None
) -> _Row:
    """Lock a row of a case in which the actor may write.

    Args:
        kind: the model.
        actor: who wants to change it.
        row_id: the row; one that was taken back is no longer there.
        version: as it was when it was opened; None does not compare.

    Raises:
        NotAllowedError: the actor does not work on cases.
        NotFoundError: no such row in a case of this actor.
        RowChangedMeanwhileError: somebody else was first.
    """
    actor.require_any(Permission.CASE_WORK, Permission.CASE_ASSIGN)
    row = (
        kind.objects.select_for_update(of=("self",))
        .filter(
            municipality_id=actor.municipality_id, pk=row_id, removed_at__isnull=True
        )
        .first()
    )
    if row is None:
        raise NotFoundError
    selectors.case_to_work_on(actor, case_id=row.case_id)
    if version is not None and version != row.version:
        raise RowChangedMeanwhileError(str(row.version))
    return row


def save(row: _Row, act: str, *, actor: Actor, now: datetime) -> None:
    """Store a row as its next version, and record who did it."""
    row.version = row.version + 1 if row.pk else 1
    row.changed_at, row.changed_by_id = now, actor.user_id
    row.save()
    _record(row, act, actor=actor, now=now)


def take_back(row: _Row, act: str, *, actor: Actor, now: datetime) -> None:
    """Take back a locked row that should never have been there; it is kept."""
    row.removed_at, row.removed_by_id = now, actor.user_id
    row.save(update_fields=["removed_at", "removed_by"])
    _record(row, act, actor=actor, now=now)


def _record(row: _Row, act: str, *, actor: Actor, now: datetime) -> None:
    audit.record(
        act,
        actor=actor,
        subject=f"case:{row.case_id}",
        at=now,
        detail={"row": row.pk, "version": row.version},
    )
