from datetime import date

import pytest

from cases.domain import worklist
from cases.domain.next_step import NextStep
from cases.domain.phases import Phase
from cases.domain.worklist import NothingChosenError, TooManyChosenError

TODAY = date(2026, 11, 16)


@pytest.mark.parametrize(
    ("phase", "moved_on", "still"),
    [
        (Phase.INTAKE, date(2026, 10, 19), False),
        (Phase.INTAKE, date(2026, 10, 18), True),
        (Phase.UITVOERING, date(2026, 1, 1), True),
        (Phase.WACHTLIJST, date(2026, 1, 1), False),
        (Phase.NAZORG, date(2026, 1, 1), False),
        (Phase.AFGESLOTEN, date(2026, 1, 1), False),
    ],
)
def test_a_case_stands_still_after_four_weeks(
    phase: Phase, moved_on: date, *, still: bool
) -> None:
    assert worklist.stands_still(phase, moved_on=moved_on, today=TODAY) is still


@pytest.mark.parametrize(
    ("step", "due_on", "late"),
    [
        (NextStep.START_PLAN, date(2026, 11, 15), True),
        (NextStep.START_PLAN, TODAY, False),
        (NextStep.START_PLAN, None, False),
        (NextStep.REALISE, date(2026, 11, 15), False),
        (NextStep.CARRY_OUT, date(2026, 11, 15), False),
    ],
)
def test_a_case_is_late_after_its_term(
    step: NextStep, due_on: date | None, *, late: bool
) -> None:
    assert worklist.is_late(step, due_on=due_on, today=TODAY) is late


def test_one_to_two_hundred_go_at_once() -> None:
    worklist.check_chosen(1)
    worklist.check_chosen(200)
    with pytest.raises(NothingChosenError):
        worklist.check_chosen(0)
    with pytest.raises(TooManyChosenError):
        worklist.check_chosen(201)
