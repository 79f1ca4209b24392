"""Acts: accept an outcome, end a case without one."""

import uuid
from datetime import date, datetime
from enum import StrEnum

from django.db import transaction

from bonds import selectors
from bonds.domain import allocation, outcome, state
from bonds.domain.ledger import Event as Kind
from bonds.domain.postings import settling
from bonds.domain.state import Act, State
from bonds.models import Event
from bonds.services import accruing, posting
from cases import services as cases
from cases.domain.next_step import NextStep
from cases.domain.phases import Phase
from kba import selectors as kba
from sohos.core.errors import DomainError
from sohos.core.euro import half_up
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


class Ending(StrEnum):
    """Why a case ends without being repaid, in full or in part."""

    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    REST = "rest"


class NotValidatedError(DomainError):
    """The accountant has not validated the KBA of the case."""

    code = "not_validated"


class OutcomeNotReachedError(DomainError):
    """The validated saving repays nothing; names the saving."""

    code = "outcome_not_reached"


class OutcomeReachedError(DomainError):
    """The validated saving repays the case, so it did not fail; names the saving."""

    code = "outcome_reached"


class DueBeforeAcceptanceError(DomainError):
    """A repayment cannot fall due before it was accepted; names the day."""

    code = "due_before_acceptance"


class ReasonMissingError(DomainError):
    """Ending a case needs a reason."""

    code = "reason_missing"


@transaction.atomic
def accept_outcome(
    *,
    actor: Actor,
    case_id: int,
    sha256: str,
    accepted_on: date,
    due_on: date,
    now: datetime,
    key: uuid.UUID | None = None,
) -> Event:
    """Accept a validated outcome, so that repayment falls due: event 8.

    Interest is accrued up to the due date and frozen. Principal that the outcome rule
    does not repay is lost to its bearer. Without room in the interest budget a
    queueing contract lets the case wait for cover: accept it again when there is.

    Args:
        actor: the controller.
        case_id: a case whose KBA is validated.
        sha256: of the validated KBA that the actor has seen.
        accepted_on: the day of acceptance.
        due_on: the day on which the municipality pays; interest runs until then.
        now: aware.
        key: of the request.

    Returns:
        The event of kind `fell_due`, or `queued` when the case waits for cover.

    Raises:
        NotAllowedError: the actor is no controller.
        NotFoundError: no such case here.
        NoBondError: the programme of the case has no bond.
        NotValidatedError: there is no validated KBA.
        KbaNotCurrentError: `sha256` is not that of the validated KBA.
        OutcomeNotReachedError: the saving repays nothing; end the case instead.
        DueBeforeAcceptanceError: `due_on` lies before `accepted_on`.
        SamePersonError: one person holds two duties in this case.
        UnspentMoneyError, DrawPendingError: money is on the bank or on its way.
        KeyReusedError, DayInFutureError, NoContractError, TransitionRefusedError: see
            `posting`.
    """
    actor.require(Permission.BOND_ACCEPT)
    bond = selectors.bond_of_case(actor, case_id=case_id)
    act = posting.begin(
        "accept_outcome",
        actor=actor,
        bond=bond,
        case_id=case_id,
        on=accepted_on,
        now=now,
        key=key,
        arguments={"sha256": sha256, "due_on": due_on},
    )
    if done := posting.earlier(act):
        return done
    if due_on < accepted_on:
        raise DueBeforeAcceptanceError(due_on.isoformat())
    validated = _validated(act, case_id, sha256)
    _check_state(act, case_id, Act.ACCEPT, is_validated=True)
    settlement = selectors.settlement_of(
        bond,
        case_id=case_id,
        saving=validated.municipal_saving,
        accepted_on=accepted_on,
        due_on=due_on,
    )
    if settlement.outcome.is_failed:
        raise OutcomeNotReachedError(str(validated.municipal_saving))
    signed = _sign_kba(act, validated)
    return _settle(act, case_id, settlement, signed)


@transaction.atomic
def fail_case(
    *,
    actor: Actor,
    case_id: int,
    outcome_code: Ending,
    reason: str,
    ended_on: date,
    now: datetime,
    key: uuid.UUID | None = None,
) -> Event:
    """End a case that failed or was withdrawn; its loss goes to its bearer: event 11.

    Args:
        actor: the controller.
        case_id: the case.
        outcome_code: failed or withdrawn.
        reason: why, in a few words without names.
        ended_on: the day on which that was clear.
        now: aware.
        key: of the request.

    Returns:
        The event, or the one that the same request posted before.

    Raises:
        NotAllowedError: the actor is no controller.
        NotFoundError: no such case here.
        NoBondError: the programme of the case has no bond.
        ReasonMissingError: `reason` is empty.
        OutcomeReachedError: the validated saving repays the case; accept it instead.
        UnspentMoneyError, DrawPendingError: money is on the bank or on its way.
        KeyReusedError, DayInFutureError, NoContractError, TransitionRefusedError: see
            `posting`.
    """
    actor.require(Permission.BOND_ACCEPT)
    bond = selectors.bond_of_case(actor, case_id=case_id)
    act = posting.begin(
        "fail_case",
        actor=actor,
        bond=bond,
        case_id=case_id,
        on=ended_on,
        now=now,
        key=key,
        arguments={"outcome": outcome_code, "reason": reason},
    )
    if done := posting.earlier(act):
        return done
    if not reason.strip():
        raise ReasonMissingError("reason")
    validated = kba.validated_outcome(actor, case_id=case_id)
    step = Act.FAIL if outcome_code is Ending.FAILED else Act.WITHDRAW
    _check_state(act, case_id, step, is_validated=validated is not None)
    _check_not_reached(act, case_id, validated)
    event = _end(act, case_id, outcome_code, reason)
    if outcome_code is Ending.FAILED:
        cases.reach_phase(
            actor=actor, case_id=case_id, phase=Phase.NAZORG, on=ended_on, now=now
        )
    return event


def _sign_kba(act: posting.Act, validated: kba.ValidatedOutcome) -> Event:
    facts = {
        "sha256": validated.sha256,
        "stage_id": validated.stage_id,
        "saving": validated.municipal_saving.cents,
        "realised_on": validated.realised_on.isoformat(),
        "validated_on": validated.validated_on.isoformat(),
        "author_id": validated.author_id,
        "validator_id": validated.validator_id,
    }
    return posting.post(act, Kind.KBA_CHANGED, facts=facts, side="kba_changed")


def _settle(
    act: posting.Act, case_id: int, settlement: selectors.Settlement, signed: Event
) -> Event:
    due, cover = settlement.outcome, settlement.cover
    facts = {
        "sha256": signed.facts["sha256"],
        "due_on": settlement.due_on.isoformat(),
        "share": str(due.share),
        "interest": due.interest_due.cents,
        "cut": cover.cut.cents,
    }
    if cover.waits:
        return posting.post(act, Kind.QUEUED, follows=signed.pk, facts=facts)
    book = selectors.case_book(act.bond, case_id=case_id)
    accruing.accrue(act, book, half_up(settlement.exact_interest))
    book = selectors.case_book(act.bond, case_id=case_id)
    residuals = selectors.residuals_of(act.bond, Kind.FELL_DUE)
    held = allocation.holdings(book.at_risk, residuals)
    parts = allocation.allocate(cover.granted, held)
    event = posting.post(
        act,
        Kind.FELL_DUE,
        settling.fell_due(
            act.bond.pk,
            book,
            principal=due.principal_due,
            interest=parts,
            cover=cover,
        ),
        amount=due.principal_due + cover.granted,
        follows=signed.pk,
        facts={**facts, "residuals": posting.residuals(parts)},
    )
    if due.principal_lost:
        _end(act, case_id, Ending.REST, "", follows=event.pk)
    cases.await_step(actor=act.actor, case_id=case_id, step=NextStep.PAY, now=act.now)
    return event


def _validated(act: posting.Act, case_id: int, sha256: str) -> kba.ValidatedOutcome:
    found = kba.validated_outcome(act.actor, case_id=case_id)
    if found is None:
        raise NotValidatedError(str(case_id))
    if found.sha256 != sha256:
        raise posting.KbaNotCurrentError(sha256)
    return found


def _check_state(
    act: posting.Act, case_id: int, step: Act, *, is_validated: bool
) -> None:
    stand = selectors.stand_of_case(act.bond, case_id=case_id)
    current = selectors.state_of(stand, is_validated=is_validated)
    waited = step is Act.ACCEPT and current is State.ACCEPTED
    state.after(current, Act.MAKE_DUE if waited else step)


def _check_not_reached(
    act: posting.Act, case_id: int, validated: kba.ValidatedOutcome | None
) -> None:
    if validated is None:
        return
    saving = validated.municipal_saving
    spent = selectors.case_book(act.bond, case_id=case_id).spent
    terms = selectors.terms_on(act.bond, act.on)
    if outcome.share_due(terms, saving=saving, principal=spent) > 0:
        raise OutcomeReachedError(str(saving))


def _end(
    act: posting.Act,
    case_id: int,
    ending: Ending,
    reason: str,
    *,
    follows: int | None = None,
) -> Event:
    terms = selectors.terms_on(act.bond, act.on)
    book = selectors.case_book(act.bond, case_id=case_id)
    loss = outcome.bear_loss(
        terms,
        lost=book.spent,
        first_loss_left=terms.first_loss - selectors.borne_by_sohos(act.bond),
    )
    has_money = bool(book.spent or book.reserved or book.accrued or book.unspent)
    posted = settling.ended(act.bond.pk, book, loss=loss) if has_money else None
    facts = {"outcome": ending, "reason": reason, "lost": book.spent.cents}
    return posting.post(
        act,
        Kind.ENDED,
        posted,
        amount=book.spent,
        follows=follows,
        facts=facts,
        side="rest" if ending is Ending.REST else "",
    )
