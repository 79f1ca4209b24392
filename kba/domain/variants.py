"""A variant of a plan: the same rows with other use with the plan (rule 14.11)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from kba.domain.problems import Problem, refuse
from kba.domain.rows import Row

MOST_VARIANTS = 5
_NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class Change:
    """What a variant uses of one row with the plan, and with which probability.

    `brings_back` when the row left the plan because another variant was chosen.
    """

    quantity: Fraction
    probability: Fraction = Fraction(1)
    brings_back: bool = False


def changed(row: Row, change: Change) -> Row:
    """Return a row with the use of a variant; its stated range no longer holds."""
    if (change.quantity, change.probability) == (
        row.quantity_with,
        row.probability_with,
    ):
        return row
    return replace(
        row,
        quantity_with=change.quantity,
        probability_with=change.probability,
        quantity_with_low=None,
        quantity_with_high=None,
    )


def is_used(row: Row) -> bool:
    """Say whether anything of a row is used, without the plan or with it."""
    return bool(row.quantity_without or row.quantity_with)


def varied(rows: Mapping[str, Row], changes: Mapping[str, Change]) -> dict[str, Row]:
    """Return the rows of a variant (rule 14.11).

    Args:
        rows: those of the plan, per stem, in order.
        changes: per stem; rows without one stay as they are in the plan.

    Returns:
        The rows in the same order, without those of which nothing is used.
    """
    found = {
        stem: changed(row, changes[stem]) if stem in changes else row
        for stem, row in rows.items()
    }
    return {stem: row for stem, row in found.items() if is_used(row)}


def different(
    rows: Mapping[str, Row], wanted: Mapping[str, Change]
) -> dict[str, Change]:
    """Keep of a variant only what differs from the plan.

    Raises:
        InvalidInputError: nothing differs.
    """
    found = {
        stem: change
        for stem, change in wanted.items()
        if stem in rows and changed(rows[stem], change) is not rows[stem]
    }
    if not found:
        refuse([Problem("changes", "nothing_differs")])
    return found


def as_json(changes: Mapping[str, Change]) -> dict[str, dict[str, object]]:
    """Return changes as exact texts, to be stored."""
    return {
        stem: {
            "quantity": str(each.quantity),
            "probability": str(each.probability),
            "brings_back": each.brings_back,
        }
        for stem, each in changes.items()
    }


def from_json(stored: Mapping[str, Mapping[str, object]]) -> dict[str, Change]:
    """Read what `as_json` wrote."""
    return {
        stem: Change(
            Fraction(str(each["quantity"])),
            Fraction(str(each["probability"])),
            brings_back=bool(each["brings_back"]),
        )
        for stem, each in stored.items()
    }
