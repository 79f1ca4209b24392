"""Colleagues of a grown municipality, added many at a time."""

from collections import defaultdict
from itertools import islice

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group

from sohos.demo.copying import Colleague
from sohos.demo.invented import person_name
from sohos.demo.people import DemoMunicipality
from sohos.demo.town import FIRST_DAY
from sohos.tenancy.models import Membership, Team, User
from sohos.tenancy.permissions import Role

CASES_PER_CASEMANAGER = 30
CASEMANAGERS_PER_TEAM = 8
ONE_OF_EACH = (
    Role.JURIST,
    Role.MANDATE_HOLDER,
    Role.CONTROLLER,
    Role.ACCOUNTANT,
    Role.FUNCTIONAL_ADMIN,
    Role.PRIVACY_OFFICER,
)


def fill(town: DemoMunicipality, households: int, *, hashed: str) -> None:
    """Give a municipality the colleagues that so many households need.

    Runs inside the municipality; whoever is there already stays.

    Args:
        town: the municipality.
        households: how many it will have.
        hashed: the password of every account, hashed.
    """
    there = colleagues()
    casemanagers = -(-households // CASES_PER_CASEMANAGER)
    lacking = casemanagers - len(there[Role.CASEMANAGER])
    new = [Role.CASEMANAGER] * lacking
    new += [role for role in ONE_OF_EACH if role not in there]
    users = _accounts(town, new, hashed)
    Membership.objects.bulk_create(
        Membership(user=user, role=role, from_on=FIRST_DAY)
        for user, role in zip(users, new, strict=True)
        if role is not Role.CASEMANAGER
    )
    waiting = iter(users[: max(0, lacking)])
    while members := list(islice(waiting, CASEMANAGERS_PER_TEAM)):
        _team(town, members, hashed)


def colleagues() -> defaultdict[Role, list[Colleague]]:
    """Return who works in the municipality of the running transaction, by role."""
    found: defaultdict[Role, list[Colleague]] = defaultdict(list)
    for row in Membership.objects.select_related("user").order_by("id"):
        found[Role(row.role)].append(Colleague(row.user_id, row.user.name, row.team_id))
    return found


def _team(town: DemoMunicipality, members: list[User], hashed: str) -> None:
    """Put casemanagers in a new team, with a team lead of its own."""
    number = Team.objects.count() + 1
    group = Group.objects.create(name=f"{town.id}: Team {number}")
    team = Team.objects.create(name=f"Team {number}", group=group)
    (lead,) = _accounts(town, [Role.TEAM_LEAD], hashed)
    roles = {**dict.fromkeys(members, Role.CASEMANAGER), lead: Role.TEAM_LEAD}
    Membership.objects.bulk_create(
        Membership(user=user, role=role, team=team, from_on=FIRST_DAY)
        for user, role in roles.items()
    )
    group.user_set.add(*roles)


def _accounts(town: DemoMunicipality, roles: list[Role], hashed: str) -> list[User]:
    there = Membership.objects.count()
    users = User.objects.bulk_create(
        User(
            email=f"{role.replace('_', '-')}-{there + i}@{town.slug}.example",
            name=person_name(town, there + i),
            password=hashed,
        )
        for i, role in enumerate(roles, start=1)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True)
        for user in users
    )
    return users
