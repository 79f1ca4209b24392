"""The editor of the plan: it saves by itself and loses no word."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoDbBlocker, Settings

from plans import selectors
from plans.models import Knelpunt, Plan
from sohos.demo.people import PASSWORD
from sohos.tenancy import context
from sohos.tenancy.models import User
from sohos.tenancy.permissions import Role
from tests import databases
from tests.browser.person import Person
from tests.browser.site import Site, running
from tests.services.plans.planning import STORY, kind_id, written
from tests.towns import Town, make_town

KEPT = "Geen verbinding. Je tekst staat in deze browser"


class Desk:
    """A plan that is being written, and browsers in which its author sits."""

    def __init__(self, site: Site, town: Town, plan: Plan, chromium: Browser) -> None:
        """Nobody sits down yet."""
        self.site, self.town, self.plan, self._chromium = site, town, plan, chromium

    def person(self) -> Person:
        """Let the casemanager sit down at one more browser."""
        place = self._chromium.new_context(base_url=self.site.url, locale="nl-NL")
        place.set_default_timeout(45_000)
        noor = User.objects.get(pk=self.town.actor(Role.CASEMANAGER).user_id)
        person = Person(noor.email, place.new_page(), Axe())
        person.log_in()
        return person

    def story(self) -> str:
        """Return what the server has."""
        with self.town.acting(Role.CASEMANAGER) as noor:
            story = selectors.content_of(noor, self.plan).leefwereld.story
            return story.replace("\r\n", "\n")

    @property
    def part(self) -> str:
        """Where the first part is written."""
        return f"/plans/{self.plan.pk}/leefwereld/"


@pytest.fixture
def desk(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    chromium: Browser,
    settings: Settings,
    tmp_path: Path,
) -> Iterator[Desk]:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
    with (
        databases.clone("desk") as name,
        django_db_blocker.unblock(),
        databases.in_use(name),
    ):
        town, _ = make_town(141, "Almelo"), make_town(518, "Den Haag")
        plan = written(town)
        noor = User.objects.get(pk=town.actor(Role.CASEMANAGER).user_id)
        noor.set_password(PASSWORD)
        noor.save()
        with running(name, tmp_path) as site:
            yield Desk(site, town, plan, chromium)


def types(page: Page, text: str, *, field: str = "story") -> None:
    page.locator(f"[name='{field}']").fill(text)


def shows(page: Page, text: str) -> None:
    expect(page.locator("[data-status]")).to_contain_text(text)


def test_a_part_saves_itself_and_a_new_one_only_once(desk: Desk) -> None:
    noor = desk.person()
    noor.goes(desk.part)
    for text in ("Wij willen rust.", "Wij willen rust en een huis."):
        types(noor.page, text)
        shows(noor.page, "Bewaard om")
        expect(noor.page.locator("[data-status]")).not_to_contain_text("Bezig")
    noor.follows("Terug naar het plan")
    noor.sees("Wij willen rust en een huis.")
    noor.goes(f"/plans/{desk.plan.pk}/knelpunten/add/")
    types(noor.page, "De post blijft dicht.", field="text")
    shows(noor.page, "Kies wat voor knelpunt het is.")
    noor.page.locator("[name='kind']").select_option(str(kind_id(desk.town)))
    noor.page.wait_for_url(re.compile(r"/plans/knelpunten/\d+/"))
    types(noor.page, "De post blijft altijd dicht.", field="text")
    noor.presses("Bewaar knelpunt")
    noor.sees("De post blijft altijd dicht.")
    with context.tenant(desk.town.id):
        assert Knelpunt.objects.filter(text__contains="dicht").count() == 1


def test_two_browsers_edit_one_part_and_both_texts_survive(desk: Desk) -> None:
    first, second = desk.person(), desk.person()
    first.goes(desk.part)
    second.goes(desk.part)
    types(first.page, "Wij willen rust.")
    shows(first.page, "Bewaard om")
    types(second.page, "Wij willen een huis.")
    shows(second.page, "wijzigde dit ook")
    assert desk.story() == "Wij willen rust."
    second.presses("Bekijk beide teksten")
    expect(second.page.locator(".sh-conflict mark").first).to_be_visible()
    second.page.reload()
    expect(second.page.locator("[name='story']")).to_have_value("Wij willen een huis.")
    shows(second.page, "wijzigde dit ook")
    assert desk.story() == "Wij willen rust."
    second.press("Bekijk beide teksten")
    second.press("Zet beide onder elkaar")
    shows(second.page, "Bewaard om")
    assert desk.story() == "Wij willen een huis.\n\nWij willen rust."


def test_text_survives_a_server_that_stops_and_a_browser_that_closes(
    desk: Desk, tmp_path: Path
) -> None:
    noor = desk.person()
    noor.goes(desk.part)
    port = int(desk.site.url.rpartition(":")[2])
    desk.site.server.terminate()
    desk.site.server.wait(20)
    types(noor.page, "De server is weg en wij schrijven door.")
    shows(noor.page, KEPT)
    assert desk.story() == STORY.story
    place = noor.page.context
    noor.page.close(run_before_unload=False)
    with running(desk.site.database, tmp_path, port=port):
        page = place.new_page()
        page.goto(f"{desk.site.url}{desk.part}")
        expect(page.locator("[name='story']")).to_have_value(
            "De server is weg en wij schrijven door."
        )
        shows(page, "Bewaard om")
        assert desk.story() == "De server is weg en wij schrijven door."


def test_kept_text_is_sealed_and_goes_after_seven_days_and_at_logout(
    desk: Desk,
) -> None:
    noor = desk.person()
    noor.goes(desk.part)
    noor.page.route(f"**{desk.part}", lambda route: route.abort())
    types(noor.page, "Niemand anders leest dit.")
    shows(noor.page, KEPT)
    assert noor.page.evaluate(SEEN) == [1, False, False]
    other = noor.page.context.new_page()
    noor.page.evaluate(AGE, 6)
    other.goto(f"/plans/{desk.plan.pk}/")
    assert other.evaluate(COUNTED, 1) == 1
    noor.page.evaluate(AGE, 2)
    other.reload()
    assert other.evaluate(COUNTED, 0) == 0
    types(noor.page, "Ook dit leest niemand.")
    assert other.evaluate(COUNTED, 1) == 1
    other.goto("/logout/")
    other.locator("main").get_by_role("button", name="Uitloggen").click()
    other.wait_for_url(lambda url: "logout" not in url)
    assert other.evaluate("indexedDB.databases()") == []


_OPEN = """
  const base = await new Promise((done) => {
    const asked = indexedDB.open("sohos-drafts", 1);
    asked.onsuccess = () => done(asked.result);
  });
  const ask = (request) => new Promise((done) => {
    request.onsuccess = () => done(request.result);
  });
  const store = (name) => base.transaction(name, "readwrite").objectStore(name);
"""
SEEN = f"""async () => {{
  {_OPEN}
  const [row] = await ask(store("drafts").getAll());
  const [key] = await ask(store("keys").getAll());
  const count = await ask(store("drafts").count());
  base.close();
  return [count, new TextDecoder().decode(row.sealed).includes("Niemand"), key.extractable];
}}"""
AGE = f"""async (days) => {{
  {_OPEN}
  const [name] = await ask(store("drafts").getAllKeys());
  const row = await ask(store("drafts").get(name));
  await ask(store("drafts").put({{ ...row, at: row.at - days * 86400000 }}, name));
  base.close();
}}"""
COUNTED = f"""async (wanted) => {{
  {_OPEN}
  let count = -1;
  for (let turn = 0; turn < 100 && count !== wanted; turn += 1) {{
    count = await ask(store("drafts").count());
    await new Promise((done) => setTimeout(done, 50));
  }}
  base.close();
  return count;
}}"""
