import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from sohos.accounts import services
from sohos.accounts.models import IdentityProvider
from sohos.tenancy import context
from sohos.tenancy.models import Membership, Team, User
from sohos.tenancy.permissions import Role
from tests.towns import Town
from tests.web.accounts.people import PASSWORD, visitor

ROOS = {"email": "roos@almelo.example", "name": "Roos Jansen", "roles": ["casemanager"]}


@pytest.fixture(autouse=True)
def _demo(settings: Settings) -> None:
    settings.DEMO = True


@pytest.fixture
def farid(almelo: Town) -> Client:
    """The functional administrator, who has just shown who he is."""
    somebody = visitor(almelo, Role.FUNCTIONAL_ADMIN, has_app=False)
    somebody.gives()
    somebody.client.post("/account/confirm/", {"password": PASSWORD})
    return somebody.client


def membership_of(town: Town, role: Role) -> Membership:
    user_id = town.actor(role).user_id
    with context.tenant(town.id):
        return Membership.objects.get(user_id=user_id, role=role)


def test_list_shows_people_of_this_municipality_only(
    almelo: Town, den_haag: Town, farid: Client
) -> None:
    almelo.actor(Role.CASEMANAGER)
    den_haag.actor(Role.CASEMANAGER, "Willem Vreemd")
    page = farid.get("/users/").content.decode()
    assert "Noor Verbeek" in page
    assert "Willem Vreemd" not in page
    assert "Noor Verbeek" not in farid.get("/users/?q=farid").content.decode()
    assert "Niemand gevonden" in farid.get("/users/?q=willem").content.decode()


def test_list_costs_the_same_for_many(
    almelo: Town,
    farid: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for role in Role:
        almelo.actor(role)
    with django_assert_max_num_queries(16):
        farid.get("/users/")


def test_user_is_added_and_can_choose_a_password(almelo: Town, farid: Client) -> None:
    answer = farid.post("/users/add/", ROOS)
    roos = User.objects.get(email=ROOS["email"])
    assert answer.headers["Location"] == f"/users/{roos.pk}/"
    page = farid.get(f"/users/{roos.pk}/").content.decode()
    assert "Casemanager" in page
    assert "Nog niet ingelogd" in page


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"email": "geen adres"}, "zoals naam@gemeente.nl"),
        ({"name": ""}, "Vul de naam in"),
        ({"roles": []}, "Kies minstens één rol"),
        ({"roles": ["casemanager", "treasury"]}, "gaan niet samen"),
        ({"email": "farid.bakker@almelo.example"}, "uw eigen rollen niet"),
    ],
)
def test_mistakes_are_explained_and_nothing_is_lost(
    farid: Client, change: dict[str, object], text: str
) -> None:
    answer = farid.post("/users/add/", ROOS | change)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert text in page
    assert "Roos Jansen" in page or change == {"name": ""}


def test_access_changes_only_after_showing_once_more_who_one_is(almelo: Town) -> None:
    somebody = visitor(almelo, Role.FUNCTIONAL_ADMIN, has_app=False)
    somebody.gives()
    answer = somebody.client.post("/users/add/", ROOS)
    assert answer.headers["Location"] == "/account/confirm/?next=%2Fusers%2Fadd%2F"
    assert not User.objects.filter(email=ROOS["email"]).exists()
    resumed = somebody.client.post(answer.headers["Location"], {"password": PASSWORD})
    roos = User.objects.get(email=ROOS["email"])
    assert resumed.headers["Location"] == f"/users/{roos.pk}/", "nothing is typed twice"


def test_role_is_given_and_ended(almelo: Town, farid: Client) -> None:
    noor = almelo.actor(Role.CASEMANAGER).user_id
    given = farid.post(
        f"/users/{noor}/roles/", {"role": "team_lead", "from_on": "01-01-2099"}
    )
    assert given.status_code == 302
    membership = membership_of(almelo, Role.TEAM_LEAD)
    with context.tenant(almelo.id):
        later = Membership.objects.get(user_id=noor, role="team_lead")
    page = farid.get(f"/users/{noor}/roles/{later.pk}/end/")
    assert page.status_code == 200
    ended = farid.post(
        f"/users/{noor}/roles/{later.pk}/end/", {"when": "now"}, follow=True
    )
    assert "De rol is gestopt" in ended.content.decode()
    with context.tenant(almelo.id):
        assert not Membership.objects.filter(user_id=noor, role="team_lead").exists()
    assert membership.user_id != noor


def test_refusals_of_a_role_stand_at_their_field(almelo: Town, farid: Client) -> None:
    noor = almelo.actor(Role.CASEMANAGER).user_id
    for form, text in [
        ({"role": "treasury", "from_on": "01-01-2099"}, "gaan niet samen"),
        ({"role": "jurist", "from_on": "01-01-2019"}, "vandaag of een latere dag"),
        (
            {"role": "jurist", "from_on": "02-01-2099", "until_on": "01-01-2099"},
            "voor de eerste dag",
        ),
        ({"role": "casemanager", "from_on": "01-01-2099"}, "die periode al"),
        ({"role": "", "from_on": "01-01-2099"}, "Kies een rol"),
    ]:
        answer = farid.post(f"/users/{noor}/roles/", form)
        assert answer.status_code == 422
        assert text in answer.content.decode(), text


def test_end_needs_a_day_when_one_is_chosen(almelo: Town, farid: Client) -> None:
    membership = membership_of(almelo, Role.CASEMANAGER)
    path = f"/users/{membership.user_id}/roles/{membership.pk}/end/"
    for form, text in [
        ({"when": "day"}, "Vul de laatste dag in"),
        ({"when": "day", "last_day": "01-01-2019"}, "vandaag of een latere dag"),
        ({}, "Kies wanneer"),
    ]:
        answer = farid.post(path, form)
        assert answer.status_code == 422
        assert text in answer.content.decode()


def test_own_page_offers_no_change(almelo: Town, farid: Client) -> None:
    own = almelo.actor(Role.FUNCTIONAL_ADMIN).user_id
    page = farid.get(f"/users/{own}/").content.decode()
    assert "Dit bent u zelf" in page
    assert "/end/" not in page


def test_role_of_one_user_is_not_ended_through_another(
    almelo: Town, farid: Client
) -> None:
    membership = membership_of(almelo, Role.CASEMANAGER)
    tessa = almelo.actor(Role.TEAM_LEAD).user_id
    path = f"/users/{tessa}/roles/{membership.pk}/end/"
    assert farid.get(path).status_code == 404


def test_users_of_another_municipality_do_not_exist(
    den_haag: Town, farid: Client
) -> None:
    foreign = membership_of(den_haag, Role.CASEMANAGER)
    base = f"/users/{foreign.user_id}/"
    assert farid.get(base).status_code == 404
    assert farid.post(f"{base}roles/").status_code == 404
    assert farid.post(f"{base}invite/").status_code == 404
    assert farid.get(f"{base}roles/{foreign.pk}/end/").status_code == 404


@pytest.mark.parametrize("role", [Role.CASEMANAGER, Role.PRIVACY_OFFICER])
def test_others_are_refused(almelo: Town, role: Role) -> None:
    browser = almelo.browser(role)
    for path in ("/users/", "/users/add/", "/teams/", "/identity-provider/"):
        assert browser.get(path).status_code == 403, path


def test_teams_are_made_and_renamed(almelo: Town, farid: Client) -> None:
    assert farid.post("/teams/", {"name": "Team Noord"}).status_code == 302
    assert farid.post("/teams/", {"name": "Team Noord"}).status_code == 422
    assert farid.post("/teams/", {"name": ""}).status_code == 422
    with context.tenant(almelo.id):
        team = Team.objects.get()
    path = f"/teams/{team.pk}/"
    assert farid.get(path).status_code == 200
    assert farid.post(path, {"name": "Team Zuid"}).status_code == 302
    assert "Team Zuid" in farid.get("/teams/").content.decode()
    farid.post("/teams/", {"name": "Team Noord"})
    assert farid.post(path, {"name": "Team Noord"}).status_code == 422
    assert farid.get("/teams/999999/").status_code == 404


def test_provider_is_stored_changed_and_removed(almelo: Town, farid: Client) -> None:
    page = farid.get("/identity-provider/").content.decode()
    assert "http://testserver/login/almelo/callback/" in page
    form = {
        "issuer": "https://login.almelo.example",
        "client_id": "sohos",
        "client_secret": "geheim",
        "requires_second_factor": "on",
    }
    assert farid.post("/identity-provider/", form).status_code == 302
    shown = farid.get("/identity-provider/").content.decode()
    assert "geheim" not in shown.replace("geheim te houden", "")
    farid.post(
        "/identity-provider/", form | {"client_secret": "", "client_id": "anders"}
    )
    for change in (
        {"issuer": "https://elders.example", "client_secret": ""},
        {"issuer": "https://login.almelo.example/?x=1"},
        {"issuer": ""},
    ):
        assert farid.post("/identity-provider/", form | change).status_code == 422
    with context.tenant(almelo.id):
        assert IdentityProvider.objects.get().client_id == "anders"
    assert farid.post("/identity-provider/remove/").status_code == 302
    with context.tenant(almelo.id):
        assert not IdentityProvider.objects.exists()


def test_invitation_is_sent_again(almelo: Town, farid: Client) -> None:
    noor = almelo.actor(Role.CASEMANAGER).user_id
    answer = farid.post(f"/users/{noor}/invite/", follow=True)
    assert "opnieuw verstuurd" in answer.content.decode()


def test_every_refusal_of_the_services_has_a_text() -> None:
    from sohos.accounts.views.users import TEXTS  # noqa: PLC0415

    errors = {
        services.RoleTakenError,
        services.IncompatibleRolesError,
        services.OwnRolesError,
        services.RoleInThePastError,
        services.RolePeriodError,
    }
    assert {error.code for error in errors} == TEXTS.keys()
