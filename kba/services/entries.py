"""Acts: enter many rows at once, each stored or refused on its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kba import selectors
from kba.models import CostLine
from kba.services.entering import RowText, columns_of, row_of
from kba.services.writing import KbaClosedError, add_line, change_line
from sohos.core.errors import ConflictError, DomainError, NotFoundError
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

_NEW = "new"


class EnteredMeanwhileError(ConflictError):
    """Rows were entered since the list was shown; nothing was added."""

    code = "entered_meanwhile"


@dataclass(frozen=True, slots=True)
class LineEntry:
    """What was entered in a row: a new one, or a stored one in the version seen."""

    text: RowText
    line_id: int | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class LineOutcome:
    """What came of an entry: the stored row, or why it was refused."""

    line: CostLine | None
    error: DomainError | None = None


@transaction.atomic
def enter_lines(
    *, actor: Actor, kba_id: int, entries: Sequence[LineEntry], now: datetime
) -> list[LineOutcome]:
    """Store the rows that the rules accept; the others leave no trace.

    Args:
        actor: who writes in the case.
        kba_id: a KBA whose plan is not adopted.
        entries: in the order in which they are entered.
        now: aware.

    Returns:
        One outcome per entry, in order. A row of another KBA is no such row.

    Raises:
        NotAllowedError: the actor writes no KBA.
        NotFoundError: no such KBA, row, doorbraak or knelpunt for this actor.
        KbaClosedError: the plan is adopted; nothing was stored.
    """
    actor.require(Permission.KBA_WRITE)
    selectors.kba_to_change(actor, kba_id=kba_id)
    return [_entered(actor, kba_id, entry, now=now) for entry in entries]


@transaction.atomic
def add_lines(
    *,
    actor: Actor,
    kba_id: int,
    texts: Sequence[RowText],
    seen: int,
    now: datetime,
) -> list[LineOutcome]:
    """Add the rows of a list, once: those that the rules accept.

    Args:
        actor: who writes in the case.
        kba_id: a KBA whose plan is not adopted.
        texts: in the order in which they are added.
        seen: what `selectors.entries_of` gave when the list was shown.
        now: aware.

    Returns:
        One outcome per text, in order.

    Raises:
        NotAllowedError, NotFoundError, KbaClosedError: as in `enter_lines`.
        EnteredMeanwhileError: rows were entered since, perhaps these.
    """
    actor.require(Permission.KBA_WRITE)
    kba = selectors.kba_to_change(actor, kba_id=kba_id)
    if selectors.entries_of(kba) != seen:
        raise EnteredMeanwhileError
    return enter_lines(
        actor=actor, kba_id=kba_id, entries=[LineEntry(text) for text in texts], now=now
    )


def check_lines(
    *, actor: Actor, kba_id: int, texts: Sequence[RowText]
) -> list[DomainError | None]:
    """Tell of each row why it would be refused; nothing is stored.

    Raises:
        NotAllowedError: the actor writes no KBA.
        NotFoundError: no such KBA, doorbraak or knelpunt for this actor.
    """
    actor.require(Permission.KBA_WRITE)
    kba = selectors.kba_of(actor, kba_id=kba_id)
    found: list[DomainError | None] = []
    for text in texts:
        try:
            columns_of(actor, kba, text)
        except DomainError as error:
            found.append(error)
        else:
            found.append(None)
    return found


def try_line(
    *, actor: Actor, kba_id: int, entry: LineEntry
) -> tuple[str, selectors.Calculation]:
    """Compute a KBA as it would be with a row; nothing is stored.

    Args:
        actor: who writes in the case.
        kba_id: the KBA.
        entry: one of its rows as it is being typed, or a new one.

    Returns:
        The name of the row in the calculation, and the calculation.

    Raises:
        NotAllowedError: the actor writes no KBA.
        NotFoundError: no such KBA for this actor.
        InvalidInputError: the row cannot be computed yet.
    """
    actor.require(Permission.KBA_WRITE)
    kba = selectors.kba_of(actor, kba_id=kba_id)
    rows = {
        selectors.stem_of(line): selectors.as_row(line)
        for line in selectors.lines_of(kba)
    }
    stem = _NEW if entry.line_id is None else f"r{entry.line_id}"
    rows[stem] = row_of(actor, kba, entry.text)
    return stem, selectors.calculated(selectors.input_of(actor, kba, rows))


def _entered(
    actor: Actor, kba_id: int, entry: LineEntry, *, now: datetime
) -> LineOutcome:
    try:
        with transaction.atomic():
            return LineOutcome(_stored(actor, kba_id, entry, now=now))
    except KbaClosedError:
        raise
    except DomainError as error:
        return LineOutcome(None, error)


def _stored(actor: Actor, kba_id: int, entry: LineEntry, *, now: datetime) -> CostLine:
    if entry.line_id is None:
        return add_line(actor=actor, kba_id=kba_id, text=entry.text, now=now)
    if selectors.line_of(actor, line_id=entry.line_id).kba_id != kba_id:
        raise NotFoundError
    return change_line(
        actor=actor,
        line_id=entry.line_id,
        version=entry.version,
        text=entry.text,
        now=now,
    )
