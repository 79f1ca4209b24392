"""Figures of few households are hidden, the same on the page and in the export."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from kba.selectors.figures import MeasuredCase, SavingPart
from sohos.core.euro import Euro, total
from sohos.core.small_cells import SMALLEST_SHOWN, Line, SafeLine, suppress_line

EXPECTED, COUNTED = "expected", "counted"


@dataclass(frozen=True, slots=True)
class Saving:
    """Expected and counted saving; None is hidden."""

    code: str
    expected: Euro | None
    counted: Euro | None

    @property
    def share(self) -> Fraction | None:
        """Return what was counted as a part of what was expected."""
        if self.expected is None or self.counted is None or self.expected.cents <= 0:
            return None
        return Fraction(self.counted.cents, self.expected.cents)


@dataclass(frozen=True, slots=True)
class Savings:
    """The savings of the municipality, by law, and those of every payer.

    Payers are not added up, so that one of them can be hidden without another.
    """

    whole: Saving
    approved: Euro | None
    laws: tuple[Saving, ...]
    payers: tuple[Saving, ...]

    @property
    def reported(self) -> Euro | None:
        """Return what is counted and not approved yet."""
        if self.approved is None or self.whole.counted is None:
            return None
        return self.whole.counted - self.approved


def savings_of(
    measured: Sequence[MeasuredCase],
    laws: Sequence[SavingPart],
    payers: Sequence[SavingPart],
    *,
    own: str,
    secret: bytes,
) -> Savings:
    """Hide what figures of savings would give away about few households.

    The whole is told when it is of five households or more. What is approved is told
    beside it only when neither part is small; laws only as far as that leaves every
    hidden one uncertain.

    Args:
        measured: the cases with a measured year.
        laws: their municipal saving in parts that add up to the whole.
        payers: what each payer saved; they are never added up.
        own: code of the payer that is the municipality.
        secret: settles which equal neighbour hides with a small group.
    """
    whole = _whole(measured, own)
    line = _line(laws, len(measured), secret=secret)
    is_safe = whole.counted is not None and line.counts.total is not None
    return Savings(
        whole=whole,
        approved=_approved(measured, secret=secret),
        laws=tuple(
            Saving(
                part.code,
                line.amounts[EXPECTED].cells[index] if is_safe else None,
                line.amounts[COUNTED].cells[index] if is_safe else None,
            )
            for index, part in enumerate(laws)
        ),
        payers=tuple(whole if part.code == own else _alone(part) for part in payers),
    )


def shown_counts(
    falling: Sequence[int], *, first: Sequence[int] = ()
) -> tuple[int | None, ...]:
    """Hide the steps of a funnel whose number or fall is of 1 to 4 households.

    Args:
        falling: how many households reached each step, never rising.
        first: places of the steps that matter most; of two that cannot both be
            shown, the one named first is.

    Returns:
        The numbers in the same order, hidden ones None. Between any two numbers that
        are shown the difference is zero or at least five.
    """
    shown: set[int] = set()
    for place in (*first, *range(len(falling))):
        falls = (abs(falling[other] - falling[place]) for other in shown)
        if not any(map(is_small, (falling[place], *falls))):
            shown.add(place)
    return tuple(
        count if place in shown else None for place, count in enumerate(falling)
    )


def is_small(count: int) -> bool:
    """Tell whether a number of households may not be told: 1 to 4."""
    return 0 < count < SMALLEST_SHOWN


def _whole(measured: Sequence[MeasuredCase], own: str) -> Saving:
    if len(measured) < SMALLEST_SHOWN:
        return Saving(own, None, None)
    return Saving(
        own,
        total(one.expected for one in measured),
        total(one.counted for one in measured),
    )


def _approved(measured: Sequence[MeasuredCase], *, secret: bytes) -> Euro | None:
    approved = [one for one in measured if one.is_validated]
    counts = [len(approved), len(measured) - len(approved)]
    if None in suppress_line(counts, secret=secret).counts.cells:
        return None
    return total(one.counted for one in approved)


def _line(laws: Sequence[SavingPart], households: int, *, secret: bytes) -> SafeLine:
    cases = tuple(part.cases for part in laws)
    return suppress_line(
        cases,
        secret=secret,
        contributors=Line(cases, households if cases else 0),
        amounts={
            EXPECTED: [part.expected for part in laws],
            COUNTED: [part.counted for part in laws],
        },
    )


def _alone(part: SavingPart) -> Saving:
    if is_small(part.cases):
        return Saving(part.code, None, None)
    return Saving(part.code, part.expected, part.counted)
