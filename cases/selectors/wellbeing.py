"""Reads: quality of life before and after, of a household and of many."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django.db.models import Q, QuerySet

from cases.domain import wellbeing
from cases.domain.instruments import Instrument, instruments
from cases.domain.phases import Phase
from cases.domain.wellbeing import Change, Moment, NonResponse, Score, State
from cases.models import Case, Measurement, Merge, PhaseChange
from cases.selectors.provisions import people_of
from sohos.core.small_cells import SMALLEST_SHOWN, suppress_line
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


@dataclass(frozen=True, slots=True)
class Answered:
    """What somebody answered, or why not."""

    id: int
    person_id: int
    person: str
    instrument: Instrument
    moment: Moment
    on: date
    by: str
    score: Decimal | None
    low: Decimal | None
    high: Decimal | None
    non_response: NonResponse | None
    provenance: str


@dataclass(frozen=True, slots=True)
class MomentOfCase:
    """What became of a moment, with the reasons why somebody did not answer."""

    moment: Moment
    state: State
    due_on: date | None
    scores: int
    reasons: tuple[NonResponse, ...]


@dataclass(frozen=True, slots=True)
class MomentTold:
    """What a report outside the case says of a moment: nobody, no score, no reason.

    `is_partial` when it was measured and somebody did not answer; `was_asked` when
    somebody was asked at least.
    """

    moment: Moment
    state: State
    is_partial: bool
    was_asked: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """One person on one instrument, before and after."""

    person: str
    instrument: Instrument
    change: Change


@dataclass(frozen=True, slots=True)
class Wellbeing:
    """Quality of life in a case: moments in order, comparisons, answers, last first."""

    moments: tuple[MomentOfCase, ...]
    compared: tuple[Compared, ...]
    answers: tuple[Answered, ...]


@dataclass(frozen=True, slots=True)
class MomentFigures:
    """Households of a cohort at a moment; None is hidden.

    `measured` and `no_response` answered or said why not; of `missing` there is
    nothing although there should be.
    """

    moment: Moment
    measured: int | None
    no_response: int | None
    missing: int | None
    due: int | None


@dataclass(frozen=True, slots=True)
class WellbeingFigures:
    """One instrument over a cohort: averages of people with both scores.

    None is hidden: fewer than five households have both.
    """

    instrument: Instrument
    people: int | None
    before: Fraction | None
    after: Fraction | None


def wellbeing_of(actor: Actor, case: Case, *, today: date) -> Wellbeing:
    """Return the quality of life in the household of a case.

    Args:
        actor: who asks.
        case: a case that the actor may see whole.
        today: the day on which somebody looks.
    """
    rows = _rows(actor, [case.pk]).select_related("person", "by").order_by("id")
    kept = _kept(actor)
    latest = {
        (kept.get(row.person_id, row.person_id), row.instrument, row.moment): row
        for row in rows
    }
    people = people_of(actor, case)
    answers = [
        _answered(row, person_id, people.get(person_id) or str(row.person))
        for (person_id, _instrument, _moment), row in latest.items()
    ]
    due = _due_days(actor, [case.pk]).get(case.pk, {})
    return Wellbeing(
        moments=tuple(
            _moment(moment, answers, due_on=due.get(moment), today=today)
            for moment in Moment
        ),
        compared=_compared(answers),
        answers=tuple(sorted(answers, key=lambda each: each.on, reverse=True)),
    )


def wellbeing_told(
    actor: Actor,
    case_ids: Iterable[int],
    *,
    today: date,
    known_at: datetime | None = None,
) -> dict[int, tuple[MomentTold, ...]]:
    """Tell of each case what became of each moment; for reports, it names nobody.

    Args:
        actor: who asks; of cases that they may report on.
        case_ids: those cases.
        today: the day of the report; what was measured later does not count.
        known_at: leaves out what was written down later, so that a report of a past
            moment always says the same; without it all that is known.

    Returns:
        Every moment of every case, in order, also what is missing.
    """
    ids = list(case_ids)
    by_then = Q() if known_at is None else Q(at__lte=known_at)
    kept = _kept(actor, known_at)
    latest = {
        (
            row.case_id,
            kept.get(row.person_id, row.person_id),
            row.instrument,
            row.moment,
        ): row
        for row in _rows(actor, ids).filter(by_then, on__lte=today).order_by("id")
    }
    found: defaultdict[tuple[int, str], list[Measurement]] = defaultdict(list)
    for row in latest.values():
        found[row.case_id, row.moment].append(row)
    due = _due_days(actor, ids, by_then)
    return {
        case_id: tuple(
            _told(
                moment,
                found[case_id, moment],
                due_on=due.get(case_id, {}).get(moment),
                today=today,
            )
            for moment in Moment
        )
        for case_id in ids
    }


def wellbeing_states(
    actor: Actor, case_ids: Iterable[int], *, today: date
) -> dict[int, dict[Moment, State]]:
    """Tell of each case what became of each moment, as `wellbeing_told` does."""
    told = wellbeing_told(actor, case_ids, today=today)
    return {
        case_id: {row.moment: row.state for row in rows}
        for case_id, rows in told.items()
    }


def wellbeing_response(
    actor: Actor, case_ids: Sequence[int], *, today: date, secret: bytes
) -> tuple[MomentFigures, ...]:
    """Count over a cohort who answered at each moment, who did not, and who is missing.

    Args:
        actor: who reads figures.
        case_ids: the cohort.
        today: the day on which somebody looks.
        secret: as in `small_cells.suppress_line`.

    Returns:
        By moment; households whose moment is still to come are not counted, numbers
        of one to four are hidden with a neighbour.

    Raises:
        NotAllowedError: the actor reads no figures.
    """
    actor.require(Permission.DASHBOARD_READ)
    states = wellbeing_states(actor, case_ids, today=today)
    order = (State.MEASURED, State.NO_RESPONSE, State.MISSING)
    figures = []
    for moment in Moment:
        told = [each[moment] for each in states.values()]
        counts = [told.count(state) for state in order]
        safe = suppress_line(counts, secret=secret).counts
        measured, no_response, missing = safe.cells
        figures.append(
            MomentFigures(moment, measured, no_response, missing, safe.total)
        )
    return tuple(figures)


def wellbeing_figures(
    actor: Actor, case_ids: Sequence[int]
) -> tuple[WellbeingFigures, ...]:
    """Average over a cohort the first and the last score of who has both.

    Args:
        actor: who reads figures.
        case_ids: the cohort.

    Returns:
        One per instrument with a fixed scale, in the order of the register.

    Raises:
        NotAllowedError: the actor reads no figures.
    """
    actor.require(Permission.DASHBOARD_READ)
    rows = _rows(actor, case_ids).filter(score__isnull=False).order_by("id")
    kept = _kept(actor)
    scores: defaultdict[tuple[str, int, int], dict[str, Score]] = defaultdict(dict)
    for row in rows:
        person_id = kept.get(row.person_id, row.person_id)
        one = scores[row.instrument, row.case_id, person_id]
        one[row.moment] = _score(row)
    figures = []
    for instrument in instruments().values():
        if not instrument.has_scale:
            continue
        pairs: defaultdict[int, list[tuple[Decimal, Decimal]]] = defaultdict(list)
        for (code, case_id, _person), found in scores.items():
            change = wellbeing.change(found.values())
            if code == instrument.code and change.before and change.after:
                pairs[case_id].append((change.before.score, change.after.score))
        mean = wellbeing.averages(pairs)
        is_shown = mean.households >= SMALLEST_SHOWN
        figures.append(
            WellbeingFigures(
                instrument=instrument,
                people=mean.pairs if is_shown else None,
                before=mean.before if is_shown else None,
                after=mean.after if is_shown else None,
            )
        )
    return tuple(figures)


def _rows(actor: Actor, case_ids: Sequence[int]) -> QuerySet[Measurement]:
    return Measurement.objects.filter(
        municipality_id=actor.municipality_id, case_id__in=case_ids
    )


def _due_days(
    actor: Actor, case_ids: Sequence[int], by_then: Q | None = None
) -> dict[int, dict[Moment, date]]:
    entered: defaultdict[int, dict[str, date]] = defaultdict(dict)
    wanted = (Phase.LEEFWERELD, Phase.UITVOERING, Phase.NAZORG)
    changes = PhaseChange.objects.filter(
        by_then or Q(),
        municipality_id=actor.municipality_id,
        case_id__in=case_ids,
        after__in=wanted,
    )
    for case_id, after, on in changes.order_by("id").values_list(
        "case_id", "after", "on"
    ):
        entered[case_id][after] = on
    return {
        case_id: wellbeing.due_days(
            started_on=days.get(Phase.LEEFWERELD),
            adopted_on=days.get(Phase.UITVOERING),
            aftercare_on=days.get(Phase.NAZORG),
        )
        for case_id, days in entered.items()
    }


def _kept(actor: Actor, known_at: datetime | None = None) -> dict[int, int]:
    """Return for each person who was merged away the one who stands for them."""
    is_merged = Q(undo__isnull=True)
    if known_at is not None:
        is_merged = Q(is_merged | Q(undo__at__gt=known_at), at__lte=known_at)
    merged = dict(
        Merge.objects.filter(
            is_merged,
            municipality_id=actor.municipality_id,
            gone_person_id__isnull=False,
        ).values_list("gone_person_id", "kept_person_id")
    )
    found = {}
    for start in merged:
        end = start
        while end in merged:
            end = merged[end]
        found[start] = end
    return found


def _answered(row: Measurement, person_id: int, person: str) -> Answered:
    return Answered(
        id=row.pk,
        person_id=person_id,
        person=person,
        instrument=instruments()[row.instrument],
        moment=Moment(row.moment),
        on=row.on,
        by=row.by.name,
        score=row.score,
        low=row.low,
        high=row.high,
        non_response=NonResponse(row.non_response) if row.non_response else None,
        provenance=row.provenance,
    )


def _score(row: Measurement | Answered) -> Score:
    low, high = row.low or Decimal(0), row.high or Decimal(0)
    return Score(Moment(row.moment), row.on, row.score or Decimal(0), low, high)


def _moment(
    moment: Moment, answers: Sequence[Answered], *, due_on: date | None, today: date
) -> MomentOfCase:
    own = [each for each in answers if each.moment is moment]
    told = [each.score is not None for each in own]
    return MomentOfCase(
        moment=moment,
        state=wellbeing.state_of(told, due_on=due_on, today=today),
        due_on=due_on,
        scores=sum(told),
        reasons=tuple(each.non_response for each in own if each.non_response),
    )


def _told(
    moment: Moment, rows: Sequence[Measurement], *, due_on: date | None, today: date
) -> MomentTold:
    scores = [row.score is not None for row in rows]
    return MomentTold(
        moment=moment,
        state=wellbeing.state_of(scores, due_on=due_on, today=today),
        is_partial=any(scores) and not all(scores),
        was_asked=any(row.non_response != NonResponse.NOT_ASKED for row in rows),
    )


def _compared(answers: Sequence[Answered]) -> tuple[Compared, ...]:
    found: defaultdict[tuple[int, int], list[Answered]] = defaultdict(list)
    order = list(instruments())
    for each in answers:
        if each.score is not None:
            place = order.index(each.instrument.code)
            found[place, each.person_id].append(each)
    return tuple(
        Compared(
            person=rows[0].person,
            instrument=rows[0].instrument,
            change=wellbeing.change(map(_score, rows)),
        )
        for _place, rows in sorted(found.items())
    )
