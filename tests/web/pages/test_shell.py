"""The frame of every page, the front door, and the pages for everybody."""

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import Settings

from sohos.pages import context, errors, navigation
from sohos.tenancy.actor import Actor, MunicipalityCard
from sohos.tenancy.permissions import ROLE_PERMISSIONS, Role
from tests.towns import Town

INFORMATION = ["start", "accessibility", "privacy", "help", "styleguide"]


def controller(theme: str = "linnen") -> Actor:
    return Actor(
        7,
        "Carlo Noorderwijk",
        MunicipalityCard(141, "Almelo", "almelo", theme),
        frozenset({Role.CONTROLLER}),
        ROLE_PERMISSIONS[Role.CONTROLLER],
    )


@pytest.mark.django_db
@pytest.mark.parametrize("name", INFORMATION)
def test_page_is_open_to_everybody(client: Client, name: str) -> None:
    response = client.get(reverse(name))
    assert response.status_code == 200
    html = response.content.decode()
    assert '<html lang="nl">' in html
    assert 'href="#content"' in html
    assert html.count("<h1") == 1
    assert "Alle gegevens zijn verzonnen" in html


@pytest.mark.django_db
def test_style_guide_is_closed_in_production(
    client: Client, settings: Settings
) -> None:
    settings.DEMO = False
    assert client.get(reverse("styleguide")).status_code == 404


@pytest.mark.django_db
def test_style_guide_shows_mistakes(client: Client) -> None:
    html = client.post(reverse("styleguide"), {"debt": "3480 euro?"}).content.decode()
    assert "<title>Fout: Stijlgids" in html
    assert html.count('role="alert"') == 1


@pytest.mark.django_db
def test_language_is_switched_by_a_form(client: Client) -> None:
    response = client.post(
        reverse("language"), {"language": "en", "next": reverse("help")}
    )
    assert response["Location"] == reverse("help")
    html = client.get(reverse("help")).content.decode()
    assert '<html lang="en">' in html
    assert "<h1>Help and contact</h1>" in html
    assert 'value="nl" lang="nl">Nederlands</button>' in html


@pytest.mark.django_db
def test_language_switch_leads_nowhere_else(client: Client) -> None:
    response = client.post(
        reverse("language"), {"language": "en", "next": "https://elsewhere.example/"}
    )
    assert "elsewhere" not in response["Location"]


def test_each_municipality_is_named_and_dressed(almelo: Town, den_haag: Town) -> None:
    for town, name in ((almelo, "Almelo"), (den_haag, "Den Haag")):
        browser = town.browser(Role.CONTROLLER)
        html = browser.get(reverse("help")).content.decode()
        assert f"Gemeente {name}" in html
        assert "Carlo Noorderwijk" in html
        assert "controller" in html


@pytest.mark.parametrize("role", Role)
def test_front_door_leads_everybody_to_their_work(role: Role, almelo: Town) -> None:
    browser = almelo.browser(role)
    actor = almelo.actor(role)
    response = browser.get(reverse("start"))
    assert response.status_code == 302
    assert response["Location"] == navigation.start_page_of(actor)


@pytest.mark.parametrize("item", navigation.NAVIGATION, ids=lambda item: item.url_name)
def test_menu_leads_to_pages_that_exist(item: navigation.NavItem) -> None:
    assert reverse(item.url_name)


def test_menu_holds_what_the_role_may_and_marks_where_one_is() -> None:
    menu = navigation.menu_for(controller(), path=reverse("help"))
    assert not any(link.is_current for link in menu)
    for link in menu:
        deeper = navigation.menu_for(controller(), path=f"{link.url}")
        assert [one.url for one in deeper if one.is_current] == [link.url]


@pytest.mark.parametrize(
    ("theme", "sheet"),
    [("linnen", "themes/linnen.css"), ("standaard", ""), ("../secret", "")],
)
def test_theme_is_one_of_ours(theme: str, sheet: str) -> None:
    request = RequestFactory().get("/")
    request.actor = controller(theme)  # type: ignore[attr-defined]
    assert context.shell(request)["theme_css"] == sheet


def test_error_pages_need_no_database() -> None:
    """No database mark on this test: a query would fail it."""
    request = RequestFactory().get("/nowhere/")
    mishap = Exception("geheim")
    for response, status in (
        (errors.bad_request(request, mishap), 400),
        (errors.permission_denied(request, mishap), 403),
        (errors.csrf_failure(request, "geheim"), 403),
        (errors.page_not_found(request, mishap), 404),
        (errors.too_many_requests(request), 429),
        (errors.server_error(request), 500),
    ):
        assert response.status_code == status
        assert "<h1" in response.content.decode()
        assert "geheim" not in response.content.decode()


def test_only_somebody_with_a_choice_is_offered_another_municipality() -> None:
    offered = [str(link.label) for link in navigation.account_links(has_choice=True)]
    plain = [str(link.label) for link in navigation.account_links(has_choice=False)]
    assert offered == ["Andere gemeente kiezen", *plain]
