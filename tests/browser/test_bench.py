"""The accountant's bench with the keyboard alone, and what is typed but not saved."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.person import Person

Crowd = Callable[[str], Person]
FIRST = "[data-bench-first]"
KEPT = """async () => {
  const stage = document.querySelector("[data-bench-stage]").dataset.benchStage;
  const row = document.querySelector("form[data-bench]").dataset.bench;
  while (!(await window.sohosDrafts.find(`bench/${stage}/${row}`))) {
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
}"""


def test_enter_goes_through_every_row_and_nothing_typed_is_lost(people: Crowd) -> None:
    anna = people("anna@almelo.example")
    anna.goes("/kba/validations/")
    waiting = anna.page.locator("tr", has_text="Bij de accountant")
    waiting.get_by_role("link").first.click()
    rows = anna.page.locator(".sh-benchlist a")
    expect(rows.first).to_be_visible()
    count = rows.count()
    rows.first.click()
    expect(anna.page.locator(FIRST)).to_be_focused()
    anna.page.get_by_text("Vragen, corrigeren of afwijzen").click()
    reason = anna.page.locator("textarea[name=reason]")
    reason.fill("Waar is de nota van mei?")
    anna.page.evaluate(KEPT)
    rows.nth(1).click()
    expect(reason).to_have_value("")
    rows.first.click()
    expect(reason).to_have_value("Waar is de nota van mei?")
    anna.looks()
    for done in range(1, count + 1):
        anna.page.locator(FIRST).focus()
        anna.page.keyboard.press("Enter")
        said = f"{done} van {count} regels beoordeeld"
        expect(anna.page.get_by_text(said, exact=True)).to_be_visible()
        if done < count:
            expect(anna.page.locator(FIRST)).to_be_focused()
