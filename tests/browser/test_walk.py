"""One household, from the kitchen table to the repaid investor, as nine people."""

import re
from collections.abc import Callable

from tests.browser.person import Person

Crowd = Callable[[str], Person]


def test_a_household_goes_all_the_way(people: Crowd) -> None:
    code = team_lead_registers(people("tessa@almelo.example"))
    noor = people("noor@almelo.example")
    casemanager_writes_three_parts(noor, code)
    jurist_approves(people("joost@almelo.example"), code)


def opens(person: Person, path: str, code: str) -> None:
    """Find the household on a list and follow its row."""
    person.goes(path)
    person.page.locator("tr, li", has_text=code).get_by_role("link").first.click()
    person.page.wait_for_load_state()
    person.looks()


def opens_part(person: Person, anchor: str) -> None:
    """Open a part of the plan for writing, unless it is open already."""
    part = person.page.locator(f"#{anchor}")
    if not part.locator("form").count():
        part.get_by_role("link").first.click()
        person.page.wait_for_load_state()


def team_lead_registers(tessa: Person) -> str:
    tessa.goes("/cases/register/")
    tessa.fills(
        **{
            "members-0-first_name": "Güler",
            "members-0-surname": "Çelik-Żółć",
            "members-0-relation": "head",
            "members-0-born_on": "12-05-1988",
        }
    )
    tessa.chooses("programme", "Multiproblematiek-aanpak")
    tessa.fills(
        request="Wij willen hier blijven wonen.",
        helpers="6",
        registered_on="02-01-2019",
    )
    for provision in ("bijstand", "schuldhulp", "jeugdhulp"):
        tessa.fills(provisions=provision)
    tessa.fills(source="referral", decision="include")
    tessa.chooses("casemanager", "Noor Verbeek")
    tessa.presses("Aanmelden")
    tessa.sees("Çelik-Żółć")
    found = re.search(r"\d{4}-\d{4}", tessa.page.title())
    assert found, tessa.page.title()
    return found[0]


def casemanager_writes_three_parts(noor: Person, code: str) -> None:
    opens(noor, "/cases/", code)
    noor.follows("Begin het maatwerkplan")
    noor.presses("Begin het plan")
    opens_part(noor, "part-leefwereld")
    noor.fills(
        story="Ik wil dat de kinderen rustig slapen.",
        said_by="Güler",
        wishes="In dit huis blijven wonen\nRust in huis",
        needed="Iemand die meedenkt over geld.",
        main_breakthrough="De huurschuld in één keer weg.",
        can_self="Koken en samen eten",
        needs_help="De post en de schulden",
    )
    noor.presses("Bewaar deel 1")
    noor.follows("Knelpunt toevoegen")
    noor.fills(text="Er is huurachterstand en hulp start pas over zes maanden.")
    noor.chooses("kind", "Verplichte wachttijd")
    noor.chooses("organisation", "Woningcorporatie")
    noor.chooses("life_domain", "Wonen")
    noor.presses("Bewaar knelpunt")
    noor.follows("Doorbraak toevoegen")
    noor.fills(
        text="De gemeente betaalt de huurachterstand. De ontruiming stopt.",
        deviates_from="Hulp start pas na zes maanden.",
        justification="De noodsituatie is niet anders op te lossen.",
        decider="Afdeling schuldhulp",
        cost="1.800",
        grip="Het gezin houdt het huis.",
        alternatives="Wachten; dat kost meer.",
    )
    noor.ticks("Er is huurachterstand en hulp start pas over zes maanden.")
    noor.presses("Bewaar de doorbraak")
    noor.presses("Bied aan voor toets")


def jurist_approves(joost: Person, code: str) -> None:
    opens(joost, "/plans/reviews/", code)
    joost.follows("Toets deze doorbraak")
    joost.fills(
        decided_on="14-01-2019",
        purpose="De regel wil nieuwe schulden voorkomen; wachten maakt ze juist.",
        support="Het gezin en de professionals willen dit.",
        value="Betalen kost minder dan opvang.",
        conclusion="with_reasons",
        conditions="Leg het vast als besluit op maat.",
    )
    joost.chooses("basis_1", "35 lid 1")
    joost.presses("Bewaar de toets")
