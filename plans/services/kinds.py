"""Acts: add kinds of knelpunten to the taxonomy, merge them, take a merge back (P27)."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime

from django.db import transaction

from plans import selectors
from plans.models import KnelpuntKind
from sohos.audit import services as audit
from sohos.core.errors import DomainError
from sohos.tenancy.actor import Actor


class KindIncompleteError(DomainError):
    """A kind has a name, a group and a definition; the argument names what lacks."""

    code = "kind_incomplete"


class KindExistsError(DomainError):
    """The taxonomy has a kind of this name."""

    code = "kind_exists"


class KindIsNationalError(DomainError):
    """A kind that every municipality has keeps its words."""

    code = "kind_is_national"


class MergeInCircleError(DomainError):
    """A kind is merged into another that counts itself."""

    code = "merge_in_circle"


@dataclass(frozen=True, slots=True)
class KindText:
    """A kind of knelpunt as somebody writes it; `kind` is its group."""

    label_nl: str
    kind: str
    definition_nl: str
    label_en: str = ""
    example_nl: str = ""


@transaction.atomic
def add_kind(*, actor: Actor, says: KindText, now: datetime) -> KnelpuntKind:
    """Add a kind of knelpunt of the municipality's own.

    Args:
        actor: a jurist or a functional administrator.
        says: name, group and definition.
        now: aware.

    Raises:
        NotAllowedError: the actor keeps no registers.
        KindIncompleteError: something is empty; it says what.
        KindExistsError: there is a kind of that name.
    """
    actor.require_any(*selectors.KEEPERS)
    _check(actor, says)
    number = selectors.kind_register(actor).filter(is_own=True).count() + 1
    row = KnelpuntKind.objects.create(
        code=f"eigen-{number}", is_own=True, **_values(says)
    )
    _record("plans.kind_added", row, actor=actor, now=now)
    return row


@transaction.atomic
def change_kind(
    *, actor: Actor, kind_id: int, says: KindText, now: datetime
) -> KnelpuntKind:
    """Change the words of a kind of the municipality's own.

    Args:
        actor: a jurist or a functional administrator.
        kind_id: the kind.
        says: how it should read.
        now: aware.

    Raises:
        NotAllowedError: the actor keeps no registers.
        NotFoundError: the taxonomy has no such kind.
        KindIsNationalError: every municipality has it.
        KindIncompleteError, KindExistsError: see `add_kind`.
    """
    actor.require_any(*selectors.KEEPERS)
    row = selectors.kind_of(actor, kind_id=kind_id)
    if not row.is_own:
        raise KindIsNationalError
    _check(actor, says, besides=row.pk)
    for name, value in _values(says).items():
        setattr(row, name, value)
    row.save(update_fields=[each.name for each in fields(says)])
    _record("plans.kind_changed", row, actor=actor, now=now)
    return row


@transaction.atomic
def merge_kind(
    *, actor: Actor, kind_id: int, into_id: int | None, now: datetime
) -> KnelpuntKind:
    """Let a kind count as another, or as itself again.

    Plans keep the kind with which they were written; it is no longer offered.

    Args:
        actor: a jurist or a functional administrator.
        kind_id: the kind that goes.
        into_id: the kind that takes its place; nothing takes a merge back.
        now: aware.

    Raises:
        NotAllowedError: the actor keeps no registers.
        NotFoundError: the taxonomy has no such kind.
        MergeInCircleError: the other kind counts as this one, or as a third.
    """
    actor.require_any(*selectors.KEEPERS)
    row = selectors.kind_of(actor, kind_id=kind_id)
    into = None
    if into_id is not None:
        into = selectors.kind_of(actor, kind_id=into_id)
        if into.pk == row.pk or into.merged_into_id is not None:
            raise MergeInCircleError
    row.merged_into = into
    row.save(update_fields=["merged_into"])
    _record("plans.kind_merged", row, actor=actor, now=now)
    return row


def _values(says: KindText) -> dict[str, str]:
    values = asdict(says)
    values["label_en"] = says.label_en.strip() or says.label_nl
    return values


def _check(actor: Actor, says: KindText, *, besides: int = 0) -> None:
    for name in ("label_nl", "kind", "definition_nl"):
        if not getattr(says, name).strip():
            raise KindIncompleteError(name)
    same = selectors.kind_register(actor).filter(label_nl__iexact=says.label_nl.strip())
    if same.exclude(pk=besides).exists():
        raise KindExistsError


def _record(act: str, row: KnelpuntKind, *, actor: Actor, now: datetime) -> None:
    audit.record(
        act,
        actor=actor,
        subject=f"knelpunt-kind:{row.pk}",
        at=now,
        detail={"code": row.code, "merged_into": row.merged_into_id or 0},
    )
