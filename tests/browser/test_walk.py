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
    casemanager_counts_and_signs(noor, code)
    mandate_holder_adopts(people("marga@almelo.example"), code)
    finance_draws_and_spends(people("sanne@almelo.example"), code)
    casemanager_measures_the_year(noor, code)
    team_lead_chooses_an_accountant(people("tessa@almelo.example"), code)
    accountant_validates(people("anna@almelo.example"), code)
    casemanager_gets_the_report(noor, code)
    controller_accepts(people("carlo@almelo.example"), code)
    treasury_pays(people("theo@almelo.example"), code)
    investor_sees_the_money(people("ineke@almelo.example"), code)


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
    tessa.ticks("Het gezin weet van de verwijzing en vindt het goed")
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


def casemanager_counts_and_signs(noor: Person, code: str) -> None:
    opens(noor, "/cases/", code)
    noor.follows("Reken de kosten en baten uit")
    noor.fills(reference_on="01-03-2019", horizon_years="3", price_year="2022")
    noor.presses("Begin met rekenen")
    for price, without, with_plan in (
        ("Begeleiding thuis", "400", "120"),
        ("Maatschappelijk werk", "60", "20"),
    ):
        noor.follows("Regel toevoegen")
        noor.chooses("price_code", price)
        noor.fills(
            quantity_without=without,
            quantity_with=with_plan,
            deadweight="10",
            deadweight_reason="Een deel daalt ook zonder plan.",
            evidence_grade="1",
            evidence_note="Beschikking van 3 december 2018",
        )
        noor.presses("Regel bewaren")
    noor.presses("Zet de prognose vast")
    opens(noor, "/cases/", code)
    noor.follows("Naar het plan")
    noor.follows("Teken het plan")
    for party, signer in (("household", "Güler"), ("casemanager", "Noor Verbeek")):
        noor.fills(party=party, signer=signer, manner="paper", signed_on="26-02-2019")
        noor.presses("Bewaar de handtekening")


def mandate_holder_adopts(marga: Person, code: str) -> None:
    opens(marga, "/plans/adoptions/", code)
    marga.fills(adopted_on="01-03-2019")
    marga.presses("Stel het plan vast")


def finance_draws_and_spends(sanne: Person, code: str) -> None:
    for day, kind, amount in (
        ("15-03-2019", "professionals", "3.000"),
        ("01-06-2019", "maatwerk", "1.800"),
    ):
        opens(sanne, "/bonds/funding/", code)
        sanne.follows("Geld opvragen")
        sanne.fills(amount=amount, on=day)
        sanne.presses("Vraag dit bedrag op")
        sanne.follows("Ontvangst boeken")
        sanne.fills(on=day, bank_line=f"{code} {kind}")
        sanne.presses("Boek de ontvangst")
        sanne.follows("Uitgave boeken")
        sanne.fills(on=day, invoice=f"Nota {code} {kind}", **{kind: amount})
        sanne.presses("Boek de uitgave")


def casemanager_measures_the_year(noor: Person, code: str) -> None:
    opens(noor, "/cases/", code)
    noor.follows("Doe de jaarmeting")
    if "/year/" not in noor.page.url:
        noor.follows("Doe de jaarmeting")
    noor.fills(realised_on="02-03-2020")
    units = noor.page.locator("input[name$='-units']")
    for index, used in enumerate(("110", "18")):
        units.nth(index).fill(used)
        noor.page.locator("[name$='-evidence_note']").nth(index).fill("Nota's 2019")
    noor.presses("Jaarmeting bewaren")


def team_lead_chooses_an_accountant(tessa: Person, code: str) -> None:
    opens(tessa, "/cases/", code)
    tessa.follows("Kosten en baten")
    tessa.follows("Accountant kiezen")
    tessa.chooses("accountant", "Anna van Loon")
    tessa.presses("Geef aan deze accountant")


def accountant_validates(anna: Person, code: str) -> None:
    opens(anna, "/kba/validations/", code)
    for _row in range(2):
        anna.page.get_by_role("button", name="Akkoord").click()
        anna.page.wait_for_load_state()
        anna.looks()
    anna.fills(validated_on="16-03-2020")
    anna.presses("Valideren")


def casemanager_gets_the_report(noor: Person, code: str) -> None:
    opens(noor, "/cases/", code)
    noor.follows("Kosten en baten")
    noor.follows("Bekijk de uitkomst")
    noor.presses("Rapport maken (PDF)")
    link = noor.page.get_by_role("link", name="Openen (PDF)")
    link.wait_for(timeout=60_000)
    with noor.page.expect_download() as download:
        link.click()
    assert download.value.path().read_bytes().startswith(b"%PDF-1.7")


def controller_accepts(carlo: Person, code: str) -> None:
    opens(carlo, "/bonds/acceptances/", code)
    carlo.fills(on="20-03-2020", due_on="01-04-2020")
    carlo.presses("Accepteer dit resultaat")


def treasury_pays(theo: Person, code: str) -> None:
    theo.goes("/bonds/payments/")
    theo.follows(f"Betaling bevestigen {code}")
    theo.sees("185,33")
    theo.fills(amount="4.985,33", on="01-04-2020", bank_line=f"Betaling {code}")
    theo.presses("Bevestig de betaling")


def investor_sees_the_money(ineke: Person, code: str) -> None:
    ineke.presses("Werken voor Almelo")
    ineke.goes("/bonds/position/")
    ineke.sees("2.492,66")
    assert code not in ineke.page.content()
    assert "Çelik" not in ineke.page.content()
