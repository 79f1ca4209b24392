"""Somebody of the demo, at work."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from sohos.demo.people import DemoMunicipality, people_of
from sohos.tenancy import context, selectors
from sohos.tenancy.actor import Actor
from sohos.tenancy.models import User
from sohos.tenancy.permissions import Role

TODAY = date(2026, 11, 21)


@contextmanager
def at_work(town: DemoMunicipality, role: Role) -> Iterator[Actor]:
    """Be the first person of a role, inside the municipality's transaction."""
    person = next(one for one in people_of(town.slug) if one.role is role)
    user = User.objects.get(email=person.email)
    with context.tenant(town.id, user_id=user.pk):
        yield selectors.actor_for(user.pk, town.id, today=TODAY)
