"""The round that a casemanager makes most often, without touching the mouse.

Nothing is further than a number of Tab keys away, whatever the machine is doing.
"""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.browser.person import Person

Crowd = Callable[[str], Person]
MOST_TABS = 80


def test_write_tick_and_add_a_knelpunt_by_keyboard(people: Crowd) -> None:
    noor = people("noor@almelo.example")
    noor.page.goto("/cases/")
    row = noor.page.get_by_role("row").filter(has_text="Vraag de organisaties")
    enters(noor, row.filter(has_text="Sijs").get_by_role("link", name="Sijs"))
    writes_in_the_journal(noor)
    ticks_the_task(noor)
    adds_a_knelpunt(noor)


def tabs_to(person: Person, target: Locator) -> None:
    """Press Tab until something has the focus, as somebody without a mouse does."""
    expect(target).to_have_count(1)
    for _ in range(MOST_TABS):
        if target.evaluate("element => element === document.activeElement"):
            return
        person.page.keyboard.press("Tab")
    raise AssertionError(f"no way to {target} with the Tab key")


def enters(person: Person, target: Locator) -> None:
    """Tab to a link or a button and press Enter."""
    tabs_to(person, target)
    person.page.keyboard.press("Enter")
    person.settles()
    person.looks()


def types(person: Person, label: str, words: str) -> None:
    """Tab to a field and type in it; in a list this chooses what begins so."""
    tabs_to(person, person.page.get_by_label(label, exact=True))
    person.page.keyboard.type(words)


def writes_in_the_journal(noor: Person) -> None:
    types(noor, "Wat gebeurde er?", "De corporatie wacht een maand.")
    types(noor, "Soort contact", "Telefoon")
    enters(noor, noor.page.get_by_role("button", name="Bewaar het verslag"))
    noor.sees("Je verslag is bewaard.")
    expect(noor.page.locator("#journal")).to_contain_text("wacht een maand")


def ticks_the_task(noor: Person) -> None:
    enters(noor, noor.page.get_by_role("button", name=re.compile("^Klaar")))
    noor.sees("Klaar: Vraag de organisaties wat er speelt")
    expect(noor.page.locator("#tasks")).to_contain_text("Er is niets te doen.")


def adds_a_knelpunt(noor: Person) -> None:
    plan = noor.page.get_by_role("link", name="Naar het plan")
    for _ in range(MOST_TABS):
        if plan.evaluate("element => element === document.activeElement"):
            break
        noor.page.keyboard.press("Shift+Tab")
    enters(noor, plan)
    enters(noor, noor.page.get_by_role("link", name="Knelpunt toevoegen"))
    types(noor, "Wat zit er in de weg?", "De hulp begint pas over een half jaar.")
    types(noor, "Soort knelpunt", "Verplichte wachttijd")
    enters(noor, noor.page.get_by_role("button", name="Bewaar knelpunt"))
    expect(noor.page.locator("#part-knelpunten")).to_contain_text("pas over een half")
