"""The whole dance with a provider that is really there."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.http import HttpResponseBase
from django.test import Client

from sohos.accounts import services
from sohos.accounts.models import FederatedIdentity
from sohos.audit.models import Line
from sohos.tenancy import context
from sohos.tenancy.models import Membership, User
from sohos.tenancy.permissions import Role
from tests.towns import LONG_AGO, Town
from tests.web.accounts.people import SECRET, code_at, visitor

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
CLIENT, CLIENT_SECRET = "sohos", "een geheim tussen twee"
NOOR = "noor.verbeek@almelo.example"
CALLBACKS = [
    f"http://testserver/login/{slug}/callback/" for slug in ("almelo", "den-haag")
]


@dataclass
class Provider:
    """The provider as the test sees it: an address and what it says of people."""

    issuer: str
    folder: Path

    def says(self, **people: dict[str, Any]) -> None:
        """Let it say this of people from now on."""
        text = json.dumps(people)
        (self.folder / "claims.json").write_text(text, encoding="utf-8")

    def answers(self, address: str, username: str) -> str:
        """Log somebody in there; returns where their browser is sent back to."""
        with requests.Session() as browser:
            browser.get(f"{self.issuer}/as/{username}/", timeout=10)
            answer = browser.get(address, allow_redirects=False, timeout=10)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    folder = tmp_path_factory.mktemp("provider")
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "tests.oidc_provider"),
            *(CLIENT, CLIENT_SECRET, *CALLBACKS),
        ],
        env={**os.environ, "OIDC_PROVIDER_FOLDER": str(folder)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    with process.stdout:
        port = process.stdout.readline().strip()
        yield Provider(f"http://127.0.0.1:{port}", folder)
        process.terminate()
        process.wait(timeout=10)


def configure(
    town: Town, issuer: str, *, own_factor: bool = True, acr: str = ""
) -> None:
    with town.acting(Role.FUNCTIONAL_ADMIN) as admin:
        services.change_identity_provider(
            actor=admin,
            issuer=issuer,
            client_id=CLIENT,
            client_secret=CLIENT_SECRET,
            requires_second_factor=own_factor,
            accepted_acr=acr,
            now=NOW,
        )


@pytest.fixture
def noor(almelo: Town, den_haag: Town, provider: Provider, demo: None) -> Client:
    """Noor at the door of Almelo, with a role in both municipalities."""
    configure(almelo, provider.issuer)
    user_id = almelo.actor(Role.CASEMANAGER).user_id
    with context.tenant(den_haag.id):
        Membership.objects.create(
            user_id=user_id, role=Role.CASEMANAGER, from_on=LONG_AGO
        )
    provider.says(noor=said())
    return Client()


@pytest.fixture
def demo(settings: Any) -> None:
    """Allow a provider without a certificate."""
    settings.DEMO = True


def said(**claims: Any) -> dict[str, Any]:
    return {"email": NOOR, "email_verified": True, "name": "Noor Verbeek"} | claims


def goes(client: Client, provider: Provider, slug: str = "almelo") -> str:
    """Go from our door to the provider and back; returns the address of the return."""
    start = client.get(f"/login/{slug}/start/")
    assert start.status_code == 302, start.content.decode()
    return provider.answers(start.headers["Location"], "noor")


def comes_in(
    client: Client, provider: Provider, slug: str = "almelo"
) -> HttpResponseBase:
    return client.get(goes(client, provider, slug))


def refusals() -> list[str]:
    lines = Line.objects.filter(action="login.refused")
    return [str(line.detail["reason"]) for line in lines]


def test_login_page_of_a_municipality_leads_to_its_provider(
    noor: Client, provider: Provider
) -> None:
    page = noor.get("/login/almelo/").content.decode()
    assert "/login/almelo/start/" in page
    assert "/start/" not in Client().get("/login/den-haag/").content.decode()
    assert Client().get("/login/nergens/").status_code == 404
    assert Client().get("/login/den-haag/start/").status_code == 404
    start = urlsplit(noor.get("/login/almelo/start/").headers["Location"])
    asked = {key: value[0] for key, value in parse_qs(start.query).items()}
    assert asked["redirect_uri"] == CALLBACKS[0]
    assert asked["code_challenge_method"] == "S256"
    assert {"state", "nonce", "code_challenge"} <= asked.keys()


def test_wishes_in_the_address_do_not_reach_the_provider(noor: Client) -> None:
    path = "/login/almelo/start/?scope=admin&process=connect&auth_params=prompt%3Dnone"
    start = noor.get(path).headers["Location"]
    assert "admin" not in start
    assert "prompt" not in start


def test_known_person_comes_in(almelo: Town, noor: Client, provider: Provider) -> None:
    answer = comes_in(noor, provider)
    assert answer.headers["Location"] == "/"
    page = noor.get("/municipality/").content.decode()
    assert "Almelo" in page
    with context.tenant(almelo.id):
        assert FederatedIdentity.objects.get().subject
    line = Line.objects.get(action="login.ok")
    assert line.detail == {"methods": "socialaccount"}


def test_provider_speaks_for_its_own_municipality_only(
    den_haag: Town, noor: Client, provider: Provider
) -> None:
    comes_in(noor, provider)
    page = noor.get("/municipality/").content.decode()
    assert "Werken voor Den Haag" not in page
    answer = noor.post("/municipality/", {"municipality": den_haag.id})
    assert answer.status_code == 404
    session = noor.session
    session["municipality"] = den_haag.id
    session.save()
    assert "Werken voor Den Haag" not in noor.get("/municipality/").content.decode()
    for path in ("/account/password/set/", "/account/passkeys/add/"):
        assert noor.get(path).headers["Location"] == "/account/security/", path


def test_session_of_a_provider_ends_with_the_role_there(
    almelo: Town, noor: Client, provider: Provider
) -> None:
    comes_in(noor, provider)
    with context.tenant(almelo.id):
        Membership.objects.update(until_on="2020-01-01")
    assert noor.get("/municipality/").headers["Location"] == "/login/"
    assert noor.get("/municipality/").headers["Location"].startswith("/login/")


def test_own_second_factor_is_asked_unless_the_municipality_says_otherwise(
    almelo: Town, noor: Client, provider: Provider, settings: Any
) -> None:
    visitor(almelo)
    provider.says(noor=said(amr=["pwd", "mfa"]))
    answer = comes_in(noor, provider)
    assert answer.headers["Location"] == "/account/second-factor/"
    configure(almelo, provider.issuer, own_factor=False)
    fresh = Client()
    assert comes_in(fresh, provider).headers["Location"] == "/"
    settings.DEMO = False
    assert fresh.get("/municipality/").status_code == 200


@pytest.mark.parametrize(
    ("claims", "is_enough"),
    [
        ({"amr": ["pwd", "mfa"]}, True),
        ({"amr": ["pwd"]}, False),
        ({"amr": "mfa"}, False),
        ({"acr": "loa4"}, True),
        ({"acr": "loa2"}, False),
        ({}, False),
    ],
)
def test_second_factor_of_the_provider_counts_when_it_is_one(
    almelo: Town,
    noor: Client,
    provider: Provider,
    claims: dict[str, Any],
    is_enough: bool,  # noqa: FBT001
) -> None:
    visitor(almelo)
    configure(almelo, provider.issuer, own_factor=False, acr="loa4")
    provider.says(noor=said(**claims))
    expected = "/" if is_enough else "/account/second-factor/"
    assert comes_in(noor, provider).headers["Location"] == expected


def test_own_factor_completes_the_login_and_keeps_it_confined(
    almelo: Town, den_haag: Town, noor: Client, provider: Provider, settings: Any
) -> None:
    visitor(almelo)
    comes_in(noor, provider)
    settings.DEMO = False
    done = noor.post("/account/second-factor/", {"code": code_at(time.time(), SECRET)})
    assert done.headers["Location"] == "/"
    answer = noor.post("/municipality/", {"municipality": den_haag.id})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"email_verified": False}, "email_unverified"),
        ({"email_verified": "true"}, "email_unverified"),
        ({"email": "vreemd@almelo.example"}, "no_account"),
        ({"email": "anna.van.loon@den-haag.example"}, "no_role"),
    ],
)
def test_others_stay_outside_and_hear_why(
    den_haag: Town,
    noor: Client,
    provider: Provider,
    claims: dict[str, Any],
    reason: str,
) -> None:
    den_haag.actor(Role.ACCOUNTANT)
    count = User.objects.count()
    provider.says(noor=said(**claims))
    answer = comes_in(noor, provider)
    assert answer.status_code == 403
    assert refusals() == [reason]
    assert User.objects.count() == count
    assert noor.get("/municipality/").status_code == 302


def test_return_works_once(noor: Client, provider: Provider) -> None:
    back = goes(noor, provider)
    noor.get(back)
    noor.post("/logout/")
    again = noor.get(back)
    assert again.status_code == 401
    assert "niet gelukt" in again.content.decode()
    assert noor.get("/municipality/").status_code == 302


def test_return_in_another_browser_is_refused(noor: Client, provider: Provider) -> None:
    back = goes(noor, provider)
    assert Client().get(back).status_code == 401


def test_return_to_another_municipality_is_refused(
    den_haag: Town, noor: Client, provider: Provider
) -> None:
    configure(den_haag, provider.issuer)
    back = goes(noor, provider).replace("/login/almelo/", "/login/den-haag/")
    assert noor.get(back).status_code == 401


@pytest.mark.parametrize(
    "lie",
    [
        {"nonce": "of another login"},
        {"iss": "https://evil.example"},
        {"aud": "another-client"},
        {"azp": "another-client"},
        {"exp": 1},
        {"userinfo": {"sub": "somebody else"}},
    ],
)
def test_token_that_does_not_fit_is_refused(
    noor: Client, provider: Provider, lie: dict[str, Any]
) -> None:
    provider.says(noor=said(**lie))
    answer = comes_in(noor, provider)
    assert answer.status_code == 401
    assert Line.objects.filter(action="login.provider_failed").exists()
    assert noor.get("/municipality/").status_code == 302


def test_provider_with_another_name_than_configured_is_refused(
    almelo: Town, noor: Client, provider: Provider
) -> None:
    configure(almelo, f"{provider.issuer}/elsewhere")
    assert noor.get("/login/almelo/start/").status_code == 401


def test_provider_that_is_not_there_gives_a_clear_page(
    almelo: Town, noor: Client, provider: Provider
) -> None:
    configure(almelo, f"{provider.issuer}/nothing-here")
    answer = noor.get("/login/almelo/start/")
    assert answer.status_code == 401
    assert "Opnieuw proberen" in answer.content.decode()


def test_person_who_stops_at_the_provider_hears_so(noor: Client) -> None:
    start = noor.get("/login/almelo/start/").headers["Location"]
    state = parse_qs(urlsplit(start).query)["state"][0]
    back = f"/login/almelo/callback/?state={state}&error=access_denied"
    assert noor.get(back).headers["Location"] == "/account/cancelled/"


def test_somebody_who_is_inside_stays_who_they_are(
    almelo: Town, noor: Client, provider: Provider
) -> None:
    back = goes(noor, provider)
    tessa = almelo.browser(Role.TEAM_LEAD)
    for path in ("/login/almelo/", "/login/almelo/start/", back):
        assert tessa.get(path).headers["Location"] == "/"
