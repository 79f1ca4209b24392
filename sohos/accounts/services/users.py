"""Acts: add and invite users, give and end roles."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from sohos.accounts import selectors
from sohos.accounts.services.teams import sync_groups_of
from sohos.audit import services as audit
from sohos.core.dates import local_day
from sohos.core.errors import DomainError, NotFoundError
from sohos.tenancy.actor import Actor
from sohos.tenancy.models import Membership, User
from sohos.tenancy.permissions import Permission, Role, are_compatible


class RoleTakenError(DomainError):
    """The user has the role in that period already."""

    code = "role_taken"


class IncompatibleRolesError(DomainError):
    """The user has, in that period, a role that does not go with this one."""

    code = "incompatible_roles"


class OwnRolesError(DomainError):
    """Nobody gives a role to themselves or ends one of their own."""

    code = "own_roles"


class RoleInThePastError(DomainError):
    """A role begins and ends today or later; the past is what it was."""

    code = "role_in_the_past"


class RolePeriodError(DomainError):
    """The last day lies before the first."""

    code = "role_period"


@transaction.atomic
def add_user(
    *,
    actor: Actor,
    email: str,
    name: str,
    roles: Collection[Role],
    team_id: int | None,
    base_url: str,
    now: datetime,
) -> User:
    """Give somebody an account with roles here, and send an invitation.

    Somebody who has an account through another municipality keeps its name and
    password and gets the roles.

    Args:
        actor: who does it.
        email: address of the user; upper and lower case are the same.
        name: name of a new user.
        roles: what the user becomes today; at least one.
        team_id: team for the roles; None for none.
        base_url: address of the site, for the link in the mail.
        now: aware.

    Returns:
        The user; the mail goes when the transaction commits.

    Raises:
        NotAllowedError: the actor may not manage users.
        NotFoundError: the municipality has no such team.
        OwnRolesError: it is the actor's own address.
        IncompatibleRolesError: the roles do not go together.
        RoleTakenError: the user has one of the roles already.
    """
    actor.require(Permission.USERS_MANAGE)
    user, is_new = account_of(email, name)
    if is_new:
        audit.record("user.added", actor=actor, subject=f"user:{user.pk}", at=now)
    for role in roles:
        _give(actor, user, role, team_id, period=(local_day(now), None), now=now)
    send_invitation(user, actor, base_url, now)
    return user


@transaction.atomic
def give_role(
    *,
    actor: Actor,
    user_id: int,
    role: Role,
    team_id: int | None,
    from_on: date,
    until_on: date | None,
    now: datetime,
) -> Membership:
    """Give a user of the municipality a role.

    Args:
        actor: who does it.
        user_id: a user who has or had a role here.
        role: the role.
        team_id: team for the role; None for none.
        from_on: first day, Europe/Amsterdam; today or later.
        until_on: last day; None while it lasts.
        now: aware.

    Returns:
        The stored membership.

    Raises:
        NotAllowedError: the actor may not manage users.
        NotFoundError: no such user or team here.
        OwnRolesError: the actor is the user.
        RoleInThePastError: the first day lies before today.
        RolePeriodError: the last day lies before the first.
        RoleTakenError: the user has the role in that period.
        IncompatibleRolesError: another role in that period excludes it.
    """
    actor.require(Permission.USERS_MANAGE)
    user = selectors.user_of(actor, user_id=user_id)
    if from_on < local_day(now):
        raise RoleInThePastError(from_on.isoformat())
    if until_on is not None and until_on < from_on:
        raise RolePeriodError(until_on.isoformat())
    return _give(actor, user, role, team_id, period=(from_on, until_on), now=now)


@transaction.atomic
def end_role(
    *, actor: Actor, membership_id: int, last_day: date | None, now: datetime
) -> None:
    """End a role, at once or after a last day.

    A role that has not lasted a whole day is taken away; the log keeps it.

    Args:
        actor: who does it.
        membership_id: the role of a user.
        last_day: today or later; None ends it at once.
        now: aware.

    Raises:
        NotAllowedError: the actor may not manage users.
        NotFoundError: no such role here, or it is over.
        OwnRolesError: it is a role of the actor.
        RoleInThePastError: the last day lies before today.
        RolePeriodError: the last day lies before the first.
    """
    actor.require(Permission.USERS_MANAGE)
    today = local_day(now)
    membership = selectors.membership_of(
        actor, membership_id=membership_id, today=today
    )
    user = User.objects.select_for_update().get(pk=membership.user_id)
    if user.pk == actor.user_id:
        raise OwnRolesError
    if last_day is not None and last_day < today:
        raise RoleInThePastError(last_day.isoformat())
    if last_day is not None and last_day < membership.from_on:
        raise RolePeriodError(last_day.isoformat())
    _end(membership, last_day or today - timedelta(days=1))
    sync_groups_of(user, today=today)
    audit.record(
        "role.ended",
        actor=actor,
        subject=f"user:{user.pk}",
        at=now,
        detail={"role": membership.role, "until": str(last_day or "now")},
    )


@transaction.atomic
def invite_user(*, actor: Actor, user_id: int, base_url: str, now: datetime) -> None:
    """Send a user of the municipality the invitation again.

    Raises:
        NotAllowedError: the actor may not manage users.
        NotFoundError: no such user here.
    """
    actor.require(Permission.USERS_MANAGE)
    send_invitation(selectors.user_of(actor, user_id=user_id), actor, base_url, now)


@transaction.atomic
def reset_access(*, email: str, base_url: str, now: datetime) -> User:
    """Take password and second factors away from somebody who lost them, and mail a link.

    Reached from the command line only: an administrator of one municipality may not
    weaken an account that works for others too. All sessions of the user end.

    Args:
        email: address of the user.
        base_url: address of the site, for the link in the mail.
        now: aware.

    Returns:
        The user; the mail goes when the transaction commits.

    Raises:
        NotFoundError: nobody has that address.
    """
    user = User.objects.select_for_update().filter(email=email.strip().lower()).first()
    if user is None:
        raise NotFoundError
    Authenticator.objects.filter(user=user).delete()
    user.set_unusable_password()
    user.save(update_fields=["password"])
    audit.record("access.reset", actor=None, subject=f"user:{user.pk}", at=now)
    _mail(
        user,
        _("SOHOS: kies een nieuw wachtwoord"),
        {"url": base_url.rstrip("/") + _way_in(user), "is_new": True},
    )
    return user


def account_of(email: str, name: str) -> tuple[User, bool]:
    """Return the account with an address, made if needed, and whether it was."""
    address = email.strip().lower()
    found = User.objects.filter(email=address).first()
    if found is not None:
        return found, False
    try:
        with transaction.atomic():
            return User.objects.create_user(address, name=name), True
    except IntegrityError:
        return User.objects.get(email=address), False


def _give(
    actor: Actor,
    user: User,
    role: Role,
    team_id: int | None,
    *,
    period: tuple[date, date | None],
    now: datetime,
) -> Membership:
    if user.pk == actor.user_id:
        raise OwnRolesError
    if (
        team_id is not None
        and not selectors.teams_for(actor).filter(pk=team_id).exists()
    ):
        raise NotFoundError
    User.objects.select_for_update().get(pk=user.pk)
    for other in selectors.roles_during(actor, user_id=user.pk, period=period):
        if other == role:
            raise RoleTakenError(role)
        if not are_compatible(role, other):
            raise IncompatibleRolesError(role, other)
    membership = Membership.objects.create(
        user=user, role=role, team_id=team_id, from_on=period[0], until_on=period[1]
    )
    sync_groups_of(user, today=local_day(now))
    audit.record(
        "role.given",
        actor=actor,
        subject=f"user:{user.pk}",
        at=now,
        detail={
            "role": role.value,
            "team": team_id or 0,
            "from": period[0].isoformat(),
            "until": str(period[1] or ""),
        },
    )
    return membership


def _end(membership: Membership, last_day: date) -> None:
    if last_day < membership.from_on:
        membership.delete()
        return
    membership.until_on = last_day
    membership.save(update_fields=["until_on"])


def send_invitation(user: User, actor: Actor, base_url: str, now: datetime) -> None:
    """Mail a user the way in to the actor's municipality, after the commit."""
    audit.record("user.invited", actor=actor, subject=f"user:{user.pk}", at=now)
    name = actor.municipality.name
    _mail(
        user,
        _("SOHOS: u kunt werken voor %(name)s") % {"name": name},
        {
            "municipality_name": name,
            "url": base_url.rstrip("/") + _way_in(user),
            "is_new": not user.has_usable_password(),
        },
    )


def _way_in(user: User) -> str:
    if user.has_usable_password():
        return reverse("account_login")
    key = default_token_generator.make_token(user)
    return reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(user), "key": key},
    )


def _mail(user: User, subject: str, facts: dict[str, object]) -> None:
    body = render_to_string("accounts/email/invitation.txt", {"user": user, **facts})
    transaction.on_commit(
        lambda: send_mail(subject, body, None, [user.email]), robust=True
    )
