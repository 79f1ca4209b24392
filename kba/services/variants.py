"""Acts: write a variant of a plan, choose it, remove it."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from django.db import transaction

from kba import selectors
from kba.domain import variants
from kba.domain.problems import Problem, refuse
from kba.domain.variants import Change
from kba.models import CostLine, Variant
from kba.services.writing import open_kba
from sohos.audit import services as audit
from sohos.core.errors import DomainError
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

LONGEST_NAME = 80


class TooManyVariantsError(DomainError):
    """More beside each other nobody can compare; the argument is the most."""

    code = "too_many_variants"


@transaction.atomic
def add_variant(
    *,
    actor: Actor,
    kba_id: int,
    name: str,
    changes: Mapping[str, Change],
    now: datetime,
) -> Variant:
    """Add a variant of the plan to a KBA.

    Args:
        actor: who writes in the case.
        kba_id: a KBA with rows whose plan is not adopted.
        name: what people call it.
        changes: per row; what equals the plan is left out.
        now: aware.

    Raises:
        NotAllowedError: the actor writes no KBA.
        NotFoundError: no such KBA for this actor to write in.
        KbaClosedError: the plan is adopted.
        TooManyVariantsError: there are five.
        InvalidInputError: nothing differs, or the rows no longer fit.
    """
    kba = open_kba(actor, kba_id)
    if len(selectors.variants_of(kba)) >= variants.MOST_VARIANTS:
        raise TooManyVariantsError(str(variants.MOST_VARIANTS))
    found = Variant(kba=kba, made_at=now, made_by_id=actor.user_id)
    return _write(found, name, changes, actor=actor, now=now)


@transaction.atomic
def change_variant(
    *,
    actor: Actor,
    variant_id: int,
    name: str,
    changes: Mapping[str, Change],
    now: datetime,
) -> Variant:
    """Write a variant again: it ends, and a new one takes its place.

    Raises:
        NotAllowedError: the actor writes no KBA.
        NotFoundError: no such variant for this actor to write.
        KbaClosedError: the plan is adopted.
        InvalidInputError: nothing differs, or the rows no longer fit.
    """
    old = _to_change(actor, variant_id)
    _end(old, actor=actor, now=now)
    back = {s: c for s, c in selectors.changes_of(old).items() if c.brings_back}
    found = Variant(kba=old.kba, made_at=now, made_by_id=actor.user_id)
    return _write(found, name, {**changes, **back}, actor=actor, now=now)


@transaction.atomic
def remove_variant(*, actor: Actor, variant_id: int, now: datetime) -> None:
    """Take a variant away; the plan stays as it is.

    Raises:
        NotAllowedError: the actor writes no KBA.
        NotFoundError: no such variant for this actor to write.
        KbaClosedError: the plan is adopted.
    """
    found = _to_change(actor, variant_id)
    _end(found, actor=actor, now=now)
    _record("kba.variant_removed", found, actor=actor, now=now)


@transaction.atomic
def choose_variant(
    *, actor: Actor, variant_id: int, old_name: str, now: datetime
) -> Variant:
    """Make a variant the plan; the plan as it was becomes a variant.

    Args:
        actor: who writes in the case.
        variant_id: a variant of a KBA whose plan is not adopted.
        old_name: what the plan as it was is called from now on.
        now: aware.

    Returns:
        The variant that holds the plan as it was.

    Raises:
        NotAllowedError: the actor writes no KBA.
        NotFoundError: no such variant for this actor to write.
        KbaClosedError: the plan is adopted.
        InvalidInputError: the rows no longer fit; nothing changed.
    """
    chosen = _to_change(actor, variant_id)
    changes = selectors.changes_of(chosen)
    lines = selectors.lines_of_variant(chosen.kba, changes)
    before = {
        stem: _put(lines[stem], change, actor=actor, now=now)
        for stem, change in changes.items()
        if stem in lines
    }
    selectors.input_of(actor, chosen.kba)
    _end(chosen, actor=actor, now=now)
    old = Variant.objects.create(
        kba=chosen.kba,
        name=old_name[:LONGEST_NAME],
        changes=variants.as_json(before),
        made_at=now,
        made_by_id=actor.user_id,
    )
    _record("kba.variant_chosen", chosen, actor=actor, now=now)
    return old


def _put(line: CostLine, change: Change, *, actor: Actor, now: datetime) -> Change:
    """Give a stored row the use of a variant; return how it was."""
    was_removed = line.removed_at is not None
    before = Change(
        Fraction(0) if was_removed else Fraction(line.quantity_with),
        Fraction(line.probability_with),
        brings_back=not change.quantity and not line.quantity_without,
    )
    line.quantity_with = _decimal(change.quantity)
    line.probability_with = _decimal(change.probability)
    if change.quantity != before.quantity:
        line.quantity_with_low = line.quantity_with_high = None
    line.removed_at = line.removed_by = None
    if before.brings_back:
        line.quantity_with = _decimal(before.quantity)
        line.removed_at, line.removed_by_id = now, actor.user_id
    line.version += 1
    line.changed_at, line.changed_by_id = now, actor.user_id
    line.save()
    return before


def _write(
    found: Variant,
    name: str,
    changes: Mapping[str, Change],
    *,
    actor: Actor,
    now: datetime,
) -> Variant:
    if not name.strip():
        refuse([Problem("name", "empty")])
    lines = selectors.lines_of_variant(found.kba, changes)
    rows = {stem: selectors.as_row(line) for stem, line in lines.items()}
    kept = variants.different(rows, changes)
    back = {stem: each for stem, each in changes.items() if each.brings_back}
    selectors.input_of(actor, found.kba, variants.varied(rows, kept))
    found.name = name.strip()[:LONGEST_NAME]
    found.changes = variants.as_json({**kept, **back})
    found.save()
    _record("kba.variant_written", found, actor=actor, now=now)
    return found


def _to_change(actor: Actor, variant_id: int) -> Variant:
    actor.require(Permission.KBA_WRITE)
    found = selectors.variant_of(actor, variant_id=variant_id)
    open_kba(actor, found.kba_id)
    return selectors.variant_of(actor, variant_id=variant_id)


def _end(found: Variant, *, actor: Actor, now: datetime) -> None:
    found.ended_at, found.ended_by_id = now, actor.user_id
    found.save(update_fields=["ended_at", "ended_by"])


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _record(action: str, found: Variant, *, actor: Actor, now: datetime) -> None:
    audit.record(
        action,
        actor=actor,
        subject=f"kba:{found.kba_id}",
        at=now,
        detail={"variant": found.pk},
    )
