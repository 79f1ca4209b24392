import json
import os
import subprocess
import sys
from datetime import timedelta

import time_machine
from django.conf import settings as configured

from tests.towns import Town
from tests.web.accounts.people import visitor

START = "2026-11-16 07:00:00+00:00"


def test_session_ends_after_idle_time(almelo: Town) -> None:
    noor = visitor(almelo)
    with time_machine.travel(START, tick=False) as clock:
        noor.logs_in()
        assert noor.is_inside()
        clock.shift(configured.SESSION_IDLE_SECONDS)
        assert noor.is_inside(), "the last second still counts"
        clock.shift(configured.SESSION_IDLE_SECONDS + 1)
        answer = noor.client.get("/municipality/")
        assert answer.headers["Location"] == "/login/"
        assert not noor.is_inside()


def test_session_of_somebody_who_works_on_ends_after_twelve_hours(
    almelo: Town,
) -> None:
    noor = visitor(almelo)
    with time_machine.travel(START, tick=False) as clock:
        noor.logs_in()
        for _step in range(12 * 3):
            assert noor.is_inside()
            clock.shift(timedelta(minutes=20))
        assert noor.is_inside()
        clock.shift(timedelta(minutes=1))
        assert not noor.is_inside()


def test_piece_of_a_page_takes_the_page_along_to_the_door(almelo: Town) -> None:
    noor = visitor(almelo)
    with time_machine.travel(START, tick=False) as clock:
        noor.logs_in()
        clock.shift(configured.SESSION_IDLE_SECONDS + 1)
        answer = noor.client.get("/municipality/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == "/login/"
    again = noor.client.get("/municipality/", headers={"HX-Request": "true"})
    assert again.headers["HX-Redirect"] == "/login/?next=/municipality/"


def test_production_is_strict_without_being_asked() -> None:
    names = [
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SESSION_COOKIE_HTTPONLY",
        "SECURE_HSTS_SECONDS",
        "SECURE_HSTS_INCLUDE_SUBDOMAINS",
    ]
    script = (
        "import json; from django.conf import settings as s;"
        f"print(json.dumps([bool(getattr(s, name)) for name in {names}]"
        " + [s.DEBUG, s.DEMO, s.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN]))"
    )
    outside = {"DEMO", "DEBUG", "HTTPS"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={key: value for key, value in os.environ.items() if key not in outside},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == [True] * len(names) + [False] * 3


def test_session_cookie_does_not_survive_the_browser(almelo: Town) -> None:
    noor = visitor(almelo)
    noor.logs_in()
    cookie = noor.client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["max-age"]
