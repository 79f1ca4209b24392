from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import Group

from sohos.accounts import services
from sohos.accounts.tasks import daily
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.tenancy import context
from sohos.tenancy.models import Membership, User
from sohos.tenancy.permissions import Role
from tests.towns import TODAY, Town

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


def groups_of(user_id: int) -> set[str]:
    user = User.objects.get(pk=user_id)
    return set(user.groups.values_list("name", flat=True))


def test_team_has_a_group_with_the_code_of_the_municipality(
    almelo: Town, den_haag: Town
) -> None:
    for town in (almelo, den_haag):
        with town.acting(Role.FUNCTIONAL_ADMIN) as admin:
            services.add_team(actor=admin, name="Team Noord", now=NOW)
    names = set(Group.objects.values_list("name", flat=True))
    assert names == {"GM0141 Team Noord", "GM0518 Team Noord"}


def test_group_follows_the_role_with_the_team(almelo: Town) -> None:
    noor = almelo.actor(Role.CASEMANAGER).user_id
    with almelo.acting(Role.FUNCTIONAL_ADMIN) as farid:
        team = services.add_team(actor=farid, name="Team Noord", now=NOW)
        given = services.give_role(
            actor=farid,
            user_id=noor,
            role=Role.TEAM_LEAD,
            team_id=team.pk,
            from_on=TODAY,
            until_on=None,
            now=NOW,
        )
        assert groups_of(noor) == {"GM0141 Team Noord"}
        services.end_role(actor=farid, membership_id=given.pk, last_day=None, now=NOW)
        assert groups_of(noor) == set()


def test_group_of_a_role_that_begins_later_comes_on_its_day(
    almelo: Town, den_haag: Town
) -> None:
    noor = almelo.actor(Role.CASEMANAGER).user_id
    start = TODAY + timedelta(days=3)
    elsewhere = Group.objects.create(name="GM0518 Laak")
    User.objects.get(pk=noor).groups.add(elsewhere)
    with almelo.acting(Role.FUNCTIONAL_ADMIN) as farid:
        team = services.add_team(actor=farid, name="Team Noord", now=NOW)
        Membership.objects.create(
            user_id=noor,
            role=Role.TEAM_LEAD,
            team=team,
            from_on=start,
            until_on=start,
        )
        for day, expected in [
            (TODAY, {"GM0518 Laak"}),
            (start, {"GM0518 Laak", "GM0141 Team Noord"}),
            (start + timedelta(days=1), {"GM0518 Laak"}),
        ]:
            services.sync_teams(today=day)
            assert groups_of(noor) == expected, day


def test_every_night_all_municipalities_are_brought_in_step(
    almelo: Town, den_haag: Town
) -> None:
    users = []
    for town in (almelo, den_haag):
        user_id = town.actor(Role.CASEMANAGER).user_id
        with town.acting(Role.FUNCTIONAL_ADMIN) as admin:
            team = services.add_team(actor=admin, name="Team Noord", now=NOW)
            Membership.objects.create(
                user_id=user_id, role=Role.JURIST, team=team, from_on=date(2020, 1, 1)
            )
        users.append(user_id)
    daily()
    daily()
    assert [groups_of(user_id) for user_id in users] == [
        {"GM0141 Team Noord"},
        {"GM0518 Team Noord"},
    ]


def test_group_is_renamed_with_its_team(almelo: Town) -> None:
    with almelo.acting(Role.FUNCTIONAL_ADMIN) as farid:
        team = services.add_team(actor=farid, name="Team Noord", now=NOW)
        for _again in range(2):
            services.rename_team(
                actor=farid, team_id=team.pk, name="Team Zuid", now=NOW
            )
    assert Group.objects.get().name == "GM0141 Team Zuid"


def test_two_teams_do_not_share_a_name(almelo: Town) -> None:
    with almelo.acting(Role.FUNCTIONAL_ADMIN) as farid:
        services.add_team(actor=farid, name="Team Noord", now=NOW)
        zuid = services.add_team(actor=farid, name="Team Zuid", now=NOW)
        with pytest.raises(services.TeamNameTakenError):
            services.add_team(actor=farid, name="Team Noord", now=NOW)
        with pytest.raises(services.TeamNameTakenError):
            services.rename_team(
                actor=farid, team_id=zuid.pk, name="Team Noord", now=NOW
            )


def test_team_of_another_municipality_does_not_exist(
    almelo: Town, den_haag: Town
) -> None:
    with den_haag.acting(Role.FUNCTIONAL_ADMIN) as stranger:
        laak = services.add_team(actor=stranger, name="Laak", now=NOW)
    with almelo.acting(Role.FUNCTIONAL_ADMIN) as farid, pytest.raises(NotFoundError):
        services.rename_team(actor=farid, team_id=laak.pk, name="Mijn", now=NOW)


def test_others_may_not_make_teams(almelo: Town) -> None:
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        with pytest.raises(NotAllowedError):
            services.add_team(actor=tessa, name="Team Noord", now=NOW)
        with pytest.raises(NotAllowedError):
            services.rename_team(actor=tessa, team_id=1, name="Team Noord", now=NOW)


def test_sync_touches_only_its_own_municipality(almelo: Town, den_haag: Town) -> None:
    with context.tenant(almelo.id):
        assert services.sync_teams(today=TODAY) == 0
