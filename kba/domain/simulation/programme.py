"""A programme of real cases as a portfolio, and what may come of it (rule 14.9)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from kba.domain import discounting, welfare
from kba.domain.inputs import KbaInput
from kba.domain.result import Result
from kba.domain.simulation.assumptions import Assumptions
from kba.domain.simulation.distributions import Floats, around
from kba.domain.simulation.drawing import POINTS, sobol
from kba.domain.simulation.outcome import Spread, rounded, share_of, spread_of
from kba.domain.simulation.portfolio import Cases, Common, Part, own_quantiles
from kba.domain.valuation import LineValue
from kba.domain.vocabulary import Kind, Role
from sohos.core.bills import Payer
from sohos.core.euro import Euro, total

OWN_SPREAD = Fraction(2, 5)
EFFECT_SPREAD = Fraction(1, 5)
INTEREST = Fraction(4, 100)
PRINCIPAL = 480_000.0
NO_CODE = ""
_PAYERS = tuple(Payer)
_MOMENTS = 2
_FIGURES = ("mean", "p10", "p50", "p90")

Column = tuple[str, int, Payer]


@dataclass(frozen=True, slots=True)
class Case:
    """One case by column: code of the price, its evidence grade, payer; in cents."""

    saving: Mapping[Column, float]
    value: Mapping[Column, float]
    costs: Mapping[Column, float]
    principal: float


@dataclass(frozen=True, slots=True)
class ProgrammeOutcome:
    """What may come of a programme; estimates, in euro cents.

    `saving` is the municipality's cash of the first year of all cases, `net` their
    financial present value less what the plans add, `by_payer` the same per payer.
    `repaid` is what the cases that meet the condition pay back, with interest.
    """

    cases: int
    draws: int
    saving: Spread
    net: Spread
    by_payer: tuple[tuple[Payer, Spread], ...]
    repaid: Spread
    principal: Euro
    chance_net_positive: Fraction
    chance_principal_covered: Fraction


def case_of(kba: KbaInput, result: Result) -> Case:
    """Take a case apart into the columns of a portfolio.

    Args:
        kba: the input of a stage.
        result: what it came to.

    Returns:
        Cents as the exact result has them; the principal is the municipality's cost
        of the plan itself, or `PRINCIPAL` when that is not in the KBA.
    """
    found: tuple[dict[Column, float], ...] = ({}, {}, {})
    saving, value, costs = found
    for column, cash, worth, is_cost in _entries(kba, result):
        saving[column] = saving.get(column, 0.0) + cash
        target, amount = (costs, -worth) if is_cost else (value, worth)
        target[column] = target.get(column, 0.0) + amount
    spent = total(year.plan_costs for year in result.contract)
    return Case(saving, value, costs, float(spent.cents) or PRINCIPAL)


def portfolio_of(
    cases: Sequence[Case],
    assumptions: Assumptions,
    *,
    codes: Sequence[str],
    seed: int,
    points: int = POINTS,
) -> tuple[Cases, Common]:
    """Put cases in matrices, with the draws that every stretch shares.

    Args:
        cases: one stretch of the programme.
        assumptions: spreads, success and the condition for repayment.
        codes: all codes of the catalogue, the same for every stretch; each has its
            own axis, prices without a code share one.
        seed: of the simulation.
        points: Sobol points.

    Returns:
        The cases and what they share.
    """
    columns = sorted(
        {column for case in cases for column in (*case.value, *case.costs)}
    )
    if not columns:
        columns = [(NO_CODE, 1, Payer.MUNICIPALITY)]
    axes = {code: axis for axis, code in enumerate([NO_CODE, *sorted(set(codes))])}
    chances = sobol(seed, dimensions=len(axes) + 1, points=points).T
    prices = [
        _price(chances[axes.get(code, 0)], float(assumptions.price_spread[grade - 1]))
        for code, grade, _ in columns
    ]
    payers = np.array(
        [[float(payer is each) for each in _PAYERS] for _, _, payer in columns]
    )
    common = Common(
        prices=np.array(prices),
        effect=_price(chances[-1], float(EFFECT_SPREAD)),
        payers=payers,
        own=own_quantiles(float(assumptions.success), float(OWN_SPREAD)),
        repayment_from=float(assumptions.repayment_from.cents),
        interest=float(INTEREST),
    )
    return _matrices(cases, columns), common


def part_bytes(part: Part) -> bytes:
    """Write the draws of a part, to add them up elsewhere."""
    rows = np.vstack([part.saving, part.repaid, part.value, part.costs])
    return rows.astype("<f8").tobytes()


def part_from(content: bytes, *, cases: int, principal: float) -> Part:
    """Read what `part_bytes` wrote."""
    rows = np.frombuffer(content, dtype="<f8").reshape(_MOMENTS + 2 * len(_PAYERS), -1)
    middle = _MOMENTS + len(_PAYERS)
    value, costs = rows[_MOMENTS:middle], rows[middle:]
    return Part(cases, rows[0], rows[1], value, costs, principal)


def outcome_of(part: Part) -> ProgrammeOutcome:
    """Describe the sum of all parts."""
    net = part.value - part.costs
    whole = net.sum(axis=0)
    return ProgrammeOutcome(
        cases=part.cases,
        draws=len(part.saving),
        saving=spread_of(part.saving),
        net=spread_of(whole),
        by_payer=tuple(
            (payer, spread_of(net[place]))
            for place, payer in enumerate(_PAYERS)
            if net[place].any()
        ),
        repaid=spread_of(part.repaid),
        principal=rounded(part.principal),
        chance_net_positive=share_of(whole > 0),
        chance_principal_covered=share_of(part.repaid >= part.principal),
    )


def outcome_json(outcome: ProgrammeOutcome) -> dict[str, Any]:
    """Return an outcome in whole cents and exact quotients, to be stored."""
    return {
        "cases": outcome.cases,
        "draws": outcome.draws,
        "saving": _spread_json(outcome.saving),
        "net": _spread_json(outcome.net),
        "by_payer": {
            payer.value: _spread_json(spread) for payer, spread in outcome.by_payer
        },
        "repaid": _spread_json(outcome.repaid),
        "principal": outcome.principal.cents,
        "chance_net_positive": str(outcome.chance_net_positive),
        "chance_principal_covered": str(outcome.chance_principal_covered),
    }


def outcome_from(stored: Mapping[str, Any]) -> ProgrammeOutcome:
    """Read what `outcome_json` stored."""
    return ProgrammeOutcome(
        cases=stored["cases"],
        draws=stored["draws"],
        saving=_spread_from(stored["saving"]),
        net=_spread_from(stored["net"]),
        by_payer=tuple(
            (payer, _spread_from(stored["by_payer"][payer.value]))
            for payer in _PAYERS
            if payer.value in stored["by_payer"]
        ),
        repaid=_spread_from(stored["repaid"]),
        principal=Euro(stored["principal"]),
        chance_net_positive=Fraction(stored["chance_net_positive"]),
        chance_principal_covered=Fraction(stored["chance_principal_covered"]),
    )


def _spread_json(spread: Spread) -> dict[str, int]:
    return {name: getattr(spread, name).cents for name in _FIGURES}


def _spread_from(stored: Mapping[str, int]) -> Spread:
    return Spread(*(Euro(stored[name]) for name in _FIGURES))


def _price(chances: Floats, spread: float) -> Floats:
    return around(1.0, spread).quantile(chances) if spread else np.ones(len(chances))


def _matrices(cases: Sequence[Case], columns: Sequence[Column]) -> Cases:
    place = {column: index for index, column in enumerate(columns)}
    saving = np.zeros((len(cases), len(columns)))
    value = np.zeros_like(saving)
    costs = np.zeros(len(columns))
    for row, case in enumerate(cases):
        for column, cents in case.saving.items():
            saving[row, place[column]] = cents
        for column, cents in case.value.items():
            value[row, place[column]] = cents
        for column, cents in case.costs.items():
            costs[place[column]] += cents
    return Cases(saving, value, costs, np.array([case.principal for case in cases]))


def _entries(
    kba: KbaInput, result: Result
) -> Iterator[tuple[Column, float, float, bool]]:
    weights = discounting.weights_estimate(kba.discounting, kba.horizon_years)
    for value in result.lines:
        if value.line.kind is Kind.IMMATERIAL:
            continue
        factors, scale = weights.of(value.span)
        present = sum(
            year.value.cents * factor
            for year, factor in zip(value.years, factors, strict=True)
        )
        price = value.line.price
        for payer, share in value.line.payers:
            column = (price.catalogue_code or NO_CODE, price.grade, payer)
            worth = float(Fraction(present, scale) * share)
            yield column, _first_cash(value, payer), worth, welfare.is_cost(value)


def _first_cash(value: LineValue, payer: Payer) -> float:
    """Return the municipality's cash of the first year, before the plan's effort."""
    if payer is not Payer.MUNICIPALITY or value.line.role is Role.PLAN:
        return 0.0
    return float(dict(value.years[0].cash_by_payer)[payer].cents)
