"""Reads: the variants of a plan, and how each compares with it on the same draws."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from kba.domain import variants
from kba.domain.inputs import KbaInput
from kba.domain.result import Result, evaluate
from kba.domain.rows import Row
from kba.domain.simulation import Assumptions, Outcome, Spread, compare
from kba.domain.variants import Change
from kba.models import CostLine, Kba, Variant
from kba.selectors.reading import as_row, input_of, kbas_for, lines_of, stem_of
from sohos.core.errors import NotFoundError
from sohos.tenancy.actor import Actor

VariantHandle: TypeAlias = Variant


@dataclass(frozen=True, slots=True)
class Compared:
    """The plan (without a variant) or a variant, beside the plan on the same draws."""

    variant: Variant | None
    rows: Mapping[str, Row]
    kba: KbaInput
    result: Result
    outcome: Outcome
    gain: Spread
    chance: Fraction


def variants_of(kba: Kba) -> list[Variant]:
    """List the variants of a KBA that did not end; access to it was checked."""
    return list(
        Variant.objects.filter(
            kba=kba, municipality_id=kba.municipality_id, ended_at__isnull=True
        )
        .select_related("made_by")
        .order_by("id")
    )


def variant_of(actor: Actor, *, variant_id: int) -> Variant:
    """Return a variant that did not end, of a KBA that the actor may read.

    Raises:
        NotAllowedError: the actor's roles read no KBA.
        NotFoundError: there is no such variant for this actor.
    """
    found = (
        Variant.objects.filter(
            pk=variant_id,
            municipality_id=actor.municipality_id,
            ended_at__isnull=True,
            kba__in=kbas_for(actor).order_by().values("pk"),
        )
        .select_related("kba")
        .first()
    )
    if found is None:
        raise NotFoundError
    return found


def changes_of(variant: Variant) -> dict[str, Change]:
    """Return what a variant changes, per row."""
    return variants.from_json(variant.changes)


def plan_rows(kba: Kba) -> dict[str, Row]:
    """Return the rows of the plan as the rules know them, in order."""
    return {stem_of(line): as_row(line) for line in lines_of(kba)}


def lines_of_variant(kba: Kba, changes: Mapping[str, Change]) -> dict[str, CostLine]:
    """Return the stored rows that a variant is about, those it brings back included."""
    back = {stem for stem, change in changes.items() if change.brings_back}
    lines = CostLine.objects.filter(
        kba=kba, municipality_id=kba.municipality_id
    ).select_related("price_row")
    return {
        stem_of(line): line
        for line in lines.order_by("id")
        if line.removed_at is None or stem_of(line) in back
    }


def compared(actor: Actor, kba: Kba, found: Sequence[Variant]) -> tuple[Compared, ...]:
    """Compute the plan and its variants, and compare them on the same draws.

    Args:
        actor: whose municipality counts; access to the KBA was checked.
        kba: with at least one row.
        found: its variants.

    Returns:
        The plan first, then the variants in order; gains are estimates in cents.
    """
    every: list[tuple[Variant | None, dict[str, Row]]] = [(None, plan_rows(kba))]
    for variant in found:
        changes = changes_of(variant)
        rows = {s: as_row(one) for s, one in lines_of_variant(kba, changes).items()}
        every.append((variant, variants.varied(rows, changes)))
    inputs = [input_of(actor, kba, rows) for _variant, rows in every]
    drawn = compare([(each, Assumptions()) for each in inputs], seed=kba.seed)
    return tuple(
        Compared(variant, rows, each, evaluate(each), outcome, gain, chance)
        for (variant, rows), each, outcome, gain, chance in zip(
            every, inputs, drawn.outcomes, drawn.gains, drawn.chances, strict=True
        )
    )
