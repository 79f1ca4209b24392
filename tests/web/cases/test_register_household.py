from cases import selectors
from sohos.tenancy.permissions import Role
from tests.services.cases.households import open_programme
from tests.towns import Town

ADDRESS = "/cases/register/"


def filled(programme_id: int, **changes: object) -> dict[str, object]:
    return {
        "programme": programme_id,
        "registered_on": "14-01-2019",
        "source": "referral",
        "source_note": "Wijkteam Noord",
        "has_consent": "on",
        "household_name": "",
        "address": "Bornsestraat 12",
        "postcode": "7607 KB",
        "place": "Almelo",
        "phone": "",
        "request": "Wij willen hier blijven wonen.",
        "provisions": ["bijstand", "jeugdhulp", "schuldhulp"],
        "helpers": "5",
        "risks": ["ontruiming"],
        "yearly_cost": "104.000",
        "decision": "include",
        "reason": "",
        "members-TOTAL_FORMS": "2",
        "members-INITIAL_FORMS": "0",
        "members-0-first_name": "Şükran",
        "members-0-surname": "",
        "members-0-relation": "head",
        "members-0-born_on": "02-04-1986",
        "members-1-first_name": "",
        "members-1-surname": "",
        "members-1-relation": "",
        "members-1-born_on": "",
        **changes,
    }


def test_one_page_with_at_most_25_fields(almelo: Town, den_haag: Town) -> None:
    open_programme(almelo)
    answer = almelo.browser(Role.TEAM_LEAD).get(ADDRESS)
    assert answer.status_code == 200
    form, members = answer.context["form"], answer.context["members"]
    assert len(form.fields) + sum(len(row.fields) for row in members) <= 25


def test_a_household_without_a_surname_becomes_a_case(
    almelo: Town, den_haag: Town
) -> None:
    programme_id = open_programme(almelo)
    browser = almelo.browser(Role.CASEMANAGER)
    answer = browser.post(ADDRESS, filled(programme_id), follow=True)
    assert answer.status_code == 200
    assert "Huishouden Şükran is aangemeld als 2019-0001." in answer.content.decode()
    with almelo.acting(Role.CASEMANAGER) as noor:
        (case,) = selectors.cases_for(noor)
        assert case.yearly_cost_cents == 10_400_000
        assert case.phase == "intake"


def test_what_was_typed_stays_when_something_is_missing(
    almelo: Town, den_haag: Town
) -> None:
    programme_id = open_programme(almelo)
    browser = almelo.browser(Role.CASEMANAGER)
    answer = browser.post(ADDRESS, filled(programme_id, helpers="veel"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Fout: " in page
    for typed in ("Şükran", "Wijkteam Noord", "Wij willen hier", "104.000", "veel"):
        assert typed in page


def test_too_few_provisions_ask_for_a_reason(almelo: Town, den_haag: Town) -> None:
    programme_id = open_programme(almelo)
    browser = almelo.browser(Role.CASEMANAGER)
    answer = browser.post(ADDRESS, filled(programme_id, provisions=["bijstand"]))
    assert answer.status_code == 422
    assert "Leg in een zin uit waarom." in answer.content.decode()
    again = filled(programme_id, provisions=["bijstand"], reason="Er dreigt crisis.")
    assert browser.post(ADDRESS, again).status_code == 302


def test_nobody_at_all_is_refused(almelo: Town, den_haag: Town) -> None:
    programme_id = open_programme(almelo)
    empty = {"members-0-first_name": "", "members-0-relation": ""}
    answer = almelo.browser(Role.CASEMANAGER).post(
        ADDRESS, filled(programme_id, **empty, **{"members-0-born_on": ""})
    )
    assert answer.status_code == 422
    assert "Vul minstens één persoon in." in answer.content.decode()


def test_a_person_is_added_without_losing_or_blaming_anything(
    almelo: Town, den_haag: Town
) -> None:
    programme_id = open_programme(almelo)
    browser = almelo.browser(Role.CASEMANAGER)
    sent = filled(programme_id, act="add-member", helpers="", household_name="Merel")
    answer = browser.post(ADDRESS, sent)
    assert answer.status_code == 200
    assert len(answer.context["members"].forms) == 3
    page = answer.content.decode()
    assert "Merel" in page
    assert "Şükran" in page
    assert 'role="alert"' not in page


def test_the_screening_is_shown_before_anything_is_stored(
    almelo: Town, den_haag: Town
) -> None:
    programme_id = open_programme(almelo)
    browser = almelo.browser(Role.CASEMANAGER)
    answer = browser.post(ADDRESS, filled(programme_id, act="screen"))
    page = answer.content.decode()
    assert "Het gezin past in het programma." in page
    assert "5 hulpverleners" in page
    with almelo.acting(Role.CASEMANAGER) as noor:
        assert not selectors.cases_for(noor).exists()


def test_the_programme_of_another_municipality_cannot_be_chosen(
    almelo: Town, den_haag: Town
) -> None:
    open_programme(almelo)
    theirs = open_programme(den_haag, "Haags programma")
    answer = almelo.browser(Role.CASEMANAGER).post(ADDRESS, filled(theirs))
    assert answer.status_code == 422


def test_strangers_and_other_roles_stay_out(almelo: Town, den_haag: Town) -> None:
    assert almelo.browser(Role.JURIST).get(ADDRESS).status_code == 403
    assert almelo.browser(Role.CONTROLLER).post(ADDRESS).status_code == 403
