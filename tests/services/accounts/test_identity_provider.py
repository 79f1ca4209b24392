from datetime import UTC, datetime

import pytest
from pytest_django import Settings

from sohos.accounts import federation, selectors, services
from sohos.accounts.models import IdentityProvider
from sohos.audit.models import Line
from sohos.core.errors import NotAllowedError
from sohos.tenancy import context
from sohos.tenancy.actor import Actor
from sohos.tenancy.encryption import NotDecryptableError, decrypt, encrypt
from sohos.tenancy.permissions import Role
from tests.towns import Town

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
STORED = "geheim van Almelo"
ISSUER = "https://login.almelo.example/oidc"


def change(
    actor: Actor, issuer: str = ISSUER, secret: str = STORED
) -> IdentityProvider:
    return services.change_identity_provider(
        actor=actor,
        issuer=issuer,
        client_id="sohos",
        client_secret=secret,
        requires_second_factor=False,
        accepted_acr="urn:etoegang:core:assurance-class:loa4",
        now=NOW,
    )


def test_secret_is_stored_encrypted_for_this_municipality_only(
    almelo: Town, den_haag: Town
) -> None:
    with almelo.acting(Role.FUNCTIONAL_ADMIN) as farid:
        row = change(farid)
        row.refresh_from_db()
        assert "geheim" not in row.client_secret
        assert selectors.client_secret_of(row) == STORED
        with pytest.raises(NotDecryptableError):
            decrypt(
                row.client_secret,
                purpose=selectors.SECRET_PURPOSE,
                place=selectors.secret_place(den_haag.id),
            )


def test_empty_secret_keeps_the_stored_one_for_the_same_issuer(almelo: Town) -> None:
    with almelo.acting(Role.FUNCTIONAL_ADMIN) as farid:
        change(farid)
        row = change(farid, secret="")
        assert selectors.client_secret_of(row) == STORED
        with pytest.raises(services.SecretMissingError):
            change(farid, issuer="https://elders.example", secret="")
        assert IdentityProvider.objects.count() == 1


def test_new_provider_needs_a_secret(almelo: Town) -> None:
    with (
        almelo.acting(Role.FUNCTIONAL_ADMIN) as farid,
        pytest.raises(services.SecretMissingError),
    ):
        change(farid, secret="")


@pytest.mark.parametrize(
    "issuer",
    [
        "http://login.almelo.example",
        "ftp://login.almelo.example",
        "https://login.almelo.example?tenant=1",
        "https://login.almelo.example#top",
        "https://",
    ],
)
def test_only_a_plain_https_address_is_a_provider(
    almelo: Town, settings: Settings, issuer: str
) -> None:
    settings.DEMO = False
    with (
        almelo.acting(Role.FUNCTIONAL_ADMIN) as farid,
        pytest.raises(services.InsecureIssuerError),
    ):
        change(farid, issuer=issuer)


def test_change_is_logged_without_the_secret(almelo: Town) -> None:
    with almelo.acting(Role.FUNCTIONAL_ADMIN) as farid:
        change(farid)
        line = Line.objects.get(action="identity_provider.changed")
    assert line.detail == {"issuer": ISSUER, "own_second_factor": 0}


def test_removed_provider_lets_nobody_in(almelo: Town) -> None:
    with almelo.acting(Role.FUNCTIONAL_ADMIN) as farid:
        change(farid)
        services.remove_identity_provider(actor=farid, now=NOW)
    assert federation.app_of("almelo") is None
    assert federation.app_of("nergens") is None


def test_one_municipality_does_not_see_the_provider_of_another(
    almelo: Town, den_haag: Town
) -> None:
    with almelo.acting(Role.FUNCTIONAL_ADMIN) as farid:
        change(farid)
    with context.tenant(den_haag.id):
        assert selectors.identity_provider(almelo.id) is None
        assert not IdentityProvider.objects.exists()


def test_others_may_not_change_the_provider(almelo: Town) -> None:
    with almelo.acting(Role.CONTROLLER) as carlo:
        with pytest.raises(NotAllowedError):
            change(carlo)
        with pytest.raises(NotAllowedError):
            services.remove_identity_provider(actor=carlo, now=NOW)


def test_encrypted_text_differs_every_time_and_breaks_when_changed() -> None:
    one, other = (encrypt("bsn", purpose="test", place="1") for _n in range(2))
    assert one != other
    assert decrypt(one, purpose="test", place="1") == "bsn"
    flipped = one[:-6] + ("A" if one[-6] != "A" else "B") + one[-5:]
    for wrong in (flipped, "2" + one[1:], "1.", "", "1.niet"):
        with pytest.raises(NotDecryptableError):
            decrypt(wrong, purpose="test", place="1")
    with pytest.raises(NotDecryptableError):
        decrypt(one, purpose="other", place="1")
