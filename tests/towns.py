"""The two municipalities of every database test, and the people who work there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from django.test import Client

from sohos.tenancy import context, selectors
from sohos.tenancy.actor import Actor
from sohos.tenancy.middleware import MUNICIPALITY_KEY
from sohos.tenancy.models import Membership, Municipality, Team, User
from sohos.tenancy.permissions import Role

LONG_AGO = date(2018, 1, 1)
TODAY = date(2026, 11, 16)
NAMES = {
    Role.CASEMANAGER: "Noor Verbeek",
    Role.TEAM_LEAD: "Tessa Lubbers",
    Role.JURIST: "Joost Smeets",
    Role.MANDATE_HOLDER: "Marga Wolters",
    Role.CONTROLLER: "Carlo Noorderwijk",
    Role.ACCOUNTANT: "Anna van Loon",
    Role.INVESTOR: "Fonds De Brug",
    Role.HOUSEHOLD_MEMBER: "Mila Merel",
    Role.FUNCTIONAL_ADMIN: "Farid Bakker",
    Role.PRIVACY_OFFICER: "Petra Postma",
    Role.TREASURY: "Theo Kas",
    Role.SOHOS_FINANCE: "Sanne Geldof",
    Role.FUND: "Stichting Het Zetje",
}


@dataclass
class Town:
    """One municipality in a test."""

    id: int
    name: str
    _actors: dict[tuple[Role, str], Actor] = field(default_factory=dict)

    def actor(self, role: Role, name: str = "", *, team: Team | None = None) -> Actor:
        """Return the person with that role, made on first use."""
        name = name or NAMES[role]
        if (role, name) not in self._actors:
            user = self._user(name)
            with context.tenant(self.id, user_id=user.pk):
                Membership.objects.create(
                    user=user, role=role, team=team, from_on=LONG_AGO
                )
                self._actors[role, name] = selectors.actor_for(
                    user.pk, self.id, today=TODAY
                )
        return self._actors[role, name]

    @contextmanager
    def acting(self, role: Role, name: str = "") -> Iterator[Actor]:
        """Work as somebody: inside the municipality's transaction."""
        actor = self.actor(role, name)
        with context.tenant(self.id, user_id=actor.user_id):
            yield actor

    def browser(self, role: Role, name: str = "") -> Client:
        """Return a test client in which that person is logged in here."""
        actor = self.actor(role, name)
        client = Client()
        client.force_login(User.objects.get(pk=actor.user_id))
        session = client.session
        session[MUNICIPALITY_KEY] = self.id
        session.save()
        return client

    def _user(self, name: str) -> User:
        email = f"{name.lower().replace(' ', '.')}@{self.name.lower()}.example"
        found = User.objects.filter(email=email.replace("'", "")).first()
        return found or User.objects.create_user(email.replace("'", ""), name=name)


def make_town(municipality_id: int, name: str) -> Town:
    """Store a municipality and return it as a town."""
    slug = name.lower().replace(" ", "-")
    Municipality.objects.create(id=municipality_id, name=name, slug=slug)
    return Town(municipality_id, slug)
