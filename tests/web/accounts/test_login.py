import re
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user
from django.core.cache import cache
from django.http import HttpResponse, HttpResponseBase
from django.test import Client
from django.urls import reverse

from sohos.audit.models import Line
from sohos.tenancy import context
from sohos.tenancy.models import User
from sohos.tenancy.permissions import Role
from tests.towns import Town
from tests.web.accounts.people import (
    PASSWORD,
    SECRET,
    code_at,
    door_lines,
    visitor,
)

WRONG = "iets heel anders"


def texts(answer: HttpResponseBase) -> str:
    assert isinstance(answer, HttpResponse)
    return re.sub(r"\s+", " ", answer.content.decode())


def test_password_alone_is_not_enough(almelo: Town) -> None:
    noor = visitor(almelo)
    answer = noor.gives()
    assert answer.headers["Location"] == "/account/second-factor/"
    assert not noor.is_inside()


def test_password_and_code_open_the_door(almelo: Town) -> None:
    noor = visitor(almelo)
    noor.logs_in()
    assert noor.is_inside()
    assert door_lines(noor.user) == ["login.ok"]
    assert Line.objects.filter(municipality__isnull=True).get().detail == {
        "methods": "password totp"
    }


def test_recovery_code_opens_the_door_once(almelo: Town) -> None:
    noor = visitor(almelo)
    codes = (
        Authenticator.objects.get(user=noor.user, type="recovery_codes")
        .wrap()
        .get_unused_codes()
    )
    noor.gives()
    assert noor.types(codes[0]).status_code == 302
    noor.client.post("/logout/")
    noor.gives()
    assert noor.types(codes[0]).status_code == 422
    assert not noor.is_inside()


def test_code_works_once(almelo: Town) -> None:
    noor = visitor(almelo)
    with time_machine.travel("2026-11-16 09:00:10+00:00", tick=False):
        noor.logs_in()
        noor.client.post("/logout/")
        noor.gives()
        assert noor.types(code_at(time.time())).status_code == 422


def test_code_that_changed_while_typing_is_taken(almelo: Town) -> None:
    noor = visitor(almelo)
    with time_machine.travel("2026-11-16 09:00:01+00:00", tick=False):
        noor.gives()
        assert noor.types(code_at(time.time() - 30)).status_code == 302
        assert noor.is_inside()


def test_code_of_the_minute_before_is_refused(almelo: Town) -> None:
    noor = visitor(almelo)
    noor.gives()
    assert noor.types(code_at(time.time() - 60)).status_code == 422
    assert "second_factor.failed" in door_lines(noor.user)


@pytest.mark.parametrize("password", [WRONG, PASSWORD.upper(), "x"])
def test_wrong_password_is_refused_and_logged(almelo: Town, password: str) -> None:
    noor = visitor(almelo)
    answer = noor.gives(password)
    assert answer.status_code == 422
    assert "klopt niet" in texts(answer)
    assert noor.user.email in texts(answer), "what was typed is still there"
    assert door_lines(noor.user) == ["login.failed"]


def test_unknown_address_gets_the_same_answer(almelo: Town) -> None:
    noor = visitor(almelo)
    known = noor.gives(WRONG)
    unknown = Client().post(
        "/login/", {"login": "niemand@almelo.example", "password": WRONG}
    )
    assert unknown.status_code == known.status_code
    hide = re.compile(r'value="[^"]*"')
    assert hide.sub("", texts(unknown)) == hide.sub("", texts(known))
    assert door_lines() == ["login.failed", "login.failed"]


def test_five_failures_lock_the_account_for_a_while(almelo: Town) -> None:
    noor = visitor(almelo)
    with time_machine.travel("2026-11-16 09:00:00+00:00", tick=False) as clock:
        for _attempt in range(5):
            noor.gives(WRONG)
        refused = noor.gives()
        assert refused.status_code == 422
        assert "Probeer het over 15 minuten opnieuw" in texts(refused)
        assert door_lines(noor.user)[-1] == "login.locked"
        clock.shift(14 * 60)
        assert "Probeer het over 1 minuut opnieuw" in texts(noor.gives())
        clock.shift(61)
        assert noor.gives().headers["Location"] == "/account/second-factor/"


def test_lock_holds_for_every_way_to_write_host_and_address(almelo: Town) -> None:
    noor = visitor(almelo)
    for port in range(5):
        noor.gives(WRONG, host=f"localhost:{8000 + port}")
    for spelling in (noor.user.email, f" {noor.user.email.upper()} "):
        refused = noor.client.post(
            "/login/",
            {"login": spelling, "password": PASSWORD},
            HTTP_HOST="localhost:9000",
        )
        assert refused.status_code == 422
        assert "Te vaak" in texts(refused)


def test_lock_of_one_account_leaves_colleagues_alone(almelo: Town) -> None:
    noor, tessa = visitor(almelo), visitor(almelo, Role.TEAM_LEAD)
    for _attempt in range(6):
        noor.gives(WRONG)
    tessa.logs_in()
    assert tessa.is_inside()


def test_success_in_between_does_not_reset_the_count(almelo: Town) -> None:
    noor = visitor(almelo)
    for _attempt in range(4):
        noor.gives(WRONG)
    noor.gives()
    noor.client.post("/logout/")
    noor.gives(WRONG)
    assert "Te vaak" in texts(noor.gives())


def test_one_address_cannot_try_many_accounts(almelo: Town) -> None:
    for number in range(60):
        Client().post(
            "/login/",
            {"login": f"iemand{number}@almelo.example", "password": WRONG},
            REMOTE_ADDR="10.0.0.1",
        )
    noor = visitor(almelo)
    assert "Te vaak" in texts(noor.gives())
    elsewhere = noor.gives(ip="192.0.2.7")
    assert elsewhere.headers["Location"] == "/account/second-factor/"


def test_five_wrong_codes_lock_the_second_factor(almelo: Town) -> None:
    noor = visitor(almelo)
    noor.gives()
    for _attempt in range(5):
        noor.types("000000")
    refused = noor.types(code_at(time.time()))
    assert refused.status_code == 422
    assert "Te vaak" in texts(refused)
    assert door_lines(noor.user)[-1] == "login.locked"


def test_session_key_changes_at_the_door(almelo: Town) -> None:
    noor = visitor(almelo)
    noor.client.get("/login/")
    noor.gives()
    before = noor.client.cookies["sessionid"].value
    noor.types(code_at(time.time()))
    after = noor.client.cookies["sessionid"].value
    assert before != after
    stale = Client()
    stale.cookies["sessionid"] = before
    assert not get_user(stale).is_authenticated


def test_logout_ends_the_session_and_is_logged_where_one_worked(almelo: Town) -> None:
    noor = visitor(almelo)
    noor.logs_in()
    key = noor.client.cookies["sessionid"].value
    noor.client.get("/help/")
    noor.client.post("/logout/")
    stale = Client()
    stale.cookies["sessionid"] = key
    assert stale.get("/municipality/").status_code == 302
    assert not noor.is_inside()
    with context.tenant(almelo.id):
        assert Line.objects.filter(action="logout").get().user_id == noor.user.pk


def test_closed_account_cannot_log_in(almelo: Town) -> None:
    noor = visitor(almelo)
    User.objects.filter(pk=noor.user.pk).update(is_active=False)
    assert noor.gives().headers["Location"] == "/account/inactive/"
    assert not noor.is_inside()


def test_next_page_stays_on_the_site(almelo: Town) -> None:
    noor = visitor(almelo)
    noor.client.post(
        "/login/?next=https://evil.example/",
        {
            "login": noor.user.email,
            "password": PASSWORD,
            "next": "https://evil.example/",
        },
    )
    answer = noor.types(code_at(time.time()))
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize(
    "path",
    [
        "/signup/",
        "/account/signup/",
        "/email/",
        "/account/email/",
        "/confirm-email/",
        "/login/code/confirm/",
        "/3rdparty/",
        "/3rdparty/signup/",
        "/social/signup/",
        "/2fa/",
        "/accounts/",
        "/admin/",
    ],
)
def test_what_nobody_needs_does_not_exist(almelo: Town, path: str) -> None:
    noor = visitor(almelo)
    noor.logs_in()
    assert noor.client.get(path).status_code == 404


def test_secrets_of_apps_are_not_readable_in_the_database(almelo: Town) -> None:
    noor = visitor(almelo)
    rows = list(Authenticator.objects.filter(user=noor.user))
    stored = str([row.data for row in rows])
    codes = next(row.wrap().generate_codes() for row in rows if row.type != "totp")
    assert len(codes) == 10
    assert SECRET not in stored
    assert not any(code in stored for code in codes)


def test_login_page_offers_a_passkey(almelo: Town) -> None:
    page = Client().get(reverse("account_login"))
    assert b'id="passkey_login"' in page.content
    options = Client().get(
        reverse("mfa_login_webauthn"), headers={"accept": "application/json"}
    )
    assert options.json()["request_options"]["publicKey"]["userVerification"] == (
        "required"
    )
    cache.clear()
