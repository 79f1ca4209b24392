"""Which households a figure is about, and whether their number may be told."""

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace

from cases.selectors.figures import CasePlace
from sohos.core.small_cells import suppress_line

DIMENSIONS = ("programme_id", "year", "team_id")


@dataclass(frozen=True, slots=True)
class Cohort:
    """A choice of households; None is every programme, year or team."""

    programme_id: int | None = None
    year: int | None = None
    team_id: int | None = None

    @property
    def chosen(self) -> tuple[str, ...]:
        """Return the dimensions along which something was chosen."""
        return tuple(name for name in DIMENSIONS if getattr(self, name) is not None)

    def has(self, place: CasePlace) -> bool:
        """Tell whether a household belongs to the choice."""
        return all(getattr(place, name) == getattr(self, name) for name in self.chosen)


def is_shown(cohort: Cohort, places: Iterable[CasePlace], *, secret: bytes) -> bool:
    """Tell whether figures of a choice give no small group away.

    A choice that is small itself is not shown; nor is one that, taken from the wider
    choice, would leave a small group: it then hides beside that group, as a cell does
    in a line with its total.

    Args:
        cohort: the choice.
        places: all households that are counted, of the choice and of others.
        secret: settles which equal neighbour hides with a small group.
    """
    known = list(places)
    return all(
        _is_shown_along(name, cohort, known, secret=secret) for name in cohort.chosen
    ) and (bool(cohort.chosen) or _is_line_shown([len(known)], secret=secret))


def _is_shown_along(
    name: str, cohort: Cohort, places: list[CasePlace], *, secret: bytes
) -> bool:
    wider = replace(cohort, **{name: None})
    counts: Counter[Hashable] = Counter(
        getattr(place, name) for place in places if wider.has(place)
    )
    chosen = getattr(cohort, name)
    counts.setdefault(chosen, 0)
    order = sorted(counts, key=lambda value: (value is None, value))
    line = suppress_line([counts[value] for value in order], secret=secret)
    return line.counts.cells[order.index(chosen)] is not None


def _is_line_shown(counts: list[int], *, secret: bytes) -> bool:
    return suppress_line(counts, secret=secret).counts.total is not None
