from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from cases.domain import debts, instruments, relapse, timeline, wellbeing
from cases.domain.debts import DebtKind, DebtStatus, Owed, Sum
from cases.domain.phases import Phase
from cases.domain.relapse import Found, RelapseResult
from cases.domain.timeline import Entry
from cases.domain.wellbeing import Answer, Moment, NonResponse, Score, State
from sohos.core.dates import DayInFutureError
from sohos.core.errors import DomainError
from sohos.core.euro import Euro

TODAY = date(2026, 11, 16)
MAY, JUNE, JULY = date(2026, 5, 4), date(2026, 6, 1), date(2026, 7, 1)


def owed(**changes: object) -> Owed:
    whole: dict[str, object] = {
        "creditor": "Woningcorporatie",
        "kind": DebtKind.RENT,
        "amount": Euro(348_000),
        "status": DebtStatus.OPEN,
        "on": JUNE,
    }
    return Owed(**whole | changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("says", "error"),
    [
        (owed(creditor=" "), debts.CreditorMissingError),
        (owed(amount=Euro(0)), debts.AmountDoesNotFitError),
        (owed(amount=Euro(-1)), debts.AmountDoesNotFitError),
        (owed(status=DebtStatus.PAID), debts.AmountDoesNotFitError),
        (owed(status=DebtStatus.MISTAKE), debts.AmountDoesNotFitError),
        (owed(on=date(2026, 11, 17)), DayInFutureError),
        (owed(since_on=JULY), debts.SinceAfterStateError),
        (owed(on=date(2026, 5, 3)), debts.StateBeforeLastError),
    ],
)
def test_an_impossible_debt_is_refused(says: Owed, error: type[DomainError]) -> None:
    with pytest.raises(error):
        debts.check(says, last_on=MAY, today=TODAY)


def test_a_debt_may_be_told_again_of_the_same_day() -> None:
    debts.check(owed(since_on=MAY), last_on=JUNE, today=TODAY)
    debts.check(owed(amount=Euro(0), status=DebtStatus.PAID), last_on=None, today=TODAY)


def test_debts_add_up_over_time() -> None:
    rent = [
        (MAY, Euro(348_000), DebtStatus.BAILIFF),
        (JULY, Euro(0), DebtStatus.PAID),
    ]
    energy = [
        (JUNE, Euro(90_000), DebtStatus.OPEN),
        (JUNE, Euro(84_500), DebtStatus.OPEN),
    ]
    never = [(MAY, Euro(10_000), DebtStatus.OPEN), (JUNE, Euro(0), DebtStatus.MISTAKE)]
    assert debts.course([rent, energy, never, []]) == (
        Sum(MAY, Euro(348_000), 1),
        Sum(JUNE, Euro(432_500), 2),
        Sum(JULY, Euro(84_500), 1),
    )
    assert debts.course([]) == ()
    same = [(MAY, Euro(1), DebtStatus.OPEN), (JUNE, Euro(1), DebtStatus.BAILIFF)]
    assert debts.course([same]) == (Sum(MAY, Euro(1), 1),)


def test_three_questions_ship_and_the_others_are_empty_slots() -> None:
    shipped = [each for each in instruments.instruments().values() if each.ships]
    assert [each.code for each in shipped] == [
        "cbs-geluk",
        "cbs-tevredenheid",
        "cantril",
    ]
    assert [(str(each.low), str(each.high)) for each in shipped] == [
        ("1", "10"),
        ("1", "10"),
        ("0", "10"),
    ]
    for each in instruments.instruments().values():
        assert bool(each.question_nl) == each.ships
        assert each.source
        assert each.licence
    with pytest.raises(instruments.InstrumentUnknownError):
        instruments.instrument("horoscoop")


def answer(**changes: object) -> Answer:
    whole: dict[str, object] = {
        "person_id": 1,
        "instrument": "cbs-geluk",
        "moment": Moment.START,
        "on": JUNE,
        "score": Decimal(4),
    }
    return Answer(**whole | changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("says", "error"),
    [
        (answer(score=None), wellbeing.ScoreOrReasonError),
        (answer(non_response=NonResponse.REFUSED), wellbeing.ScoreOrReasonError),
        (answer(on=date(2026, 11, 17)), DayInFutureError),
        (answer(score=Decimal(0)), wellbeing.ScoreOutOfScaleError),
        (answer(score=Decimal(11)), wellbeing.ScoreOutOfScaleError),
        (answer(score=Decimal("4.5")), wellbeing.ScoreOutOfScaleError),
        (answer(instrument="mansa"), wellbeing.ProvenanceMissingError),
        (
            answer(instrument="mansa", provenance="GGZ, 2010"),
            wellbeing.ScaleMissingError,
        ),
        (
            answer(
                instrument="mansa",
                provenance="GGZ",
                low=Decimal(7),
                high=Decimal(1),
            ),
            wellbeing.ScaleMissingError,
        ),
        (
            answer(
                instrument="mansa",
                provenance="GGZ",
                low=Decimal(5),
                high=Decimal(9),
            ),
            wellbeing.ScoreOutOfScaleError,
        ),
    ],
)
def test_an_answer_that_says_nothing_is_refused(
    says: Answer, error: type[DomainError]
) -> None:
    with pytest.raises(error):
        wellbeing.check(says, instruments.instrument(says.instrument), today=TODAY)


@pytest.mark.parametrize(
    "says",
    [
        answer(),
        answer(instrument="cantril", score=Decimal(0)),
        answer(score=None, non_response=NonResponse.UNABLE),
        answer(instrument="who-5", score=Decimal(48), provenance="Huisarts, 1998"),
        answer(
            instrument="menselijke-maat",
            score=Decimal("6.5"),
            provenance="Sohos, versie 2",
            low=Decimal(0),
            high=Decimal(10),
        ),
    ],
)
def test_scores_stand_on_their_scale(says: Answer) -> None:
    wellbeing.check(says, instruments.instrument(says.instrument), today=TODAY)


def test_each_moment_has_a_day_once_the_case_got_there() -> None:
    assert wellbeing.due_days(
        started_on=date(2019, 1, 7),
        adopted_on=date(2019, 3, 1),
        aftercare_on=date(2020, 4, 1),
    ) == {
        Moment.START: date(2019, 1, 7),
        Moment.HALFWAY: date(2019, 9, 1),
        Moment.JAARGRENS: date(2020, 3, 1),
        Moment.AFTERCARE: date(2021, 4, 1),
    }
    assert wellbeing.due_days(started_on=None, adopted_on=None, aftercare_on=None) == {}


@pytest.mark.parametrize(
    ("answers", "due_on", "state"),
    [
        ([True, False], None, State.MEASURED),
        ([False], MAY, State.NO_RESPONSE),
        ([], TODAY, State.MISSING),
        ([], date(2026, 11, 17), State.LATER),
        ([], None, State.LATER),
    ],
)
def test_what_is_missing_is_never_silent(
    answers: list[bool], due_on: date | None, state: State
) -> None:
    assert wellbeing.state_of(answers, due_on=due_on, today=TODAY) is state


def score(moment: Moment, value: int, high: int = 10) -> Score:
    return Score(moment, JUNE, Decimal(value), Decimal(1), Decimal(high))


def test_before_is_compared_with_the_last_after() -> None:
    found = wellbeing.change(
        [
            score(Moment.JAARGRENS, 7),
            score(Moment.START, 4),
            score(Moment.HALFWAY, 5),
        ]
    )
    assert found.after == score(Moment.JAARGRENS, 7)
    assert found.difference == 3
    alone = wellbeing.change([score(Moment.START, 4)])
    assert alone.difference is None
    other = wellbeing.change([score(Moment.START, 4), score(Moment.AFTERCARE, 4, 5)])
    assert other.difference is None


def test_averages_are_exact_and_only_over_pairs() -> None:
    pairs = {
        1: [(Decimal(4), Decimal(7)), (Decimal(3), Decimal(6))],
        2: [(Decimal(5), Decimal(5))],
        3: [],
    }
    found = wellbeing.averages(pairs)
    assert (found.pairs, found.households) == (3, 2)
    assert (found.before, found.after) == (Fraction(4), Fraction(6))
    assert wellbeing.averages({}).before is None


def test_checks_come_after_one_two_and_three_years() -> None:
    start = date(2020, 2, 29)
    assert relapse.due_days(start) == {
        12: date(2021, 2, 28),
        24: date(2022, 2, 28),
        36: date(2023, 2, 28),
    }
    assert relapse.next_due(start, {12}) == date(2022, 2, 28)
    assert relapse.next_due(start, {12, 24, 36}) is None
    assert relapse.is_near(date(2026, 12, 14), today=TODAY)
    assert not relapse.is_near(date(2026, 12, 15), today=TODAY)


@pytest.mark.parametrize(
    ("says", "error"),
    [
        (Found(6, RelapseResult.STABLE, JUNE), relapse.CheckUnknownError),
        (Found(12, RelapseResult.STABLE, date(2027, 1, 1)), DayInFutureError),
        (Found(12, RelapseResult.STABLE, MAY), relapse.BeforeAftercareError),
        (Found(12, RelapseResult.RELAPSE, JULY, " "), relapse.FindingEmptyError),
    ],
)
def test_an_impossible_finding_is_refused(
    says: Found, error: type[DomainError]
) -> None:
    with pytest.raises(error):
        relapse.check(says, aftercare_on=JUNE, today=TODAY)


# Rule C62: a plan that took long, and a year that nobody measured.
WAY = (
    Entry(Phase.AANGEMELD, date(2025, 1, 6)),
    Entry(Phase.INTAKE, date(2025, 1, 6)),
    Entry(Phase.LEEFWERELD, date(2025, 1, 13)),
    Entry(Phase.KNELPUNTEN, date(2025, 3, 3)),
    Entry(Phase.DOORBRAAK, date(2025, 3, 10)),
    Entry(Phase.KBA, date(2025, 3, 17)),
    Entry(Phase.UITVOERING, date(2025, 8, 1)),
)


def test_the_way_says_how_long_and_what_was_late() -> None:
    found = timeline.stays(WAY, today=TODAY)
    assert [(stay.days, stay.late_days) for stay in found] == [
        (0, 0),
        (7, 0),
        (49, 21),
        (7, 0),
        (7, 0),
        (137, 109),
        (472, 107),
    ]
    assert found[-1].due_on == date(2026, 8, 1)
    assert found[-1].until_on is None


def test_a_year_is_measured_in_the_weeks_after_the_jaargrens() -> None:
    on_time = timeline.stays(WAY, today=date(2026, 8, 29))[-1]
    late = timeline.stays(WAY, today=date(2026, 8, 30))[-1]
    assert (on_time.late_days, late.late_days) == (0, 29)


def test_what_is_over_or_in_nazorg_is_never_late() -> None:
    over = (
        *WAY,
        Entry(Phase.NAZORG, date(2025, 9, 1)),
        Entry(Phase.UITVAL, date(2026, 10, 1)),
    )
    *_before, nazorg, ended = timeline.stays(over, today=TODAY)
    assert (nazorg.days, nazorg.due_on, nazorg.late_days) == (395, None, 0)
    assert (ended.days, ended.due_on) == (0, None)


def test_a_casemanager_stays_three_to_six_months() -> None:
    made = timeline.making(WAY, today=TODAY)
    assert made is not None
    assert (made.from_on, made.until_on) == (date(2025, 1, 13), date(2025, 8, 1))
    assert (made.early_on, made.late_on) == (date(2025, 4, 13), date(2025, 7, 13))
    assert made.is_late
    running = timeline.making(WAY[:4], today=date(2025, 7, 13))
    assert running is not None
    assert running.until_on is None
    assert not running.is_late
    assert timeline.making(WAY[:2], today=TODAY) is None
