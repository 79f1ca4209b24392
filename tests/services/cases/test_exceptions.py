import pytest
from django.contrib.auth.models import Group

from cases import selectors, services
from cases.models import Case
from sohos.audit.models import Line
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.tenancy.models import Team, User
from sohos.tenancy.permissions import Role
from tests.services.cases.households import NOW, register
from tests.towns import Town


def team_of(town: Town) -> Team:
    with town.acting(Role.TEAM_LEAD):
        group = Group.objects.create(name=f"{town.id}: Noord")
        return Team.objects.create(name="Noord", group=group)


def ton(town: Town) -> User:
    return User.objects.get(pk=town.actor(Role.CASEMANAGER, "Ton Visser").user_id)


def grant(town: Town, case: Case, to: User | Team, *, may_change: bool = True) -> None:
    with town.acting(Role.TEAM_LEAD) as lead:
        services.grant_case(
            actor=lead, case_id=case.pk, to=to, may_change=may_change, now=NOW
        )


def shown(town: Town, case: Case) -> list[tuple[str, bool]]:
    with town.acting(Role.TEAM_LEAD) as lead:
        seen = selectors.case_of(lead, case_id=case.pk)
        return [
            (row.name, row.may_change) for row in selectors.exceptions_of(lead, seen)
        ]


def test_people_stand_before_teams_and_less_replaces_more(
    almelo: Town, den_haag: Town
) -> None:
    case, user, team = register(almelo), ton(almelo), team_of(almelo)
    grant(almelo, case, team, may_change=False)
    grant(almelo, case, user)
    assert shown(almelo, case) == [("Ton Visser", True), ("Noord", False)]
    grant(almelo, case, user, may_change=False)
    grant(almelo, case, team)
    assert shown(almelo, case) == [("Ton Visser", False), ("Noord", True)]


def test_closing_takes_everything_away_and_is_recorded(
    almelo: Town, den_haag: Town
) -> None:
    case, user, team = register(almelo), ton(almelo), team_of(almelo)
    for whom in (user, team):
        grant(almelo, case, whom)
        with almelo.acting(Role.TEAM_LEAD) as lead:
            services.revoke_case(actor=lead, case_id=case.pk, whom=whom, now=NOW)
            with pytest.raises(NotFoundError):
                services.revoke_case(actor=lead, case_id=case.pk, whom=whom, now=NOW)
    assert shown(almelo, case) == []
    with almelo.acting(Role.TEAM_LEAD):
        lines = Line.objects.filter(action="case.revoked").order_by("id")
        assert [line.detail["whom"] for line in lines] == [
            f"user:{user.pk}",
            f"team:{team.pk}",
        ]


def test_only_a_team_lead_of_the_case_closes_it(almelo: Town, den_haag: Town) -> None:
    case, user = register(almelo), ton(almelo)
    grant(almelo, case, user)
    for town, role, error in (
        (almelo, Role.CASEMANAGER, NotAllowedError),
        (den_haag, Role.TEAM_LEAD, NotFoundError),
    ):
        with town.acting(role) as actor, pytest.raises(error):
            services.revoke_case(actor=actor, case_id=case.pk, whom=user, now=NOW)
    assert shown(almelo, case) == [("Ton Visser", True)]
