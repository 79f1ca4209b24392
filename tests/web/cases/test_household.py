from dataclasses import replace

from cases.models import Block, HouseholdMember
from sohos.tenancy.permissions import Role
from tests.services.cases.households import MEREL, register
from tests.towns import Town

NEW = {
    "first_name": "Émile",
    "surname": "van der Ærø",
    "relation": "child",
    "born_on": "29-02-2020",
    "from_on": "01-05-2020",
    "until_on": "",
}


def test_somebody_is_added_corrected_and_leaves(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    answer = noor.post(f"/cases/{case.pk}/household/add/", NEW, follow=True)
    assert answer.redirect_chain == [(f"/cases/{case.pk}/household/", 302)]
    assert "Émile van der Ærø" in answer.content.decode()
    with almelo.acting(Role.CASEMANAGER):
        emile = HouseholdMember.objects.get(person__first_name="Émile").pk
    address = f"/cases/members/{emile}/"
    assert "van der Ærø" in noor.get(address).content.decode()
    wrong = noor.post(address, NEW | {"until_on": "30-04-2020"})
    assert wrong.status_code == 422
    assert "Kies een dag op of na de eerste dag." in wrong.content.decode()
    left = noor.post(address, NEW | {"until_on": "31-01-2022"}, follow=True)
    assert "Wie er eerder bij hoorden" in left.content.decode()


def test_a_child_we_know_is_offered_first(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    other = register(almelo, replace(MEREL, household_name="Vos"))
    noor = almelo.browser(Role.CASEMANAGER)
    with almelo.acting(Role.CASEMANAGER):
        for row in HouseholdMember.objects.filter(household=other.household_id):
            row.delete()
        zoe = HouseholdMember.objects.get(
            household=case.household_id, person__first_name="Zoë"
        )
    typed = NEW | {
        "first_name": "Zoe",
        "surname": "Merel",
        "born_on": "30-09-2011",
    }
    asked = noor.post(f"/cases/{other.pk}/household/add/", typed)
    assert asked.status_code == 422
    assert "Zoë Merel, geboren op 30 september 2011" in asked.content.decode()
    done = noor.post(
        f"/cases/{other.pk}/household/add/",
        typed | {"person": str(zoe.person_id)},
        follow=True,
    )
    assert f"dossier</a> {case.code}" not in done.content.decode()
    assert case.code in done.content.decode()
    again = noor.post(
        f"/cases/{other.pk}/household/add/", typed | {"person": str(zoe.person_id)}
    )
    assert "Deze persoon hoort al bij dit huishouden." in again.content.decode()
    somebody_else = noor.post(
        f"/cases/{other.pk}/household/add/", typed | {"person": "new"}
    )
    assert somebody_else.status_code == 302


def test_a_hidden_address_is_on_no_page_of_others(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    tessa = almelo.browser(Role.TEAM_LEAD)
    address = f"/cases/{case.pk}/address/"
    hidden = {
        "act": "address",
        "address": "Schuilweg 3",
        "postcode": "7601 AA",
        "place": "Vriezenveen",
        "phone": "0687654321",
        "is_hidden": "on",
    }
    page = noor.post(address, hidden, follow=True).content.decode()
    assert "Schuilweg 3" in page
    assert "Geheim adres" in page
    for path in ("", "household/", "address/", "journal/", "tasks/"):
        seen = tessa.get(f"/cases/{case.pk}/{path}").content.decode()
        for secret in ("Schuilweg", "7601 AA", "Vriezenveen", "0687654321"):
            assert secret not in seen, path
    tessa_id = almelo.actor(Role.TEAM_LEAD).user_id
    refused = tessa.post(address, {"act": "show", "user": tessa_id})
    assert refused.status_code == 422
    assert "Kies een collega." in refused.content.decode()
    assert tessa.post(address, hidden).status_code == 404
    noor.post(address, {"act": "show", "user": tessa_id})
    assert "Schuilweg 3" in tessa.get(f"/cases/{case.pk}/").content.decode()
    noor.post(address, {"act": f"hide-{tessa_id}"})
    assert "Schuilweg 3" not in tessa.get(f"/cases/{case.pk}/").content.decode()
    assert noor.get(address).status_code == 200
    assert noor.post(address, {"act": "something"}).status_code == 200


def test_a_person_is_kept_away_from_an_ex_partner(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    with almelo.acting(Role.CASEMANAGER):
        mila = HouseholdMember.objects.get(person__first_name="Mila").pk
    address = f"/cases/members/{mila}/block/"
    typed = {"blocked": "new", "first_name": "", "surname": "", "reason": "Verbod."}
    nameless = noor.post(address, typed)
    assert nameless.status_code == 422
    assert "Vul een voornaam in." in nameless.content.decode()
    done = noor.post(address, typed | {"first_name": "Victor"}, follow=True)
    assert "Afgeschermd voor Victor" in done.content.decode()
    assert f"/cases/{case.pk}/household/" in done.redirect_chain[0][0]
    with almelo.acting(Role.CASEMANAGER):
        block = Block.objects.get()
    assert "Verbod." in noor.get(address).content.decode()
    lifted = noor.post(address, {"act": f"lift-{block.pk}"}, follow=True)
    assert "Afgeschermd voor" not in lifted.content.decode()
    zoe = {"blocked": str(block.protected_id), "reason": "Zo."}
    assert noor.post(address, zoe).status_code == 422


def test_other_municipality_and_stranger(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    stranger = den_haag.browser(Role.CASEMANAGER)
    assert stranger.get(f"/cases/{case.pk}/household/").status_code == 404
    assert stranger.get(f"/cases/{case.pk}/address/").status_code == 404
