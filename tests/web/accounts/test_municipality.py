import pytest
from pytest_django import Settings

from sohos.audit.models import Line
from sohos.tenancy import context
from sohos.tenancy.models import Membership
from sohos.tenancy.permissions import Role
from tests.towns import LONG_AGO, Town
from tests.web.accounts.people import Visitor, visitor

PAGE = "/municipality/"


@pytest.fixture(autouse=True)
def _demo(settings: Settings) -> None:
    settings.DEMO = True


@pytest.fixture
def anna(almelo: Town, den_haag: Town) -> Visitor:
    """An accountant of two municipalities, logged in."""
    somebody = visitor(almelo, Role.ACCOUNTANT, has_app=False)
    with context.tenant(den_haag.id):
        Membership.objects.create(
            user=somebody.user, role=Role.ACCOUNTANT, from_on=LONG_AGO
        )
    somebody.gives()
    return somebody


def chooses(somebody: Visitor, town: Town) -> str:
    answer = somebody.client.post(PAGE, {"municipality": town.id})
    return answer.headers["Location"]


def test_somebody_with_two_municipalities_chooses_first(anna: Visitor) -> None:
    assert anna.client.get("/").headers["Location"] == PAGE
    page = anna.client.get(PAGE).content.decode()
    assert "Werken voor Almelo" in page
    assert "Werken voor Den Haag" in page


def test_the_menu_offers_to_choose_again(anna: Visitor, almelo: Town) -> None:
    anna.client.get(PAGE)
    chooses(anna, almelo)
    assert "Andere gemeente kiezen" in anna.client.get("/help/").content.decode()


def test_choice_is_shown_on_every_page(anna: Visitor, den_haag: Town) -> None:
    assert chooses(anna, den_haag) == "/"
    page = anna.client.get("/help/").content.decode()
    assert "Den Haag" in page
    assert "Almelo" not in page


def test_switch_changes_the_page_and_both_logs(
    anna: Visitor, almelo: Town, den_haag: Town
) -> None:
    chooses(anna, almelo)
    chooses(anna, den_haag)
    assert "Den Haag" in anna.client.get("/help/").content.decode()
    with context.tenant(almelo.id):
        actions = [line.action for line in Line.objects.order_by("pk")]
        assert actions == [
            "municipality.entered",
            "municipality.left",
            "post choose-municipality",
        ]
    with context.tenant(den_haag.id):
        assert Line.objects.get().user_id == anna.user.pk


def test_somebody_with_one_municipality_need_not_choose(almelo: Town) -> None:
    noor = visitor(almelo, has_app=False)
    noor.gives()
    assert "Almelo" in noor.client.get("/help/").content.decode()


@pytest.mark.parametrize("number", ["518", "999", "", "x", "-1", "1" * 20])
def test_what_is_not_on_the_list_does_not_exist(
    almelo: Town, den_haag: Town, number: str
) -> None:
    noor = visitor(almelo, has_app=False)
    noor.gives()
    answer = noor.client.post(PAGE, {"municipality": number})
    assert answer.status_code == 404


def test_role_that_ends_closes_the_municipality_at_once(
    anna: Visitor, almelo: Town
) -> None:
    chooses(anna, almelo)
    with context.tenant(almelo.id, user_id=anna.user.pk):
        Membership.objects.filter(municipality_id=almelo.id).update(
            until_on="2020-01-01"
        )
    assert anna.client.get("/help/").headers["Location"] == PAGE
    assert "Den Haag" in anna.client.get("/help/").content.decode()


def test_somebody_without_a_role_hears_what_to_do(almelo: Town) -> None:
    noor = visitor(almelo, has_app=False)
    with context.tenant(almelo.id):
        Membership.objects.update(until_on="2020-01-01")
    noor.gives()
    page = noor.client.get(PAGE).content.decode()
    assert "nergens een rol" in page
