"""Somebody at a screen: logs in, fills in, presses, looks."""

import os
import re
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from sohos.demo.people import PASSWORD

PICTURES = os.environ.get("SCREENSHOTS", "")
_WIDTHS = (1280, 390)


class Person:
    """One user in one browser; every page they reach is checked."""

    def __init__(self, email: str, page: Page, axe: Axe) -> None:
        """Sit down; nothing is open yet."""
        self.email = email
        self.page = page
        self._axe = axe
        self._looked: set[str] = set()

    def log_in(self) -> None:
        """Log in with the password of the demo."""
        self.page.goto("/login/")
        self.page.get_by_label("E-mailadres").fill(self.email)
        self.page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
        self.presses("Inloggen")
        assert "/login" not in self.page.url, self.page.inner_text("main")

    def goes(self, path: str) -> None:
        """Open an address and check the page."""
        self.page.goto(path)
        self.looks()

    def follows(self, name: str) -> None:
        """Follow a link by its words and check the page behind it."""
        self.page.get_by_role("link", name=name).first.click()
        self.settles()
        self.looks()

    def fills(self, **fields: str) -> None:
        """Fill in fields by their name in the form; selects by value."""
        for name, value in fields.items():
            self._fill(self.page.locator(f"[name='{name}']"), value)

    def chooses(self, name: str, words: str) -> None:
        """Choose from a list, by a part of what it says."""
        field = self.page.locator(f"select[name='{name}']")
        value = field.locator("option", has_text=words).first.get_attribute("value")
        field.select_option(value)

    def ticks(self, label: str) -> None:
        """Tick a box or choose a radio button by its label."""
        self.page.get_by_label(label).check()

    def press(self, name: str) -> None:
        """Press a button by its words."""
        self.page.get_by_role("button", name=name).first.click()
        self.settles()

    def presses(self, name: str) -> None:
        """Press a button; the page that follows is no error and is checked."""
        self.press(name)
        self.looks()

    def sees(self, text: str | re.Pattern[str]) -> None:
        """See a text on the page."""
        expect(self.page.locator("body")).to_contain_text(text)

    def looks(self) -> None:
        """Check the page: no error, nothing that axe finds, no sideways scrolling."""
        title = self.page.title()
        assert not title.startswith(("Fout", "Error")), self.page.inner_text("main")
        where = re.sub(r"\d+", "N", self.page.url.partition("?")[0])
        if where in self._looked:
            return
        self._looked.add(where)
        self._check(title)
        for width in _WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            sideways = self.page.evaluate(
                "document.documentElement.scrollWidth - innerWidth"
            )
            assert sideways <= 0, f"{where} scrolls sideways at {width} px"
            if PICTURES:
                name = re.sub(r"\W+", "-", where.partition("//")[2].partition("/")[2])
                picture = Path(PICTURES) / f"{name or 'start'}-{width}.png"
                self.page.screenshot(path=picture, full_page=True)
        self.page.set_viewport_size({"width": _WIDTHS[0], "height": 900})

    def settles(self) -> None:
        """Wait until the page and what htmx brings have arrived."""
        self.page.wait_for_load_state()
        busy = self.page.locator(".htmx-request, .htmx-swapping, .htmx-settling")
        expect(busy).to_have_count(0)

    def _check(self, title: str) -> None:
        found = self._axe.run(self.page)
        assert found.violations_count == 0, f"{title}\n{found.generate_report()}"

    @staticmethod
    def _fill(field: Locator, value: str) -> None:
        tag = field.first.evaluate("element => element.tagName + ':' + element.type")
        if tag.startswith("SELECT"):
            field.select_option(value)
        elif tag.endswith(("radio", "checkbox")):
            field.and_(field.page.locator(f"[value='{value}']")).check()
        else:
            field.fill(value)
