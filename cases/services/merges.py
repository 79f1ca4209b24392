"""Acts: make one of two persons or households, and take that back (rule C41)."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import models, transaction

from cases import selectors
from cases.domain import merging
from cases.domain.merging import Move, Subject
from cases.domain.registration import ReasonMissingError
from cases.models import (
    AddressGrant,
    Block,
    Case,
    Household,
    HouseholdMember,
    Merge,
    MergeUndo,
    Person,
    ProvisionInUse,
    Representation,
)
from sohos.audit import services as audit
from sohos.core.errors import NotFoundError
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

# What moves along, by the field that points at a person or a household.
FOLLOWS_PERSON: tuple[tuple[type[models.Model], str], ...] = (
    (HouseholdMember, "person_id"),
    (Representation, "person_id"),
    (Block, "protected_id"),
    (Block, "blocked_id"),
    (ProvisionInUse, "person_id"),
)
FOLLOWS_HOUSEHOLD: tuple[tuple[type[models.Model], str], ...] = (
    (Case, "household_id"),
    (HouseholdMember, "household_id"),
    (AddressGrant, "household_id"),
)
# Of these a row is alone while it runs: with these fields the same and no end.
_ALONE: dict[type[models.Model], tuple[tuple[str, ...], str]] = {
    HouseholdMember: (("household_id", "person_id"), "until_on"),
    Representation: (("person_id", "user_id"), "ended_at"),
    Block: (("protected_id", "blocked_id"), "ended_at"),
    AddressGrant: (("household_id", "user_id"), "ended_at"),
}
_ADDRESS = ("address", "postcode", "place", "phone")


def plan_merge(
    actor: Actor, *, subject: Subject, kept_id: int, gone_id: int
) -> list[Move]:
    """Return what a merge would change, without changing anything.

    Args:
        actor: a team lead.
        subject: persons or households.
        kept_id: the row that stays.
        gone_id: the row that goes out of sight; it is never deleted.

    Raises:
        NotAllowedError: the actor does not assign cases.
        NotFoundError: one of them is in no case of the actor.
        MergeSameError: both are one row.
        MergeRefusedError: one was merged before, or one is kept away from the other.
        MergeOutOfSightError: one is in a case that the actor does not see whole.
    """
    actor.require(Permission.CASE_ASSIGN)
    if kept_id == gone_id:
        raise merging.MergeSameError
    if subject is Subject.PERSON:
        return _plan_persons(actor, kept_id, gone_id)
    return _plan_households(actor, kept_id, gone_id)


@transaction.atomic
def merge(
    *,
    actor: Actor,
    subject: Subject,
    kept_id: int,
    gone_id: int,
    reason: str,
    now: datetime,
) -> Merge:
    """Make one of two persons or households; everything that changes is recorded.

    Args:
        actor: a team lead.
        subject: persons or households.
        kept_id: the row that stays.
        gone_id: the row that goes out of sight.
        reason: why they are one, in words.
        now: aware.

    Raises:
        ReasonMissingError: it does not say why.
        DomainError: as in `plan_merge`.
    """
    actor.require(Permission.CASE_ASSIGN)
    if not reason.strip():
        raise ReasonMissingError
    model: type[models.Model] = Person if subject is Subject.PERSON else Household
    _lock(model, [kept_id, gone_id])
    moves = plan_merge(actor, subject=subject, kept_id=kept_id, gone_id=gone_id)
    for one in moves:
        _set(one, one.after)
    name = subject.value
    row = Merge.objects.create(
        subject=subject,
        moves=[one.written() for one in moves],
        reason=reason.strip(),
        at=now,
        by_id=actor.user_id,
        **{f"kept_{name}_id": kept_id, f"gone_{name}_id": gone_id},
    )
    _record(f"{name}.merged", row, actor=actor, now=now)
    return row


@transaction.atomic
def undo_merge(*, actor: Actor, merge_id: int, reason: str, now: datetime) -> MergeUndo:
    """Put every value back as it was before a merge.

    Args:
        actor: a team lead who sees what was kept.
        merge_id: the merge.
        reason: why they were two after all, in words.
        now: aware.

    Raises:
        NotAllowedError: the actor does not assign cases.
        NotFoundError: there is no such merge in the actor's cases.
        ReasonMissingError: it does not say why.
        MergeUndoneError: it was undone already.
        MergeChangedError: something that moved has changed since, or what was kept
            was merged on; nothing is put back then.
    """
    row = selectors.merge_of(actor, merge_id=merge_id)
    if not reason.strip():
        raise ReasonMissingError
    subject = Subject(row.subject)
    model: type[models.Model] = Person if subject is Subject.PERSON else Household
    kept_id, gone_id = selectors.merged_ids(row)
    _lock(model, [kept_id, gone_id])
    if MergeUndo.objects.filter(merge=row).exists():
        raise merging.MergeUndoneError
    if selectors.is_merged_away(subject, kept_id):
        raise merging.MergeChangedError(model.__name__)
    moves = merging.read(row.moves)
    table = merging.changed(moves, _values(moves))
    if table:
        raise merging.MergeChangedError(table)
    for one in reversed(moves):
        _set(one, one.before)
    undo = MergeUndo.objects.create(
        merge=row, reason=reason.strip(), at=now, by_id=actor.user_id
    )
    _record(f"{subject.value}.merge_undone", row, actor=actor, now=now)
    return undo


def _plan_persons(actor: Actor, kept_id: int, gone_id: int) -> list[Move]:
    found = selectors.persons_for(actor).in_bulk([kept_id, gone_id])
    if len(found) < 2:  # noqa: PLR2004
        raise NotFoundError
    there = HouseholdMember.objects.filter(person_id__in=found)
    if there.exclude(household__cases__in=_whole(actor)).exists():
        raise merging.MergeOutOfSightError
    ids = (kept_id, gone_id)
    if Block.objects.filter(
        protected_id__in=ids, blocked_id__in=ids, ended_at__isnull=True
    ).exists():
        raise merging.MergeRefusedError
    kept, gone = found[kept_id], found[gone_id]
    said = [
        {"surname": one.surname, "born_on": _plain(one.born_on)} for one in (kept, gone)
    ]
    moves = merging.fill("Person", kept_id, *said)
    for model, field in FOLLOWS_PERSON:
        moves += _following(model, field, kept_id, gone_id)
    return moves


def _plan_households(actor: Actor, kept_id: int, gone_id: int) -> list[Move]:
    cases = selectors.whole_cases_for(actor).filter(household_id__in=[kept_id, gone_id])
    if len(set(cases.values_list("household_id", flat=True))) < 2:  # noqa: PLR2004
        raise NotFoundError
    if Case.objects.filter(household_id__in=[kept_id, gone_id]).exclude(
        pk__in=cases.order_by().values("pk")
    ):
        raise merging.MergeOutOfSightError
    rows = Household.objects.in_bulk([kept_id, gone_id])
    kept, gone = rows[kept_id], rows[gone_id]
    moves = []
    if not any(getattr(kept, field) for field in _ADDRESS[:3]):
        said = [
            {field: getattr(row, field) for field in _ADDRESS} for row in (kept, gone)
        ]
        moves += merging.fill("Household", kept_id, *said)
    if gone.address_is_hidden and not kept.address_is_hidden:
        hides = Move(
            "Household", kept_id, "address_is_hidden", before=False, after=True
        )
        moves.append(hides)
    for model, field in FOLLOWS_HOUSEHOLD:
        moves += _following(model, field, kept_id, gone_id)
    return moves


def _following(
    model: type[models.Model], field: str, kept_id: int, gone_id: int
) -> Iterator[Move]:
    """Give the rows that point at who goes, and where they point afterwards.

    A row that would stand beside its like stays where it is, out of sight; of a
    membership the earlier first day counts.
    """
    table = model.__name__
    for row in model._default_manager.filter(**{field: gone_id}).order_by("pk"):
        twin = _twin(row, field, kept_id)
        if twin is None:
            yield Move(table, row.pk, field, gone_id, kept_id)
        elif isinstance(row, HouseholdMember) and row.from_on < twin.from_on:
            first, earlier = twin.from_on.isoformat(), row.from_on.isoformat()
            yield Move(table, twin.pk, "from_on", first, earlier)


def _twin(row: Any, field: str, kept_id: int) -> Any:
    model: type[models.Model] = type(row)
    if model not in _ALONE:
        return None
    fields, end = _ALONE[model]
    if getattr(row, end) is not None:
        return None
    same = {name: getattr(row, name) for name in fields} | {field: kept_id}
    return model._default_manager.filter(**same, **{f"{end}__isnull": True}).first()


def _whole(actor: Actor) -> models.QuerySet[Case, Any]:
    return selectors.whole_cases_for(actor).order_by().values("pk")


def _lock(model: type[models.Model], ids: list[int]) -> None:
    rows = model._default_manager.filter(pk__in=ids).order_by("pk")
    list(rows.select_for_update().values_list("pk", flat=True))


def _set(one: Move, value: merging.Value) -> None:
    model = apps.get_model("cases", one.table)
    model._default_manager.filter(pk=one.row_id).update(**{one.field: value})


def _values(moves: list[Move]) -> dict[tuple[str, int, str], merging.Value]:
    found: dict[tuple[str, int, str], merging.Value] = {}
    for one in moves:
        model = apps.get_model("cases", one.table)
        row = (
            model._default_manager.select_for_update()
            .filter(pk=one.row_id)
            .values_list(one.field, flat=True)
        )
        for value in row:
            found[one.table, one.row_id, one.field] = _plain(value)
    return found


def _plain(value: Any) -> merging.Value:
    plain: merging.Value = value.isoformat() if isinstance(value, date) else value
    return plain


def _record(act: str, row: Merge, *, actor: Actor, now: datetime) -> None:
    audit.record(
        act,
        actor=actor,
        subject=f"merge:{row.pk}",
        at=now,
        detail={"moves": len(row.moves)},
    )
