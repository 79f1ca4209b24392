"""Acts: give a case to a casemanager."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from cases import selectors
from cases.domain import phases, worklist
from cases.domain.next_step import NextStep, first_step
from cases.domain.phases import Phase
from cases.models import Case, Task
from sohos.audit import services as audit
from sohos.core.dates import local_day
from sohos.core.errors import DomainError, NotFoundError
from sohos.tenancy import selectors as tenancy
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission, Role


class NotACasemanagerError(DomainError):
    """Cases go to somebody who is casemanager here today."""

    code = "not_a_casemanager"


@transaction.atomic
def assign_case(
    *, actor: Actor, case_id: int, casemanager_id: int, now: datetime
) -> Case:
    """Give a case to a casemanager, and to that casemanager's team.

    Args:
        actor: a team lead who sees the case.
        case_id: the case; giving it to who has it already changes nothing.
        casemanager_id: somebody who is casemanager here today.
        now: aware.

    Raises:
        NotAllowedError: the actor does not assign cases.
        NotFoundError: no such case for this actor.
        NotACasemanagerError: that user is no casemanager here.
        TransitionNotAllowedError: the case is over.
    """
    actor.require(Permission.CASE_ASSIGN)
    case = selectors.case_to_work_on(actor, case_id=case_id)
    if case.phase in phases.ENDED:
        raise phases.TransitionNotAllowedError(case.phase)
    if case.casemanager_id == casemanager_id:
        return case
    give_to(case, casemanager_id, actor=actor, now=now)
    if case.next_step == NextStep.ASSIGN:
        case.next_step = first_step(Phase(case.phase), has_casemanager=True)
        case.save(update_fields=["next_step"])
    return case


@transaction.atomic
def reassign_cases(
    *, actor: Actor, case_ids: Collection[int], casemanager_id: int, now: datetime
) -> int:
    """Give several cases to one casemanager: all of them, or none.

    Args:
        actor: a team lead who sees every one of them.
        case_ids: at most `worklist.MOST_AT_ONCE`; twice the same counts once.
        casemanager_id: somebody who is casemanager here today.
        now: aware.

    Returns:
        How many cases were chosen, those that they had already included.

    Raises:
        NotAllowedError: the actor does not assign cases.
        NothingChosenError, TooManyChosenError: as in `worklist.check_chosen`.
        NotFoundError: one is no case of this actor; nothing was changed.
        NotACasemanagerError: that user is no casemanager here.
        TransitionNotAllowedError: one is over; nothing was changed.
    """
    actor.require(Permission.CASE_ASSIGN)
    chosen = sorted(set(case_ids))
    worklist.check_chosen(len(chosen))
    for case_id in chosen:
        assign_case(
            actor=actor, case_id=case_id, casemanager_id=casemanager_id, now=now
        )
    return len(chosen)


def give_to(case: Case, user_id: int, *, actor: Actor, now: datetime) -> None:
    """Make somebody the casemanager of a locked case, and record it.

    What the casemanager before had to do in it goes along.

    Raises:
        NotACasemanagerError: that user is no casemanager here today.
    """
    try:
        who = tenancy.actor_for(user_id, actor.municipality_id, today=local_day(now))
    except NotFoundError:
        raise NotACasemanagerError(str(user_id)) from None
    if Role.CASEMANAGER not in who.roles:
        raise NotACasemanagerError(str(user_id))
    if case.casemanager_id is not None:
        Task.objects.filter(
            case=case, owner_id=case.casemanager_id, done_on__isnull=True
        ).update(owner_id=user_id, reminded_on=None)
    case.casemanager_id = user_id
    case.team_id = min(who.team_ids, default=case.team_id)
    case.save(update_fields=["casemanager", "team"])
    audit.record(
        "case.assigned",
        actor=actor,
        subject=f"case:{case.pk}",
        at=now,
        detail={"casemanager": user_id},
    )
