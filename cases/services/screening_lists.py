"""Acts: take in a screening list, check it, and import it once (rule C39)."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from cases import selectors
from cases.domain import arrival, screening_list
from cases.domain.arrival import NewApplication
from cases.domain.registration import Source
from cases.domain.screening import Criteria
from cases.domain.screening_list import Field, ListState, Problem, Read, Trouble
from cases.models import Application, ScreeningList
from cases.services.arrivals import as_row
from sohos.audit import services as audit
from sohos.core.dates import local_day
from sohos.core.errors import DomainError
from sohos.documents import tables
from sohos.jobs import services as jobs
from sohos.jobs.services import Progress
from sohos.tenancy.actor import Actor

_BATCH = 2000
_MOST_PROBLEMS = 20_000
_COLUMN = 200


class ListKnownError(DomainError):
    """This very file was sent in before; the argument is the list."""

    code = "list_known"


class ListNotReadyError(DomainError):
    """The list is being worked on, or was imported or thrown away."""

    code = "list_not_ready"


class NoNameColumnError(DomainError):
    """Without a column for the name no household can be made."""

    code = "no_name_column"


@transaction.atomic
def upload_screening_list(
    *, actor: Actor, programme_id: int, name: str, content: bytes, now: datetime
) -> ScreeningList:
    """Take in a list; nothing of it is imported yet.

    Args:
        actor: a team lead.
        programme_id: whose criteria its households are held against.
        name: of the file; its extension must fit the content.
        content: the whole file, CSV or XLSX.
        now: aware.

    Raises:
        NotAllowedError: the actor does not assign cases.
        NotFoundError: there is no such programme here.
        ListKnownError: the same file was sent in before.
        FileRefusedError, TableRefusedError: it is no table that we can read.
    """
    lists = selectors.screening_lists(actor)
    programme = selectors.programme_of(actor, programme_id=programme_id)
    sha256 = hashlib.sha256(content).hexdigest()
    known = lists.filter(sha256=sha256).first()
    if known is not None:
        raise ListKnownError(str(known.pk))
    columns = [
        text[:_COLUMN] for text in tables.read_table(name=name, content=content).columns
    ]
    row = ScreeningList.objects.create(
        name=name[-_COLUMN:],
        sha256=sha256,
        size=len(content),
        content=content,
        programme=programme,
        state=ListState.NEW,
        columns=columns,
        at=now,
        by_id=actor.user_id,
    )
    _record("screening_list.uploaded", row, actor=actor, now=now)
    return row


@transaction.atomic
def ask_check(
    *,
    actor: Actor,
    list_id: int,
    mapping: Mapping[str, str],
    keeps_all: bool,
    now: datetime,
) -> ScreeningList:
    """Let a worker read the whole list by a mapping; nothing is imported yet.

    Args:
        actor: a team lead.
        list_id: a list that was not imported.
        mapping: the column for each field.
        keeps_all: import also the households that do not meet the criteria.
        now: aware.

    Raises:
        NotAllowedError: the actor does not assign cases.
        NotFoundError: there is no such list here.
        ListNotReadyError: it is being worked on, or was imported.
        NoNameColumnError: no column says the name.
    """
    row = _locked(actor, list_id)
    if row.state not in {ListState.NEW, ListState.CHECKED}:
        raise ListNotReadyError(row.state)
    known = set(row.columns)
    row.mapping = {f: c for f, c in mapping.items() if c in known}
    if not {Field.FIRST_NAME, Field.SURNAME} & row.mapping.keys():
        raise NoNameColumnError
    row.keeps_all, row.state = keeps_all, ListState.CHECKING
    job = jobs.after_commit(
        "cases.check_screening_list", actor=actor, now=now, list_id=row.pk
    )
    row.job_id = job.pk
    row.save(update_fields=["mapping", "keeps_all", "state", "job_id"])
    _record("screening_list.check_asked", row, actor=actor, now=now)
    return row


@transaction.atomic
def ask_import(*, actor: Actor, list_id: int, now: datetime) -> ScreeningList:
    """Let a worker import the good rows of a list that was checked.

    Raises:
        NotAllowedError: the actor does not assign cases.
        NotFoundError: there is no such list here.
        ListNotReadyError: it was not checked, or is imported already.
    """
    row = _locked(actor, list_id)
    if row.state != ListState.CHECKED:
        raise ListNotReadyError(row.state)
    job = jobs.after_commit(
        "cases.import_screening_list", actor=actor, now=now, list_id=row.pk
    )
    row.state, row.job_id = ListState.IMPORTING, job.pk
    row.save(update_fields=["state", "job_id"])
    _record("screening_list.import_asked", row, actor=actor, now=now)
    return row


@transaction.atomic
def drop_screening_list(*, actor: Actor, list_id: int, now: datetime) -> None:
    """Throw a list away before it is imported; its content goes at once.

    Raises:
        NotAllowedError: the actor does not assign cases.
        NotFoundError: there is no such list here.
        ListNotReadyError: it is being imported, or was.
    """
    row = _locked(actor, list_id)
    if row.state in {ListState.IMPORTING, ListState.DONE}:
        raise ListNotReadyError(row.state)
    row.state, row.content, row.problems = ListState.DROPPED, None, []
    row.save(update_fields=["state", "content", "problems"])
    _record("screening_list.dropped", row, actor=actor, now=now)


def check_screening_list(
    *, actor: Actor, list_id: int, now: datetime, progress: Progress
) -> Mapping[str, int]:
    """Read the whole list and count what an import would bring; work of a job.

    Args:
        actor: who asked.
        list_id: a list that is being checked; otherwise nothing happens.
        now: aware.
        progress: told every couple of thousand rows.

    Returns:
        How many rows there are and what would become of them.
    """
    row = _locked(actor, list_id)
    if row.state != ListState.CHECKING:
        return {}
    tally = _Tally(row.pk, _criteria(row, now), keeps_all=row.keeps_all)
    for _batch in tally.read(_rows(row, today=local_day(now)), progress):
        pass
    row.counts, row.problems = tally.counts, tally.problems
    row.state = ListState.CHECKED
    row.save(update_fields=["counts", "problems", "state"])
    _record("screening_list.checked", row, actor=actor, now=now, **tally.counts)
    return tally.counts


def import_screening_list(
    *, actor: Actor, list_id: int, now: datetime, progress: Progress
) -> Mapping[str, int]:
    """Import the good rows of a list as applications, all or none; work of a job.

    Args:
        actor: who asked.
        list_id: a list that is being imported; otherwise nothing happens.
        now: aware.
        progress: told every couple of thousand rows.

    Returns:
        How many rows there were and what became of them.
    """
    row = _locked(actor, list_id)
    if row.state != ListState.IMPORTING:
        return {}
    tally = _Tally(row.pk, _criteria(row, now), keeps_all=row.keeps_all)
    for batch in tally.read(_rows(row, today=local_day(now)), progress):
        rows = [as_row(new, now=now) for _number, new in batch]
        for application, (number, _new) in zip(rows, batch, strict=True):
            application.screening_list = row
            application.row_number = number
        Application.objects.bulk_create(rows, ignore_conflicts=True)
    row.counts, row.problems = tally.counts, tally.problems
    row.state, row.content, row.imported_at = ListState.DONE, None, now
    row.save(update_fields=["counts", "problems", "state", "content", "imported_at"])
    _record("screening_list.imported", row, actor=actor, now=now, **tally.counts)
    return tally.counts


_Good = tuple[int, NewApplication]


@dataclass(slots=True)
class _Tally:
    """Reads rows in batches and keeps count of what becomes of each."""

    list_id: int
    criteria: Criteria
    keeps_all: bool
    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(
            ("rows", "good", "wrong", "twice", "known", "outside"), 0
        )
    )
    problems: list[list[str | int]] = field(default_factory=list)
    _seen: dict[bytes, int] = field(default_factory=dict)

    def read(
        self, rows: Iterator[tuple[int, Read]], progress: Progress
    ) -> Iterator[list[_Good]]:
        """Give the households to import, batch by batch."""
        batch: list[_Good] = []
        for number, read in rows:
            self.counts["rows"] += 1
            self._sort(number, read, batch)
            if self.counts["rows"] % _BATCH == 0:
                progress(self.counts["rows"], 0)
            if len(batch) == _BATCH:
                yield self._new_ones(batch)
                batch = []
        yield self._new_ones(batch)

    def _sort(self, number: int, read: Read, batch: list[_Good]) -> None:
        new = read.household
        if new is None:
            self.counts["wrong"] += 1
            self._note(number, read.problems)
            return
        key = bytes.fromhex(arrival.key_of(new))
        first = self._seen.setdefault(key, number)
        if first != number:
            self.counts["twice"] += 1
            self._note(number, (Problem(Trouble.TWICE, "", str(first)),))
        elif not self.keeps_all and not _meets(new, self.criteria):
            self.counts["outside"] += 1
        else:
            batch.append((number, new))

    def _new_ones(self, batch: list[_Good]) -> list[_Good]:
        """Leave out who came with an earlier list, all of a batch in one question."""
        keys = {arrival.key_of(new): number for number, new in batch}
        known = set(
            Application.objects.filter(
                source=Source.SCREENING, key__in=list(keys)
            ).values_list("key", flat=True)
        )
        fresh = [one for one in batch if arrival.key_of(one[1]) not in known]
        self.counts["known"] += len(batch) - len(fresh)
        self.counts["good"] += len(fresh)
        return fresh

    def _note(self, number: int, problems: tuple[Problem, ...]) -> None:
        room = _MOST_PROBLEMS - len(self.problems)
        for one in problems[: max(room, 0)]:
            self.problems.append([number, one.trouble.value, one.column, one.text])


def preview(
    content: bytes, *, name: str, mapping: Mapping[str, str], today: date, rows: int
) -> list[tuple[int, Read]]:
    """Read the first rows of a list.

    Raises:
        FileRefusedError, TableRefusedError: it cannot be read so far.
    """
    found = []
    for number, read in _read(content, name=name, mapping=mapping, today=today):
        found.append((number, read))
        if len(found) == rows:
            break
    return found


def _rows(row: ScreeningList, *, today: date) -> Iterator[tuple[int, Read]]:
    content = bytes(row.content or b"")
    return _read(content, name=row.name, mapping=row.mapping, today=today)


def _read(
    content: bytes, *, name: str, mapping: Mapping[str, str], today: date
) -> Iterator[tuple[int, Read]]:
    for row in tables.read_table(name=name, content=content).rows:
        if row.problems:
            yield row.number, Read(None, tuple(map(_problem, row.problems)))
        else:
            yield (
                row.number,
                screening_list.read_row(row.cells, mapping=mapping, today=today),
            )


def _problem(found: tables.Problem) -> Problem:
    is_formula = found.trouble is tables.Trouble.FORMULA
    trouble = Trouble.FORMULA if is_formula else Trouble.BROKEN
    return Problem(trouble, found.column or "")


def _criteria(row: ScreeningList, now: datetime) -> Criteria:
    return selectors.criteria_of(row.programme, on=local_day(now))


def _meets(new: NewApplication, criteria: Criteria) -> bool:
    if len(new.provisions) < criteria.min_provisions:
        return False
    cost, threshold = new.yearly_cost, criteria.high_cost_from
    return cost is None or threshold is None or cost >= threshold


def _locked(actor: Actor, list_id: int) -> ScreeningList:
    selectors.screening_list_of(actor, list_id=list_id)
    return (
        ScreeningList.objects.select_related("programme")
        .select_for_update(of=("self",))
        .get(pk=list_id)
    )


def _record(
    act: str, row: ScreeningList, *, actor: Actor, now: datetime, **counts: int
) -> None:
    audit.record(
        act, actor=actor, subject=f"screening_list:{row.pk}", at=now, detail=counts
    )
