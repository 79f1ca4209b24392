import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.domain.next_step import (
    FIRST_STEP,
    WAITS_FOR,
    NextStep,
    Party,
    current_step,
    first_step,
)
from cases.domain.phases import (
    ENDED,
    MAIN_LINE,
    TRANSITIONS,
    Facts,
    Guard,
    GuardNotMetError,
    Phase,
    TransitionNotAllowedError,
    due_on,
    require_transition,
    steps_to,
)
from sohos.core.dates import jaargrens

ALL = Facts(has_casemanager=True, has_reason=True)


def test_every_step_of_the_main_line_is_allowed_and_none_backwards() -> None:
    for before, after in itertools.pairwise(MAIN_LINE):
        require_transition(before, after, facts=ALL)
        with pytest.raises(TransitionNotAllowedError):
            require_transition(after, before, facts=ALL)


@pytest.mark.parametrize("phase", [p for p in Phase if p not in ENDED])
def test_a_case_stops_from_every_phase_but_only_with_a_reason(phase: Phase) -> None:
    require_transition(phase, Phase.UITVAL, facts=ALL)
    with pytest.raises(GuardNotMetError) as caught:
        require_transition(phase, Phase.UITVAL, facts=Facts(has_casemanager=True))
    assert caught.value.args == (Guard.REASON,)


def test_nothing_leads_out_of_the_end_but_opening_again() -> None:
    for ended in ENDED:
        out = {after for before, after in TRANSITIONS if before is ended}
        assert out == {Phase.HEROPEND}


def test_work_begins_with_a_casemanager() -> None:
    nobody = Facts(has_casemanager=False, has_reason=True)
    require_transition(Phase.AANGEMELD, Phase.INTAKE, facts=nobody)
    with pytest.raises(GuardNotMetError) as caught:
        require_transition(Phase.INTAKE, Phase.LEEFWERELD, facts=nobody)
    assert caught.value.args == (Guard.CASEMANAGER,)


@pytest.mark.parametrize(
    ("before", "after", "steps"),
    [
        (Phase.INTAKE, Phase.LEEFWERELD, [Phase.LEEFWERELD]),
        (
            Phase.KNELPUNTEN,
            Phase.UITVOERING,
            [Phase.DOORBRAAK, Phase.KBA, Phase.UITVOERING],
        ),
        (Phase.KBA, Phase.KBA, []),
        (Phase.NAZORG, Phase.KBA, []),
        (Phase.HEROPEND, Phase.KNELPUNTEN, [Phase.LEEFWERELD, Phase.KNELPUNTEN]),
        (Phase.WACHTLIJST, Phase.INTAKE, [Phase.INTAKE]),
    ],
)
def test_a_case_passes_every_phase_on_its_way(
    before: Phase, after: Phase, steps: list[Phase]
) -> None:
    assert list(steps_to(before, after)) == steps


@pytest.mark.parametrize("after", [Phase.UITVAL, Phase.WACHTLIJST, Phase.HEROPEND])
def test_nothing_moves_along_to_a_side_track(after: Phase) -> None:
    with pytest.raises(TransitionNotAllowedError):
        steps_to(Phase.INTAKE, after)


def test_a_stopped_case_does_not_move_along() -> None:
    with pytest.raises(TransitionNotAllowedError):
        steps_to(Phase.UITVAL, Phase.KBA)


@given(st.sampled_from([p for p in Phase if p is not Phase.UITVAL]))
def test_moving_along_uses_only_roads_of_the_table(before: Phase) -> None:
    at = before
    for step in steps_to(before, Phase.AFGESLOTEN):
        assert (at, step) in TRANSITIONS
        at = step


@pytest.mark.parametrize(
    ("phase", "since", "due"),
    [
        (Phase.INTAKE, date(2019, 1, 14), date(2019, 1, 28)),
        (Phase.UITVOERING, date(2019, 3, 1), date(2020, 3, 1)),
        (Phase.UITVOERING, date(2020, 2, 29), date(2021, 2, 28)),
        (Phase.AFGESLOTEN, date(2019, 3, 1), None),
        (Phase.UITVAL, date(2019, 3, 1), None),
    ],
)
def test_target_dates(phase: Phase, since: date, due: date | None) -> None:
    assert due_on(phase, since) == due


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_uitvoering_ends_at_the_jaargrens(adopted_on: date) -> None:
    assert due_on(Phase.UITVOERING, adopted_on) == jaargrens(adopted_on)


def test_every_step_waits_for_somebody_and_every_phase_has_a_first_step() -> None:
    assert set(WAITS_FOR) == set(NextStep)
    assert set(FIRST_STEP) == set(Phase)


def test_without_a_casemanager_the_team_lead_assigns_first() -> None:
    assert first_step(Phase.INTAKE, has_casemanager=False) is NextStep.ASSIGN
    assert first_step(Phase.INTAKE, has_casemanager=True) is NextStep.START_PLAN
    assert WAITS_FOR[NextStep.ASSIGN] is Party.TEAM_LEAD


@pytest.mark.parametrize(
    ("today", "step"),
    [
        (date(2020, 2, 29), NextStep.CARRY_OUT),
        (date(2020, 3, 1), NextStep.REALISE),
    ],
)
def test_at_the_jaargrens_the_year_is_to_be_measured(
    today: date, step: NextStep
) -> None:
    due = date(2020, 3, 1)
    assert current_step(NextStep.CARRY_OUT, due_on=due, today=today) is step
    assert current_step(NextStep.PAY, due_on=due, today=today) is NextStep.PAY
