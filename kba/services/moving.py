"""Act: move a KBA over to the catalogue in force (rule 17.8)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kba import selectors
from kba.selectors import Move, RowMove
from sohos.audit import services as audit
from sohos.core.errors import DomainError
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


class NoNewerCatalogueError(DomainError):
    """The KBA uses the version in force, or its plan was adopted with its own."""

    code = "no_newer_catalogue"


@transaction.atomic
def move_to_catalogue(*, actor: Actor, kba_id: int, now: datetime) -> list[RowMove]:
    """Let a KBA use the version in force: rows at a listed price take the new one.

    A price that stays although the list says otherwise says why it does.

    Args:
        actor: who writes in the case.
        kba_id: a KBA whose plan is not adopted.
        now: aware.

    Returns:
        What became of each row with a code of the catalogue.

    Raises:
        NotAllowedError: the actor writes no KBA.
        NotFoundError: no such KBA for this actor to write in.
        NoNewerCatalogueError: there is nothing to move over to.
    """
    actor.require(Permission.KBA_WRITE)
    kba = selectors.kba_to_change(actor, kba_id=kba_id)
    newest = selectors.newer_catalogue(actor, kba)
    if newest is None:
        raise NoNewerCatalogueError
    moves = selectors.moves_of(actor, kba, newest)
    version = kba.catalogue.version
    kba.catalogue = newest
    kba.save(update_fields=["catalogue"])
    for move in moves:
        _store(move, version, actor=actor, now=now)
    audit.record(
        "kba.catalogue_changed",
        actor=actor,
        subject=f"kba:{kba.pk}",
        at=now,
        detail={"from": version, "to": newest.version, "rows": len(moves)},
    )
    return moves


def _store(move: RowMove, version: int, *, actor: Actor, now: datetime) -> None:
    line, price = move.line, move.after
    line.price_row = move.price_row
    line.unit_price_cents, line.price_year = price.amount.cents, price.year
    line.price_source, line.price_grade = price.source, price.grade
    line.series, line.override_reason = price.series or "", price.override_reason
    if move.kind is Move.KEPT and not line.override_reason:
        line.override_reason = _("Prijs uit versie %(version)d van de prijslijst") % {
            "version": version
        }
    line.version += 1
    line.changed_at, line.changed_by_id = now, actor.user_id
    line.save()
