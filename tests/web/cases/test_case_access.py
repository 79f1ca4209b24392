from sohos.tenancy.permissions import Role
from tests.services.cases.households import register
from tests.towns import Town


def test_a_team_lead_opens_a_case_and_closes_it_again(
    almelo: Town, den_haag: Town
) -> None:
    case = register(almelo)
    ton = almelo.actor(Role.CASEMANAGER, "Ton Visser")
    lead, page = almelo.browser(Role.TEAM_LEAD), f"/cases/{case.pk}/access/"
    sees = almelo.browser(Role.CASEMANAGER, "Ton Visser")
    shown = lead.get(page).content.decode()
    assert "Tessa Lubbers" in shown
    assert "Voor niemand anders." in shown
    assert lead.post(page, {"to": ""}).status_code == 422
    assert lead.post(page, {"to": "user:0"}).status_code == 422
    assert lead.post(page, {"to": f"user:{ton.user_id}"})["Location"] == page
    assert "Ton Visser" in lead.get(page).content.decode()
    assert sees.get(f"/cases/{case.pk}/").status_code == 200
    assert sees.post(f"/cases/{case.pk}/tasks/", {"what": "Bel"}).status_code == 422
    assert sees.post(page, {"to": f"user:{ton.user_id}"}).status_code == 403
    lead.post(page, {"to": f"user:{ton.user_id}", "may_change": "on"})
    assert "lezen en schrijven" in lead.get(page).content.decode()
    whom = {"whom": f"user:{ton.user_id}"}
    assert sees.post(f"/cases/{case.pk}/revoke/", whom).status_code == 403
    assert lead.post(f"/cases/{case.pk}/revoke/", {"whom": "x"})["Location"] == page
    assert lead.post(f"/cases/{case.pk}/revoke/", whom)["Location"] == page
    assert lead.post(f"/cases/{case.pk}/revoke/", whom).status_code == 404
    assert sees.get(f"/cases/{case.pk}/").status_code == 404


def test_strangers_see_nothing_of_it(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    page = f"/cases/{case.pk}/access/"
    assert den_haag.browser(Role.TEAM_LEAD).get(page).status_code == 404
    assert (
        den_haag.browser(Role.TEAM_LEAD)
        .post(f"/cases/{case.pk}/revoke/", {"whom": "user:1"})
        .status_code
        == 404
    )
    assert almelo.browser(Role.PRIVACY_OFFICER).get(page).status_code == 403
