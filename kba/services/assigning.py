"""Acts: give a KBA to an accountant, and ask a second one to look."""

from datetime import datetime

from django.db import transaction

from cases import selectors as cases
from kba import selectors
from kba.domain.stages import Stage as StageKind
from kba.models import Assignment, CostLine, Kba, Review, Stage
from plans import selectors as plans
from sohos.audit import services as audit
from sohos.core.dates import local_day
from sohos.core.errors import DomainError
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


class NoSuchAccountantError(DomainError):
    """Nobody of that number is an accountant here today."""

    code = "no_such_accountant"


class TookPartError(DomainError):
    """Who wrote, realised or manages the case does not validate it."""

    code = "took_part"


class SameAccountantError(DomainError):
    """Who validates does not review it too."""

    code = "same_accountant"


class NothingToReviewError(DomainError):
    """Not every row of a realisation has a decision yet."""

    code = "nothing_to_review"


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
        TookPartError: that user wrote in the KBA or the plan, or manages the case.
    """
    actor.require(Permission.CASE_ASSIGN)
    kba = selectors.kba_of(actor, kba_id=kba_id)
    _check_accountant(actor, kba, accountant_id, now=now)
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
def ask_review(
    *, actor: Actor, kba_id: int, reviewer_id: int, now: datetime
) -> Assignment:
    """Ask a second accountant to look at the decisions; they see the KBA from now on.

    Args:
        actor: the accountant to whom the KBA is assigned.
        kba_id: the KBA.
        reviewer_id: another user with the role accountant in the municipality.
        now: aware.

    Raises:
        NotAllowedError: the actor does not validate.
        NotFoundError: no such KBA for this actor.
        NoSuchAccountantError: that user is no accountant here today.
        SameAccountantError: the actor asks themselves.
        TookPartError: that user took part in the case, or the actor is the reviewer.
    """
    actor.require(Permission.KBA_VALIDATE)
    kba = selectors.kba_of(actor, kba_id=kba_id)
    given = Assignment.objects.select_for_update().filter(
        kba=kba, ended_at__isnull=True, accountant_id=actor.user_id
    )
    assignment = given.first()
    if assignment is None:
        raise TookPartError
    if reviewer_id == actor.user_id:
        raise SameAccountantError
    _check_accountant(actor, kba, reviewer_id, now=now)
    assignment.reviewer_id = reviewer_id
    assignment.save(update_fields=["reviewer"])
    audit.record(
        "kba.review_asked",
        actor=actor,
        subject=f"kba:{kba.pk}",
        at=now,
        detail={"reviewer": reviewer_id},
    )
    return assignment


@transaction.atomic
def review_validation(
    *, actor: Actor, stage_id: int, note: str, now: datetime
) -> Review:
    """Say as the second accountant that the decisions hold; a later word voids it.

    Args:
        actor: the accountant who was asked to look.
        stage_id: the realisation that counts, with a decision on every row.
        note: what they want to say about it; may be empty.
        now: aware.

    Raises:
        NotAllowedError: the actor does not validate.
        NotFoundError: no such stage for this actor.
        SameAccountantError: the actor was not asked to review it.
        TookPartError: the actor took part in the case.
        NothingToReviewError: it is validated, or rows have no decision yet.
    """
    actor.require(Permission.KBA_VALIDATE)
    stage = selectors.stage_of(actor, stage_id=stage_id)
    kba = Kba.objects.select_for_update(of=("self",)).get(pk=stage.kba_id)
    reviewer = selectors.reviewer_of(kba)
    if reviewer is None or reviewer.pk != actor.user_id:
        raise SameAccountantError
    if actor.user_id in part_takers(actor, kba):
        raise TookPartError
    standing = selectors.standing_of(kba, year=stage.year)
    is_open = standing.realisation is not None and standing.validated is None
    if not is_open or selectors.bench_of(kba, stage).open_rows:
        raise NothingToReviewError
    review = Review.objects.create(
        stage=stage,
        note=note.strip(),
        last_verdict=selectors.last_verdict(stage),
        reviewed_at=now,
        reviewed_by_id=actor.user_id,
    )
    audit.record(
        "kba.reviewed",
        actor=actor,
        subject=f"kba:{kba.pk}",
        at=now,
        detail={"stage": stage.pk},
    )
    return review


def part_takers(actor: Actor, kba: Kba) -> set[int | None]:
    """Return who worked on a case and so validates nothing of it.

    Writers of the KBA and of the plan, whoever froze a stage or adopted the plan, and
    the casemanager of the case.
    """
    writers = CostLine.objects.filter(kba=kba).values_list("changed_by_id", flat=True)
    freezers = Stage.objects.filter(kba=kba).exclude(kind=StageKind.VALIDATED.value)
    card = cases.case_card(actor, case_id=kba.case_id)
    return {
        *writers,
        *freezers.values_list("by_id", flat=True),
        *plans.part_takers(actor, case_id=kba.case_id),
        kba.started_by_id,
        card.casemanager_id,
    }


def _check_accountant(
    actor: Actor, kba: Kba, accountant_id: int, *, now: datetime
) -> None:
    found = selectors.accountants(actor, today=local_day(now))
    if not found.filter(pk=accountant_id).exists():
        raise NoSuchAccountantError
    if accountant_id in part_takers(actor, kba):
        raise TookPartError
