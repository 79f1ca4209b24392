from datetime import UTC, datetime

import pytest
from django.core import mail
from pytest_django import DjangoCaptureOnCommitCallbacks

from sohos.accounts import selectors, services
from sohos.audit.models import Line
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.tenancy import context
from sohos.tenancy.actor import Actor
from sohos.tenancy.models import User
from sohos.tenancy.permissions import Role
from tests.towns import TODAY, Town

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
SITE = "https://sohos.example/"


def add(
    actor: Actor,
    email: str = "Roos.Jansen@Almelo.example",
    roles: tuple[Role, ...] = (Role.CASEMANAGER,),
    team_id: int | None = None,
) -> User:
    return services.add_user(
        actor=actor,
        email=email,
        name="Roos Jansen",
        roles=roles,
        team_id=team_id,
        base_url=SITE,
        now=NOW,
    )


def roles_of(actor: Actor, user: User) -> set[Role]:
    return selectors.roles_during(actor, user_id=user.pk, period=(TODAY, None))


def test_new_user_has_the_roles_and_a_mail_with_a_link(
    almelo: Town, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with almelo.acting(Role.FUNCTIONAL_ADMIN) as farid:
        with django_capture_on_commit_callbacks(execute=True):
            roos = add(farid, roles=(Role.CASEMANAGER, Role.TEAM_LEAD))
            assert not mail.outbox, "nothing leaves before the commit"
        assert roles_of(farid, roos) == {Role.CASEMANAGER, Role.TEAM_LEAD}
    assert roos.email == "roos.jansen@almelo.example"
    assert not roos.has_usable_password()
    assert [message.to for message in mail.outbox] == [[roos.email]]
    assert f"{SITE}account/password/new/" in mail.outbox[0].body
    assert "Almelo" in mail.outbox[0].subject


def test_log_tells_who_added_whom_without_their_name(almelo: Town) -> None:
    with almelo.acting(Role.FUNCTIONAL_ADMIN) as farid:
        roos = add(farid)
        lines = Line.objects.filter(subject=f"user:{roos.pk}").order_by("pk")
        assert [line.action for line in lines] == [
            "user.added",
            "role.given",
            "user.invited",
        ]
        assert {line.user_id for line in lines} == {farid.user_id}
        assert "roos" not in str([line.detail for line in lines]).lower()


def test_somebody_known_elsewhere_keeps_name_and_password(
    almelo: Town,
    den_haag: Town,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    anna = User.objects.get(pk=den_haag.actor(Role.ACCOUNTANT).user_id)
    anna.set_password("een heel lang wachtwoord")
    anna.save()
    with (
        django_capture_on_commit_callbacks(execute=True),
        almelo.acting(Role.FUNCTIONAL_ADMIN) as farid,
    ):
        added = add(farid, email=anna.email.upper(), roles=(Role.ACCOUNTANT,))
    anna.refresh_from_db()
    assert added.pk == anna.pk
    assert anna.name == "Anna van Loon"
    assert anna.has_usable_password()
    assert "/account/password/new/" not in mail.outbox[0].body
    with context.tenant(den_haag.id):
        assert not Line.objects.filter(action="role.given").exists()


def test_roles_that_control_each_other_do_not_meet_in_one_person(almelo: Town) -> None:
    with almelo.acting(Role.FUNCTIONAL_ADMIN) as farid:
        with pytest.raises(services.IncompatibleRolesError):
            add(farid, roles=(Role.CASEMANAGER, Role.ACCOUNTANT))
        assert not User.objects.filter(email="roos.jansen@almelo.example").exists()


def test_the_same_role_twice_is_refused(almelo: Town) -> None:
    with almelo.acting(Role.FUNCTIONAL_ADMIN) as farid:
        add(farid)
        with pytest.raises(services.RoleTakenError):
            add(farid)


def test_nobody_adds_themselves_to_a_role(almelo: Town) -> None:
    with almelo.acting(Role.FUNCTIONAL_ADMIN) as farid:
        own = User.objects.get(pk=farid.user_id)
        with pytest.raises(services.OwnRolesError):
            add(farid, email=own.email, roles=(Role.TREASURY,))


def test_team_of_another_municipality_does_not_exist(
    almelo: Town, den_haag: Town
) -> None:
    with den_haag.acting(Role.FUNCTIONAL_ADMIN) as stranger:
        laak = services.add_team(actor=stranger, name="Laak", now=NOW)
    with almelo.acting(Role.FUNCTIONAL_ADMIN) as farid, pytest.raises(NotFoundError):
        add(farid, team_id=laak.pk)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.FUNCTIONAL_ADMIN}))
def test_only_the_functional_administrator_adds_users(almelo: Town, role: Role) -> None:
    with almelo.acting(role) as other, pytest.raises(NotAllowedError):
        add(other)


def test_invitation_can_be_sent_again(
    almelo: Town, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with almelo.acting(Role.FUNCTIONAL_ADMIN) as farid:
        roos = add(farid)
        with django_capture_on_commit_callbacks(execute=True):
            services.invite_user(actor=farid, user_id=roos.pk, base_url=SITE, now=NOW)
    assert len(mail.outbox) == 1


def test_nobody_is_invited_from_another_municipality(
    almelo: Town, den_haag: Town
) -> None:
    noor = den_haag.actor(Role.CASEMANAGER)
    with almelo.acting(Role.FUNCTIONAL_ADMIN) as farid, pytest.raises(NotFoundError):
        services.invite_user(actor=farid, user_id=noor.user_id, base_url=SITE, now=NOW)
