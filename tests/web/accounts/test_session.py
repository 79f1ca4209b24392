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


def test_cookies_are_safe() -> None:
    assert configured.SESSION_COOKIE_HTTPONLY
    assert configured.SESSION_COOKIE_SAMESITE == "Lax"
    assert configured.SESSION_COOKIE_AGE == 12 * 3600


def test_session_cookie_does_not_survive_the_browser(almelo: Town) -> None:
    noor = visitor(almelo)
    noor.logs_in()
    cookie = noor.client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["max-age"]
