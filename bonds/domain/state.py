"""The states of a case in the bond and the acts between them (rule S8)."""

from enum import StrEnum

from sohos.core.errors import DomainError


class State(StrEnum):
    """Where a case stands in the bond."""

    PLANNED = "planned"
    STARTED = "started"
    REALISED = "realised"
    VALIDATED = "validated"
    ACCEPTED = "accepted"
    DUE = "due"
    PAID = "paid"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    """What moves a case from one state to the next."""

    START = "start"
    REALISE = "realise"
    REJECT = "reject"
    VALIDATE = "validate"
    ACCEPT = "accept"
    MAKE_DUE = "make_due"
    PAY_IN_FULL = "pay_in_full"
    FAIL = "fail"
    WITHDRAW = "withdraw"
    REVERSE_DUE = "reverse_due"
    REVERSE_PAYMENT = "reverse_payment"
    REVERSE_END = "reverse_end"
    CLAW_BACK = "claw_back"


class TransitionRefusedError(DomainError):
    """The act does not fit the state; names state and act."""

    code = "transition_refused"


TRANSITIONS: dict[tuple[State, Act], State] = {
    (State.PLANNED, Act.START): State.STARTED,
    (State.STARTED, Act.REALISE): State.REALISED,
    # A new version of a KBA voids what was said about the old one.
    (State.REALISED, Act.REALISE): State.REALISED,
    (State.VALIDATED, Act.REALISE): State.REALISED,
    (State.ACCEPTED, Act.REALISE): State.REALISED,
    (State.REALISED, Act.REJECT): State.STARTED,
    (State.REALISED, Act.VALIDATE): State.VALIDATED,
    (State.VALIDATED, Act.ACCEPT): State.ACCEPTED,
    (State.ACCEPTED, Act.MAKE_DUE): State.DUE,
    (State.DUE, Act.PAY_IN_FULL): State.PAID,
    (State.STARTED, Act.FAIL): State.FAILED,
    (State.REALISED, Act.FAIL): State.FAILED,
    (State.VALIDATED, Act.FAIL): State.FAILED,
    (State.PLANNED, Act.WITHDRAW): State.WITHDRAWN,
    (State.STARTED, Act.WITHDRAW): State.WITHDRAWN,
    (State.REALISED, Act.WITHDRAW): State.WITHDRAWN,
    (State.VALIDATED, Act.WITHDRAW): State.WITHDRAWN,
    (State.DUE, Act.REVERSE_DUE): State.ACCEPTED,
    (State.PAID, Act.REVERSE_PAYMENT): State.DUE,
    (State.FAILED, Act.REVERSE_END): State.STARTED,
    # It may have been withdrawn before it started.
    (State.WITHDRAWN, Act.REVERSE_END): State.PLANNED,
    # After a clawback the loan is at risk again and needs a new KBA.
    (State.PAID, Act.CLAW_BACK): State.STARTED,
}


def after(state: State, act: Act) -> State:
    """Return the state in which an act brings a case.

    Args:
        state: where the case stands.
        act: what happens.

    Returns:
        The next state.

    Raises:
        TransitionRefusedError: the act does not fit the state.
    """
    following = TRANSITIONS.get((state, act))
    if following is None:
        raise TransitionRefusedError(f"{state}/{act}")
    return following


def acts_from(state: State) -> frozenset[Act]:
    """Return the acts that fit a state."""
    return frozenset(act for start, act in TRANSITIONS if start is state)
