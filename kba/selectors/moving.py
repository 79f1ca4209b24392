"""Reads: what becomes of a KBA that moves over to the catalogue in force."""

from copy import copy
from dataclasses import dataclass, replace
from enum import StrEnum

from kba.domain.lines import UnitPrice
from kba.domain.problems import InvalidInputError
from kba.models import Catalogue, CostLine, Kba, PriceRow
from kba.selectors.catalogue import catalogue_in_force, listed_prices, prices
from kba.selectors.reading import as_row, input_of, lines_of
from plans import selectors as plans
from sohos.tenancy.actor import Actor


class Move(StrEnum):
    """What happens to the price of a row."""

    SAME = "same"
    NEW = "new"
    OWN = "own"
    KEPT = "kept"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class RowMove:
    """A row of a KBA with its price before and after.

    NEW and SAME take the new listed price. OWN was entered by hand and stays. KEPT
    stays because the new price has another unit or cannot be carried to the price
    level of the KBA. GONE stays because its code left the catalogue.
    """

    line: CostLine
    kind: Move
    before: UnitPrice
    after: UnitPrice
    price_row: PriceRow | None


def newer_catalogue(actor: Actor, kba: Kba) -> Catalogue | None:
    """Return the version to which a KBA may move over, if there is one."""
    newest = catalogue_in_force(actor)
    if newest.pk == kba.catalogue_id:
        return None
    is_adopted = plans.adoption_of(actor, case_id=kba.case_id) is not None
    return None if is_adopted else newest


def moves_of(actor: Actor, kba: Kba, newest: Catalogue) -> list[RowMove]:
    """Work out what moving over does to each row with a code of the catalogue.

    Args:
        actor: whose municipality counts.
        kba: a KBA that the caller may read.
        newest: the version in force.

    Returns:
        In the order of the rows.
    """
    moved = copy(kba)
    moved.catalogue = newest
    rows = {row.code: row for row in prices(actor, newest)}
    return [
        _move(actor, moved, line, line.price_row, rows.get(line.price_row.code))
        for line in lines_of(kba)
        if line.price_row is not None
    ]


def _move(
    actor: Actor, moved: Kba, line: CostLine, old: PriceRow, new: PriceRow | None
) -> RowMove:
    row = as_row(line)
    before = row.price
    if new is None:
        return RowMove(line, Move.GONE, before, before, None)
    was, becomes = (
        each.price for each in listed_prices(actor, [old, new], on=moved.reference_on)
    )
    if before != was:
        return RowMove(line, Move.OWN, before, before, new)
    try:
        input_of(actor, moved, {"row": replace(row, price=becomes)})
    except InvalidInputError:
        return RowMove(line, Move.KEPT, before, before, new)
    if old.unit != new.unit:
        return RowMove(line, Move.KEPT, before, before, new)
    kind = Move.SAME if before.amount == becomes.amount else Move.NEW
    return RowMove(line, kind, before, becomes, new)
