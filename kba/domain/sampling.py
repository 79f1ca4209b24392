"""Which rows an accountant draws, and what the errors found in them say (rule 16)."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from math import comb

from sohos.core.errors import DomainError
from sohos.core.euro import ZERO, Euro, half_up, total

_PLACES = Decimal("0.0001")
_DIGITS = 40
_MOST_ROWS = 100_000


class Method(StrEnum):
    """How rows are chosen: all of them, each row or each euro with equal chance."""

    ALL = "integraal"
    RANDOM = "aselect"
    MONETARY = "geldsteekproef"


class NothingToDrawError(DomainError):
    """The population has no rows, or no euro to draw from."""

    code = "nothing_to_draw"


class PopulationTooLargeError(DomainError):
    """A sample is drawn from at most 100,000 rows."""

    code = "population_too_large"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a controleprotocol asks of a sample.

    `confidence` lies between 0 and 1. `tolerable_share` is the share of the rows that
    may be wrong, `materiality_share` the share of the money.
    """

    method: Method
    confidence: Fraction
    tolerable_share: Fraction
    materiality_share: Fraction


@dataclass(frozen=True, slots=True)
class Item:
    """A row that may be drawn, and how much money depends on it; never negative."""

    key: str
    amount: Euro


@dataclass(frozen=True, slots=True)
class Draw:
    """The rows that were drawn, in the order of the population.

    `interval` is set for a draw of euros: an item of at least so many cents is always
    in it. `allowed` counts the rows that may be wrong, or the cents for euros.
    """

    keys: tuple[str, ...]
    interval: int | None
    allowed: int


@dataclass(frozen=True, slots=True)
class Finding:
    """A drawn row after the look: what it was said to save, and how much too much.

    `error` is negative when the row saves more than was said.
    """

    amount: Euro
    error: Euro


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What the findings say of the population.

    `wrong_at_most` counts rows and is known for a draw of rows only; `upper` is an
    amount and is known for a draw of euros only.
    """

    wrong: int
    found: Euro
    projected: Euro
    wrong_at_most: int | None
    upper: Euro | None
    is_within: bool


def zero_error_size(population: int, *, wrong: int, confidence: Fraction) -> int:
    """Return how many rows to draw so that finding nothing wrong says enough (16.2).

    Args:
        population: number of rows.
        wrong: the number of wrong rows that is just tolerable.
        confidence: between 0 and 1.

    Returns:
        The smallest size at which `wrong` wrong rows would stay hidden with a chance
        of at most 1 - confidence; all rows when none may be wrong.
    """
    if wrong <= 0:
        return population
    hidden = Fraction(1)
    for size in range(population):
        if hidden <= 1 - confidence:
            return size
        hidden *= Fraction(max(population - wrong - size, 0), population - size)
    return population


def most_wrong(population: int, *, size: int, wrong: int, confidence: Fraction) -> int:
    """Return the upper limit of the number of wrong rows, exactly (16.4).

    Args:
        population: number of rows.
        size: how many of them were looked at.
        wrong: how many of those were wrong.
        confidence: between 0 and 1.

    Returns:
        The largest number of wrong rows with which so few, or fewer, would be found
        with a chance above 1 - confidence.
    """
    low, high = wrong, population - (size - wrong)
    while low < high:
        middle = (low + high + 1) // 2
        if _chance_of_at_most(population, middle, size, wrong) > 1 - confidence:
            low = middle
        else:
            high = middle - 1
    return low


@lru_cache(maxsize=256)
def factor(errors: int, confidence: Fraction) -> Decimal:
    """Return the Poisson upper limit for a number of errors, to four decimals (16.3).

    Args:
        errors: how many were found.
        confidence: between 0 and 1.
    """
    with localcontext() as context:
        context.prec = _DIGITS
        hidden = 1 - Decimal(confidence.numerator) / confidence.denominator
        low, high = Decimal(0), Decimal(errors + 1) * 50
        while high - low > _PLACES / 1_000:
            middle = (low + high) / 2
            if _poisson(errors, middle) > hidden:
                low = middle
            else:
                high = middle
        return high.quantize(_PLACES, ROUND_HALF_UP)


def draw(items: Sequence[Item], terms: Terms, *, seed: int) -> Draw:
    """Draw rows as the protocol asks (16.2, 16.3).

    Args:
        items: the population; keys unique.
        terms: of the protocol.
        seed: whole number that anybody can use to draw the same rows again.

    Returns:
        The drawn rows in the order of `items`; the same arguments give the same rows.

    Raises:
        NothingToDrawError: there are no rows, or there is no money in them.
        PopulationTooLargeError: there are too many.
    """
    if len(items) > _MOST_ROWS:
        raise PopulationTooLargeError(len(items))
    money = total(item.amount for item in items)
    if not items or (terms.method is Method.MONETARY and money == ZERO):
        raise NothingToDrawError
    if terms.method is Method.MONETARY:
        return _draw_euros(items, terms, seed, money)
    allowed = int(len(items) * terms.tolerable_share)
    if terms.method is Method.ALL:
        return Draw(tuple(item.key for item in items), None, allowed)
    size = zero_error_size(len(items), wrong=allowed, confidence=terms.confidence)
    ranked = sorted(items, key=lambda item: _rank(seed, item.key))
    drawn = {item.key for item in ranked[:size]}
    return Draw(tuple(i.key for i in items if i.key in drawn), None, allowed)


def evaluate(
    items: Sequence[Item],
    drawn: Draw,
    findings: Mapping[str, Finding],
    *,
    confidence: Fraction,
) -> Evaluation:
    """Say what the errors in the drawn rows mean for all rows (16.4, 16.5).

    Args:
        items: the population.
        drawn: its draw.
        findings: per drawn row; rows that are still open are left out and count as
            not wrong, so ask again when all are judged.
        confidence: between 0 and 1.

    Returns:
        Errors found, projected on the population, and their upper limit.
    """
    if drawn.interval is None:
        return _evaluate_rows(items, drawn, findings, confidence)
    return _evaluate_euros(items, drawn, findings, confidence)


def _draw_euros(items: Sequence[Item], terms: Terms, seed: int, money: Euro) -> Draw:
    tolerable = int(money.cents * terms.materiality_share)
    interval = max(int(tolerable / factor(0, terms.confidence)), 1)
    start = int(_rank(seed, "start"), 16) % interval
    return Draw(tuple(_hit(items, interval, start)), interval, tolerable)


def _hit(items: Sequence[Item], interval: int, start: int) -> Iterator[str]:
    """Yield the rows that hold cent number `start` and every `interval`th after it."""
    passed = 0
    for item in items:
        before = -(-(passed - start) // interval)
        passed += item.amount.cents
        if -(-(passed - start) // interval) > before:
            yield item.key


def _evaluate_rows(
    items: Sequence[Item],
    drawn: Draw,
    findings: Mapping[str, Finding],
    confidence: Fraction,
) -> Evaluation:
    seen = [findings[key] for key in drawn.keys if key in findings]
    wrong = sum(each.error != ZERO for each in seen)
    found = total(each.error for each in seen)
    looked_at = total(each.amount for each in seen)
    money = total(item.amount for item in items)
    share = Fraction(found.cents, looked_at.cents) if looked_at.cents else Fraction(0)
    most = most_wrong(
        len(items), size=len(drawn.keys), wrong=wrong, confidence=confidence
    )
    return Evaluation(
        wrong=wrong,
        found=found,
        projected=half_up(share * money.cents),
        wrong_at_most=most,
        upper=None,
        is_within=most <= drawn.allowed,
    )


def _evaluate_euros(
    items: Sequence[Item],
    drawn: Draw,
    findings: Mapping[str, Finding],
    confidence: Fraction,
) -> Evaluation:
    interval = drawn.interval or 1
    seen = [findings[key] for key in drawn.keys if key in findings]
    large = total(each.error for each in seen if each.amount.cents >= interval)
    shares = [
        Fraction(each.error.cents, each.amount.cents)
        for each in seen
        if each.amount.cents < interval and each.error != ZERO
    ]
    is_sampled = any(item.amount.cents < interval for item in items)
    sampled = _upper(shares, interval, confidence) if is_sampled else Fraction(0)
    upper = half_up(max(large, ZERO).exact() + sampled)
    return Evaluation(
        wrong=sum(each.error != ZERO for each in seen),
        found=total(each.error for each in seen),
        projected=large + half_up(sum(shares, Fraction(0)) * interval),
        wrong_at_most=None,
        upper=upper,
        is_within=upper.cents <= drawn.allowed,
    )


def _upper(shares: list[Fraction], interval: int, confidence: Fraction) -> Fraction:
    """Return the upper limit in cents; rows that save more take nothing off it."""
    factors = [Fraction(factor(0, confidence))]
    upper = factors[0]
    over = sorted((share for share in shares if share > 0), reverse=True)
    for number, share in enumerate(over, start=1):
        factors.append(Fraction(factor(number, confidence)))
        upper += (factors[number] - factors[number - 1]) * share
    return upper * interval


def _chance_of_at_most(population: int, bad: int, size: int, wrong: int) -> Fraction:
    ways = sum(
        comb(bad, found) * comb(population - bad, size - found)
        for found in range(min(wrong, bad) + 1)
    )
    return Fraction(ways, comb(population, size))


def _poisson(errors: int, mean: Decimal) -> Decimal:
    """Return the chance of at most so many errors around a mean."""
    term = one = (-mean).exp()
    for number in range(1, errors + 1):
        one = one * mean / number
        term += one
    return term


def _rank(seed: int, key: str) -> str:
    return hashlib.sha256(f"{seed}:{key}".encode()).hexdigest()
