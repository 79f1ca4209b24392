"""Agreements through the versions of a plan: which continues which, and by when (P25, P28)."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from plans.domain.content import Agreement

WITHOUT_A_DAY = timedelta(weeks=4)


def due_on(by_on: date | None, *, result_by: date | None, adopted_on: date) -> date:
    """Return the day before which an agreement is to be kept.

    Args:
        by_on: the day that was agreed.
        result_by: when the household should notice the doorbraak.
        adopted_on: the day on which the plan was adopted.

    Returns:
        The day agreed, otherwise that of the doorbraak, otherwise four weeks after
        the adoption.
    """
    return by_on or result_by or adopted_on + WITHOUT_A_DAY


def matched(
    old: Sequence[Agreement], new: Sequence[Agreement]
) -> tuple[int | None, ...]:
    """Find for each new agreement the old one that it continues (rule P25).

    The same words first, then the same step, then the same person and day; each old
    one is continued at most once.

    Args:
        old: the agreements as they were.
        new: the agreements as they now read.

    Returns:
        Per new agreement the index of the old one, or nothing when it is new.
    """
    found: list[int | None] = [None] * len(new)
    free = list(range(len(old)))
    for same in (_whole, _what, _whose):
        for at, one in enumerate(new):
            if found[at] is not None:
                continue
            match = next((i for i in free if same(old[i]) == same(one)), None)
            if match is not None:
                free.remove(match)
                found[at] = match
    return tuple(found)


def _whole(one: Agreement) -> tuple[Any, ...]:
    return (one.what, one.who, one.by_on)


def _what(one: Agreement) -> tuple[Any, ...]:
    return (one.what.casefold().split(),)


def _whose(one: Agreement) -> tuple[Any, ...]:
    return (one.who.casefold(), one.by_on)
