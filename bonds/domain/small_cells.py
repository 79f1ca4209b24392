"""Which counts of households outsiders may read (rules S12.1 and S12.2)."""

from collections.abc import Sequence

SMALLEST_SHOWN = 5
FEWEST_HIDDEN = 2


def hidden(counts: Sequence[int]) -> frozenset[int]:
    """Say which counts have to be hidden so that no small one can be worked out.

    Args:
        counts: households per cell, zero or more; their total is shown as well.

    Returns:
        Positions in `counts`. When it holds every position that is not zero, the
        total has to be hidden too.
    """
    found = {index for index, count in enumerate(counts) if 0 < count < SMALLEST_SHOWN}
    if not found:
        return frozenset()
    others = sorted(
        (index for index, count in enumerate(counts) if count >= SMALLEST_SHOWN),
        key=lambda index: (counts[index], index),
    )
    while others and (
        len(found) < FEWEST_HIDDEN
        or sum(counts[index] for index in found) < SMALLEST_SHOWN
    ):
        found.add(others.pop(0))
    return frozenset(found)


def is_total_hidden(counts: Sequence[int]) -> bool:
    """Tell whether even the total of some counts would give a small one away."""
    not_zero = {index for index, count in enumerate(counts) if count}
    return bool(not_zero) and hidden(counts) == not_zero
