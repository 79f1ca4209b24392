"""Reads: who somebody is in which municipality."""

from datetime import date

from django.db.models import Q, QuerySet

from sohos.core.errors import NotFoundError
from sohos.tenancy.actor import Actor, MunicipalityCard
from sohos.tenancy.models import Membership, Municipality, Team, User
from sohos.tenancy.permissions import ROLE_PERMISSIONS, Role


def municipalities_of(user_id: int, *, today: date) -> list[MunicipalityCard]:
    """List the municipalities in which a user has a role today, by name.

    Runs inside `context.identity` or `context.tenant` of that user.
    """
    found = Municipality.objects.filter(
        pk__in=_current_memberships(user_id, today=today).values("municipality_id")
    )
    return [_card(municipality) for municipality in found.order_by("name")]


def actor_for(user_id: int, municipality_id: int, *, today: date) -> Actor:
    """Make the actor for a user at work in a municipality.

    Args:
        user_id: the user.
        municipality_id: the municipality; the running transaction is bound to it.
        today: the day on which the roles have to be valid.

    Returns:
        The actor with all of the user's roles there.

    Raises:
        NotFoundError: the user is not active or has no role there today.
    """
    memberships = (
        _current_memberships(user_id, today=today)
        .filter(municipality_id=municipality_id)
        .select_related("municipality", "user")
    )
    rows = list(memberships)
    if not rows:
        raise NotFoundError
    roles = frozenset(Role(row.role) for row in rows)
    permissions = frozenset().union(*(ROLE_PERMISSIONS[role] for role in roles))
    return Actor(
        user_id=user_id,
        user_name=rows[0].user.name,
        municipality=_card(rows[0].municipality),
        roles=roles,
        permissions=permissions,
        team_ids=frozenset(row.team_id for row in rows if row.team_id is not None),
    )


def first_with(role: Role, municipality_id: int, *, today: date) -> Actor | None:
    """Return who has had a role longest today, for work that runs by itself.

    Args:
        role: the role.
        municipality_id: the municipality; the running transaction is bound to it.
        today: the day on which the role has to be valid.
    """
    rows = _valid(Membership.objects.filter(role=role), today=today)
    user_id = (
        rows.filter(municipality_id=municipality_id, user__is_active=True)
        .order_by("from_on", "id")
        .values_list("user_id", flat=True)
        .first()
    )
    if user_id is None:
        return None
    return actor_for(user_id, municipality_id, today=today)


def colleagues(actor: Actor, *, role: Role, today: date) -> QuerySet[User]:
    """List the users with a role in the actor's municipality today, by name."""
    return User.objects.filter(
        pk__in=_valid(Membership.objects.filter(role=role), today=today)
        .filter(municipality_id=actor.municipality_id)
        .values("user_id")
    ).order_by("name")


def teams(actor: Actor) -> QuerySet[Team]:
    """List the teams of the actor's municipality, by name."""
    return Team.objects.filter(municipality_id=actor.municipality_id).order_by("name")


def _current_memberships(user_id: int, *, today: date) -> QuerySet[Membership]:
    rows = Membership.objects.filter(user_id=user_id, user__is_active=True)
    return _valid(rows, today=today)


def _valid(rows: QuerySet[Membership], *, today: date) -> QuerySet[Membership]:
    return rows.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=today), from_on__lte=today
    )


def _card(municipality: Municipality) -> MunicipalityCard:
    return MunicipalityCard(
        id=municipality.pk,
        name=municipality.name,
        slug=municipality.slug,
        theme=municipality.theme,
    )
