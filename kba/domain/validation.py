"""What the accountant decides per line, and the input that this leaves (rule 11)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from kba.domain import valuation
from kba.domain.inputs import KbaInput
from kba.domain.lines import CostLine
from sohos.core.errors import DomainError
from sohos.core.euro import ZERO, Euro, total


class Decision(StrEnum):
    """The accountant's word on one line."""

    ACCEPTED = "akkoord"
    CORRECTED = "gecorrigeerd"
    REJECTED = "afgewezen"


class LineNotJudgedError(DomainError):
    """A line has no verdict yet, or a verdict names no line."""

    code = "line_not_judged"


class VerdictWithoutReasonError(DomainError):
    """A correction or rejection needs its reason."""

    code = "verdict_without_reason"


class AddedCostRejectedError(DomainError):
    """Leaving out what costs more would raise the saving; correct it instead."""

    code = "added_cost_rejected"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One decision; a correction states the quantity and the price that do hold."""

    decision: Decision
    reason: str = ""
    quantity: Fraction | None = None
    price: Euro | None = None


def validated(realised: KbaInput, verdicts: Mapping[str, Verdict]) -> KbaInput:
    """Return the input that the accountant accepts, line by line (rule 11.1).

    Args:
        realised: the input of the realisation.
        verdicts: one per line key.

    Returns:
        The same input with corrected quantities and prices. A rejected line takes the
        whole effect with it, its counterparts too, so that nothing unproven counts.

    Raises:
        LineNotJudgedError: keys are missing or unknown; it names them.
        VerdictWithoutReasonError: a correction or rejection lacks its reason.
        AddedCostRejectedError: a rejection would leave out an added cost.
    """
    _check(realised.lines, verdicts)
    rejected = {
        line.counterpart or line.key
        for line in realised.lines
        if verdicts[line.key].decision is Decision.REJECTED
    }
    for key in sorted(rejected):
        if _effect_value(realised, key) < ZERO:
            raise AddedCostRejectedError(key)
    kept = tuple(
        _corrected(line, verdicts[line.key])
        for line in realised.lines
        if (line.counterpart or line.key) not in rejected
    )
    return replace(realised, lines=kept)


def _check(lines: Sequence[CostLine], verdicts: Mapping[str, Verdict]) -> None:
    wrong = {line.key for line in lines} ^ verdicts.keys()
    if wrong:
        raise LineNotJudgedError(*sorted(wrong))
    for line in lines:
        verdict = verdicts[line.key]
        if verdict.decision is not Decision.ACCEPTED and not verdict.reason.strip():
            raise VerdictWithoutReasonError(line.key)


def _effect_value(kba: KbaInput, key: str) -> Euro:
    return total(
        each.value
        for each in valuation.value_lines(kba)
        if key in {each.line.key, each.line.counterpart}
    )


def _corrected(line: CostLine, verdict: Verdict) -> CostLine:
    if verdict.decision is not Decision.CORRECTED:
        return line
    price = line.price
    if verdict.price is not None:
        price = replace(price, amount=verdict.price, override_reason=verdict.reason)
    quantity = line.quantity if verdict.quantity is None else verdict.quantity
    return replace(line, quantity=quantity, price=price)
