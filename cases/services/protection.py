"""Acts: keep a person out of somebody's sight, and say who acts for whom."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from cases import selectors
from cases.domain import membership
from cases.domain.membership import Named
from cases.domain.registration import ReasonMissingError
from cases.models import Block, Case, HouseholdMember, Person, Representation
from sohos.audit import services as audit
from sohos.core.dates import local_day
from sohos.core.errors import DomainError, NotFoundError
from sohos.tenancy import selectors as tenancy
from sohos.tenancy.actor import Actor


class BlockedThemselvesError(DomainError):
    """Nobody is kept away from themselves."""

    code = "blocked_themselves"


@transaction.atomic
def block_person(
    *,
    actor: Actor,
    member_id: int,
    blocked: Named | int,
    reason: str,
    acted_for_by: Iterable[int] = (),
    now: datetime,
) -> Block:
    """Let somebody, and whoever acts for them, see nothing of a person.

    Args:
        actor: who writes it down.
        member_id: the membership of the person who is protected.
        blocked: from whom: somebody new, or the id of a person of the actor's cases.
        reason: why, in words.
        acted_for_by: users who are the blocked person or act for them.
        now: aware.

    Returns:
        The block; the one in force when it exists already.

    Raises:
        NotAllowedError: the actor does not work on cases.
        NotFoundError: no such membership or person for this actor, or a user who does
            not work here.
        ReasonMissingError: it does not say why.
        BlockedThemselvesError: both are one person.
        NameNotUsableError: the name cannot be kept.
    """
    case, member = selectors.member_to_work_on(actor, member_id=member_id)
    if not reason.strip():
        raise ReasonMissingError
    today = local_day(now)
    other_id = _person_id(actor, blocked, now=now)
    if other_id == member.person_id:
        raise BlockedThemselvesError
    for user_id in acted_for_by:
        tenancy.actor_for(user_id, actor.municipality_id, today=today)
        _represent(other_id, user_id, actor=actor, now=now)
    block, _is_new = Block.objects.get_or_create(
        protected_id=member.person_id,
        blocked_id=other_id,
        ended_at=None,
        defaults={"reason": reason.strip(), "at": now, "by_id": actor.user_id},
    )
    _record("case.person_blocked", case, actor=actor, now=now, block=block.pk)
    return block


@transaction.atomic
def lift_block(*, actor: Actor, member_id: int, block_id: int, now: datetime) -> None:
    """End a block, at once; nothing happens when it ended before.

    Raises:
        NotAllowedError: the actor does not work on cases.
        NotFoundError: no such membership for this actor, or no such block on it.
    """
    case, member = selectors.member_to_work_on(actor, member_id=member_id)
    found = Block.objects.filter(pk=block_id, protected_id=member.person_id)
    block = found.select_for_update().first()
    if block is None:
        raise NotFoundError
    if block.ended_at is None:
        block.ended_at, block.ended_by_id = now, actor.user_id
        block.save(update_fields=["ended_at", "ended_by"])
        _record("case.block_lifted", case, actor=actor, now=now, block=block.pk)


def _person_id(actor: Actor, who: Named | int, *, now: datetime) -> int:
    if isinstance(who, int):
        known = selectors.persons_for(actor).filter(pk=who)
        stranger = Person.objects.filter(
            pk=who, municipality_id=actor.municipality_id, blocked_from__isnull=False
        ).exclude(pk__in=HouseholdMember.objects.values("person_id"))
        if not known.exists() and not stranger.exists():
            raise NotFoundError
        return who
    cleaned = membership.cleaned(who, today=local_day(now))
    return Person.objects.create(
        first_name=cleaned.first_name,
        surname=cleaned.surname,
        born_on=cleaned.born_on,
    ).pk


def _represent(person_id: int, user_id: int, *, actor: Actor, now: datetime) -> None:
    Representation.objects.get_or_create(
        person_id=person_id,
        user_id=user_id,
        ended_at=None,
        defaults={"at": now, "by_id": actor.user_id},
    )


def _record(act: str, case: Case, *, actor: Actor, now: datetime, **ids: int) -> None:
    audit.record(act, actor=actor, subject=f"case:{case.pk}", at=now, detail=ids)
