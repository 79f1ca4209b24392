import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from sohos.accounts.middleware import SET_UP
from sohos.audit.models import Line
from sohos.tenancy import context
from sohos.tenancy.permissions import Role
from tests.architecture.access import routes
from tests.towns import Town
from tests.web.accounts.people import PASSWORD, SECRET, code_at, visitor

NEEDED = "/account/second-factor/needed/"


def secret_on(page: bytes) -> str:
    found = re.search(r"<code[^>]*>([A-Z2-7]{32})</code>", page.decode())
    assert found
    return found[1]


@pytest.mark.parametrize("role", Role)
def test_every_role_needs_one(almelo: Town, role: Role) -> None:
    somebody = visitor(almelo, role, has_app=False)
    somebody.gives()
    assert somebody.client.get("/").headers["Location"] == NEEDED


def test_nothing_else_opens_until_there_is_one(almelo: Town) -> None:
    noor = visitor(almelo, has_app=False)
    noor.gives()
    closed = [r for r in routes() if not r.arguments and r.name not in SET_UP]
    assert len(closed) > 20
    for route in closed:
        answer = noor.client.get(reverse(route.name))
        is_for_tokens = answer.status_code == 401
        assert is_for_tokens or answer.headers["Location"] == NEEDED, route.name


def test_app_is_set_up_right_after_the_password(
    own_database: str, almelo: Town
) -> None:
    noor = visitor(almelo, has_app=False)
    noor.gives()
    page = noor.client.get("/account/app/add/")
    assert page.status_code == 200, "nobody types the password twice in a row"
    code = code_at(time.time(), secret_on(page.content))
    done = noor.client.post("/account/app/add/", {"code": code})
    assert done.headers["Location"] == "/account/recovery-codes/"
    codes = noor.client.get("/account/recovery-codes/")
    assert len(re.findall(rb"<code[^>]*>\d{8}</code>", codes.content)) == 10
    again = noor.client.get("/account/recovery-codes/")
    assert not re.findall(rb"<code[^>]*>\d{8}</code>", again.content), "shown once"
    assert noor.is_inside()
    assert mail.outbox[0].to == [noor.user.email], "the owner hears of it"
    with context.tenant(almelo.id):
        added = Line.objects.filter(action="second_factor.added")
        assert {line.detail["type"] for line in added} == {"totp", "recovery_codes"}


def test_wrong_code_links_no_app(almelo: Town) -> None:
    noor = visitor(almelo, has_app=False)
    noor.gives()
    noor.client.get("/account/app/add/")
    answer = noor.client.post("/account/app/add/", {"code": "000000"})
    assert answer.status_code == 422
    assert not Authenticator.objects.filter(user=noor.user).exists()


def test_session_from_before_the_second_factor_is_ended(almelo: Town) -> None:
    thief = visitor(almelo, has_app=False)
    thief.gives()
    TOTP.activate(thief.user, SECRET)
    answer = thief.client.get("/account/passkeys/add/")
    assert answer.headers["Location"] == "/login/"
    assert not thief.is_inside()


def test_last_second_factor_stays(almelo: Town) -> None:
    noor = visitor(almelo)
    noor.logs_in()
    noor.client.post("/account/confirm/", {"password": PASSWORD})
    page = noor.client.get("/account/app/remove/")
    assert "enige tweede factor" in page.content.decode()
    noor.client.post("/account/app/remove/")
    assert Authenticator.objects.filter(user=noor.user, type="totp").exists()


def test_last_passkey_stays(almelo: Town) -> None:
    noor = visitor(almelo)
    noor.logs_in()
    key = Authenticator.objects.create(
        user=noor.user, type="webauthn", data={"name": "Sleutel", "credential": {}}
    )
    Authenticator.objects.filter(user=noor.user, type="totp").delete()
    noor.client.post("/account/confirm/", {"password": PASSWORD})
    noor.client.post(f"/account/passkeys/{key.pk}/remove/")
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_passkey_of_somebody_else_does_not_exist(almelo: Town) -> None:
    noor, tessa = visitor(almelo), visitor(almelo, Role.TEAM_LEAD)
    key = Authenticator.objects.create(
        user=tessa.user, type="webauthn", data={"name": "Sleutel", "credential": {}}
    )
    noor.logs_in()
    noor.client.post("/account/confirm/", {"password": PASSWORD})
    for act in ("remove", "edit"):
        path = f"/account/passkeys/{key.pk}/{act}/"
        assert noor.client.post(path, {"name": "x"}).status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_sensitive_pages_ask_once_more(almelo: Town) -> None:
    noor = visitor(almelo)
    noor.logs_in()
    for path in ("/account/passkeys/add/", "/account/recovery-codes/new/"):
        answer = noor.client.get(path)
        assert answer.headers["Location"].startswith("/account/confirm/"), path
    wrong = noor.client.post("/account/confirm/", {"password": "iets anders"})
    assert wrong.status_code == 422
    noor.client.post("/account/confirm/", {"password": PASSWORD})
    assert noor.client.get("/account/passkeys/add/").status_code == 200


def test_demo_lets_people_in_with_a_password(almelo: Town, settings: Settings) -> None:
    settings.DEMO = True
    noor = visitor(almelo, has_app=False)
    noor.gives()
    assert noor.is_inside()


def test_demo_still_asks_whoever_has_one(almelo: Town, settings: Settings) -> None:
    settings.DEMO = True
    noor = visitor(almelo)
    assert noor.gives().headers["Location"] == "/account/second-factor/"


def test_stranger_is_not_asked_for_a_second_factor(almelo: Town) -> None:
    answer = Client().get("/municipality/")
    assert answer.headers["Location"].startswith("/login/")
