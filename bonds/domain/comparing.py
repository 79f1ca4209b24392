"""One scenario beside its neighbours: day counts, success, months (rule S11.8)."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

from bonds.domain.calculator import Projection, project
from bonds.domain.contract import ContractTerms, LossBearer, OutcomeRule, RateBand
from bonds.domain.day_count import DayCount
from bonds.domain.scenario import Scenario
from kba.domain.simulation import success_shares
from sohos.core.euro import ZERO, half_up

QUANTILES = {"p10": 10, "p50": 50, "p90": 90}


def by_day_count(scenario: Scenario) -> Iterator[tuple[DayCount, Projection]]:
    """Work a scenario out under every day count."""
    for basis in DayCount:
        terms = replace(scenario.terms, day_count=basis)
        yield basis, project(replace(scenario, terms=terms))


def by_choice(
    scenario: Scenario, name: str, options: Iterable[object]
) -> Iterator[tuple[object, Projection]]:
    """Work a scenario out under every choice for one term.

    Args:
        scenario: contract, intake and outcome.
        name: of the term.
        options: what may be chosen.

    Returns:
        Each choice and what it leads to. What a choice asks for besides is filled in:
        a first loss of a tenth of the loans, a card that pays half at half the saving.
    """
    terms = scenario.terms
    lent = terms.case_cap * sum(scenario.intake)
    for option in options:
        values: dict[str, Any] = {name: option}
        if name == "loss_bearer":
            is_first = option is LossBearer.SOHOS_FIRST
            first = terms.first_loss or half_up(lent.exact() / 10)
            values["first_loss"] = first if is_first else ZERO
        if name == "outcome_rule":
            is_card = option is OutcomeRule.RATE_CARD
            card = terms.rate_card or _half_at_half(terms)
            values["rate_card"] = card if is_card else ()
        yield option, project(replace(scenario, terms=replace(terms, **values)))


def by_success(
    scenario: Scenario, rates: Iterable[Fraction]
) -> Iterator[tuple[Fraction, Projection]]:
    """Work a scenario out at some success rates and at break-even, best first."""
    even = project(scenario).break_even
    wanted = {*rates, *(() if even is None else (even,))}
    for rate in sorted(wanted, reverse=True):
        yield rate, project(replace(scenario, success=rate))


def by_months(
    scenario: Scenario, months: Iterable[int]
) -> Iterator[tuple[int, Projection]]:
    """Work a scenario out for other numbers of months that a case is outstanding."""
    for count in months:
        yield count, project(replace(scenario, months=count))


def around_break_even(scenario: Scenario) -> Iterator[tuple[int, Projection]]:
    """Find the most failures that investors bear without a loss, and one more.

    Returns:
        Number of households that fail and what it leads to; nothing when no number of
        failures makes the difference.
    """
    even = project(scenario).break_even
    if not even:
        return
    households = sum(scenario.intake)
    bearable = int((1 - even) * households)
    for failures in (bearable, bearable + 1):
        success = Fraction(households - failures, households)
        yield failures, project(replace(scenario, success=success))


def spread(
    scenario: Scenario, *, seed: int = 1
) -> Iterator[tuple[str, Fraction, Projection]]:
    """Work a scenario out at the 10th, 50th and 90th percentile of its success.

    Args:
        scenario: its success rate is the expected share.
        seed: of the portfolio simulation.

    Returns:
        Name of the percentile, share of households that succeed, and what it leads
        to; all money rises with that share.
    """
    shares = success_shares(
        scenario.success,
        households=sum(scenario.intake),
        quantiles=tuple(QUANTILES.values()),
        seed=seed,
    )
    for name, share in zip(QUANTILES, shares, strict=True):
        yield name, share, project(replace(scenario, success=share))


def _half_at_half(terms: ContractTerms) -> tuple[RateBand, ...]:
    half = half_up(terms.saving_threshold.exact() / 2)
    return (
        RateBand(half, Fraction(1, 2)),
        RateBand(terms.saving_threshold, Fraction(1)),
    )
