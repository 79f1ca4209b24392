from datetime import UTC, date, datetime, timedelta

import pytest

from sohos.accounts import services
from sohos.audit.models import Line
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.tenancy.actor import Actor
from sohos.tenancy.models import Membership
from sohos.tenancy.permissions import Role
from sohos.tenancy.selectors import actor_for
from tests.towns import TODAY, Town

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
YESTERDAY = TODAY - timedelta(days=1)


def end(actor: Actor, membership: Membership, last_day: date | None = None) -> None:
    services.end_role(
        actor=actor, membership_id=membership.pk, last_day=last_day, now=NOW
    )


def membership_of(town: Town, role: Role) -> Membership:
    return Membership.objects.get(user_id=town.actor(role).user_id, role=role)


def test_role_that_ends_at_once_opens_nothing_any_more(almelo: Town) -> None:
    noor = almelo.actor(Role.CASEMANAGER)
    with almelo.acting(Role.FUNCTIONAL_ADMIN) as farid:
        end(farid, membership_of(almelo, Role.CASEMANAGER))
        with pytest.raises(NotFoundError):
            actor_for(noor.user_id, almelo.id, today=TODAY)
        line = Line.objects.get(action="role.ended")
        assert line.detail == {"role": "casemanager", "until": "now"}


def test_role_may_last_until_a_day(almelo: Town) -> None:
    noor = almelo.actor(Role.CASEMANAGER)
    friday = date(2026, 11, 20)
    with almelo.acting(Role.FUNCTIONAL_ADMIN) as farid:
        end(farid, membership_of(almelo, Role.CASEMANAGER), friday)
        there = actor_for(noor.user_id, almelo.id, today=friday)
        assert there.roles == {Role.CASEMANAGER}
        with pytest.raises(NotFoundError):
            actor_for(noor.user_id, almelo.id, today=friday + timedelta(days=1))


def test_role_given_today_by_mistake_can_end_today(almelo: Town) -> None:
    noor = almelo.actor(Role.CASEMANAGER)
    with almelo.acting(Role.FUNCTIONAL_ADMIN) as farid:
        given = services.give_role(
            actor=farid,
            user_id=noor.user_id,
            role=Role.TEAM_LEAD,
            team_id=None,
            from_on=TODAY,
            until_on=None,
            now=NOW,
        )
        end(farid, given)
        assert actor_for(noor.user_id, almelo.id, today=TODAY).roles == {
            Role.CASEMANAGER
        }
        assert Line.objects.filter(action="role.ended").count() == 1


def test_last_day_is_not_in_the_past(almelo: Town) -> None:
    almelo.actor(Role.CASEMANAGER)
    with almelo.acting(Role.FUNCTIONAL_ADMIN) as farid:
        membership = membership_of(almelo, Role.CASEMANAGER)
        with pytest.raises(services.RoleInThePastError):
            end(farid, membership, YESTERDAY)


def test_last_day_is_not_before_the_first(almelo: Town) -> None:
    noor = almelo.actor(Role.CASEMANAGER)
    with almelo.acting(Role.FUNCTIONAL_ADMIN) as farid:
        later = Membership.objects.create(
            user_id=noor.user_id, role=Role.JURIST, from_on=date(2027, 1, 1)
        )
        with pytest.raises(services.RolePeriodError):
            end(farid, later, TODAY)


def test_role_that_is_over_cannot_end_again(almelo: Town) -> None:
    almelo.actor(Role.CASEMANAGER)
    with almelo.acting(Role.FUNCTIONAL_ADMIN) as farid:
        membership = membership_of(almelo, Role.CASEMANAGER)
        end(farid, membership)
        with pytest.raises(NotFoundError):
            end(farid, membership)


def test_administrator_cannot_take_their_own_role(almelo: Town) -> None:
    with almelo.acting(Role.FUNCTIONAL_ADMIN) as farid:
        own = Membership.objects.get(user_id=farid.user_id)
        with pytest.raises(services.OwnRolesError):
            end(farid, own)


def test_role_of_another_municipality_does_not_exist(
    almelo: Town, den_haag: Town
) -> None:
    with den_haag.acting(Role.CASEMANAGER):
        foreign = membership_of(den_haag, Role.CASEMANAGER)
    with almelo.acting(Role.FUNCTIONAL_ADMIN) as farid, pytest.raises(NotFoundError):
        end(farid, foreign)


def test_own_role_elsewhere_does_not_exist_here(almelo: Town, den_haag: Town) -> None:
    farid = almelo.actor(Role.FUNCTIONAL_ADMIN)
    with den_haag.acting(Role.JURIST):
        elsewhere = Membership.objects.create(
            user_id=farid.user_id, role=Role.JURIST, from_on=TODAY
        )
    with almelo.acting(Role.FUNCTIONAL_ADMIN), pytest.raises(NotFoundError):
        end(farid, elsewhere)


def test_others_may_not_end_roles(almelo: Town) -> None:
    almelo.actor(Role.CASEMANAGER)
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        membership = membership_of(almelo, Role.CASEMANAGER)
        with pytest.raises(NotAllowedError):
            end(tessa, membership)
