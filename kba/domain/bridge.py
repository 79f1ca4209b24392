"""From what it costs without the plan to what it costs with it (rule 8.5)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from kba.domain.valuation import LineValue, shared
from kba.domain.vocabulary import Kind, Role, Scenario
from sohos.core.bills import Law, Payer
from sohos.core.euro import ZERO, Euro

Word = TypeVar("Word", Payer, Law)


@dataclass(frozen=True, slots=True)
class Bridge:
    """What is paid over all plan years, undiscounted, in euro cents.

    `without` and `with_plan` are the cost of care before reductions, `effort` that of
    the plan itself. `not_counted` is the part of the difference that the reductions
    leave out.
    """

    without: Euro = ZERO
    with_plan: Euro = ZERO
    not_counted: Euro = ZERO
    effort: Euro = ZERO

    @property
    def saving(self) -> Euro:
        """Return what counts as avoided, before the plan's own effort."""
        return self.without - self.with_plan - self.not_counted

    @property
    def net(self) -> Euro:
        """Return what counts as avoided, less the plan's own effort."""
        return self.saving - self.effort

    def __add__(self, other: "Bridge") -> "Bridge":
        return Bridge(
            self.without + other.without,
            self.with_plan + other.with_plan,
            self.not_counted + other.not_counted,
            self.effort + other.effort,
        )


def by_payer(values: Sequence[LineValue]) -> tuple[tuple[Payer, Bridge], ...]:
    """Divide the way from without to with over the payers (rule 8.5).

    Args:
        values: all valued lines of a KBA; immaterial ones take no part.

    Returns:
        Payers in their own order, only those of a line. Their nets are those of the
        undiscounted welfare ledger, and their parts add up to `whole`, to the cent.
    """
    return _in_order(Payer, (each for value in values for each in _payers(value)))


def by_law(values: Sequence[LineValue]) -> tuple[tuple[Law, Bridge], ...]:
    """Divide the same way over the laws, all payers together, in the order of `Law`."""
    return _in_order(
        Law,
        (
            (value.line.law, _bridge(value, value.gross, value.value))
            for value in _money(values)
        ),
    )


def whole(values: Sequence[LineValue]) -> Bridge:
    """Return the way of all payers together, in euro cents."""
    found = Bridge()
    for value in _money(values):
        found += _bridge(value, value.gross, value.value)
    return found


def _money(values: Sequence[LineValue]) -> Iterator[LineValue]:
    return (value for value in values if value.line.kind is Kind.FINANCIAL)


def _payers(value: LineValue) -> Iterator[tuple[Payer, Bridge]]:
    if value.line.kind is Kind.IMMATERIAL:
        return
    counted = shared(value.value, value.line)
    gross = shared(value.gross, value.line)
    for (payer, cost), (_, part) in zip(gross, counted, strict=True):
        yield payer, _bridge(value, cost, part)


def _bridge(value: LineValue, gross: Euro, counted: Euro) -> Bridge:
    """Place one line; `counted` is avoided above zero, and added below it."""
    line = value.line
    if line.role is Role.PLAN:
        return Bridge(effort=gross)
    if line.scenario is Scenario.WITHOUT:
        return Bridge(without=gross, not_counted=gross - counted)
    return Bridge(with_plan=gross, not_counted=-gross - counted)


def _in_order(
    words: Iterable[Word], parts: Iterable[tuple[Word, Bridge]]
) -> tuple[tuple[Word, Bridge], ...]:
    found: dict[Word, Bridge] = {}
    for word, bridge in parts:
        found[word] = found.get(word, Bridge()) + bridge
    return tuple((word, found[word]) for word in words if word in found)
