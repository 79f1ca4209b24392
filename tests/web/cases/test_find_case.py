from django.db import connection
from django.test.utils import CaptureQueriesContext

from sohos.audit.models import Line
from sohos.tenancy.permissions import Role
from tests.services.cases.households import register
from tests.towns import Town


def test_a_household_is_found_from_the_box_on_every_page(
    almelo: Town, den_haag: Town
) -> None:
    case = register(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    assert 'action="/cases/find/"' in noor.get("/cases/").content.decode()
    page = noor.get("/cases/find/", {"q": " zoe  MEREL "}).content.decode()
    assert f'href="/cases/{case.pk}/"' in page
    assert "Zoë Merel" in page
    assert 'value="zoe MEREL"' in page


def test_what_is_not_found_says_what_to_do(almelo: Town, den_haag: Town) -> None:
    register(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    assert "Niets gevonden" in noor.get("/cases/find/?q=lijster").content.decode()
    assert "Hier zit geen woord in" in noor.get("/cases/find/?q=%25").content.decode()
    assert "Niets gevonden" not in noor.get("/cases/find/").content.decode()
    for odd in ("%00", "%F0%9F%98%80", "x" * 500, "a+b+c+d+e+f+g+h"):
        assert noor.get(f"/cases/find/?q={odd}").status_code == 200


def test_a_full_page_leads_to_the_next(almelo: Town, den_haag: Town) -> None:
    for _number in range(27):
        register(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    page = noor.get("/cases/find/?q=merel")
    assert page.content.decode().count('scope="row"') == 25
    after = page.context["page"].next
    rest = noor.get("/cases/find/", {"q": "merel", "after": after}).content.decode()
    assert rest.count('scope="row"') == 2
    assert "Naar het begin" in rest


def queries(town: Town, role: Role, address: str) -> int:
    browser = town.browser(role)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert browser.get(address).status_code == 200
    return len(seen)


def test_search_list_and_case_ask_as_much_for_every_role_and_any_number(
    almelo: Town, den_haag: Town
) -> None:
    case = register(almelo)
    roles = (Role.CASEMANAGER, Role.TEAM_LEAD)
    for address in ("/cases/find/?q=merel", f"/cases/{case.pk}/documents/"):
        few = {queries(almelo, role, address) for role in roles}
        assert len(few) == 1, (address, few)
    few = {queries(almelo, role, "/cases/find/?q=merel") for role in roles}
    for _number in range(6):
        register(almelo)
    assert {queries(almelo, role, "/cases/find/?q=merel") for role in roles} == few


def test_each_look_at_a_case_says_why(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    for role in (Role.CASEMANAGER, Role.TEAM_LEAD):
        almelo.browser(role).get(f"/cases/{case.pk}/")
    with almelo.acting(Role.PRIVACY_OFFICER):
        lines = Line.objects.filter(action="get case").order_by("id")
        assert [line.purpose for line in lines] == [
            "eigen dossier",
            "dossier van het team",
        ]


def test_other_roles_do_not_search(almelo: Town, den_haag: Town) -> None:
    for role in (Role.JURIST, Role.ACCOUNTANT, Role.INVESTOR):
        browser = almelo.browser(role)
        assert browser.get("/cases/find/?q=merel").status_code == 403
        assert 'action="/cases/find/"' not in browser.get("/help/").content.decode()
