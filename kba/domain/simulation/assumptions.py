"""How uncertain each kind of input is, when nobody says otherwise (rule 14.3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from kba.domain.lines import GRADES, is_rate
from kba.domain.problems import Problem, refuse
from sohos.core.euro import Euro

PRICE_SPREAD = tuple(Fraction(p, 100) for p in (5, 10, 15, 20, 30, 40))
REPAYMENT_FROM = Euro(1_200_000)
STRENGTH = (200, 100, 50, 25, 12, 6)


@dataclass(frozen=True, slots=True)
class Assumptions:
    """The spread of prices, quantities and shares, and the chance that it works.

    `price_spread` and `strength` hold one entry per evidence grade, 1 to 6: the share
    by which a price may lie off, and how many observations a share is worth.
    `success` is the chance that the plan works at all; when it does not, its cost is
    made and nothing is avoided. `repayment_from` is the municipal saving of the first
    year in euro cents from which the contract pays back. `measured` names lines whose
    quantity was counted, so that only their price is uncertain.
    """

    price_spread: tuple[Fraction, ...] = PRICE_SPREAD
    quantity_spread: Fraction = Fraction(1, 5)
    strength: tuple[int, ...] = STRENGTH
    success: Fraction = Fraction(9, 10)
    repayment_from: Euro = REPAYMENT_FROM
    measured: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        refuse(_problems_of(self))


def certain() -> Assumptions:
    """Return that nothing is uncertain: every draw gives the engine's own result."""
    none = (Fraction(0),) * len(GRADES)
    return Assumptions(
        price_spread=none,
        quantity_spread=Fraction(0),
        strength=(0,) * len(GRADES),
        success=Fraction(1),
    )


def _problems_of(assumptions: Assumptions) -> Iterator[Problem]:
    for name in ("price_spread", "strength"):
        if len(getattr(assumptions, name)) != len(GRADES):
            yield Problem(name, "one_rate_per_grade", str(len(GRADES)))
    rates = (*assumptions.price_spread, assumptions.quantity_spread)
    if not all(is_rate(rate) for rate in rates):
        yield Problem("spread", "not_between_0_and_1")
    if any(strength < 0 for strength in assumptions.strength):
        yield Problem("strength", "negative")
    if not is_rate(assumptions.success):
        yield Problem("success", "not_between_0_and_1")
