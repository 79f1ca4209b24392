from datetime import date

from cases import selectors, services
from cases.domain.phases import Phase
from cases.models import Case
from sohos.tenancy.permissions import Role
from tests.services.cases.households import NOW, register
from tests.services.cases.test_follow_up import aftercare, mila
from tests.towns import Town

RENT = {
    "creditor": "Woningcorporatie",
    "kind": "rent",
    "amount": "3.480,00",
    "status": "bailiff",
    "on": "02-03-2026",
    "since_on": "",
    "arrangement": "",
    "note": "",
}
HAPPY = {"moment": "start", "instrument": "cbs-geluk", "on": "04-05-2026"}


def seen_of(town: Town, case: Case) -> int:
    with town.acting(Role.CASEMANAGER) as noor:
        found = selectors.case_of(noor, case_id=case.pk)
        return selectors.debts_of(noor, found).open[0].now.id


def test_a_debt_is_written_down_and_goes_on(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    address = f"/cases/{case.pk}/debts/"
    assert "Er staat nog geen schuld bij" in noor.get(address).content.decode()
    assert noor.post(address, RENT).status_code == 302
    page = noor.get(address).content.decode()
    assert "3.480,00" in page
    assert "Bij de deurwaarder" in page
    refused = noor.post(address, {**RENT, "status": "paid"})
    assert refused.status_code == 422
    assert "Vul een bedrag boven 0 in." in refused.content.decode()
    seen = seen_of(almelo, case)
    with almelo.acting(Role.CASEMANAGER) as actor:
        found = selectors.case_of(actor, case_id=case.pk)
        debt_id = selectors.debts_of(actor, found).open[0].now.debt_id
    edit = f"/cases/debts/{debt_id}/"
    assert "3.480,00" in noor.get(edit).content.decode()
    paid = {**RENT, "amount": "0", "status": "paid", "on": "04-05-2026", "seen": seen}
    early = {**paid, "on": "01-02-2026"}
    assert noor.post(edit, early).status_code == 422
    assert noor.post(edit, paid).status_code == 302
    assert noor.post(edit, paid).status_code == 409
    page = noor.get(address).content.decode()
    assert "Wat er eerder stond (1)" in page
    assert "Betaald" in page


def test_an_answer_or_its_absence_is_shown(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    with almelo.acting(Role.CASEMANAGER) as actor:
        services.reach_phase(
            actor=actor,
            case_id=case.pk,
            phase=Phase.UITVOERING,
            on=date(2019, 3, 1),
            now=NOW,
        )
    noor = almelo.browser(Role.CASEMANAGER)
    address = f"/cases/{case.pk}/wellbeing/"
    says = {**HAPPY, "person": mila(almelo, case)}
    page = noor.get(f"{address}?moment=start").content.decode()
    assert "Er is nog niets gemeten" in page
    assert page.count("ontbreekt") == 3
    for wrong, text in (
        ({}, "Vul een score in, of kies waarom die er niet is."),
        ({"score": "11"}, "Vul een score in die op de schaal staat."),
        (
            {"score": "3", "instrument": "mansa"},
            "Schrijf op wie dit mat, en met welke versie.",
        ),
    ):
        refused = noor.post(address, {**says, **wrong})
        assert refused.status_code == 422
        assert text in refused.content.decode()
    assert noor.post(address, {**says, "score": "4"}).status_code == 302
    later = {**says, "moment": "jaargrens", "score": "7"}
    assert noor.post(address, later).status_code == 302
    refusal = {**says, "moment": "halfway", "non_response": "refused"}
    assert noor.post(address, refusal).status_code == 302
    page = noor.get(address).content.decode()
    assert "+3" in page
    assert "Wilde niet" in page
    assert "geen antwoord" in page
    assert 'class="sh-dumbbell"' in page


def test_a_relapse_is_told_and_decided(almelo: Town, den_haag: Town) -> None:
    case = aftercare(almelo)
    noor, tessa = almelo.browser(Role.CASEMANAGER), almelo.browser(Role.TEAM_LEAD)
    address = f"/cases/{case.pk}/aftercare/"
    assert "na 36 maanden" in noor.get(address).content.decode()
    says = {"months": "12", "result": "relapse", "what": "", "on": "16-11-2026"}
    refused = noor.post(address, says)
    assert refused.status_code == 422
    assert noor.post(address, {**says, "what": "Weer beslag."}).status_code == 302
    assert "De teamleider beslist" in noor.get(address).content.decode()
    assert f"/cases/{case.pk}/reopen/" in tessa.get(address).content.decode()
    assert noor.post(f"{address}continue/").status_code == 403
    assert tessa.post(f"{address}continue/").status_code == 302
    assert "Er is een terugval" not in tessa.get(address).content.decode()


def test_a_case_closes_with_a_reason_or_after_the_last_check(
    almelo: Town, den_haag: Town
) -> None:
    case = aftercare(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    address = f"/cases/{case.pk}/close/"
    assert noor.get(address).status_code == 200
    early = noor.post(address, {"reason": "", "on": "16-11-2026"})
    assert early.status_code == 422
    assert "Leg in een zin uit waarom." in early.content.decode()
    assert noor.post(address, {"reason": "Verhuisd", "on": "16-11-2026"}).status_code
    again = noor.post(address, {"reason": "Verhuisd", "on": "16-11-2026"})
    assert again.status_code == 422
    answer = "Dit dossier staat op Afgerond. Vandaar kan het niet naar Nazorg."
    assert answer in again.content.decode()
    before = register(almelo)
    assert (
        "De nazorg is nog niet begonnen"
        in noor.get(f"/cases/{before.pk}/aftercare/").content.decode()
    )


def test_the_way_so_far_says_what_was_late(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    page = almelo.browser(Role.CASEMANAGER).get(f"/cases/{case.pk}/").content.decode()
    assert "dagen te laat" in page
    with almelo.acting(Role.CASEMANAGER) as actor:
        services.reach_phase(
            actor=actor,
            case_id=case.pk,
            phase=Phase.LEEFWERELD,
            on=date(2026, 1, 5),
            now=NOW,
        )
    page = almelo.browser(Role.CASEMANAGER).get(f"/cases/{case.pk}/").content.decode()
    assert "Een casemanager blijft 3 tot 6 maanden" in page
    assert "langer dan 6 maanden" in page
