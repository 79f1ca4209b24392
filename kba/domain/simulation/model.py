"""The uncertain inputs of a KBA, and what draws of them come to (rules 14.2 to 14.4)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from kba.domain.inputs import KbaInput
from kba.domain.lines import CostLine
from kba.domain.result import evaluate
from kba.domain.simulation.assumptions import Assumptions
from kba.domain.simulation.distributions import (
    Bernoulli,
    Beta,
    BoolArray,
    Distribution,
    Floats,
    Pert,
    around,
)
from kba.domain.simulation.terms import LineTerms, RowTerms, rows_of
from kba.domain.vocabulary import Role
from sohos.core.bills import Per

SUCCESS_KEY = "success"


class What(StrEnum):
    """Which part of a line an input is."""

    PRICE = "prijs"
    QUANTITY = "hoeveelheid"
    PROBABILITY = "kans"
    PERSISTENCE = "beklijving"
    SUCCESS = "slagen"


@dataclass(frozen=True, slots=True)
class Uncertain:
    """One input: `key` makes it the same in every variant of a KBA.

    `entered` is what the KBA says; `label` the description of the (first) line.
    """

    key: str
    what: What
    label: str
    entered: float
    distribution: Distribution


@dataclass(frozen=True, slots=True)
class Draws:
    """What one or more draws come to, in cents; the first axis is the draw.

    `net` is the financial present value of benefits less costs. `society` (undiscounted
    value, all payers) and `municipal` (cash, plan included) are per plan year, as is
    `saving`, the municipality's cash before the plan's own effort.
    """

    net: Floats
    society: Floats
    municipal: Floats
    saving: Floats


@dataclass(frozen=True, slots=True)
class Model:
    """A KBA whose uncertain inputs can be given values."""

    inputs: tuple[Uncertain, ...]
    rows: tuple[RowTerms, ...]
    factors: Mapping[str, tuple[str, ...]]
    persistence: Mapping[str, str]
    years: int

    def evaluate(self, values: Mapping[str, Floats], count: int) -> Draws:
        """Compute every draw at once (rule 14.4).

        Args:
            values: per key of an input its values, one per draw; what is left out
                stays as it was entered.
            count: the number of draws.
        """
        entered = {each.key: each.entered for each in self.inputs}
        ratios = {
            key: drawn / entered[key] for key, drawn in values.items() if key in entered
        }
        found = Draws(
            np.zeros(count),
            *(np.zeros((count, self.years)) for _ in range(3)),
        )
        for row in self.rows:
            self._add(found, row, ratios, values, count)
        return found

    def _add(
        self,
        found: Draws,
        row: RowTerms,
        ratios: Mapping[str, Floats],
        values: Mapping[str, Floats],
        count: int,
    ) -> None:
        gross = [self._gross(line, ratios, count) for line in row.lines]
        if row.without is None:
            counted = np.ones((count, self.years))
            is_added = np.ones((count, self.years), dtype=bool)
        else:
            avoided = gross[0] - sum(gross[1:], np.zeros_like(gross[0]))
            is_added = avoided < 0
            left = row.reduction * self._persisting(row, values)
            counted = np.where(is_added, 1.0, left)
            if SUCCESS_KEY in values:
                counted *= values[SUCCESS_KEY][:, np.newaxis]
        for line, cents in zip(row.lines, gross, strict=True):
            sign = 1.0 if line is row.without else -1.0
            _book(found, line, sign * cents * counted, is_added)

    def _gross(
        self, line: LineTerms, ratios: Mapping[str, Floats], count: int
    ) -> Floats:
        factor = np.ones(count)
        for key in self.factors[line.value.line.key]:
            if key in ratios:
                factor = factor * ratios[key]
        return factor[:, np.newaxis] * line.gross

    def _persisting(self, row: RowTerms, values: Mapping[str, Floats]) -> Floats:
        """Return the share that is left per draw (or for all) and year (rule 14.5)."""
        line = row.without.value.line if row.without else None
        key = self.persistence.get(line.key) if line else None
        if key is None or key not in values:
            return row.persistence
        lost = (1 - row.persistence) / (1 - _least(row.persistence))
        found: Floats = np.clip(1 - np.outer(1 - values[key], lost), 0, 1)
        return found


def model_of(kba: KbaInput, assumptions: Assumptions) -> Model:
    """Find what is uncertain in a KBA (rules 14.2 and 14.3).

    Args:
        kba: a sound input; only its financial lines take part.
        assumptions: the spreads for what the KBA itself does not say.

    Returns:
        The model; inputs in the order of the lines, success last.
    """
    rows = rows_of(kba, evaluate(kba))
    found: dict[str, Uncertain] = {}
    factors: dict[str, tuple[str, ...]] = {}
    persistence: dict[str, str] = {}
    for row in rows:
        for terms in row.lines:
            inputs = tuple(_inputs_of(terms.value.line, row, assumptions))
            factors[terms.value.line.key] = tuple(each.key for each in inputs)
            for each in inputs:
                found.setdefault(each.key, each)
        left = _left(row, assumptions)
        if left is not None and row.without is not None:
            found.setdefault(left.key, left)
            persistence[row.without.value.line.key] = left.key
    if assumptions.success < 1 and any(row.without for row in rows):
        chance = float(assumptions.success)
        success = Uncertain(SUCCESS_KEY, What.SUCCESS, "", 1.0, Bernoulli(chance))
        found[SUCCESS_KEY] = success
    return Model(tuple(found.values()), rows, factors, persistence, kba.horizon_years)


def _inputs_of(
    line: CostLine, row: RowTerms, assumptions: Assumptions
) -> Iterator[Uncertain]:
    price = line.price
    spread = float(assumptions.price_spread[price.grade - 1])
    if spread:
        own = price.catalogue_code is None or price.override_reason
        name = _root(line) if own else price.catalogue_code
        yield Uncertain(
            f"price:{name}", What.PRICE, line.description, 1.0, around(1.0, spread)
        )
    if line.key in assumptions.measured:
        return
    amount = _quantity(line, assumptions)
    if amount is not None:
        key = _quantity_key(line, row, assumptions)
        yield Uncertain(
            key, What.QUANTITY, line.description, float(line.quantity), amount
        )
    strength = assumptions.strength[_grade(line, row) - 1]
    if strength and 0 < line.probability < 1:
        chance = float(line.probability)
        yield Uncertain(
            f"probability:{line.key}",
            What.PROBABILITY,
            line.description,
            chance,
            Beta(chance, strength),
        )


def _quantity(line: CostLine, assumptions: Assumptions) -> Pert | None:
    most_likely = float(line.quantity)
    low, high = line.quantity_low, line.quantity_high
    if low is None and high is None:
        is_event = line.per is Per.ONCE and line.probability < 1
        spread = float(assumptions.quantity_spread)
        if is_event or not spread or not most_likely:
            return None
        return around(most_likely, spread)
    least = most_likely if low is None else float(low)
    most = most_likely if high is None else float(high)
    return Pert(least, most_likely, most) if least < most else None


def _quantity_key(line: CostLine, row: RowTerms, assumptions: Assumptions) -> str:
    """Give a line that continues the same use the same input (rule 14.2)."""
    before = row.without.value.line if row.without else None
    is_same = (
        before is not None
        and before.key not in assumptions.measured
        and (before.quantity, before.quantity_low, before.quantity_high)
        == (line.quantity, line.quantity_low, line.quantity_high)
    )
    return f"quantity:{_root(line) if is_same else line.key}"


def _left(row: RowTerms, assumptions: Assumptions) -> Uncertain | None:
    if row.without is None:
        return None
    line = row.without.value.line
    strength = assumptions.strength[_grade(line, row) - 1]
    least = _least(row.persistence)
    if not strength or not 0 < least < 1:
        return None
    shares = ",".join(f"{share:.6g}" for share in row.persistence)
    return Uncertain(
        f"persistence:{_grade(line, row)}:{shares}",
        What.PERSISTENCE,
        line.description,
        least,
        Beta(least, strength),
    )


def _grade(line: CostLine, row: RowTerms) -> int:
    """Return the evidence grade of the effect, or of the price of what is added."""
    before = row.without.value.line if row.without else line
    return before.effect.evidence_grade if before.effect else line.price.grade


def _root(line: CostLine) -> str:
    return line.counterpart or line.key


def _least(persistence: Floats) -> float:
    return float(persistence.min())


def _book(found: Draws, line: LineTerms, value: Floats, is_added: BoolArray) -> None:
    """Add the signed value of one line to net, society and municipality."""
    at_once = np.where(is_added, value, 0.0)
    cash = (at_once + (value - at_once) @ line.cash) * line.municipal
    found.net[:] += value @ line.weights
    found.society[:] += value
    found.municipal[:] += cash
    if line.value.line.role is Role.CARE:
        found.saving[:] += cash
