"""Acts: start a KBA and write its rows."""

import zlib
from datetime import date, datetime

from django.db import transaction

from cases import selectors as cases
from kba import selectors
from kba.domain.discounting import Convention
from kba.models import CostLine, Kba
from kba.services.entering import RowText, columns_of
from plans import selectors as plans
from sohos.audit import services as audit
from sohos.core.errors import ConflictError, DomainError
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


class KbaExistsError(DomainError):
    """A case has one KBA; it was started already."""

    code = "kba_exists"


class KbaClosedError(DomainError):
    """The plan was adopted with this prognosis: its rows no longer change."""

    code = "kba_closed"


class ChangedMeanwhileError(ConflictError):
    """Somebody else saved this row since it was opened; nothing was overwritten."""

    code = "changed_meanwhile"


@transaction.atomic
def start_kba(
    *,
    actor: Actor,
    case_id: int,
    reference_on: date,
    horizon_years: int,
    price_year: int,
    now: datetime,
) -> Kba:
    """Start the KBA of a case, on the catalogue in force.

    Args:
        actor: who writes in the case.
        case_id: a case without a KBA.
        reference_on: first day of plan year 1 (peildatum).
        horizon_years: number of plan years.
        price_year: price level of all results.
        now: aware.

    Raises:
        NotAllowedError: the actor writes no KBA.
        NotFoundError: no such case for this actor to write in, or no catalogue.
        KbaExistsError: the case has a KBA.
        NoDiscountTableError: there was no rate on the reference date.
        InvalidInputError: a convention is out of range.
    """
    actor.require(Permission.KBA_WRITE)
    case = cases.case_to_work_on(actor, case_id=case_id)
    if Kba.objects.filter(
        municipality_id=actor.municipality_id, case_id=case.pk
    ).exists():
        raise KbaExistsError(case.code)
    kba = Kba(
        case_id=case.pk,
        catalogue=selectors.catalogue_in_force(actor),
        reference_on=reference_on,
        horizon_years=horizon_years,
        price_year=price_year,
        weeks_per_year=52,
        convention=Convention.MONTHLY_MID,
        seed=zlib.crc32(case.code.encode()),
        started_at=now,
        started_by_id=actor.user_id,
    )
    selectors.input_of(actor, kba, {})
    kba.save()
    audit.record("kba.started", actor=actor, subject=f"kba:{kba.pk}", at=now)
    return kba


@transaction.atomic
def add_line(*, actor: Actor, kba_id: int, text: RowText, now: datetime) -> CostLine:
    """Add a row to a KBA.

    Args:
        actor: who writes in the case.
        kba_id: a KBA whose plan is not adopted.
        text: what was entered.
        now: aware.

    Raises:
        NotAllowedError: the actor writes no KBA.
        NotFoundError: no such KBA for this actor to write in, or no such doorbraak.
        KbaClosedError: the plan is adopted.
        InvalidInputError: a field is wrong; `problems` names it as `rows.Row` does.
    """
    kba = open_kba(actor, kba_id)
    line = CostLine(kba=kba, **columns_of(actor, kba, text))
    line.changed_at, line.changed_by_id = now, actor.user_id
    line.save()
    _record("kba.line_added", line, actor=actor, now=now)
    return line


@transaction.atomic
def change_line(
    *, actor: Actor, line_id: int, version: int, text: RowText, now: datetime
) -> CostLine:
    """Change a row of a KBA.

    Args:
        actor: who writes in the case.
        line_id: a row of a KBA whose plan is not adopted.
        version: the version of the row that was opened.
        text: what was entered.
        now: aware.

    Returns:
        The stored row. What was stored already is not stored again, whatever version
        was opened: the same save may come twice.

    Raises:
        NotAllowedError: the actor writes no KBA.
        NotFoundError: no such row for this actor to write in, or no such doorbraak.
        KbaClosedError: the plan is adopted.
        ChangedMeanwhileError: the row was saved since; nothing was stored.
        InvalidInputError: a field is wrong; `problems` names it as `rows.Row` does.
    """
    line = _open_line(actor, line_id)
    columns = columns_of(actor, line.kba, text)
    if all(getattr(line, name) == value for name, value in columns.items()):
        return line
    _require_seen(line, version)
    for name, value in columns.items():
        setattr(line, name, value)
    line.version += 1
    line.changed_at, line.changed_by_id = now, actor.user_id
    line.save()
    _record("kba.line_changed", line, actor=actor, now=now)
    return line


@transaction.atomic
def remove_line(*, actor: Actor, line_id: int, version: int, now: datetime) -> None:
    """Take a row out of a KBA; it stays in the database with who removed it.

    Args:
        actor: who writes in the case.
        line_id: a row of a KBA whose plan is not adopted.
        version: the version of the row that was seen.
        now: aware.

    Raises:
        NotAllowedError: the actor writes no KBA.
        NotFoundError: no such row for this actor to write in.
        KbaClosedError: the plan is adopted.
        ChangedMeanwhileError: the row was saved since.
    """
    line = _open_line(actor, line_id)
    _require_seen(line, version)
    line.removed_at, line.removed_by_id = now, actor.user_id
    line.save(update_fields=["removed_at", "removed_by"])
    _record("kba.line_removed", line, actor=actor, now=now)


@transaction.atomic
def restore_line(*, actor: Actor, line_id: int, now: datetime) -> CostLine:
    """Put a removed row back as it was.

    Args:
        actor: who writes in the case.
        line_id: a removed row of a KBA whose plan is not adopted.
        now: aware.

    Raises:
        NotAllowedError: the actor writes no KBA.
        NotFoundError: no such removed row for this actor to write in.
        KbaClosedError: the plan is adopted.
    """
    actor.require(Permission.KBA_WRITE)
    line = selectors.removed_line_to_change(actor, line_id=line_id)
    _require_open(actor, line.kba)
    line.removed_at = line.removed_by = None
    line.version += 1
    line.save(update_fields=["removed_at", "removed_by", "version"])
    _record("kba.line_restored", line, actor=actor, now=now)
    return line


def open_kba(actor: Actor, kba_id: int) -> Kba:
    """Lock a KBA to write in, while its plan is not adopted.

    Raises:
        NotAllowedError: the actor writes no KBA.
        NotFoundError: no such KBA for this actor to write in.
        KbaClosedError: the plan is adopted.
    """
    actor.require(Permission.KBA_WRITE)
    kba = selectors.kba_to_change(actor, kba_id=kba_id)
    _require_open(actor, kba)
    return kba


def _open_line(actor: Actor, line_id: int) -> CostLine:
    actor.require(Permission.KBA_WRITE)
    line = selectors.line_to_change(actor, line_id=line_id)
    _require_open(actor, line.kba)
    return line


def _require_seen(line: CostLine, version: int) -> None:
    if line.version != version:
        raise ChangedMeanwhileError


def _require_open(actor: Actor, kba: Kba) -> None:
    if plans.adoption_of(actor, case_id=kba.case_id) is not None:
        raise KbaClosedError


def _record(action: str, line: CostLine, *, actor: Actor, now: datetime) -> None:
    audit.record(
        action,
        actor=actor,
        subject=f"kba:{line.kba_id}",
        at=now,
        detail={"line": line.pk, "version": line.version},
    )
