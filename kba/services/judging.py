"""Acts: judge the rows, answer questions, validate the realisation."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from django.db import transaction

from cases import services as case_services
from cases.domain.next_step import NextStep
from kba import selectors
from kba.domain import rows, validation
from kba.domain.rows import RowVerdict
from kba.domain.stages import FrozenStage
from kba.domain.stages import Stage as StageKind
from kba.domain.validation import Decision
from kba.models import Kba, LineAnswer, LineVerdict, Review, Stage, Validation
from kba.services.assigning import TookPartError, part_takers
from kba.services.entering import decimal_of
from kba.services.freezing import freeze
from sohos.audit import services as audit
from sohos.core.dates import local_day, require_past
from sohos.core.errors import DomainError
from sohos.core.euro import Euro
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

Word = LineVerdict.Word


class NotAssignedError(DomainError):
    """Who was asked to review decides nothing."""

    code = "not_assigned"


class NotRealisedError(DomainError):
    """There is no realisation to validate, or a newer one took its place."""

    code = "not_realised"


class AlreadyValidatedError(DomainError):
    """A validated realisation never changes."""

    code = "already_validated"


class NoSuchRowError(DomainError):
    """The realisation has no such row."""

    code = "no_such_row"


class NothingCorrectedError(DomainError):
    """A correction says which number does hold."""

    code = "nothing_corrected"


class LinesOpenError(DomainError):
    """Rows have no decision yet; the argument counts them."""

    code = "lines_open"


class ValidatedTooEarlyError(DomainError):
    """A realisation is validated on or after the day of its measurement."""

    code = "validated_too_early"


class NoProtocolError(DomainError):
    """Validations go by a controleprotocol; none is in force on that day."""

    code = "no_protocol"


class NotReviewedError(DomainError):
    """The protocol asks a second accountant to look after the last decision."""

    code = "not_reviewed"


class AnswerEmptyError(DomainError):
    """An answer says something."""

    code = "answer_empty"


@dataclass(frozen=True, slots=True)
class Said:
    """What the accountant says of a row; units are those of the first plan year."""

    word: str
    reason: str = ""
    units_without: Fraction | None = None
    units_with: Fraction | None = None
    price: Euro | None = None


@transaction.atomic
def judge_line(
    *, actor: Actor, stage_id: int, row: str, said: Said, now: datetime
) -> LineVerdict:
    """Say of a row of a realisation what holds, or ask about it; the last word counts.

    Args:
        actor: the accountant to whom the KBA is assigned.
        stage_id: the realisation that counts.
        row: the name of the row.
        said: a decision or a question.
        now: aware.

    Raises:
        NotAllowedError: the actor does not validate.
        NotFoundError: no such stage for this actor.
        NotRealisedError: it is no realisation, or a newer one took its place.
        AlreadyValidatedError: it is validated.
        NoSuchRowError: it has no such row.
        VerdictWithoutReasonError: anything but an approval needs a reason.
        NothingCorrectedError: a correction names no number.
        AddedCostRejectedError: a rejection would leave out an added cost.
        InvalidInputError: a corrected number is impossible.
    """
    actor.require(Permission.KBA_VALIDATE)
    stage = stage_to_judge(actor, stage_id)
    _check_said(selectors.frozen_of(stage), row, said)
    verdict = LineVerdict.objects.create(
        stage=stage,
        row=row,
        word=said.word,
        reason=said.reason.strip(),
        units_without=decimal_of(said.units_without),
        units_with=decimal_of(said.units_with),
        price_cents=None if said.price is None else said.price.cents,
        at=now,
        by_id=actor.user_id,
    )
    audit.record(
        "kba.line_judged",
        actor=actor,
        subject=f"kba:{stage.kba_id}",
        at=now,
        detail={"stage": stage.pk, "row": row, "word": said.word},
    )
    return verdict


@transaction.atomic
def answer_question(
    *, actor: Actor, stage_id: int, row: str, text: str, now: datetime
) -> LineAnswer:
    """Answer the accountant about a row.

    Args:
        actor: who writes in the case.
        stage_id: the realisation that counts.
        row: the name of the row.
        text: the answer.
        now: aware.

    Raises:
        NotAllowedError: the actor realises no KBA.
        NotFoundError: no such stage for this actor to write in.
        NotRealisedError: a newer realisation took its place.
        AlreadyValidatedError: it is validated.
        NoSuchRowError: nothing was asked about such a row.
        AnswerEmptyError: there is no text.
    """
    actor.require(Permission.KBA_REALISE)
    stage = selectors.stage_of(actor, stage_id=stage_id)
    kba = selectors.kba_to_change(actor, kba_id=stage.kba_id)
    _require_open(kba, stage)
    if row not in selectors.verdicts_of(stage):
        raise NoSuchRowError(row)
    if not text.strip():
        raise AnswerEmptyError
    answer = LineAnswer.objects.create(
        stage=stage, row=row, text=text.strip(), at=now, by_id=actor.user_id
    )
    audit.record(
        "kba.question_answered",
        actor=actor,
        subject=f"kba:{kba.pk}",
        at=now,
        detail={"stage": stage.pk, "row": row},
    )
    return answer


@transaction.atomic
def validate_realisation(
    *, actor: Actor, stage_id: int, validated_on: date, now: datetime
) -> Stage:
    """Freeze what the accountant accepts; the bond pays on this stage.

    Args:
        actor: the accountant to whom the KBA is assigned, who took no part in it.
        stage_id: the realisation that counts, with a decision on every row.
        validated_on: the day of the validation.
        now: aware.

    Returns:
        The stored stage.

    Raises:
        NotAllowedError: the actor does not validate.
        NotFoundError: no such stage for this actor.
        NotRealisedError: it is no realisation, or a newer one took its place.
        AlreadyValidatedError: it is validated.
        TookPartError: the actor wrote in it, realised it or manages the case.
        LinesOpenError: rows have no decision; it counts them.
        NoProtocolError: no controleprotocol was in force on that day.
        NotReviewedError: it asks for a review, and there is none of these decisions.
        DayInFutureError: the validation lies after today.
        ValidatedTooEarlyError: it lies before the measurement.
    """
    actor.require(Permission.KBA_VALIDATE)
    stage = stage_to_judge(actor, stage_id)
    require_past(validated_on, today=local_day(now), field="validated_on")
    if validated_on < stage.on:
        raise ValidatedTooEarlyError(stage.on.isoformat())
    frozen = selectors.frozen_of(stage)
    verdicts = selectors.row_verdicts(selectors.verdicts_of(stage))
    valued = rows.pairs(frozen.result.lines)
    still_open = len({row.stem for row in valued} - verdicts.keys())
    if still_open:
        raise LinesOpenError(still_open)
    adoption = selectors.protocol_in_force(actor, on=validated_on)
    if adoption is None:
        raise NoProtocolError
    review = _review_of(stage, is_needed=adoption.protocol.asks_review)
    accepted = validation.validated(frozen.kba, rows.line_verdicts(valued, verdicts))
    validated = freeze(
        stage.kba,
        accepted,
        kind=StageKind.VALIDATED,
        on=validated_on,
        actor=actor,
        now=now,
        previous=(stage, frozen),
        year=stage.year,
    )
    Validation.objects.create(
        stage=validated,
        adoption=adoption,
        engagement=selectors.engagement_of(actor, stage.kba, on=validated_on),
        review=review,
    )
    if stage.year == 1:
        case_services.await_step(
            actor=actor, case_id=stage.kba.case_id, step=NextStep.ACCEPT, now=now
        )
    return validated


def check_evidence(
    *, actor: Actor, stage_id: int, sha256: str, content: bytes, now: datetime
) -> bool:
    """Tell whether a document is still what it was when the year was frozen.

    A difference is recorded.

    Args:
        actor: who reads the KBA.
        stage_id: the stage that names the document.
        sha256: as it stands frozen in the stage.
        content: the bytes as they are now.
        now: aware.

    Raises:
        NotAllowedError: the actor's roles read no KBA.
        NotFoundError: no such stage for this actor.
    """
    stage = selectors.stage_of(actor, stage_id=stage_id)
    found = hashlib.sha256(content).hexdigest()
    if found == sha256:
        return True
    audit.record(
        "kba.evidence_differs",
        actor=actor,
        subject=f"kba:{stage.kba_id}",
        at=now,
        detail={"stage": stage.pk, "frozen": sha256, "found": found},
    )
    return False


def stage_to_judge(actor: Actor, stage_id: int) -> Stage:
    """Return the realisation that counts, with its KBA locked.

    Raises:
        NotFoundError: no such stage for this actor.
        NotRealisedError: it is no realisation, or a newer one took its place.
        AlreadyValidatedError: it is validated.
        NotAssignedError: the actor only reviews what another accountant decides.
        TookPartError: the actor took part in the case.
    """
    stage = selectors.stage_of(actor, stage_id=stage_id)
    kba = Kba.objects.select_for_update(of=("self",)).get(pk=stage.kba_id)
    _require_open(kba, stage)
    assigned = selectors.accountant_of(kba)
    if assigned is None or assigned.pk != actor.user_id:
        raise NotAssignedError
    if actor.user_id in part_takers(actor, kba):
        raise TookPartError
    return stage


def _require_open(kba: Kba, stage: Stage) -> None:
    standing = selectors.standing_of(kba, year=stage.year)
    if standing.realisation is None or standing.realisation.pk != stage.pk:
        raise NotRealisedError
    if standing.validated is not None:
        raise AlreadyValidatedError


def _review_of(stage: Stage, *, is_needed: bool) -> Review | None:
    """Return the review of the decisions as they stand now."""
    review = selectors.review_of(stage)
    if review is None and is_needed:
        raise NotReviewedError
    return review


def _check_said(frozen: FrozenStage, row: str, said: Said) -> None:
    """Refuse a word that could not be validated later."""
    valued = {each.stem: each for each in rows.pairs(frozen.result.lines)}
    if row not in valued:
        raise NoSuchRowError(row)
    if said.word != Word.ACCEPTED and not said.reason.strip():
        raise validation.VerdictWithoutReasonError(row)
    if said.word == Word.QUESTION:
        return
    numbers = (said.units_without, said.units_with, said.price)
    if said.word == Word.CORRECTED and not any(each is not None for each in numbers):
        raise NothingCorrectedError(row)
    judged = {stem: RowVerdict(Decision.ACCEPTED) for stem in valued}
    judged[row] = RowVerdict(Decision(said.word), said.reason, *numbers)
    verdicts = rows.line_verdicts(tuple(valued.values()), judged)
    validation.validated(frozen.kba, verdicts)
