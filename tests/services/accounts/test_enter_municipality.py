from datetime import UTC, datetime

import pytest

from sohos.accounts import services
from sohos.audit.models import Line
from sohos.core.errors import NotFoundError
from sohos.tenancy import context
from sohos.tenancy.models import Membership
from sohos.tenancy.permissions import Role
from tests.towns import TODAY, Town

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


@pytest.fixture
def anna(almelo: Town, den_haag: Town) -> int:
    user_id = almelo.actor(Role.ACCOUNTANT).user_id
    with context.tenant(den_haag.id):
        Membership.objects.create(user_id=user_id, role=Role.ACCOUNTANT, from_on=TODAY)
    return user_id


def test_first_choice_is_a_line_in_the_log_of_that_municipality(
    almelo: Town, den_haag: Town, anna: int
) -> None:
    with context.identity(anna):
        card = services.enter_municipality(
            user_id=anna, municipality_id=den_haag.id, confined_to=None, now=NOW
        )
    assert card.name == "Den Haag"
    with context.tenant(den_haag.id):
        line = Line.objects.get()
    assert (line.action, line.user_id, line.roles) == (
        "municipality.entered",
        anna,
        "accountant",
    )
    with context.tenant(almelo.id):
        assert not Line.objects.exists()


def test_leaving_is_a_line_in_the_log_of_the_municipality_that_is_left(
    almelo: Town, den_haag: Town, anna: int
) -> None:
    with context.tenant(almelo.id, user_id=anna):
        services.enter_municipality(
            user_id=anna, municipality_id=den_haag.id, confined_to=None, now=NOW
        )
        line = Line.objects.get()
    assert (line.action, line.subject) == ("municipality.left", "municipality:518")


def test_nobody_enters_where_they_have_no_role(almelo: Town, den_haag: Town) -> None:
    noor = almelo.actor(Role.CASEMANAGER).user_id
    with context.identity(noor), pytest.raises(NotFoundError):
        services.enter_municipality(
            user_id=noor, municipality_id=den_haag.id, confined_to=None, now=NOW
        )


def test_session_of_one_provider_does_not_reach_another_municipality(
    almelo: Town, den_haag: Town, anna: int
) -> None:
    with (
        context.tenant(almelo.id, user_id=anna),
        pytest.raises(NotFoundError),
    ):
        services.enter_municipality(
            user_id=anna, municipality_id=den_haag.id, confined_to=almelo.id, now=NOW
        )
