"""When quality of life is measured, and what a score says (rules C57 to C60)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from cases.domain.instruments import Instrument
from sohos.core.dates import add_months, jaargrens, require_past
from sohos.core.errors import DomainError

_HALF_A_YEAR, _A_YEAR = 6, 12


class Moment(StrEnum):
    """When in the course of a case somebody is asked."""

    START = "start"
    HALFWAY = "halfway"
    JAARGRENS = "jaargrens"
    AFTERCARE = "aftercare"


class NonResponse(StrEnum):
    """Why there is no score, although there should be one."""

    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    UNABLE = "unable"
    NOT_ASKED = "not_asked"


class State(StrEnum):
    """What became of a moment."""

    MEASURED = "measured"
    NO_RESPONSE = "no_response"
    MISSING = "missing"
    LATER = "later"


class ScoreOrReasonError(DomainError):
    """There is a score, or a reason why there is none; never both."""

    code = "score_or_reason"


class ScoreOutOfScaleError(DomainError):
    """A score lies on the scale of its instrument."""

    code = "score_out_of_scale"


class ScaleMissingError(DomainError):
    """A score of an instrument without a fixed scale brings its scale."""

    code = "scale_missing"


class ProvenanceMissingError(DomainError):
    """A score from elsewhere says who measured it, with which version."""

    code = "provenance_missing"


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody answered at a moment, or why they did not."""

    person_id: int
    instrument: str
    moment: Moment
    on: date
    score: Decimal | None = None
    non_response: NonResponse | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    provenance: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """A score on its scale, with the moment and the day."""

    moment: Moment
    on: date
    score: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Change:
    """The score at the start and the last one after it; None was not measured."""

    before: Score | None
    after: Score | None

    @property
    def difference(self) -> Decimal | None:
        """The later score less the first, when both have the same scale."""
        if self.before is None or self.after is None:
            return None
        same = (self.before.low, self.before.high) == (self.after.low, self.after.high)
        return self.after.score - self.before.score if same else None


@dataclass(frozen=True, slots=True)
class Averages:
    """What a group of households answered before and after, exactly.

    `pairs` counts the people with both scores, `households` those they belong to;
    the averages are over them.
    """

    pairs: int
    households: int
    before: Fraction | None
    after: Fraction | None


def check(says: Answer, instrument: Instrument, *, today: date) -> None:
    """Refuse an answer that says nothing, or more than the instrument can.

    Args:
        says: as written down; the scale only for an instrument without one.
        instrument: that of the answer.
        today: the day on which it is written down.

    Raises:
        ScoreOrReasonError: neither a score nor a reason, or both.
        DayInFutureError: it was asked after today.
        ProvenanceMissingError: a score from elsewhere without its origin.
        ScaleMissingError: a score without a scale.
        ScoreOutOfScaleError: a score beside its scale, or between its steps.
    """
    if (says.score is None) == (says.non_response is None):
        raise ScoreOrReasonError
    require_past(says.on, today=today, field="on")
    if says.score is None:
        return
    if not instrument.ships and not says.provenance.strip():
        raise ProvenanceMissingError
    low, high = scale_of(says, instrument)
    step = instrument.step
    between = step is not None and (says.score - low) % step != 0
    if not low <= says.score <= high or between:
        raise ScoreOutOfScaleError(f"{low} {high}")


def scale_of(says: Answer, instrument: Instrument) -> tuple[Decimal, Decimal]:
    """Return the scale of a score: that of the instrument, or its own.

    Raises:
        ScaleMissingError: there is none, or it runs backwards.
    """
    if instrument.low is not None and instrument.high is not None:
        return instrument.low, instrument.high
    if says.low is None or says.high is None or says.low >= says.high:
        raise ScaleMissingError
    return says.low, says.high


def due_days(
    *, started_on: date | None, adopted_on: date | None, aftercare_on: date | None
) -> dict[Moment, date]:
    """Return from which day on each moment should have been measured.

    Args:
        started_on: the first day of the leefwereld.
        adopted_on: the day on which the plan was adopted.
        aftercare_on: the first day of nazorg.

    Returns:
        The moments that have a day, in order.
    """
    days: dict[Moment, date] = {}
    if started_on is not None:
        days[Moment.START] = started_on
    if adopted_on is not None:
        days[Moment.HALFWAY] = add_months(adopted_on, _HALF_A_YEAR)
        days[Moment.JAARGRENS] = jaargrens(adopted_on)
    if aftercare_on is not None:
        days[Moment.AFTERCARE] = add_months(aftercare_on, _A_YEAR)
    return days


def state_of(answers: Sequence[bool], *, due_on: date | None, today: date) -> State:
    """Tell what became of a moment.

    Args:
        answers: for each answer whether it is a score.
        due_on: from which day on it should have been measured.
        today: the day on which somebody looks.
    """
    if any(answers):
        return State.MEASURED
    if answers:
        return State.NO_RESPONSE
    if due_on is not None and due_on <= today:
        return State.MISSING
    return State.LATER


def change(scores: Iterable[Score]) -> Change:
    """Compare the start with the last moment after it.

    Args:
        scores: of one person on one instrument, one per moment.
    """
    found = {score.moment: score for score in scores}
    after = next(
        (
            found[moment]
            for moment in reversed(tuple(Moment))
            if moment is not Moment.START and moment in found
        ),
        None,
    )
    return Change(found.get(Moment.START), after)


def averages(pairs: Mapping[int, Sequence[tuple[Decimal, Decimal]]]) -> Averages:
    """Average the scores before and after of people who have both.

    Args:
        pairs: before and after of each person, by household.
    """
    flat = [pair for household in pairs.values() for pair in household]
    households = sum(bool(household) for household in pairs.values())
    if not flat:
        return Averages(0, 0, None, None)
    before = sum((Fraction(one) for one, _other in flat), Fraction(0))
    after = sum((Fraction(other) for _one, other in flat), Fraction(0))
    return Averages(len(flat), households, before / len(flat), after / len(flat))
