"""What realised cases say about expected ones, per catalogue code (rule 15)."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from kba.domain.inputs import KbaInput
from kba.domain.lines import GRADES
from kba.domain.result import evaluate
from kba.domain.stages import plan_year
from kba.domain.vocabulary import Kind, Role
from sohos.core.euro import ZERO, Euro, total

FEWEST_CASES = 10
CHANCE = 0.9


@dataclass(frozen=True, slots=True)
class Pair:
    """One case and code: the value expected of the first year and the value realised.

    Both are euro cents before the correction for optimism.
    """

    code: str
    expected: Euro
    realised: Euro


@dataclass(frozen=True, slots=True)
class Correction:
    """What was realised of what was expected, and how sure that is.

    `factor` is exact: realised over expected. `low` and `high` hold it with a chance
    of 80%; None while there is one case. `may_replace` says whether there are enough
    cases to use it instead of the general table.
    """

    code: str
    cases: int
    expected: Euro
    realised: Euro
    factor: Fraction
    low: float | None
    high: float | None

    @property
    def may_replace(self) -> bool:
        """Say whether a prognosis may use this instead of the general table."""
        return self.cases >= FEWEST_CASES

    @property
    def optimism_bias(self) -> Fraction:
        """Return the rate for rule 5.2; a better result than expected gives 0."""
        return min(max(1 - self.factor, Fraction(0)), Fraction(1))


def pairs_of(expected: KbaInput, realised: KbaInput) -> tuple[Pair, ...]:
    """Put beside each other what a case was expected to avoid and what it did.

    Args:
        expected: the prognosis; only its first plan year counts.
        realised: the year that was counted.

    Returns:
        One pair per catalogue code of care that is money, in order of code, both
        before the correction for optimism; rows without a code take no part.
    """
    before, after = _values(plan_year(expected)), _values(realised)
    return tuple(
        Pair(code, before.get(code, ZERO), after.get(code, ZERO))
        for code in sorted(before.keys() | after.keys())
    )


def corrections(pairs: Iterable[Pair]) -> tuple[Correction, ...]:
    """Compare what was realised with what was expected (rules 15.1 to 15.3).

    Args:
        pairs: one per case and code; a code without anything expected is left out.

    Returns:
        One correction per code, in the order of the codes.
    """
    by_code: dict[str, list[Pair]] = {}
    for pair in pairs:
        by_code.setdefault(pair.code, []).append(pair)
    return tuple(
        _correction(code, found)
        for code, found in sorted(by_code.items())
        if total(pair.expected for pair in found).cents > 0
    )


def _values(kba: KbaInput) -> dict[str, Euro]:
    sure = replace(kba, optimism_bias=(Fraction(0),) * len(GRADES))
    found: dict[str, Euro] = {}
    for value in evaluate(sure).lines:
        code = value.line.price.catalogue_code
        if code and value.line.kind is Kind.FINANCIAL and value.line.role is Role.CARE:
            found[code] = found.get(code, ZERO) + value.years[0].value
    return found


def _correction(code: str, pairs: Sequence[Pair]) -> Correction:
    expected = total(pair.expected for pair in pairs)
    realised = total(pair.realised for pair in pairs)
    factor = Fraction(realised.cents, expected.cents)
    around = _margin(pairs, float(factor), expected.cents / len(pairs))
    return Correction(
        code=code,
        cases=len(pairs),
        expected=expected,
        realised=realised,
        factor=factor,
        low=None if around is None else float(factor) - around,
        high=None if around is None else float(factor) + around,
    )


def _margin(pairs: Sequence[Pair], factor: float, mean: float) -> float | None:
    """Return half the width of the interval of a ratio estimator."""
    from scipy.special import stdtrit

    if len(pairs) < 2:  # noqa: PLR2004 - one case has no spread
        return None
    off = [pair.realised.cents - factor * pair.expected.cents for pair in pairs]
    variance = math.fsum(each * each for each in off) / (len(pairs) - 1)
    error = math.sqrt(variance / len(pairs)) / mean
    return float(stdtrit(len(pairs) - 1, CHANCE)) * error
