"""The door, seen: every account page, and logging in with a passkey."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from pytest_django import DjangoDbBlocker

from sohos.demo.people import PASSWORD
from sohos.tenancy import context
from sohos.tenancy.models import Membership, User
from sohos.tenancy.permissions import Role
from tests import databases
from tests.browser.person import Person
from tests.browser.site import Site, running
from tests.towns import LONG_AGO, Town, make_town
from tests.web.accounts.people import code_at

ROLES = (Role.CASEMANAGER, Role.FUNCTIONAL_ADMIN, Role.PRIVACY_OFFICER)


@dataclass
class Door:
    """A site with two municipalities and a few people, and a browser in front."""

    site: Site
    town: Town
    chromium: Browser

    def person(self, role: Role, *, width: int = 1280) -> Person:
        """Let somebody sit down, not logged in."""
        place = self.chromium.new_context(
            base_url=self.site.url.replace("127.0.0.1", "localhost"),
            locale="nl-NL",
            viewport={"width": width, "height": 900},
        )
        place.set_default_timeout(45_000)
        name = self.town.actor(role).user_name.lower().replace(" ", ".")
        email = f"{name}@{self.town.name}.example"
        return Person(email, place.new_page(), Axe())


@pytest.fixture(scope="module")
def door(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    chromium: Browser,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Door]:
    folder: Path = tmp_path_factory.mktemp("door")
    with (
        databases.clone("door") as name,
        django_db_blocker.unblock(),
        databases.in_use(name),
    ):
        town, other = make_town(141, "Almelo"), make_town(518, "Den Haag")
        for role in ROLES:
            user = User.objects.get(pk=town.actor(role).user_id)
            user.set_password(PASSWORD)
            user.save()
        with context.tenant(other.id):
            Membership.objects.create(
                user_id=town.actor(Role.FUNCTIONAL_ADMIN).user_id,
                role=Role.JURIST,
                from_on=LONG_AGO,
            )
        with running(name, folder) as site:
            yield Door(site, town, chromium)


def with_fingerprint(page: Page) -> None:
    """Give the browser a device that always recognises its owner."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def confirm(person: Person) -> None:
    """Show once more who one is, where that is asked."""
    if "/account/confirm/" in person.page.url:
        person.looks()
        person.fills(password=PASSWORD)
        person.presses("Verder")


def test_passkey_opens_the_door_without_a_password(door: Door) -> None:
    noor = door.person(Role.CASEMANAGER)
    with_fingerprint(noor.page)
    noor.log_in()
    noor.goes("/account/security/")
    noor.follows("Passkey toevoegen")
    confirm(noor)
    noor.page.get_by_role("button", name="Passkey toevoegen").click()
    noor.page.wait_for_url("**/account/recovery-codes/")
    noor.looks()
    noor.sees("U ziet ze maar één keer")
    noor.goes("/account/passkeys/")
    noor.sees("ook zonder wachtwoord")
    noor.goes("/logout/")
    noor.presses("Uitloggen")
    noor.page.wait_for_url(lambda url: "/logout" not in url)
    noor.page.goto("/login/")
    noor.page.get_by_role("button", name="Inloggen met een passkey").click()
    noor.page.wait_for_url(lambda url: "/login" not in url)
    noor.goes("/municipality/")
    noor.sees("Almelo")
    for path in ("/account/passkeys/", "/account/recovery-codes/new/"):
        noor.goes(path)
        confirm(noor)
    noor.goes("/account/passkeys/")
    noor.follows("Naam veranderen")
    noor.goes("/account/passkeys/")
    noor.follows("Verwijderen")


def test_app_asks_for_its_code_at_the_next_login(door: Door) -> None:
    petra = door.person(Role.PRIVACY_OFFICER)
    petra.log_in()
    petra.goes("/account/security/")
    petra.follows("App koppelen")
    confirm(petra)
    secret = petra.page.locator("main code").inner_text()
    petra.fills(code=code_at(time.time(), secret))
    petra.presses("Koppelen")
    petra.goes("/audit/")
    petra.presses("Nu controleren")
    petra.sees("Het logboek is heel")
    petra.page.context.clear_cookies()
    petra.page.goto("/login/")
    petra.fills(login=petra.email, password=PASSWORD)
    petra.presses("Inloggen")
    petra.sees("Nog één stap")
    petra.press("Inloggen")
    petra.sees("Vul de code in die uw app nu toont")


def test_administrator_adds_a_user_and_ends_a_role(door: Door) -> None:
    farid = door.person(Role.FUNCTIONAL_ADMIN)
    farid.goes("/login/")
    farid.page.goto("/login/")
    farid.fills(login=farid.email, password=PASSWORD)
    farid.presses("Inloggen")
    farid.presses("Werken voor Almelo")
    farid.goes("/users/")
    farid.follows("Gebruiker toevoegen")
    farid.fills(email="roos@almelo.example", name="Roos Jansen")
    farid.ticks("teamleider")
    farid.press("Toevoegen en uitnodigen")
    confirm(farid)
    farid.sees("De uitnodiging is verstuurd")
    farid.follows("Stoppen")
    farid.presses("Rol stoppen")
    farid.sees("De rol is gestopt")
    farid.goes("/teams/")
    farid.fills(name="Team Noord")
    farid.presses("Team maken")
    farid.follows("Team Noord")
    farid.goes("/identity-provider/")


@pytest.mark.parametrize(
    "path",
    [
        "/login/",
        "/login/almelo/",
        "/account/password/forgotten/",
        "/account/password/forgotten/sent/",
        "/account/password/new/1-x/",
        "/account/password/new/done/",
        "/account/inactive/",
        "/account/cancelled/",
    ],
)
def test_pages_outside_the_door_fit_a_small_screen(door: Door, path: str) -> None:
    stranger = door.person(Role.CASEMANAGER, width=320)
    stranger.page.goto(path)
    wide = stranger.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 320
    stranger.looks()
