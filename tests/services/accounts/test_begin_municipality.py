from datetime import UTC, datetime

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from sohos.accounts import services
from sohos.audit.models import Line
from sohos.tenancy import context
from sohos.tenancy.models import Municipality
from sohos.tenancy.permissions import Role
from tests.towns import Town

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


def begin(code: str, name: str) -> None:
    call_command(
        "municipality",
        code,
        name,
        admin_name="Bo de Beheerder",
        admin_email="bo@enschede.example",
        url="https://sohos.example",
        verbosity=0,
    )


def test_municipality_begins_with_one_administrator(
    own_database: str, almelo: Town
) -> None:
    begin("GM0153", "Enschede")
    with context.tenant(153):
        assert Line.objects.filter(action="municipality.begun").count() == 1
    assert Municipality.objects.get(pk=153).slug == "enschede"
    assert mail.outbox[0].to == ["bo@enschede.example"]
    assert "https://sohos.example/account/password/new/" in str(mail.outbox[0].body)
    with context.tenant(almelo.id):
        assert not Line.objects.exists()


def test_administrator_invites_the_others(almelo: Town) -> None:
    bo = services.begin_municipality(
        municipality_id=153,
        name="Enschede",
        admin_name="Bo de Beheerder",
        admin_email="bo@enschede.example",
        base_url="https://sohos.example",
        now=NOW,
    )
    assert bo.roles == {Role.FUNCTIONAL_ADMIN}
    with context.tenant(153, user_id=bo.user_id):
        services.add_user(
            actor=bo,
            email="noor@enschede.example",
            name="Noor",
            roles=[Role.CASEMANAGER],
            team_id=None,
            base_url="https://sohos.example",
            now=NOW,
        )


@pytest.mark.parametrize(
    ("code", "name", "complaint"),
    [
        ("GM0141", "Elders", "municipality_taken"),
        ("GM0999", "Almelo", "municipality_taken"),
        ("GM0998", "ALMELO", "municipality_taken"),
        ("Almelo", "Almelo", "CBS code"),
    ],
)
def test_number_and_name_are_its_own(
    almelo: Town, code: str, name: str, complaint: str
) -> None:
    with pytest.raises(CommandError, match=complaint):
        begin(code, name)
