"""I12: nothing of a household stands in any byte that an investor can ask for.

Every personal field of the database is a marker; every address of the access table that
lets an investor in is asked, and every link that stands on a page found so.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.http import HttpResponse, JsonResponse
from django.test import Client
from django.urls import path as address
from django.urls import reverse
from pytest_django import DjangoDbBlocker, Settings

from bonds import selectors, services, tasks
from sohos.demo.people import ALMELO, people_of
from sohos.documents import pdf
from sohos.tenancy import context
from sohos.tenancy import selectors as tenancy
from sohos.tenancy.actor import ActorRequest
from sohos.tenancy.middleware import MUNICIPALITY_KEY
from sohos.tenancy.models import User
from sohos.tenancy.permissions import Role
from sohos.urls import urlpatterns as every_address
from tests import databases
from tests.architecture import markers
from tests.architecture.access import routes, rules
from tests.architecture.answers import text_of
from tests.architecture.universe import arguments, kept_out

INVESTOR = next(one for one in people_of(ALMELO.slug) if one.role is Role.INVESTOR)
ENTERED = {rule.name for rule in rules() if Role.INVESTOR in rule.roles}
MOST_PAGES = 600
# It ends the visit, or leaves the site.
_LEFT_ALONE = ("/logout", "/static/")


def planted(_request: ActorRequest, case_id: int) -> HttpResponse:
    """Tell an investor which household it is, as no page may."""
    return JsonResponse({"of": case_id})


urlpatterns = [*every_address, address("planted/<int:case_id>/", planted)]


class Links(HTMLParser):
    """Collects where a page leads, by a link or by a form that asks."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "a" and said.get("href"):
            self.found.append(said["href"] or "")
        if tag == "form" and (said.get("method") or "get") == "get":
            self.found.append(said.get("action") or "")


@pytest.fixture(scope="module")
def investor(
    demo_template: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[Client]:
    with (
        databases.clone("markers", demo_template) as name,
        django_db_blocker.unblock(),
        databases.in_use(name),
    ):
        user = User.objects.get(email=INVESTOR.email)
        marked = markers.mark(name, but_user_id=user.pk)
        assert len(marked) > 150
        client = Client()
        client.force_login(
            user, backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        session = client.session
        session[MUNICIPALITY_KEY] = ALMELO.id
        session.save()
        _order_reports(user.pk)
        yield client


def _order_reports(user_id: int) -> None:
    """Let the investor's edition of every quarter be rendered, as a worker would."""
    if not pdf.is_available():
        return
    now = datetime.now(UTC)
    with context.tenant(ALMELO.id, user_id=user_id):
        actor = tenancy.actor_for(user_id, ALMELO.id, today=now.date())
        for bond, _own in selectors.reportable_bonds(actor):
            for through_on in selectors.quarters_to_report(bond, today=now.date())[:2]:
                report = services.ask_quarter_report(
                    actor=actor,
                    bond_id=bond.pk,
                    through_on=through_on,
                    language="nl",
                    now=now,
                )
                tasks.render_quarter(
                    actor=actor,
                    now=now,
                    progress=lambda _done, _of: None,
                    report_id=report.pk,
                )


def walk(client: Client, *starts: str) -> dict[str, list[str]]:
    """Ask every address and every link found; return the markers in each answer."""
    waiting = list(dict.fromkeys(starts))
    told: dict[str, list[str]] = {}
    while waiting:
        where = waiting.pop(0)
        if where in told:
            continue
        assert len(told) < MOST_PAGES, "the pages never end"
        answer = client.get(where)
        if answer.status_code == 405:
            with kept_out():
                answer = client.post(where, content_type=_body(where))
        told[where] = markers.found_in(text_of(answer))
        waiting += [link for link in _links(where, answer) if link not in told]
    return told


def _body(where: str) -> str:
    is_api = where.startswith("/api/")
    return "application/json" if is_api else "application/x-www-form-urlencoded"


def _links(where: str, answer: Any) -> list[str]:
    if answer.headers.get("Location"):
        found = [answer.headers["Location"]]
    elif "text/html" in answer.headers.get("Content-Type", ""):
        reader = Links()
        reader.feed(answer.content.decode())
        found = reader.found
    else:
        found = []
    inside = [urldefrag(urljoin(where, link)).url for link in found]
    return [
        link
        for link in inside
        if not urlsplit(link).netloc
        and link.startswith("/")
        and not any(part in link for part in _LEFT_ALONE)
    ]


def own_addresses() -> list[str]:
    """Return every address of the table that lets an investor in."""
    found = []
    for route in routes():
        if route.name not in ENTERED:
            continue
        try:
            known = arguments(route.arguments, ALMELO)
        except KeyError:
            continue
        where = reverse(route.name, kwargs=known)
        if not any(part in where for part in _LEFT_ALONE):
            found.append(where)
    return found


@pytest.mark.parametrize("language", ["nl", "en"])
def test_nothing_of_a_household_reaches_an_investor(
    investor: Client, language: str
) -> None:
    investor.post(reverse("language"), {"language": language})
    told = walk(investor, *own_addresses())
    assert reverse("position") in told
    assert reverse("api-positions") in told
    assert any(where.endswith("/file/") for where in told)
    assert {where: found for where, found in told.items() if found} == {}


@pytest.mark.skipif(not pdf.is_available(), reason="no Pango here")
def test_what_a_report_says_can_be_read_here(investor: Client) -> None:
    (report,) = [
        where
        for where in walk(investor, reverse("quarter-reports"))
        if where.endswith("/2026/3/file/")
    ]
    text = text_of(investor.get(report))
    assert "Van begin naar eind van het kwartaal" in text
    assert '"bridge"' in text


def test_a_page_that_would_tell_is_caught(investor: Client, settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__
    (case_id,) = arguments(("case_id",), ALMELO).values()
    told = walk(investor, f"/planted/{case_id}/")
    assert [found for found in told.values() if found]
