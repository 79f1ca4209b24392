"""How long each component of a file is kept, and why (rules B1 to B7)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sohos.core.dates import add_months


class Component(StrEnum):
    """What is kept for a term of its own."""

    PLAN = "plan"
    COSTS = "kba"
    COURSE = "course"
    PROVISIONS = "provisions"
    DEBTS = "debts"
    HOUSEHOLD = "household"


class Ground(StrEnum):
    """Why a component is kept."""

    YOUTH = "youth"
    WMO = "wmo"
    DEBT_HELP = "debt_help"
    ABORTED = "aborted"


YEARS: Mapping[Ground, int] = {Ground.YOUTH: 20, Ground.WMO: 15, Ground.DEBT_HELP: 5}
ABORTED_TERM = timedelta(days=42)
_OF_THE_PLAN = frozenset({Component.PLAN, Component.COSTS})


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What decides about the terms of one file.

    `ended_on` is the day on which the case ended, None while it runs; `changed_on` the
    last day on which anything in the file changed.
    """

    has_youth_care: bool
    has_debt_help: bool
    is_aborted: bool
    ended_on: date | None
    changed_on: date
    components: frozenset[Component]


@dataclass(frozen=True, slots=True)
class Term:
    """A ground, from when its term runs, and the first day after it."""

    ground: Ground
    from_on: date
    until_on: date


@dataclass(frozen=True, slots=True)
class Retention:
    """The terms of a component, the longest first; none while the case runs."""

    component: Component
    terms: tuple[Term, ...]

    @property
    def decisive(self) -> Term | None:
        """The term that decides: the one that ends last."""
        return self.terms[0] if self.terms else None


def retention_of(facts: FileFacts) -> list[Retention]:
    """Work out how long each component of a file is kept.

    Args:
        facts: of one file.

    Returns:
        The components that the file has, in the order of `Component`.
    """
    return [
        Retention(
            component,
            tuple(
                sorted(
                    _terms(component, facts),
                    key=lambda term: term.until_on,
                    reverse=True,
                )
            ),
        )
        for component in Component
        if component in facts.components
    ]


def _terms(component: Component, facts: FileFacts) -> Iterator[Term]:
    if facts.ended_on is None:
        return
    is_draft = facts.is_aborted and component in _OF_THE_PLAN
    if component is Component.DEBTS:
        yield _years(Ground.DEBT_HELP, facts.ended_on)
        return
    if facts.has_youth_care:
        yield _years(Ground.YOUTH, max(facts.changed_on, facts.ended_on))
    if is_draft:
        yield Term(Ground.ABORTED, facts.ended_on, facts.ended_on + ABORTED_TERM)
        return
    yield _years(Ground.WMO, facts.ended_on)
    if facts.has_debt_help and component is Component.PROVISIONS:
        yield _years(Ground.DEBT_HELP, facts.ended_on)


def _years(ground: Ground, from_on: date) -> Term:
    return Term(ground, from_on, add_months(from_on, 12 * YEARS[ground]))
