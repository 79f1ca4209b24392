"""From an empty page to an accepted case: one page, few fields, nothing lost."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.person import Person

Crowd = Callable[[str], Person]
MOST_FIELDS = 25
NAMES = """form => [...new Set(
  [...form.querySelectorAll("input:not([type=hidden]), select, textarea")]
    .map(control => control.name))]"""


def test_an_intake_is_one_page_and_survives_a_closed_tab(people: Crowd) -> None:
    noor = people("noor@almelo.example")
    noor.goes("/cases/register/")
    asked = noor.page.locator("#intake").evaluate(NAMES)
    assert len(asked) <= MOST_FIELDS
    noor.press("Nog een persoon")
    noor.fills(
        **{
            "members-0-first_name": "Þóra",
            "members-0-relation": "head",
            "members-1-first_name": "Ö",
            "members-1-relation": "child",
        }
    )
    noor.fills(request="Rust.", helpers="5", source="self")
    expect(noor.page.locator("[data-draft-status]")).to_be_visible()
    noor.page.goto("/cases/")
    noor.page.goto("/cases/register/")
    first = noor.page.locator("[name=members-0-first_name]")
    expect(first).to_have_value("Þóra")
    expect(noor.page.locator("[name=members-1-first_name]")).to_have_value("Ö")
    for provision in ("bijstand", "schuldhulp", "jeugdhulp"):
        noor.fills(provisions=provision)
    noor.presses("Aanmelden")
    noor.sees("Huishouden Þóra is aangemeld")
    noor.page.goto("/cases/register/")
    expect(first).to_have_value("")


def test_an_intake_by_keyboard(people: Crowd) -> None:
    noor = people("noor@almelo.example")
    noor.page.goto("/cases/register/")
    keys = noor.page.keyboard
    noor.page.get_by_label("Voornaam").focus()
    keys.type("Ægir")
    for words in ("", "Aanvrager"):
        keys.press("Tab")
        keys.type(words)
    noor.page.get_by_label("Hoeveel hulpverleners komen er?").focus()
    keys.type("4")
    noor.page.get_by_label("Bijstand", exact=True).focus()
    keys.press("Space")
    noor.page.get_by_label("Jeugdhulp").focus()
    keys.press("Space")
    noor.page.get_by_label("Schuldhulp").focus()
    keys.press("Space")
    noor.page.get_by_label("Het gezin meldde zich zelf").focus()
    keys.press("Space")
    noor.page.get_by_role("button", name="Aanmelden").focus()
    keys.press("Enter")
    noor.sees("Huishouden Ægir is aangemeld")
