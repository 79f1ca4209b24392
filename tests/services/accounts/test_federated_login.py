from datetime import UTC, datetime

import pytest

from sohos.accounts import services
from sohos.accounts.models import FederatedIdentity
from sohos.tenancy import context
from sohos.tenancy.models import Membership, User
from sohos.tenancy.permissions import Role
from tests.towns import Town

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
ISSUER = "https://login.almelo.example/oidc"
NOOR = "noor.verbeek@almelo.example"


def enter(
    town: Town, email: str | None = NOOR, subject: str = "ad-1042", issuer: str = ISSUER
) -> int:
    with context.tenant(town.id):
        return services.federated_user_id(
            municipality_id=town.id,
            issuer=issuer,
            subject=subject,
            verified_email=email,
            now=NOW,
        )


def reason(town: Town, email: str | None = NOOR, subject: str = "ad-1042") -> str:
    with pytest.raises(services.FederatedLoginRefusedError) as refusal:
        enter(town, email, subject)
    return refusal.value.reason


def test_verified_address_finds_the_user_and_ties_the_person(almelo: Town) -> None:
    noor = almelo.actor(Role.CASEMANAGER).user_id
    assert enter(almelo, "Noor.Verbeek@Almelo.example") == noor
    assert enter(almelo, "noor.getrouwd@almelo.example") == noor, "the person counts"
    assert enter(almelo, None) == noor
    with context.tenant(almelo.id):
        tie = FederatedIdentity.objects.get()
    assert (tie.user_id, tie.subject) == (noor, "ad-1042")


def test_address_alone_must_be_verified(almelo: Town) -> None:
    almelo.actor(Role.CASEMANAGER)
    assert reason(almelo, None) == "email_unverified"


def test_nobody_gets_an_account_this_way(almelo: Town) -> None:
    assert reason(almelo, "vreemd@almelo.example") == "no_account"
    assert not User.objects.filter(email="vreemd@almelo.example").exists()


def test_account_without_a_role_here_stays_outside(
    almelo: Town, den_haag: Town
) -> None:
    den_haag.actor(Role.CASEMANAGER)
    assert reason(almelo, "noor.verbeek@den-haag.example") == "no_role"


def test_role_that_is_over_opens_nothing(almelo: Town) -> None:
    almelo.actor(Role.CASEMANAGER)
    enter(almelo)
    with context.tenant(almelo.id):
        Membership.objects.update(until_on="2020-01-01")
    assert reason(almelo) == "no_role"


def test_closed_account_stays_closed(almelo: Town) -> None:
    noor = almelo.actor(Role.CASEMANAGER)
    User.objects.filter(pk=noor.user_id).update(is_active=False)
    assert reason(almelo) == "no_account"


def test_address_that_passes_to_a_colleague_does_not_pass_the_account(
    almelo: Town,
) -> None:
    almelo.actor(Role.CASEMANAGER)
    enter(almelo, subject="ad-1042")
    assert reason(almelo, subject="ad-2099") == "other_person"


def test_provider_of_another_municipality_ties_its_own_person(
    almelo: Town, den_haag: Town
) -> None:
    noor = almelo.actor(Role.CASEMANAGER).user_id
    enter(almelo)
    with context.tenant(den_haag.id):
        Membership.objects.create(user_id=noor, role=Role.JURIST, from_on="2020-01-01")
    assert enter(den_haag, subject="haag-7", issuer="https://haag.example") == noor
    with context.tenant(den_haag.id):
        assert FederatedIdentity.objects.get().subject == "haag-7"
