"""The legal check of a doorbraak: bases, weighing, conclusion (rules P8 to P12)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sohos.core.errors import DomainError

OBJECTION_TERM = timedelta(weeks=6)


class Conclusion(StrEnum):
    """What a jurist can conclude."""

    WITHIN_LAW = "within_law"
    WITH_REASONS = "with_reasons"
    DEVIATION = "deviation"
    NOT_ALLOWED = "not_allowed"
    QUESTIONS = "questions"

    @property
    def approves(self) -> bool:
        """Tell whether the doorbraak may go on."""
        return self in _APPROVING


_APPROVING = frozenset(
    {Conclusion.WITHIN_LAW, Conclusion.WITH_REASONS, Conclusion.DEVIATION}
)


class ReviewerIsAuthorError(DomainError):
    """Nobody judges a plan in which they wrote."""

    code = "reviewer_is_author"


class NoBasisError(DomainError):
    """Approval rests on at least one legal basis."""

    code = "no_basis"


class BasisNotValidError(DomainError):
    """A basis is not valid on the day of the decision; the argument is its code."""

    code = "basis_not_valid"


class WeighingMissingError(DomainError):
    """The reasons are the product; the argument names the question not answered."""

    code = "weighing_missing"


@dataclass(frozen=True, slots=True)
class Basis:
    """A legal basis with the first and last day on which it is valid."""

    code: str
    valid_from: date | None
    valid_to: date | None = None

    def is_valid_on(self, day: date) -> bool:
        """Tell whether the basis can be used; without a first day it cannot."""
        if self.valid_from is None or day < self.valid_from:
            return False
        return self.valid_to is None or day <= self.valid_to


@dataclass(frozen=True, slots=True)
class Weighing:
    """Three questions: may it, do they want it, does it yield more than it costs."""

    purpose: str
    support: str
    value: str


@dataclass(frozen=True, slots=True)
class Review:
    """What a jurist writes about one doorbraak."""

    conclusion: Conclusion
    weighing: Weighing
    decided_on: date
    conditions: str = ""


def check(
    review: Review,
    *,
    bases: Sequence[Basis],
    reviewer_id: int,
    author_ids: Collection[int],
) -> None:
    """Refuse a legal check that could not carry a decision.

    Questions to the casemanager need no basis, only the question, which stands in
    the conditions.

    Args:
        review: what the jurist wrote.
        bases: the bases chosen, in any order.
        reviewer_id: the jurist.
        author_ids: everybody who wrote in the plan.

    Raises:
        ReviewerIsAuthorError: the jurist wrote in the plan.
        BasisNotValidError: a basis is not valid on the day of the decision.
        NoBasisError: it approves without a basis.
        WeighingMissingError: one of the three questions, or the jurist's own, is
            empty; it says which.
    """
    if reviewer_id in author_ids:
        raise ReviewerIsAuthorError
    for basis in bases:
        if not basis.is_valid_on(review.decided_on):
            raise BasisNotValidError(basis.code)
    if review.conclusion.approves and not bases:
        raise NoBasisError
    answers = _answers(review)
    missing = [field for field, answer in answers.items() if not answer.strip()]
    if missing:
        raise WeighingMissingError(missing[0])


def _answers(review: Review) -> dict[str, str]:
    if review.conclusion is Conclusion.QUESTIONS:
        return {"conditions": review.conditions}
    weighing = review.weighing
    return {
        "purpose": weighing.purpose,
        "support": weighing.support,
        "value": weighing.value,
    }


def objection_until(decided_on: date) -> date:
    """Return the last day for an objection: six weeks after the day of the decision.

    The term of Awb 6:7 begins on the day after the decision is made known (6:8).
    """
    return decided_on + OBJECTION_TERM
