"""Acts: let a municipality begin, and go and work for one."""

from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from sohos.accounts import selectors
from sohos.accounts.services.users import account_of, send_invitation
from sohos.audit import services as audit
from sohos.core.dates import local_day
from sohos.core.errors import DomainError, NotFoundError
from sohos.tenancy import context
from sohos.tenancy.actor import Actor, MunicipalityCard
from sohos.tenancy.models import Membership, Municipality
from sohos.tenancy.permissions import Role
from sohos.tenancy.selectors import actor_for


class MunicipalityTakenError(DomainError):
    """There is a municipality with that number or name."""

    code = "municipality_taken"


@transaction.atomic
def begin_municipality(
    *,
    municipality_id: int,
    name: str,
    admin_name: str,
    admin_email: str,
    base_url: str,
    now: datetime,
) -> Actor:
    """Store a municipality and invite its first functional administrator.

    The only act without an actor: nobody works there yet. It is reached from the
    command line, never from a page.

    Args:
        municipality_id: number of the CBS code.
        name: name of the municipality; its name in addresses is made from it.
        admin_name: name of the administrator, if the account is new.
        admin_email: address of the administrator.
        base_url: address of the site, for the link in the mail.
        now: aware.

    Returns:
        The administrator; the mail goes when the transaction commits.

    Raises:
        MunicipalityTakenError: the number or the name is taken.
    """
    slug = slugify(name)
    taken = Municipality.objects.filter(pk=municipality_id) | (
        Municipality.objects.filter(name=name) | Municipality.objects.filter(slug=slug)
    )
    if taken.exists():
        raise MunicipalityTakenError(str(municipality_id))
    Municipality.objects.create(id=municipality_id, name=name, slug=slug)
    with context.tenant(municipality_id):
        user, _is_new = account_of(admin_email, admin_name)
        today = local_day(now)
        Membership.objects.create(user=user, role=Role.FUNCTIONAL_ADMIN, from_on=today)
        actor = actor_for(user.pk, municipality_id, today=today)
        _record("municipality.begun", municipality_id, actor, now)
        send_invitation(user, actor, base_url, now)
    return actor


def enter_municipality(
    *, user_id: int, municipality_id: int, confined_to: int | None, now: datetime
) -> MunicipalityCard:
    """Record that a user goes to work for one of their municipalities.

    Args:
        user_id: the user; the running transaction knows it, and the municipality
            that is left, if any.
        municipality_id: where to.
        confined_to: the only municipality that this session may enter, if so.
        now: aware.

    Returns:
        The municipality.

    Raises:
        NotFoundError: the user has no role there today, or may not go there.
    """
    today = local_day(now)
    options = selectors.choices_of(user_id, confined_to=confined_to, today=today)
    chosen = next((card for card in options if card.id == municipality_id), None)
    if chosen is None:
        raise NotFoundError
    left = context.current()
    if left is None or left.municipality_id is None:
        with context.tenant(municipality_id, user_id=user_id):
            actor = actor_for(user_id, municipality_id, today=today)
            _record("municipality.entered", municipality_id, actor, now)
    else:
        actor = actor_for(user_id, left.municipality_id, today=today)
        _record("municipality.left", municipality_id, actor, now)
    return chosen


def _record(action: str, to: int, actor: Actor, now: datetime) -> None:
    audit.record(action, actor=actor, subject=f"municipality:{to}", at=now)
