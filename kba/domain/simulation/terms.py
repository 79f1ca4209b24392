"""What a draw multiplies: the exact result of a KBA, taken apart per row (rule 14.4)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from kba.domain import discounting, timing, valuation
from kba.domain.inputs import KbaInput
from kba.domain.lines import Effect
from kba.domain.result import Result
from kba.domain.simulation.distributions import Floats
from kba.domain.valuation import LineValue
from kba.domain.vocabulary import Kind
from sohos.core.bills import Payer, Per


@dataclass(frozen=True, slots=True)
class LineTerms:
    """One line in cents per plan year at the entered quantity, price and chance.

    `weights` discount its money; `cash` (years by years) says which part of the value
    of a year is cash in which year; `municipal` is the municipality's share.
    """

    value: LineValue
    gross: Floats
    weights: Floats
    cash: Floats
    municipal: float


@dataclass(frozen=True, slots=True)
class RowTerms:
    """A line without the plan with those that continue it; or something added.

    `reduction` and `persistence` are what counts of what is avoided.
    """

    without: LineTerms | None
    with_plan: tuple[LineTerms, ...]
    reduction: float
    persistence: Floats

    @property
    def lines(self) -> tuple[LineTerms, ...]:
        """Return all lines of the row."""
        return (*((self.without,) if self.without else ()), *self.with_plan)


def rows_of(kba: KbaInput, result: Result) -> tuple[RowTerms, ...]:
    """Take a result apart; immaterial lines stay out.

    Args:
        kba: the input.
        result: what `evaluate` made of it.

    Returns:
        One row per line without the plan and per added line, in order.
    """
    by_key = {each.line.key: each for each in result.lines}
    continued: dict[str, list[LineValue]] = {}
    for each in result.lines:
        if each.line.counterpart is not None:
            continued.setdefault(each.line.counterpart, []).append(each)
    return tuple(
        _row(kba, each, continued.get(key, ()))
        for key, each in by_key.items()
        if each.line.kind is Kind.FINANCIAL and each.line.counterpart is None
    )


def _row(kba: KbaInput, value: LineValue, after: Sequence[LineValue]) -> RowTerms:
    effect = value.line.effect
    years = kba.horizon_years
    if effect is None:
        return RowTerms(None, (_terms(kba, value, None),), 1.0, np.ones(years))
    return RowTerms(
        without=_terms(kba, value, effect),
        with_plan=tuple(_terms(kba, each, effect) for each in after),
        reduction=float(valuation.reduction(effect, kba.optimism_bias)),
        persistence=np.array(
            [float(effect.persisting(year)) for year in range(1, years + 1)]
        ),
    )


def _terms(kba: KbaInput, value: LineValue, effect: Effect | None) -> LineTerms:
    factors = discounting.weights_estimate(kba.discounting, kba.horizon_years)
    weights, scale = factors.of(value.span)
    shares = dict(value.line.payers)
    return LineTerms(
        value,
        gross=np.array([float(year.gross.cents) for year in value.years]),
        weights=np.array([weight / scale for weight in weights]),
        cash=_cash(value, effect, kba.horizon_years),
        municipal=float(shares.get(Payer.MUNICIPALITY, 0)),
    )


def _cash(value: LineValue, effect: Effect | None, years: int) -> Floats:
    share = 1.0 if effect is None else float(effect.cashable_share)
    found = np.zeros((years, years))
    for year, paid_in, part in _moves(value, years):
        if paid_in < years:
            found[year, paid_in] = share * part
    return found


def _moves(value: LineValue, years: int) -> Iterator[tuple[int, int, float]]:
    """Yield from which year money moves to which, and which part of it."""
    if value.line.per is Per.ONCE:
        happens = timing.plan_year(value.span.start) - 1
        yield happens, timing.plan_year(value.cash_span.start) - 1, 1.0
        return
    running = timing.months_of(value.span, years)
    after = timing.months_of(value.cash_span, years)
    if value.cash_span.is_moment:
        return
    for year, (whole, part) in enumerate(
        zip(running.months, after.months, strict=True)
    ):
        if whole:
            yield year, year, part * running.per_month / (whole * after.per_month)
