"""Acts: assign an accountant, judge the rows, validate the realisation."""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from django.db import transaction

from cases import selectors as cases
from cases import services as case_services
from cases.domain.next_step import NextStep
from kba import selectors
from kba.domain import rows, validation
from kba.domain.rows import RowVerdict
from kba.domain.stages import FrozenStage
from kba.domain.stages import Stage as StageKind
from kba.domain.validation import Decision
from kba.models import Assignment, CostLine, Kba, LineAnswer, LineVerdict, Stage
from kba.services.entering import decimal_of
from kba.services.freezing import freeze
from sohos.audit import services as audit
from sohos.core.dates import local_day, require_past
from sohos.core.errors import DomainError
from sohos.core.euro import Euro
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

Word = LineVerdict.Word


class NoSuchAccountantError(DomainError):
    """Nobody of that number is an accountant here today."""

    code = "no_such_accountant"


class TookPartError(DomainError):
    """Who wrote, realised or manages the case does not validate it."""

    code = "took_part"


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
def assign_accountant(
    *, actor: Actor, kba_id: int, accountant_id: int, now: datetime
) -> Assignment:
    """Give a KBA to an accountant, who sees it from now on; a former one no longer.

    Args:
        actor: a team lead who sees the case.
        kba_id: the KBA.
        accountant_id: a user with the role accountant in the municipality.
        now: aware.

    Raises:
        NotAllowedError: the actor does not assign cases.
        NotFoundError: no such KBA for this actor.
        NoSuchAccountantError: that user is no accountant here today.
        TookPartError: that user wrote in the KBA or manages the case.
    """
    actor.require(Permission.CASE_ASSIGN)
    kba = selectors.kba_of(actor, kba_id=kba_id)
    found = selectors.accountants(actor, today=local_day(now))
    if not found.filter(pk=accountant_id).exists():
        raise NoSuchAccountantError
    if accountant_id in _part_takers(actor, kba):
        raise TookPartError
    given = Assignment.objects.select_for_update().filter(
        kba=kba, ended_at__isnull=True
    )
    same = given.filter(accountant_id=accountant_id).first()
    if same is not None:
        return same
    given.update(ended_at=now)
    assignment = Assignment.objects.create(
        kba=kba,
        accountant_id=accountant_id,
        assigned_at=now,
        assigned_by_id=actor.user_id,
    )
    audit.record(
        "kba.assigned",
        actor=actor,
        subject=f"kba:{kba.pk}",
        at=now,
        detail={"accountant": accountant_id},
    )
    return assignment


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
    stage = _stage_to_judge(actor, stage_id)
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
        DayInFutureError: the validation lies after today.
        ValidatedTooEarlyError: it lies before the measurement.
    """
    actor.require(Permission.KBA_VALIDATE)
    stage = _stage_to_judge(actor, stage_id)
    require_past(validated_on, today=local_day(now), field="validated_on")
    if validated_on < stage.on:
        raise ValidatedTooEarlyError(stage.on.isoformat())
    frozen = selectors.frozen_of(stage)
    verdicts = selectors.row_verdicts(selectors.verdicts_of(stage))
    valued = rows.pairs(frozen.result.lines)
    still_open = len({row.stem for row in valued} - verdicts.keys())
    if still_open:
        raise LinesOpenError(still_open)
    accepted = validation.validated(frozen.kba, rows.line_verdicts(valued, verdicts))
    validated = freeze(
        stage.kba,
        accepted,
        kind=StageKind.VALIDATED,
        on=validated_on,
        actor=actor,
        now=now,
        previous=(stage, frozen),
    )
    case_services.await_step(
        actor=actor, case_id=stage.kba.case_id, step=NextStep.ACCEPT, now=now
    )
    return validated


def _stage_to_judge(actor: Actor, stage_id: int) -> Stage:
    """Return the realisation that counts, with its KBA locked."""
    stage = selectors.stage_of(actor, stage_id=stage_id)
    kba = Kba.objects.select_for_update(of=("self",)).get(pk=stage.kba_id)
    _require_open(kba, stage)
    assigned = selectors.accountant_of(kba)
    if assigned is None or assigned.pk != actor.user_id:
        raise TookPartError
    if actor.user_id in _part_takers(actor, kba):
        raise TookPartError
    return stage


def _require_open(kba: Kba, stage: Stage) -> None:
    standing = selectors.standing_of(kba)
    if standing.realisation is None or standing.realisation.pk != stage.pk:
        raise NotRealisedError
    if standing.validated is not None:
        raise AlreadyValidatedError


def _part_takers(actor: Actor, kba: Kba) -> set[int | None]:
    writers = CostLine.objects.filter(kba=kba).values_list("changed_by_id", flat=True)
    freezers = Stage.objects.filter(kba=kba).exclude(kind=StageKind.VALIDATED.value)
    card = cases.case_card(actor, case_id=kba.case_id)
    return {
        *writers,
        *freezers.values_list("by_id", flat=True),
        kba.started_by_id,
        card.casemanager_id,
    }


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
