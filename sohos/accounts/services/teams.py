"""Acts: make and rename teams, and keep their groups in step with their members."""

from datetime import date, datetime

from django.contrib.auth.models import Group
from django.db import transaction

from sohos.accounts import selectors
from sohos.audit import services as audit
from sohos.core.errors import DomainError, NotFoundError
from sohos.tenancy.actor import Actor
from sohos.tenancy.models import Municipality, Team, User
from sohos.tenancy.permissions import Permission


class TeamNameTakenError(DomainError):
    """The municipality has a team with that name."""

    code = "team_name_taken"


@transaction.atomic
def add_team(*, actor: Actor, name: str, now: datetime) -> Team:
    """Make a team, and the group that carries exceptions granted to it.

    Args:
        actor: who does it.
        name: the name, unique in the municipality.
        now: aware.

    Returns:
        The stored team.

    Raises:
        NotAllowedError: the actor may not manage users.
        TeamNameTakenError: there is a team with that name.
    """
    actor.require(Permission.USERS_MANAGE)
    _require_free(actor, name)
    group, _made = Group.objects.get_or_create(name=_group_name(actor, name))
    team = Team.objects.create(name=name, group=group)
    audit.record("team.added", actor=actor, subject=f"team:{team.pk}", at=now)
    return team


@transaction.atomic
def rename_team(*, actor: Actor, team_id: int, name: str, now: datetime) -> Team:
    """Give a team and its group another name.

    Raises:
        NotAllowedError: the actor may not manage users.
        NotFoundError: the municipality has no such team.
        TeamNameTakenError: another team has that name.
    """
    actor.require(Permission.USERS_MANAGE)
    team = selectors.teams_for(actor).select_for_update().filter(pk=team_id).first()
    if team is None:
        raise NotFoundError
    if team.name == name:
        return team
    _require_free(actor, name)
    team.name = name
    team.save(update_fields=["name"])
    Group.objects.filter(pk=team.group_id).update(name=_group_name(actor, name))
    audit.record("team.renamed", actor=actor, subject=f"team:{team.pk}", at=now)
    return team


def sync_teams(*, today: date) -> int:
    """Put everybody in exactly the groups of the teams they belong to today.

    Works in the municipality of the running transaction.

    Returns:
        How many users have or had a team.
    """
    users = User.objects.filter(memberships__team__isnull=False).distinct()
    for user in users:
        sync_groups_of(user, today=today)
    return len(users)


def sync_groups_of(user: User, *, today: date) -> None:
    """Put one user in exactly the groups of their teams today, here."""
    wanted = selectors.team_group_ids(user.pk, today=today)
    ours = set(Team.objects.values_list("group_id", flat=True))
    user.groups.remove(*(ours - wanted))
    user.groups.add(*wanted)


def _require_free(actor: Actor, name: str) -> None:
    if selectors.teams_for(actor).filter(name=name).exists():
        raise TeamNameTakenError(name)


def _group_name(actor: Actor, name: str) -> str:
    code = Municipality(id=actor.municipality_id).cbs_code
    return f"{code} {name}"
