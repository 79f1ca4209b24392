"""Reads: lists of prices that were sent in, and what they would change."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from django.db.models import QuerySet

from kba.domain import price_changes, price_list
from kba.domain.price_changes import Price, PriceChange
from kba.domain.price_list import NEEDED, Field, Problem, Read, Trouble
from kba.models import Catalogue, PriceList
from kba.selectors.catalogue import as_price, catalogue_in_force, catalogues, prices
from sohos.core.errors import NotFoundError
from sohos.documents import tables
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

PriceListHandle: TypeAlias = PriceList


@dataclass(frozen=True, slots=True)
class ListReading:
    """What a list says, row by row, beside the version that is in force.

    `lacks` names columns without which nothing is read. `changes` holds every price
    of the version that the list would make; it is empty while a row is wrong.
    """

    against: Catalogue
    rows: int = 0
    lacks: tuple[Field, ...] = ()
    problems: tuple[tuple[int, Problem], ...] = ()
    changes: tuple[PriceChange, ...] = ()

    @property
    def prices(self) -> list[Price]:
        """Return the prices of the version that the list would make."""
        return [change.after for change in self.changes if change.after is not None]

    @property
    def is_different(self) -> bool:
        """Tell whether any price is another than in the version in force."""
        return any(change.marks for change in self.changes)


def price_lists(actor: Actor) -> QuerySet[PriceList]:
    """List what was sent in, without the files, newest first.

    Raises:
        NotAllowedError: the actor neither sends in nor adopts prices.
    """
    actor.require_any(Permission.CATALOGUE_MANAGE, Permission.CATALOGUE_ADOPT)
    return (
        PriceList.objects.filter(municipality_id=actor.municipality_id)
        .select_related("sent_by", "catalogue", "catalogue__adopted_by")
        .defer("content")
        .order_by("-id")
    )


def price_list_of(actor: Actor, *, price_list_id: int) -> PriceList:
    """Return a list that was sent in.

    Raises:
        NotAllowedError: the actor neither sends in nor adopts prices.
        NotFoundError: there is no such list here.
    """
    found = price_lists(actor).filter(pk=price_list_id).first()
    if found is None:
        raise NotFoundError
    return found


def reading_of(actor: Actor, row: PriceList) -> ListReading:
    """Read a list and put it beside the version in force.

    Raises:
        FileRefusedError, TableRefusedError: it is no table that can be read.
        NotFoundError: the municipality has no catalogue yet.
    """
    against = catalogue_in_force(actor)
    lacks = tuple(part for part in NEEDED if part not in row.mapping)
    if lacks:
        return ListReading(against, lacks=lacks)
    known = {each.code: as_price(each) for each in prices(actor, against)}
    found: dict[str, Price] = {}
    problems: list[tuple[int, Problem]] = []
    rows = 0
    for number, read in _rows(row, known):
        rows += 1
        problems += ((number, problem) for problem in read.problems)
        if read.price is None:
            continue
        if read.price.code in found:
            column = row.mapping[Field.CODE]
            twice = Problem(Trouble.TWICE, column, read.price.code)
            problems.append((number, twice))
        found[read.price.code] = read.price
    if problems:
        return ListReading(against, rows, problems=tuple(problems))
    kept = known if row.keeps_others else {}
    after = {**kept, **found}
    changes = price_changes.changes(known.values(), after.values())
    return ListReading(against, rows, changes=changes)


def changes_of_version(actor: Actor, version: Catalogue) -> tuple[PriceChange, ...]:
    """Return how a version differs from the one before it; the caller checked access.

    Of a first version every price is new.
    """
    before = catalogues(actor).filter(version=version.version - 1).first()
    was = [] if before is None else prices(actor, before)
    return price_changes.changes(
        map(as_price, was), map(as_price, prices(actor, version))
    )


def _rows(row: PriceList, known: Mapping[str, Price]) -> Iterator[tuple[int, Read]]:
    sheet = tables.read_table(name=row.name, content=bytes(row.content))
    for line in sheet.rows:
        if line.problems:
            yield line.number, Read(None, tuple(map(_problem, line.problems)))
        else:
            read = price_list.read_row(line.cells, mapping=row.mapping, known=known)
            yield line.number, read


def _problem(found: tables.Problem) -> Problem:
    is_formula = found.trouble is tables.Trouble.FORMULA
    trouble = Trouble.FORMULA if is_formula else Trouble.BROKEN
    return Problem(trouble, found.column or "")
