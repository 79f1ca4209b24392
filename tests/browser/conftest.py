"""A real browser against the real application, with axe on every page."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests import databases
from tests.browser.person import Person
from tests.browser.site import Site, running

HERE = Path(__file__).parent
PATIENCE = 45_000
expect.set_options(timeout=PATIENCE)
_FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder: it needs Chromium."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Chromium of the machine, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=[*_FLAGS],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(
    demo_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The application on a database of its own that holds the demo."""
    folder = tmp_path_factory.mktemp("site")
    with (
        databases.clone("site", demo_template) as name,
        running(name, folder) as served,
    ):
        yield served


@pytest.fixture
def people(chromium: Browser, site: Site) -> Iterator["People"]:
    """Anybody of the demo, each in a browser of their own."""
    crowd = People(chromium, site)
    yield crowd
    crowd.leave()


class People:
    """Opens a browser per person, logged in, and closes them all at the end."""

    def __init__(self, chromium: Browser, site: Site) -> None:
        """Nobody is there yet."""
        self._chromium = chromium
        self._site = site
        self._axe = Axe()
        self._present: dict[str, Person] = {}

    def __call__(self, email: str) -> Person:
        """Return the person, logged in."""
        if email not in self._present:
            context = self._chromium.new_context(
                base_url=self._site.url,
                locale="nl-NL",
                viewport={"width": 1280, "height": 900},
            )
            context.set_default_timeout(PATIENCE)
            person = Person(email, context.new_page(), self._axe)
            person.log_in()
            self._present[email] = person
        return self._present[email]

    def leave(self) -> None:
        """Close every browser."""
        for person in self._present.values():
            person.page.context.close()


def open_page(chromium: Browser, site: Site) -> Page:
    """Return a page of somebody who has not logged in."""
    return chromium.new_context(base_url=site.url).new_page()
