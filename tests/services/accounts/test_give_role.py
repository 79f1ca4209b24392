from datetime import UTC, date, datetime, timedelta
from itertools import combinations

import pytest

from sohos.accounts import selectors, services
from sohos.audit.models import Line
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.tenancy.actor import Actor
from sohos.tenancy.models import Membership
from sohos.tenancy.permissions import SEPARATED_ROLES, Role
from tests.towns import TODAY, Town

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
NEXT_YEAR = date(2027, 1, 1)


def give(
    actor: Actor,
    user_id: int,
    role: Role,
    from_on: date = TODAY,
    until_on: date | None = None,
) -> Membership:
    return services.give_role(
        actor=actor,
        user_id=user_id,
        role=role,
        team_id=None,
        from_on=from_on,
        until_on=until_on,
        now=NOW,
    )


def test_role_holds_from_its_first_day_to_its_last(almelo: Town) -> None:
    joost = almelo.actor(Role.JURIST).user_id
    with almelo.acting(Role.FUNCTIONAL_ADMIN) as farid:
        give(farid, joost, Role.CONTROLLER, NEXT_YEAR, date(2027, 3, 31))
        for day, expected in [
            (date(2026, 12, 31), {Role.JURIST}),
            (date(2027, 1, 1), {Role.JURIST, Role.CONTROLLER}),
            (date(2027, 3, 31), {Role.JURIST, Role.CONTROLLER}),
            (date(2027, 4, 1), {Role.JURIST}),
        ]:
            found = selectors.roles_during(farid, user_id=joost, period=(day, day))
            assert found == expected, day
        line = Line.objects.get(action="role.given")
        assert line.detail == {
            "role": "controller",
            "team": 0,
            "from": "2027-01-01",
            "until": "2027-03-31",
        }


@pytest.mark.parametrize(
    ("one", "other"), sorted(combinations(sorted(SEPARATED_ROLES), 2))
)
def test_every_pair_that_controls_each_other_is_refused(
    almelo: Town, one: Role, other: Role
) -> None:
    user_id = almelo.actor(one).user_id
    with (
        almelo.acting(Role.FUNCTIONAL_ADMIN) as farid,
        pytest.raises(services.IncompatibleRolesError),
    ):
        give(farid, user_id, other)


def test_separated_roles_may_follow_each_other(almelo: Town) -> None:
    noor = almelo.actor(Role.CASEMANAGER).user_id
    with almelo.acting(Role.FUNCTIONAL_ADMIN) as farid:
        running = Membership.objects.get(user_id=noor)
        services.end_role(
            actor=farid,
            membership_id=running.pk,
            last_day=NEXT_YEAR - timedelta(days=1),
            now=NOW,
        )
        with pytest.raises(services.IncompatibleRolesError):
            give(farid, noor, Role.CONTROLLER, NEXT_YEAR - timedelta(days=1))
        give(farid, noor, Role.CONTROLLER, NEXT_YEAR)


def test_separation_holds_inside_one_municipality_only(
    almelo: Town, den_haag: Town
) -> None:
    anna = almelo.actor(Role.ACCOUNTANT)
    with den_haag.acting(Role.FUNCTIONAL_ADMIN) as farid:
        Membership.objects.create(user_id=anna.user_id, role=Role.JURIST, from_on=TODAY)
        give(farid, anna.user_id, Role.CONTROLLER)


def test_the_same_role_in_an_overlapping_period_is_refused(almelo: Town) -> None:
    noor = almelo.actor(Role.CASEMANAGER).user_id
    with (
        almelo.acting(Role.FUNCTIONAL_ADMIN) as farid,
        pytest.raises(services.RoleTakenError),
    ):
        give(farid, noor, Role.CASEMANAGER, NEXT_YEAR)


def test_role_does_not_begin_in_the_past(almelo: Town) -> None:
    noor = almelo.actor(Role.CASEMANAGER).user_id
    with (
        almelo.acting(Role.FUNCTIONAL_ADMIN) as farid,
        pytest.raises(services.RoleInThePastError),
    ):
        give(farid, noor, Role.TEAM_LEAD, TODAY - timedelta(days=1))


def test_day_is_the_day_in_the_netherlands(almelo: Town) -> None:
    noor = almelo.actor(Role.CASEMANAGER).user_id
    late = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    with (
        almelo.acting(Role.FUNCTIONAL_ADMIN) as farid,
        pytest.raises(services.RoleInThePastError),
    ):
        services.give_role(
            actor=farid,
            user_id=noor,
            role=Role.TEAM_LEAD,
            team_id=None,
            from_on=date(2026, 12, 31),
            until_on=None,
            now=late,
        )


def test_last_day_is_not_before_the_first(almelo: Town) -> None:
    noor = almelo.actor(Role.CASEMANAGER).user_id
    with (
        almelo.acting(Role.FUNCTIONAL_ADMIN) as farid,
        pytest.raises(services.RolePeriodError),
    ):
        give(farid, noor, Role.TEAM_LEAD, NEXT_YEAR, TODAY)


def test_nobody_gives_themselves_a_role(almelo: Town) -> None:
    with (
        almelo.acting(Role.FUNCTIONAL_ADMIN) as farid,
        pytest.raises(services.OwnRolesError),
    ):
        give(farid, farid.user_id, Role.CASEMANAGER)


def test_user_of_another_municipality_does_not_exist(
    almelo: Town, den_haag: Town
) -> None:
    noor = den_haag.actor(Role.CASEMANAGER).user_id
    with almelo.acting(Role.FUNCTIONAL_ADMIN) as farid, pytest.raises(NotFoundError):
        give(farid, noor, Role.JURIST)


def test_others_may_not_give_roles(almelo: Town) -> None:
    noor = almelo.actor(Role.CASEMANAGER).user_id
    with almelo.acting(Role.TEAM_LEAD) as tessa, pytest.raises(NotAllowedError):
        give(tessa, noor, Role.JURIST)
