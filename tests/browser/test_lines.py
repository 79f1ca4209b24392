"""The grid of cost lines: written with the keyboard alone, and no row is lost."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django import DjangoDbBlocker, Settings

from kba import selectors, services
from kba.models import Kba
from sohos.demo.people import PASSWORD
from sohos.tenancy.models import User
from sohos.tenancy.permissions import Role
from tests import databases
from tests.browser.person import Person
from tests.browser.site import Site, running
from tests.services.kba.calculating import NOW, planned
from tests.towns import Town, make_town


class Desk:
    """A KBA without rows, and browsers in which its casemanager sits."""

    def __init__(self, site: Site, town: Town, kba: Kba, chromium: Browser) -> None:
        """Nobody sits down yet."""
        self.site, self.town, self.kba, self._chromium = site, town, kba, chromium

    def person(self) -> Person:
        """Let the casemanager sit down at one more browser."""
        place = self._chromium.new_context(base_url=self.site.url, locale="nl-NL")
        place.set_default_timeout(45_000)
        noor = User.objects.get(pk=self.town.actor(Role.CASEMANAGER).user_id)
        person = Person(noor.email, place.new_page(), Axe())
        person.log_in()
        person.goes(self.address)
        return person

    @property
    def address(self) -> str:
        """Where the rows are written."""
        return f"/kba/{self.kba.pk}/lines/"

    def rows(self) -> list[tuple[str, int, int]]:
        """Return the rows that the server has."""
        with self.town.acting(Role.CASEMANAGER):
            return [
                (row.description, int(row.quantity_without), int(row.quantity_with))
                for row in selectors.lines_of(self.kba)
            ]


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
        databases.clone("lines") as name,
        django_db_blocker.unblock(),
        databases.in_use(name),
    ):
        town, _ = make_town(141, "Almelo"), make_town(518, "Den Haag")
        plan = planned(town)
        with town.acting(Role.CASEMANAGER) as noor:
            kba = services.start_kba(
                actor=noor,
                case_id=plan.case_id,
                reference_on=date(2022, 3, 1),
                horizon_years=3,
                price_year=2022,
                now=NOW,
            )
        writer = User.objects.get(pk=town.actor(Role.CASEMANAGER).user_id)
        writer.set_password(PASSWORD)
        writer.save()
        with running(name, tmp_path) as site:
            yield Desk(site, town, kba, chromium)


def cell(page: Page, row: int, name: str) -> Locator:
    return (
        page.locator("[data-rows] > [data-row]:visible")
        .nth(row)
        .locator(f"[name$='-{name}']")
    )


def total(page: Page, name: str) -> Locator:
    return page.locator(f"[data-total={name}]")


def keys(page: Page, *pressed: str) -> None:
    """Type texts and press keys, in turn; keys stand between < and >."""
    for each in pressed:
        if each.startswith("<"):
            page.keyboard.press(each[1:-1])
        else:
            page.keyboard.type(each)


def writes_guidance(page: Page) -> None:
    """Write the first row from the price list, without a mouse."""
    cell(page, 0, "description").focus()
    keys(page, "thuis begel")
    first = page.get_by_role("option").first
    expect(first).to_contain_text("Begeleiding thuis")
    keys(page, "<ArrowDown>", "<Enter>")
    expect(cell(page, 0, "quantity_without")).to_be_focused()
    keys(page, "100", "<Tab>", "50", "<Tab>", "<Tab>", "<Tab>", "10")
    expect(page.locator("[data-status]")).to_contain_text("Nog niet bewaard")
    expect(total(page, "without")).to_have_text("6.400,00")
    keys(page, "<Tab>", "een deel daalt vanzelf", "<Enter>")
    expect(page.locator("[data-status]")).to_contain_text("Bewaard om")


def test_rows_are_written_with_the_keyboard_alone(desk: Desk) -> None:
    noor = desk.person()
    page = noor.page
    writes_guidance(page)
    assert desk.rows() == [("Begeleiding thuis", 100, 50)]
    expect(cell(page, 1, "description")).to_be_focused()
    keys(page, "Pleegzorg uit contract", "<Tab>", "365", "<Tab>", "100", "<Tab>")
    keys(page, "<Tab>", "60", "<Tab>", "10", "<Tab>", "daalt", "<Enter>")
    source = cell(page, 1, "price_source")
    expect(source).to_be_visible()
    expect(source).to_have_attribute("aria-invalid", "true")
    assert len(desk.rows()) == 1
    source.focus()
    keys(page, "contract 2022")
    cell(page, 1, "unit").fill("etmaal")
    cell(page, 1, "payer").select_option("gemeente")
    cell(page, 1, "law").select_option("Jeugdwet")
    cell(page, 1, "quantity_with").focus()
    keys(page, "<ArrowUp>")
    expect(cell(page, 0, "quantity_with")).to_be_focused()
    expect(total(page, "without")).to_have_text("28.300,00")
    expect(page.locator("[data-status]")).to_contain_text("Bewaard om")
    assert desk.rows()[1] == ("Pleegzorg uit contract", 365, 100)
    keys(page, "7", "<Escape>")
    expect(cell(page, 0, "quantity_with")).to_have_value("50")
    noor.looks()


def test_a_row_is_taken_out_and_put_back_with_the_keyboard(desk: Desk) -> None:
    noor = desk.person()
    page = noor.page
    writes_guidance(page)
    keys(page, "<ArrowUp>", "<Alt+Delete>")
    undo = page.get_by_role("button", name="Zet terug")
    expect(undo).to_be_focused()
    expect(total(page, "without")).to_have_text("0,00")
    assert desk.rows() == []
    keys(page, "<Enter>")
    expect(cell(page, 0, "description")).to_be_focused()
    expect(total(page, "without")).to_have_text("6.400,00")
    assert desk.rows() == [("Begeleiding thuis", 100, 50)]


def test_what_was_typed_without_a_connection_comes_back(desk: Desk) -> None:
    noor = desk.person()
    page = noor.page
    writes_guidance(page)
    page.route(f"**{desk.address}", lambda route: route.abort())
    cell(page, 0, "quantity_with").fill("40")
    expect(page.locator("[data-status]")).to_contain_text(
        "Je tekst staat in deze browser"
    )
    assert desk.rows() == [("Begeleiding thuis", 100, 50)]
    browser = page.context
    page.close()
    again = browser.new_page()
    again.goto(desk.address)
    expect(cell(again, 0, "quantity_with")).to_have_value("40")
    expect(again.locator("[data-status]")).to_contain_text("Bewaard om")
    assert desk.rows() == [("Begeleiding thuis", 100, 40)]


def test_two_browsers_write_one_row_and_somebody_chooses(desk: Desk) -> None:
    first = desk.person()
    writes_guidance(first.page)
    second = desk.person()
    with first.page.expect_response(f"**{desk.address}"):
        cell(first.page, 0, "quantity_with").fill("40")
    assert desk.rows() == [("Begeleiding thuis", 100, 40)]
    cell(second.page, 0, "quantity_with").fill("30")
    meeting = second.page.get_by_role("alert").filter(has_text="Iemand anders")
    expect(meeting).to_contain_text("40")
    expect(cell(second.page, 0, "quantity_with")).to_have_value("30")
    assert desk.rows() == [("Begeleiding thuis", 100, 40)]
    second.page.get_by_role("button", name="Bewaar de mijne").click()
    expect(second.page.locator("[data-status]")).to_contain_text("Bewaard om")
    assert desk.rows() == [("Begeleiding thuis", 100, 30)]
