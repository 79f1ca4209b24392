from cases import selectors
from sohos.tenancy.permissions import Role
from tests.services.cases.households import register
from tests.towns import Town

SCHOOL = {
    "organisation": "",
    "organisation_name": "Basisschool De Esch",
    "role": "school",
    "professional": "Juf Marit",
    "contact": "",
    "hours_per_week": "1,5",
    "from_on": "02-03-2026",
    "until_on": "",
}
CARE = {"kind": "jeugdhulp", "quantity": "2,5", "from_on": "02-03-2026"}


def only(town: Town, case_id: int) -> selectors.Helper:
    with town.acting(Role.CASEMANAGER) as noor:
        seen = selectors.case_of(noor, case_id=case_id)
        return selectors.helpers_of(noor, seen, today=seen.registered_on).rows[0]


def test_helpers_are_added_shown_in_a_chart_and_ended(
    almelo: Town, den_haag: Town
) -> None:
    case = register(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    address = f"/cases/{case.pk}/helpers/"
    assert "Er staat nog niemand bij" in noor.get(address).content.decode()
    answer = noor.post(address, SCHOOL)
    assert (answer.status_code, answer["Location"]) == (302, address)
    page = noor.get(address).content.decode()
    assert "Juf Marit" in page
    assert "Basisschool De Esch" in page
    assert page.count('<svg class="sh-chart sh-chart--') == 2
    assert "Toon als tabel" in page
    row = only(almelo, case.pk)
    edit = f"/cases/involvements/{row.id}/"
    assert "1,5" in noor.get(edit).content.decode()
    ended = {
        **SCHOOL,
        "organisation": row.organisation_id,
        "organisation_name": "",
        "until_on": "30-09-2026",
        "version": 1,
    }
    assert noor.post(edit, ended).status_code == 302
    assert noor.post(edit, ended).status_code == 409
    assert "30 september 2026" in noor.get(address).content.decode()
    assert noor.post(f"{edit}remove/").status_code == 302
    assert "Juf Marit" not in noor.get(address).content.decode()


def test_a_helper_that_cannot_be_keeps_what_was_typed(
    almelo: Town, den_haag: Town
) -> None:
    case = register(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    for wrong, answer in (
        ({"organisation_name": ""}, "Kies een organisatie of schrijf de naam op."),
        ({"hours_per_week": "200"}, "Vul een aantal uren tussen 0 en 168 in."),
        ({"hours_per_week": "veel"}, "Vul een getal in, bijvoorbeeld 2,5."),
        ({"until_on": "01-01-2020"}, "Kies een laatste dag op of na de eerste."),
        ({"from_on": "01-01-2199"}, "Kies vandaag of een dag die voorbij is."),
    ):
        shown = noor.post(f"/cases/{case.pk}/helpers/", {**SCHOOL, **wrong})
        assert shown.status_code == 422
        text = shown.content.decode()
        assert answer in text
        assert "Juf Marit" in text


def test_a_provision_of_the_intake_is_described(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    address = f"/cases/{case.pk}/provisions/"
    page = noor.get(f"{address}?kind=jeugdhulp").content.decode()
    assert '<option value="jeugdhulp" selected>' in page
    assert "Bij de aanmelding genoemd" in page
    assert noor.get(f"{address}?kind=%3Cscript%3E").status_code == 200
    assert noor.post(address, CARE).status_code == 302
    page = noor.get(address).content.decode()
    assert "2,5 uur per week" in page
    assert "Gemeente" in page
    other = {**CARE, "kind": "other", "quantity": "0"}
    refused = noor.post(address, other)
    assert refused.status_code == 422
    assert "Schrijf op wat het is." in refused.content.decode()
    with almelo.acting(Role.CASEMANAGER) as actor:
        row = selectors.provisions_of_case(actor, case_id=case.pk)[0]
    edit = f"/cases/provisions/{row.id}/"
    assert "2,5" in noor.get(edit).content.decode()
    assert noor.post(edit, {**CARE, "quantity": "0", "version": 1}).status_code == 422
    ended = {**CARE, "until_on": "01-06-2026", "version": 1}
    assert noor.post(edit, ended).status_code == 302
    assert noor.post(edit, ended).status_code == 409
    assert "Eerder in gebruik" in noor.get(address).content.decode()
    assert noor.post(f"{edit}remove/").status_code == 302


def test_the_register_is_extended_and_merged(almelo: Town, den_haag: Town) -> None:
    register(almelo)
    tessa = almelo.browser(Role.TEAM_LEAD)
    address = "/cases/organisations/"
    new = {"name": "Stichting Buur", "sector": "welzijn"}
    assert tessa.post(address, new).status_code == 302
    again = tessa.post(address, new)
    assert again.status_code == 422
    assert "Deze organisatie staat al in het register." in again.content.decode()
    with almelo.acting(Role.TEAM_LEAD) as actor:
        row = selectors.organisation_by_name(actor, name="Stichting Buur")
        into = selectors.organisation_by_name(actor, name="Wmo-loket")
    assert row is not None
    assert into is not None
    merge = f"{address}{row.pk}/merge/"
    assert tessa.get(merge).status_code == 200
    assert tessa.post(merge, {"into": ""}).status_code == 422
    assert tessa.post(merge, {"into": into.pk}).status_code == 302
    page = tessa.get(address).content.decode()
    assert "heet nu Wmo-loket" in page
    assert tessa.get(merge).status_code == 404
    assert tessa.post(f"{address}{row.pk}/split/").status_code == 302
    assert "heet nu" not in tessa.get(address).content.decode()
    noor = almelo.browser(Role.CASEMANAGER)
    assert noor.get(address).status_code == 200
    assert noor.get(merge).status_code == 403
    assert den_haag.browser(Role.TEAM_LEAD).get(merge).status_code == 404
