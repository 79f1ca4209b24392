import pytest

from bonds.domain.state import Act, State, TransitionRefusedError, acts_from, after


def test_a_case_goes_from_plan_to_payment() -> None:
    state = State.PLANNED
    for act in (
        Act.START,
        Act.REALISE,
        Act.VALIDATE,
        Act.ACCEPT,
        Act.MAKE_DUE,
        Act.PAY_IN_FULL,
    ):
        state = after(state, act)
    assert state is State.PAID


@pytest.mark.parametrize("state", [State.REALISED, State.VALIDATED, State.ACCEPTED])
def test_a_new_kba_voids_the_validation_of_the_old_one(state: State) -> None:
    assert after(state, Act.REALISE) is State.REALISED


@pytest.mark.parametrize(
    ("state", "act"),
    [
        (State.REALISED, Act.ACCEPT),
        (State.STARTED, Act.VALIDATE),
        (State.VALIDATED, Act.MAKE_DUE),
        (State.ACCEPTED, Act.PAY_IN_FULL),
        (State.DUE, Act.MAKE_DUE),
        (State.DUE, Act.REALISE),
        (State.PAID, Act.PAY_IN_FULL),
        (State.PAID, Act.FAIL),
        (State.DUE, Act.FAIL),
        (State.FAILED, Act.REALISE),
        (State.WITHDRAWN, Act.START),
    ],
)
def test_no_step_is_skipped_or_taken_twice(state: State, act: Act) -> None:
    with pytest.raises(TransitionRefusedError, match=f"{state}/{act}"):
        after(state, act)


def test_money_that_is_due_or_paid_leaves_only_by_payment_or_correction() -> None:
    assert acts_from(State.DUE) == {Act.PAY_IN_FULL, Act.REVERSE_DUE}
    assert acts_from(State.PAID) == {Act.REVERSE_PAYMENT, Act.CLAW_BACK}


def test_every_end_can_be_corrected() -> None:
    for state in State:
        assert acts_from(state), state
