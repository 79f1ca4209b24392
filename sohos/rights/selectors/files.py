"""Reads: files by their code, and how long each is kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import DateField, DateTimeField, Max

from cases import selectors as cases
from cases.domain.phases import Phase
from cases.domain.screening import Provision
from sohos.core.dates import local_day
from sohos.core.errors import NotFoundError
from sohos.rights.domain.retention import (
    Component,
    FileFacts,
    Retention,
    retention_of,
)
from sohos.rights.models import LegalHold
from sohos.rights.selectors import graph
from sohos.rights.selectors.graph import Rows, model_of
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

_ENDED = (Phase.AFGESLOTEN, Phase.UITVAL)
_YOUTH = (Provision.JEUGDHULP, Provision.JEUGDBESCHERMING)
_OF_HOUSEHOLD = frozenset({"Household", "HouseholdMember", "Person", "Case"})
_OF_PROVISIONS = frozenset({"Provision", "ProvisionInUse", "Involvement"})
# Days that lie ahead are no change: a deadline, or the end of a provision.
_NO_CHANGE = frozenset({"due_on", "by_on", "result_by_on", "until_on", "last_on"})


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A file as somebody who guards it may know it: no name, no word."""

    case_id: int
    household_id: int
    code: str
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class FileRetention:
    """The terms of a file, and whether it is held."""

    file: CaseFile
    facts: FileFacts
    components: tuple[Retention, ...]
    hold: LegalHold | None


def file_of(actor: Actor, *, case_id: int) -> CaseFile:
    """Return a file: for who guards all files any, for others their own cases.

    Raises:
        NotAllowedError: the actor neither guards files nor reads cases.
        NotFoundError: there is no such file for this actor.
    """
    if not actor.can(Permission.RIGHTS_MANAGE):
        cases.case_of(actor, case_id=case_id)
    return _one(actor, pk=case_id)


def file_by_code(actor: Actor, *, code: str) -> CaseFile:
    """Return a file by its code, as it stands on letters.

    Raises:
        NotAllowedError: the actor guards no files.
        NotFoundError: the municipality has no such file.
    """
    actor.require(Permission.RIGHTS_MANAGE)
    return _one(actor, code__iexact=code.strip())


def retention_for(actor: Actor, *, case_id: int) -> FileRetention:
    """Work out how long each component of a file is kept.

    Raises:
        NotAllowedError, NotFoundError: as in `file_of`.
    """
    found = file_of(actor, case_id=case_id)
    rows = graph.rows_of_case(case_id, household_id=found.household_id)
    facts = _facts(found, rows)
    return FileRetention(
        file=found,
        facts=facts,
        components=tuple(retention_of(facts)),
        hold=hold_of(case_id),
    )


def hold_of(case_id: int) -> LegalHold | None:
    """Return the hold on a file of the running tenant, if there is one."""
    holds = LegalHold.objects.filter(case_id=case_id, lifted_at__isnull=True)
    return holds.select_related("placed_by").first()


def holds_for(actor: Actor) -> list[tuple[LegalHold, str]]:
    """List the holds of the municipality, oldest first, with the code of the file.

    Raises:
        NotAllowedError: the actor guards no files.
    """
    actor.require(Permission.RIGHTS_MANAGE)
    rows = list(
        LegalHold.objects.filter(
            municipality_id=actor.municipality_id, lifted_at__isnull=True
        ).order_by("placed_at")
    )
    codes = cases.case_codes(actor, [row.case_id for row in rows])
    return [(row, codes[row.case_id]) for row in rows]


def _one(actor: Actor, **condition: Any) -> CaseFile:
    row = (
        model_of(graph.ROOT)
        .objects.filter(municipality_id=actor.municipality_id, **condition)
        .first()
    )
    if row is None:
        raise NotFoundError
    ended = row.phase_since if row.phase in _ENDED else None
    return CaseFile(row.pk, row.household_id, row.code, ended)


def _facts(found: CaseFile, rows: Rows) -> FileFacts:
    kinds = set(_values(rows, "cases.Provision", "kind"))
    laws = set(_values(rows, "cases.ProvisionInUse", "law"))
    is_stopped = Phase.UITVAL in _values(rows, graph.ROOT, "phase")
    return FileFacts(
        has_youth_care=bool(kinds & set(_YOUTH)) or "Jeugdwet" in laws,
        has_debt_help=Provision.SCHULDHULP in kinds or "Wgs" in laws,
        is_aborted=is_stopped and not rows.get("plans.PlanVersion"),
        ended_on=found.ended_on,
        changed_on=_last_change(rows),
        components=frozenset(map(_component, filter(rows.get, rows))),
    )


def _component(label: str) -> Component:
    app, name = label.split(".")
    if app == "plans":
        return Component.PLAN
    if app == "kba":
        return Component.COSTS
    if app == "funds" or name.startswith(("Debt", "Creditor")):
        return Component.DEBTS
    if name in _OF_HOUSEHOLD:
        return Component.HOUSEHOLD
    return Component.PROVISIONS if name in _OF_PROVISIONS else Component.COURSE


def _values(rows: Rows, label: str, name: str) -> Iterable[str]:
    found = model_of(label).objects.filter(pk__in=rows.get(label, ()))
    return list(found.values_list(name, flat=True))


def _last_change(rows: Rows) -> date:
    """Return the last day on which a row of the file was written or happened."""
    days: list[date] = []
    for label, ids in rows.items():
        model = model_of(label)
        names = [
            field.name
            for field in model._meta.local_fields
            if isinstance(field, DateField)
            and field.name not in _NO_CHANGE
            and (
                isinstance(field, DateTimeField) or field.name in {"on", "phase_since"}
            )
        ]
        if names and ids:
            found = model.objects.filter(pk__in=ids).aggregate(
                **{f"newest_{name}": Max(name) for name in names}
            )
            days += [_day(value) for value in found.values() if value is not None]
    return max(days)


def _day(value: date | datetime) -> date:
    return local_day(value) if isinstance(value, datetime) else value
