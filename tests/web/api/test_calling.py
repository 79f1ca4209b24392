"""Who gets in with what, and which answer the others get."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from sohos.api.models import ApiToken
from sohos.audit.models import Line
from sohos.tenancy import context
from sohos.tenancy.middleware import MUNICIPALITY_KEY
from sohos.tenancy.models import Membership
from sohos.tenancy.permissions import Permission, Role
from tests.towns import Town
from tests.web.api.program import problem, program, secret_for

ME = "/api/v1/me"


def test_a_program_learns_who_it_is(almelo: Town, den_haag: Town) -> None:
    answer = program(almelo).get(ME)
    noor = almelo.actor(Role.CASEMANAGER)
    body = answer.json()
    with context.tenant(almelo.id):
        token = ApiToken.objects.get()
    assert answer.status_code == 200
    assert body["user"] == {"id": noor.user_id, "name": "Noor Verbeek"}
    assert body["municipality"] == {"id": 141, "name": "Almelo", "slug": "almelo"}
    assert body["roles"] == ["casemanager"]
    assert body["permissions"] == ["case.read"]
    assert body["token"]["id"] == token.pk
    assert body["token"]["name"] == "Rapportage"


def test_a_session_may_call_too(almelo: Town, den_haag: Town) -> None:
    body = almelo.browser(Role.CASEMANAGER).get(ME).json()
    assert body["token"] is None
    assert "case.work" in body["permissions"]


def test_a_stranger_is_asked_for_a_token(almelo: Town, den_haag: Town) -> None:
    answer = Client().get(ME)
    assert problem(answer) == (401, "not_authenticated")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer x y", "bearer sohos_0141_00", "Bearer é"]
)
def test_a_header_that_holds_no_token_is_refused(
    almelo: Town, den_haag: Town, header: str
) -> None:
    answer = Client().get(ME, headers={"Authorization": header})
    assert problem(answer) == (401, "token_unknown")


def test_a_bad_token_is_not_helped_by_a_good_session(
    almelo: Town, den_haag: Town
) -> None:
    browser = almelo.browser(Role.CASEMANAGER)
    answer = browser.get(ME, headers={"Authorization": "Bearer sohos_0141_00"})
    assert problem(answer) == (401, "token_unknown")


def test_a_token_goes_before_the_session_that_comes_along(
    almelo: Town, den_haag: Town
) -> None:
    secret = secret_for(almelo, Role.CASEMANAGER, [Permission.CASE_READ])
    browser = den_haag.browser(Role.JURIST)
    answer = browser.get(ME, headers={"Authorization": f"Bearer {secret}"})
    assert answer.json()["municipality"]["id"] == almelo.id
    assert answer.json()["user"]["name"] == "Noor Verbeek"


def test_an_expired_and_a_revoked_token_say_so(almelo: Town, den_haag: Town) -> None:
    client = program(almelo)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=31)):
        assert problem(client.get(ME)) == (401, "token_expired")
    with context.tenant(almelo.id):
        ApiToken.objects.update(revoked_at=datetime.now(UTC))
    assert problem(client.get(ME)) == (401, "token_revoked")
    with context.tenant(almelo.id):
        Membership.objects.update(until_on=datetime.now(UTC).date() - timedelta(days=1))
        ApiToken.objects.update(revoked_at=None)
    assert problem(client.get(ME)) == (401, "token_without_role")


def test_a_token_opens_no_page(almelo: Town, den_haag: Town) -> None:
    client = program(almelo)
    for page in ("/api/tokens/", "/api/tokens/make/"):
        answer = client.get(page)
        assert answer.status_code == 302
        assert "/login" in answer.headers["Location"]
    made = client.post("/api/tokens/make/", {"name": "x", "scope": "case.read"})
    assert made.status_code in {302, 403}
    with context.tenant(almelo.id):
        assert ApiToken.objects.count() == 1


def test_a_program_needs_no_second_factor_of_its_own(
    almelo: Town, den_haag: Town, settings: Settings
) -> None:
    client = program(almelo)
    settings.DEMO = False
    assert client.get(ME).status_code == 200


def test_a_session_that_is_not_ready_gets_no_page(
    almelo: Town, den_haag: Town, settings: Settings
) -> None:
    browser = almelo.browser(Role.CASEMANAGER)
    session = browser.session
    session["last_seen"] = 0
    session.save()
    assert problem(browser.get(ME)) == (401, "session_not_ready")
    settings.DEMO = False
    without_factor = almelo.browser(Role.CASEMANAGER)
    assert problem(without_factor.get(ME)) == (401, "session_not_ready")


def test_a_session_without_a_municipality_may_do_nothing(
    almelo: Town, den_haag: Town
) -> None:
    browser = almelo.browser(Role.CASEMANAGER)
    noor = almelo.actor(Role.CASEMANAGER)
    with context.tenant(den_haag.id, user_id=noor.user_id):
        Membership.objects.create(
            user_id=noor.user_id, role=Role.JURIST, from_on=datetime.now(UTC).date()
        )
    session = browser.session
    del session[MUNICIPALITY_KEY]
    session.save()
    assert problem(browser.get(ME)) == (403, "permission_denied")


def test_every_call_is_a_line_with_the_token_in_it(
    almelo: Town, den_haag: Town
) -> None:
    program(almelo).get(ME)
    almelo.browser(Role.CASEMANAGER).get(ME)
    with context.tenant(almelo.id):
        token = ApiToken.objects.get()
        lines = Line.objects.filter(action="get api-me").order_by("id")
        details = [line.detail for line in lines]
        assert [line.user_id for line in lines] == [token.user_id, token.user_id]
    assert details == [{"token": token.pk}, {}]


HTML = {"Accept": "text/html"}
ELSEWHERE = {"Host": "elsewhere.example"}


@pytest.mark.parametrize(
    ("request_line", "headers", "status", "code"),
    [
        ("get /api/v1/nowhere", {}, 404, "not_found"),
        ("get /api/v1/me/", {}, 404, "not_found"),
        ("get /api/v1/cases/0", {}, 404, "not_found"),
        (f"get /api/v1/cases/{10**30}", {}, 404, "not_found"),
        (f"get /api/v1/cases/{'9' * 5000}", {}, 404, "not_found"),
        ("post /api/v1/me", {}, 405, "method_not_allowed"),
        ("options /api/v1/me", {}, 405, "method_not_allowed"),
        ("trace /api/v1/me", {}, 405, "method_not_allowed"),
        ("get /api/v1/me", HTML, 406, "not_acceptable"),
        ("get /api/v1/cases?limit=0", {}, 422, "invalid_parameter"),
        ("get /api/v1/cases?limit=201", {}, 422, "invalid_parameter"),
        ("get /api/v1/cases?limit=²", {}, 422, "invalid_parameter"),
        ("get /api/v1/cases?cursor=x", {}, 422, "invalid_parameter"),
        ("get /api/v1/cases?cursor=%00", {}, 422, "invalid_parameter"),
        ("get /api/v1/me", ELSEWHERE, 400, "bad_request"),
    ],
    ids=lambda value: str(value)[:40],
)
@pytest.mark.usefixtures("den_haag")
def test_every_refusal_is_a_problem(
    almelo: Town, request_line: str, headers: dict[str, str], status: int, code: str
) -> None:
    method, path = request_line.split()
    answer = getattr(program(almelo), method)(path, headers=headers)
    assert problem(answer) == (status, code)


def test_a_scope_that_is_too_small_is_refused(almelo: Town, den_haag: Town) -> None:
    client = program(almelo, scope=[Permission.PLAN_READ])
    assert problem(client.get("/api/v1/cases")) == (403, "permission_denied")
    assert problem(client.get("/api/v1/cases/1")) == (403, "permission_denied")


def test_the_texts_follow_the_language_and_the_codes_do_not(
    almelo: Town, den_haag: Town
) -> None:
    dutch, english = (
        Client().get(ME, headers={"Accept-Language": language}).json()
        for language in ("nl", "en")
    )
    assert dutch["code"] == english["code"] == "not_authenticated"
    assert dutch["title"] == "Log in of stuur een geldig token mee."


def test_answers_are_not_kept_by_caches(almelo: Town, den_haag: Town) -> None:
    for client in (program(almelo), Client()):
        assert client.get(ME).headers["Cache-Control"] == "no-store"
