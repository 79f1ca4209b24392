"""Reads: what is kept of one person, without what concerns others, and who looked."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import ForeignKey

from sohos.audit import selectors as audit
from sohos.core.dates import local_day
from sohos.core.errors import NotFoundError
from sohos.rights.domain.redaction import HIDDEN, Redactor
from sohos.rights.selectors import graph
from sohos.rights.selectors.files import CaseFile, file_of
from sohos.rights.selectors.graph import Rows, model_of
from sohos.rights.selectors.personal_data import told_fields
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

PERSON, MEMBER, HOUSEHOLD = "cases.Person", "cases.HouseholdMember", "cases.Household"
APPLICATION = "cases.Application"
MOST_LOOKS = 1000
# Fields of others by their nature: who was there, who decides, who does what.
_OF_OTHERS = frozenset(
    {
        "cases.JournalEntry.present",
        "cases.Case.source_note",
        "plans.Agreement.who",
        "plans.SignOff.signer",
        "plans.Leefwereld.said_by",
    }
)
# Said again elsewhere in the file, in the words of a machine.
_REPEATED = frozenset(
    {
        "plans.Revision",
        "plans.PlanVersion",
        "kba.Stage",
        "cases.Block",
        "cases.Merge",
        "cases.MergeUndo",
        "cases.SearchWord",
    }
)
_DATED = (
    "on",
    "at",
    "changed_at",
    "added_at",
    "registered_on",
    "from_on",
    "started_at",
)
_LOOKED_AT = {
    graph.ROOT: ("case_id", "case"),
    "plans.Plan": ("plan_id", "plan"),
    "plans.Doorbraak": ("doorbraak_id", "doorbraak"),
    "plans.Knelpunt": ("knelpunt_id", "knelpunt"),
    "kba.Kba": ("kba_id", "kba"),
    "kba.CostLine": ("line_id",),
    "kba.Stage": ("stage_id",),
    "kba.Variant": ("variant_id",),
    "cases.Task": ("task_id", "task"),
    PERSON: ("person_id", "person"),
}


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the household of a file.

    `is_kept_away` when another member is protected from them: they do not get to read
    where the household lives.
    """

    person_id: int
    name: str
    born_on: date | None
    until_on: date | None
    is_kept_away: bool = False

    @property
    def may_know_address(self) -> bool:
        """Tell whether they live there, and nobody there is protected from them."""
        return self.until_on is None and not self.is_kept_away


@dataclass(frozen=True, slots=True)
class Section:
    """What one table holds of the person: rows of field and value."""

    model: str
    rows: tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked at the file, or did something in it."""

    at: datetime
    roles: tuple[str, ...]
    action: str


@dataclass(frozen=True, slots=True)
class AccessFile:
    """Everything that is kept of one person in one file."""

    file: CaseFile
    member: Member
    sections: tuple[Section, ...]
    looks: tuple[Look, ...]


def members_of(actor: Actor, *, case_id: int) -> list[Member]:
    """List who belongs or belonged to the household of a file.

    Raises:
        NotAllowedError: the actor guards no files.
        NotFoundError: there is no such file.
    """
    actor.require(Permission.RIGHTS_MANAGE)
    found = file_of(actor, case_id=case_id)
    rows = (
        model_of(MEMBER)
        .objects.filter(household_id=found.household_id)
        .select_related("person")
        .order_by("person_id", "from_on")
    )
    persons = {row.person_id for row in rows}
    blocked = set(
        model_of("cases.Block")
        .objects.filter(ended_at__isnull=True, protected_id__in=persons)
        .values_list("blocked_id", flat=True)
    )
    # Of several memberships of one person the last counts.
    members = {row.person_id: _member(row, blocked) for row in rows}
    return list(members.values())


def access_file_of(actor: Actor, *, case_id: int, person_id: int) -> AccessFile:
    """Gather what is kept of one person, without what concerns others.

    Names of others are taken out of every text; rows about another person, and what
    was written after the person left the household, are left out.

    Raises:
        NotAllowedError: the actor guards no files.
        NotFoundError: there is no such file, or nobody of that number in it.
    """
    members = members_of(actor, case_id=case_id)
    member = next((one for one in members if one.person_id == person_id), None)
    if member is None:
        raise NotFoundError
    found = file_of(actor, case_id=case_id)
    rows = graph.rows_of_case(case_id, household_id=found.household_id)
    redactor = Redactor.of(
        [
            *(one.name for one in members if one.person_id != person_id),
            *_professionals(rows),
            *(() if member.may_know_address else _addresses(rows)),
        ],
        own=[member.name],
    )
    return AccessFile(
        file=found,
        member=member,
        sections=tuple(_sections(rows, member, redactor)),
        looks=tuple(_looks(actor, rows)),
    )


def _member(row: Any, blocked: set[int]) -> Member:
    return Member(
        row.person_id,
        str(row.person),
        row.person.born_on,
        row.until_on,
        is_kept_away=row.person_id in blocked,
    )


def _professionals(rows: Rows) -> list[str]:
    found = model_of("cases.Involvement").objects.filter(
        pk__in=rows.get("cases.Involvement", ())
    )
    return list(found.values_list("professional", flat=True))


def _addresses(rows: Rows) -> list[str]:
    found = model_of(HOUSEHOLD).objects.filter(pk__in=rows[HOUSEHOLD])
    return list(found.values_list("address", flat=True))


def _sections(rows: Rows, member: Member, redactor: Redactor) -> Iterator[Section]:
    for label, fields in told_fields().items():
        if not rows.get(label) or label in _REPEATED:
            continue
        found = model_of(label).objects.filter(pk__in=rows[label]).order_by("pk")
        told = [
            _told(row, label, fields, redactor) for row in found if _is_own(row, member)
        ]
        filled = tuple(row for row in told if row)
        if filled:
            yield Section(label, filled)


def _is_own(row: Any, member: Member) -> bool:
    """Tell whether a row concerns the person, and was written while they lived there."""
    label = row._meta.label
    if label == PERSON:
        return bool(row.pk == member.person_id)
    if label == HOUSEHOLD:
        return member.may_know_address
    if label == APPLICATION:
        applicant = f"{row.first_name} {row.surname}".strip()
        return member.may_know_address and applicant == member.name
    person_id = getattr(row, "person_id", None)
    if person_id not in {None, member.person_id}:
        return False
    written = next(
        (day for name in _DATED if (day := getattr(row, name, None)) is not None), None
    )
    if member.until_on is None or written is None:
        return True
    day = local_day(written) if isinstance(written, datetime) else written
    return bool(day <= member.until_on)


def _told(
    row: Any, label: str, fields: Sequence[str], redactor: Redactor
) -> dict[str, str]:
    values = {}
    for name in fields:
        value = _text(row, name)
        if not value:
            continue
        is_of_others = f"{label}.{name}" in _OF_OTHERS
        values[name] = HIDDEN if is_of_others else redactor.clean(value)
    return values


def _text(row: Any, name: str) -> str:
    """Write a value as a text; what is not there is empty."""
    field = row._meta.get_field(name)
    value = getattr(row, name)
    if isinstance(field, ForeignKey):
        return str(getattr(value, "label_nl", "")) if value is not None else ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if name.endswith("_cents") and value is not None:
        return f"{Decimal(value) / 100:.2f}"
    return "" if value is None else str(value)


def _looks(actor: Actor, rows: Rows) -> Iterator[Look]:
    parts = [
        f"{name}:({'|'.join(map(str, sorted(rows[label])))})"
        for label, names in _LOOKED_AT.items()
        if rows.get(label) and label != PERSON
        for name in names
    ]
    pattern = rf"(^| )({'|'.join(map(_checked, parts))})( |$)"
    lines = audit.lines_for(actor).filter(subject__regex=pattern)[:MOST_LOOKS]
    for line in lines:
        yield Look(line.at, tuple(line.roles.split()), line.action)


def _checked(part: str) -> str:
    """Let nothing into the pattern but what it is made of."""
    if not re.fullmatch(r"[a-z_]+:\([0-9|]+\)", part):  # pragma: no cover - never
        raise ValueError(part)
    return part
