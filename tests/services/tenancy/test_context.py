import pytest
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory
from pytest_django import Settings

from sohos.accounts.middleware import ClientAddressMiddleware
from sohos.tenancy import context
from sohos.tenancy.models import Membership, Team
from sohos.tenancy.permissions import SEPARATED_ROLES, Role, are_compatible
from tests.towns import Town


def test_work_without_a_municipality_fails_loudly(own_database: str) -> None:
    with pytest.raises(DatabaseError, match=r"app\.tenant"):
        Team.objects.count()
    with pytest.raises(context.NoTenantError):
        context.current_municipality()


def test_transaction_does_not_change_municipality(almelo: Town, den_haag: Town) -> None:
    with context.tenant(almelo.id):
        assert context.current_municipality() == almelo.id
        with pytest.raises(context.TenantSwitchError), context.tenant(den_haag.id):
            pass
        with pytest.raises(context.TenantSwitchError), context.identity(1):
            pass


def test_inner_block_keeps_the_user_and_gives_the_outer_one_back(
    almelo: Town, den_haag: Town
) -> None:
    noor = almelo.actor(Role.CASEMANAGER).user_id
    with context.identity(noor):
        with context.tenant(den_haag.id):
            assert context.current() == context.Binding(den_haag.id, noor)
            assert _bound() == (str(den_haag.id), str(noor))
        assert _bound() == ("", str(noor))
        assert Membership.objects.get().municipality_id == almelo.id


def test_nothing_is_left_on_the_connection(own_database: str, almelo: Town) -> None:
    with context.tenant(almelo.id):
        assert _bound()[0] == str(almelo.id)
    assert _bound() == ("", "")


def test_failure_inside_leaves_the_outer_binding(almelo: Town) -> None:
    with context.tenant(almelo.id):
        with pytest.raises(DatabaseError), transaction.atomic():
            Team.objects.create(name="zonder groep")
        assert _bound()[0] == str(almelo.id)


def _bound() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting('app.tenant', true), ''),"
            " coalesce(current_setting('app.user', true), '')"
        )
        tenant, user = cursor.fetchone()
    return tenant, user


@pytest.mark.parametrize("one", Role)
@pytest.mark.parametrize("other", Role)
def test_only_different_separated_roles_exclude_each_other(
    one: Role, other: Role
) -> None:
    separated = one in SEPARATED_ROLES and other in SEPARATED_ROLES
    excluded = one != other and (separated or Role.FUND in {one, other})
    assert are_compatible(one, other) is not excluded


@pytest.mark.parametrize(
    ("proxies", "header", "expected"),
    [
        (0, "198.51.100.9", "10.0.0.1"),
        (1, "198.51.100.9", "198.51.100.9"),
        (1, "6.6.6.6, 198.51.100.9", "198.51.100.9"),
        (2, "6.6.6.6, 198.51.100.9, 10.0.0.2", "198.51.100.9"),
        (2, "198.51.100.9", "10.0.0.1"),
        (1, "niet een adres", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "2001:db8::7", "2001:db8::7"),
    ],
)
def test_caller_cannot_choose_their_own_address(
    settings: Settings, proxies: int, header: str, expected: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get(
        "/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=header
    )
    seen: list[str] = []
    ClientAddressMiddleware(lambda r: seen.append(r.META["REMOTE_ADDR"]))(request)  # type: ignore[arg-type,return-value]
    assert seen == [expected]
