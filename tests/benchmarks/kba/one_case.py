"""A case of 24 lines over 5 years, with something of everything that takes time."""

from datetime import date
from fractions import Fraction

from kba.domain.discount_tables import table_on
from kba.domain.discounting import Discounting
from kba.domain.inputs import KbaInput
from kba.domain.lines import CostLine, Effect, UnitPrice
from sohos.core.bills import Payer, Per
from sohos.core.euro import Euro
from tests.domain.kba.examples import case, with_plan, without

PAIRS = 12
YEARS = 5
RHYTHMS = (Per.WEEK, Per.MONTH, Per.YEAR)
ALONE = ((Payer.MUNICIPALITY, Fraction(1)),)
TOGETHER = ((Payer.MUNICIPALITY, Fraction(3, 5)), (Payer.STATE, Fraction(2, 5)))


def one_case() -> KbaInput:
    """Return the case: two payers, an index, fading effects, lags, broken years."""
    lines = [line for number in range(PAIRS) for line in _pair(number)]
    how = Discounting(table_on(date(2026, 1, 1)))
    return case(lines, horizon_years=YEARS, discounting=how)


def _pair(number: int) -> tuple[CostLine, CostLine]:
    effect = Effect(
        Fraction(1, 5),
        "vergelijking met huishoudens zonder plan",
        evidence_grade=1 + number % 6,
        attribution=Fraction(9, 10),
        displacement=Fraction(1, 10),
        persistence=tuple(Fraction(10 - year, 10) for year in range(YEARS)),
        cashable_share=Fraction(3, 4) if number % 3 == 0 else Fraction(1),
        cash_lag_months=6 if number % 4 == 0 else 0,
    )
    year = 2022 if number % 2 else 2024
    use = {
        "per": RHYTHMS[number % 3],
        "price": UnitPrice(Euro(4207 + number * 133), year, "CPI", "lijst", 2),
        "payers": TOGETHER if number % 2 else ALONE,
        "last_on": date(2029, 3, 15) if number % 4 == 1 else None,
    }
    key = f"regel-{number}"
    before = without(
        f"{key}.zonder",
        quantity=Fraction(52 + number),
        probability=Fraction(2, 5) if number % 5 == 0 else Fraction(1),
        effect=effect,
        **use,
    )
    after = with_plan(
        f"{key}.met", quantity=Fraction(20 + number), counterpart=before.key, **use
    )
    return before, after
