import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from sohos.api import scopes
from sohos.api.models import ApiToken
from sohos.tenancy import context
from sohos.tenancy.permissions import ROLE_PERMISSIONS, Permission, Role
from tests.towns import Town
from tests.web.api.program import bearing, secret_for

TOKENS, MAKE = "/api/tokens/", "/api/tokens/make/"
FILLED = {"name": "Rapportage", "scope": ["case.read"], "days": "30"}


def text(response: Any) -> str:
    return unescape(response.content.decode())


def test_the_secret_is_shown_once_and_works(almelo: Town, den_haag: Town) -> None:
    browser = almelo.browser(Role.CASEMANAGER)
    made = browser.post(MAKE, FILLED)
    assert made.status_code == 200
    assert made.headers["Cache-Control"] == "no-store"
    [secret] = re.findall(r"sohos_0141_[0-9a-f]{64}", text(made))
    assert bearing(secret).get("/api/v1/me").status_code == 200
    listed = text(browser.get(TOKENS))
    assert secret not in listed
    assert secret[:17] in listed
    assert "Rapportage" in listed
    assert "Dossiers lezen" in listed


def test_a_token_is_revoked_from_the_list(almelo: Town, den_haag: Town) -> None:
    secret = secret_for(almelo, Role.CASEMANAGER, [Permission.CASE_READ])
    with context.tenant(almelo.id):
        token = ApiToken.objects.get()
    browser = almelo.browser(Role.CASEMANAGER)
    path = f"/api/tokens/{token.pk}/revoke/"
    assert path in text(browser.get(TOKENS))
    assert browser.get(path).status_code == 405
    after = text(browser.post(path, follow=True))
    assert "Ingetrokken" in after
    assert path not in after
    assert bearing(secret).get("/api/v1/me").status_code == 401


def test_nobody_revokes_a_token_of_somebody_else(almelo: Town, den_haag: Town) -> None:
    secret = secret_for(almelo, Role.CASEMANAGER, [Permission.CASE_READ])
    with context.tenant(almelo.id):
        path = f"/api/tokens/{ApiToken.objects.get().pk}/revoke/"
    strangers = [almelo.browser(role) for role in Role if role != Role.CASEMANAGER]
    for browser in (*strangers, den_haag.browser(Role.CASEMANAGER)):
        assert browser.post(path).status_code == 404
        assert "Rapportage" not in text(browser.get(TOKENS))
    assert bearing(secret).get("/api/v1/me").status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 81},
        {"scope": []},
        {"scope": ["plan.adopt"]},
        {"scope": ["nothing"]},
        {"days": "366"},
        {"days": ""},
    ],
    ids=str,
)
def test_a_wrong_form_comes_back_as_it_was_filled_in(
    almelo: Town, den_haag: Town, wrong: dict[str, Any]
) -> None:
    answer = almelo.browser(Role.CASEMANAGER).post(MAKE, {**FILLED, **wrong})
    assert answer.status_code == 422
    kept = {**FILLED, **wrong}["name"]
    assert str(kept) in text(answer)
    with context.tenant(almelo.id):
        assert not ApiToken.objects.exists()


@pytest.mark.parametrize("role", sorted(Role))
def test_the_form_offers_what_the_person_may_do(
    almelo: Town, den_haag: Town, role: Role
) -> None:
    page = text(almelo.browser(role).get(MAKE))
    offered = set(re.findall(r'name="scope" value="([a-z.]+)"', page))
    assert offered == {str(p) for p in ROLE_PERMISSIONS[role]}


def test_every_permission_is_said_in_words() -> None:
    assert scopes.SCOPES.keys() == set(Permission)


@pytest.mark.parametrize("path", [TOKENS, MAKE])
def test_a_stranger_logs_in_first(almelo: Town, den_haag: Town, path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 302
    assert "/login" in answer.headers["Location"]
