"""The pages of the legal register and of the taxonomy."""

from plans import selectors
from sohos.tenancy.permissions import Role
from tests.services.plans.planning import (
    basis_id,
    doorbraak_id,
    kind_id,
    planned_case,
    under_review,
    written,
)
from tests.services.plans.test_registers import RULE, add
from tests.towns import Town

TYPED = {
    "title_nl": RULE.title_nl,
    "kind": RULE.kind,
    "law": RULE.law,
    "article": RULE.article,
    "what_it_allows_nl": RULE.what_it_allows_nl,
    "authority": RULE.authority,
    "valid_from": "01-01-2018",
    "valid_to": "",
    "source": RULE.source,
    "note": "",
}


def test_a_jurist_keeps_the_legal_register(almelo: Town, den_haag: Town) -> None:
    planned_case(almelo)
    joost = almelo.browser(Role.JURIST)
    page = joost.get("/plans/legal-bases/").content.decode()
    assert "Bijstand afstemmen op de persoon" in page
    assert "Grondslag toevoegen" in page
    assert joost.get("/plans/legal-bases/add/").status_code == 200
    answer = joost.post("/plans/legal-bases/add/", {**TYPED, "source": ""})
    assert answer.status_code == 422
    assert "Schrijf op waar de regel te vinden is." in answer.content.decode()
    answer = joost.post("/plans/legal-bases/add/", {**TYPED, "valid_to": "01-01-2017"})
    assert "Kijk de dagen na" in answer.content.decode()
    answer = joost.post("/plans/legal-bases/add/", TYPED)
    assert answer.status_code == 302
    address = answer["Location"]
    assert RULE.title_nl in joost.get(address).content.decode()
    answer = joost.post(f"{address}change/", {**TYPED, "article": "artikel 10"})
    assert "artikel 10" in joost.get(address).content.decode()
    assert joost.get(f"{address}renew/").status_code == 200
    answer = joost.post(f"{address}renew/", {**TYPED, "valid_from": "01-02-2019"})
    assert answer.status_code == 302
    newest = answer["Location"]
    assert "31 januari 2019" in joost.get(newest).content.decode()
    assert joost.post(newest, {"last_day": "01-01-2000"}).status_code == 422
    assert joost.post(newest, {"last_day": "31-12-2030"}).status_code == 302
    found = joost.get("/plans/legal-bases/?on=01-03-2019&whose=own&words=huurschuld")
    assert "1 grondslag geldt op 1 maart 2019" in found.content.decode()
    nothing = joost.get("/plans/legal-bases/?words=onvindbaar").content.decode()
    assert "Geen grondslag gevonden" in nothing


def test_a_casemanager_reads_and_does_not_write(almelo: Town, den_haag: Town) -> None:
    basis = add(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    address = f"/plans/legal-bases/{basis.pk}/"
    page = noor.get(address).content.decode()
    assert RULE.title_nl in page
    assert "Nieuwe versie" not in page
    assert noor.post(address, {"last_day": "31-12-2030"}).status_code == 403
    assert noor.get(f"{address}change/").status_code == 403
    assert den_haag.browser(Role.JURIST).get(address).status_code == 404


def test_a_refused_basis_names_its_days(almelo: Town, den_haag: Town) -> None:
    basis = add(almelo)
    plan = under_review(almelo)
    judge = f"/plans/doorbraken/{doorbraak_id(almelo, plan)}/review/"
    joost = almelo.browser(Role.JURIST)
    sent = {
        "decided_on": "20-02-2017",
        "basis_1": basis.pk,
        "purpose": "Ja",
        "support": "Ja",
        "value": "Ja",
        "conclusion": "within_law",
        "conditions": "Let op.",
    }
    answer = joost.post(judge, sent)
    assert answer.status_code == 422
    assert "(geldt vanaf 1 januari 2018)" in answer.content.decode()
    assert "Let op." in answer.content.decode()
    joost.post(f"/plans/legal-bases/{basis.pk}/", {"last_day": "31-12-2018"})
    answer = joost.post(judge, {**sent, "decided_on": "20-02-2019"})
    assert "van 1 januari 2018 tot en met 31 december 2018" in answer.content.decode()
    unknown = basis_id(almelo, "pw-18a")
    answer = joost.post(judge, {**sent, "basis_1": unknown})
    assert "de eerste dag is niet vastgesteld" in answer.content.decode()


def test_kinds_are_added_merged_and_split(almelo: Town, den_haag: Town) -> None:
    plan = written(almelo)
    used = kind_id(almelo)
    farid = almelo.browser(Role.FUNCTIONAL_ADMIN)
    typed = {
        "label_nl": "Geen plek voor huisdieren",
        "label_en": "",
        "kind": "aanbod",
        "definition_nl": "Opvang zonder dieren.",
        "example_nl": "",
    }
    assert farid.get("/plans/kinds/add/").status_code == 200
    assert farid.post("/plans/kinds/add/", typed).status_code == 302
    again = farid.post("/plans/kinds/add/", typed)
    assert "Deze soort is er al." in again.content.decode()
    with almelo.acting(Role.JURIST) as actor:
        own = selectors.kind_register(actor).get(is_own=True).pk
    assert farid.post(f"/plans/kinds/{own}/", typed).status_code == 302
    national = farid.post(f"/plans/kinds/{used}/", {**typed, "label_nl": "Iets"})
    assert "de woorden liggen vast" in national.content.decode()
    merge = f"/plans/kinds/{used}/merge/"
    assert "1 knelpunt heeft deze soort" in farid.get(merge).content.decode()
    assert farid.post(merge, {"into": ""}).status_code == 422
    assert farid.post(merge, {"into": own}).status_code == 302
    page = farid.get("/plans/kinds/").content.decode()
    assert "telt als Geen plek voor huisdieren" in page
    noor = almelo.browser(Role.CASEMANAGER)
    offered = noor.get(f"/plans/{plan.pk}/knelpunten/add/").content.decode()
    assert f'<option value="{used}"' not in offered
    with almelo.acting(Role.CASEMANAGER) as actor:
        (row,) = selectors.content_of(actor, plan).knelpunten
    kept = noor.get(f"/plans/knelpunten/{row.id}/").content.decode()
    assert f'<option value="{used}" selected' in kept
    assert farid.post(f"/plans/kinds/{used}/split/").status_code == 302
    assert "telt als" not in farid.get("/plans/kinds/").content.decode()
