"""Reads: users and teams of a municipality, where somebody may work, its provider."""

from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from sohos.accounts.models import IdentityProvider
from sohos.core.errors import NotFoundError
from sohos.tenancy import selectors as tenancy
from sohos.tenancy.actor import Actor, MunicipalityCard
from sohos.tenancy.encryption import decrypt
from sohos.tenancy.models import Membership, Municipality, Team, User
from sohos.tenancy.permissions import Permission, Role

SECRET_PURPOSE = "oidc-secret"  # noqa: S105


def users_for(actor: Actor, *, text: str = "") -> QuerySet[User]:
    """List the users who have or had a role in the actor's municipality, by name.

    Each comes with `memberships` here only, the newest first.

    Args:
        actor: who looks.
        text: part of the name or address; empty for everybody.

    Raises:
        NotAllowedError: the actor may not manage users.
    """
    actor.require(Permission.USERS_MANAGE)
    here = Membership.objects.filter(municipality_id=actor.municipality_id)
    users = User.objects.filter(pk__in=here.values("user_id"))
    if text:
        users = users.filter(Q(name__icontains=text) | Q(email__icontains=text))
    ordered = here.select_related("team").order_by("-from_on", "role")
    return users.prefetch_related(Prefetch("memberships", ordered)).order_by(
        "name", "pk"
    )


def user_of(actor: Actor, *, user_id: int) -> User:
    """Return one of the users of the municipality.

    Raises:
        NotAllowedError: the actor may not manage users.
        NotFoundError: the user has never had a role here.
    """
    user = users_for(actor).filter(pk=user_id).first()
    if user is None:
        raise NotFoundError
    return user


def membership_of(actor: Actor, *, membership_id: int, today: date) -> Membership:
    """Return a role of a user that is not over yet.

    Raises:
        NotAllowedError: the actor may not manage users.
        NotFoundError: no such role here, or its last day has passed.
    """
    actor.require(Permission.USERS_MANAGE)
    found = (
        Membership.objects.filter(pk=membership_id)
        .filter(municipality_id=actor.municipality_id)
        .filter(Q(until_on__isnull=True) | Q(until_on__gte=today))
        .select_related("user", "team")
        .first()
    )
    if found is None:
        raise NotFoundError
    return found


def roles_during(
    actor: Actor, *, user_id: int, period: tuple[date, date | None]
) -> set[Role]:
    """Return the roles that a user has here on any day of a period.

    Args:
        actor: who looks.
        user_id: the user.
        period: first and last day; None as the last day has no end.
    """
    first, last = period
    rows = Membership.objects.filter(
        user_id=user_id, municipality_id=actor.municipality_id
    ).filter(Q(until_on__isnull=True) | Q(until_on__gte=first))
    if last is not None:
        rows = rows.filter(from_on__lte=last)
    return {Role(role) for role in rows.values_list("role", flat=True)}


def teams_for(actor: Actor) -> QuerySet[Team]:
    """List the teams of the actor's municipality, by name.

    Raises:
        NotAllowedError: the actor may not manage users.
    """
    actor.require(Permission.USERS_MANAGE)
    return tenancy.teams(actor)


def team_group_ids(user_id: int, *, today: date) -> set[int]:
    """Return the groups of the teams to which a user belongs today, in this tenant."""
    rows = Membership.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=today),
        user_id=user_id,
        from_on__lte=today,
        team__isnull=False,
    )
    return set(rows.values_list("team__group_id", flat=True))


def has_role(user_id: int, municipality_id: int, *, today: date) -> bool:
    """Tell whether a user has a role in a municipality today."""
    try:
        tenancy.actor_for(user_id, municipality_id, today=today)
    except NotFoundError:
        return False
    return True


def choices_of(
    user_id: int, *, confined_to: int | None, today: date
) -> list[MunicipalityCard]:
    """List where a user may work in this session, by name.

    Args:
        user_id: the user; the running transaction knows it.
        confined_to: the only municipality that the session may enter, if so.
        today: the day on which the roles have to be valid.
    """
    cards = tenancy.municipalities_of(user_id, today=today)
    return [card for card in cards if confined_to in (None, card.id)]


def municipality_by_slug(slug: str) -> Municipality:
    """Return the municipality with that name in addresses.

    Raises:
        NotFoundError: there is none.
    """
    found = Municipality.objects.filter(slug=slug).first()
    if found is None:
        raise NotFoundError
    return found


def identity_provider(municipality_id: int) -> IdentityProvider | None:
    """Return the provider of the municipality to which the transaction is bound."""
    return IdentityProvider.objects.filter(municipality_id=municipality_id).first()


def client_secret_of(provider: IdentityProvider) -> str:
    """Return the secret of SOHOS at a provider, readable."""
    place = secret_place(provider.municipality_id)
    return decrypt(provider.client_secret, purpose=SECRET_PURPOSE, place=place)


def secret_place(municipality_id: int) -> str:
    """Return what ties an encrypted secret to its municipality."""
    return f"municipality:{municipality_id}"
