import re
from datetime import timedelta

import time_machine
from django.core import mail
from django.test import Client

from tests.towns import Town
from tests.web.accounts.people import PASSWORD, door_lines, visitor

NEW = "acht koeien in een wei"
ASK = "/account/password/forgotten/"


def link_in(message: mail.EmailMessage) -> str:
    found = re.search(
        r"http://testserver(/account/password/new/\S+)", str(message.body)
    )
    assert found
    return found[1]


def choose(client: Client, link: str, password: str = NEW) -> object:
    form = client.get(link, follow=True)
    path = form.redirect_chain[-1][0] if form.redirect_chain else link
    return client.post(path, {"password1": password, "password2": password})


def test_answer_does_not_tell_whether_an_account_exists(almelo: Town) -> None:
    noor = visitor(almelo)
    answers = [
        Client().post(ASK, {"email": email})
        for email in (noor.user.email, "niemand@almelo.example")
    ]
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert [message.to for message in mail.outbox] == [
        [noor.user.email],
        ["niemand@almelo.example"],
    ]
    assert "/account/password/new/" not in mail.outbox[1].body


def test_link_sets_a_password_once(almelo: Town) -> None:
    noor = visitor(almelo)
    Client().post(ASK, {"email": noor.user.email})
    link = link_in(mail.outbox[0])
    choose(Client(), link)
    noor.user.refresh_from_db()
    assert noor.user.check_password(NEW)
    assert "werkt niet meer" in Client().get(link).content.decode()
    assert "password.reset" in door_lines(noor.user)


def test_new_password_does_not_skip_the_second_factor(almelo: Town) -> None:
    noor = visitor(almelo)
    Client().post(ASK, {"email": noor.user.email})
    choose(noor.client, link_in(mail.outbox[0]))
    assert not noor.is_inside()
    assert noor.gives(NEW).headers["Location"] == "/account/second-factor/"


def test_link_works_one_day(almelo: Town) -> None:
    noor = visitor(almelo)
    with time_machine.travel("2026-11-16 09:00:00+00:00", tick=False) as clock:
        Client().post(ASK, {"email": noor.user.email})
        link = link_in(mail.outbox[0])
        clock.shift(timedelta(days=1, seconds=1))
        assert "werkt niet meer" in Client().get(link).content.decode()


def test_changed_password_ends_the_other_sessions(almelo: Town) -> None:
    noor = visitor(almelo)
    noor.logs_in()
    Client().post(ASK, {"email": noor.user.email})
    choose(Client(), link_in(mail.outbox[0]))
    assert not noor.is_inside()


def test_new_password_unlocks_the_account(almelo: Town) -> None:
    noor = visitor(almelo)
    for _attempt in range(6):
        noor.gives("verkeerd")
    Client().post(ASK, {"email": noor.user.email})
    choose(Client(), link_in(mail.outbox[0]))
    assert noor.gives(NEW).headers["Location"] == "/account/second-factor/"


def test_weak_password_is_refused(almelo: Town) -> None:
    noor = visitor(almelo)
    noor.logs_in()
    for weak in ("kort", "wachtwoord12"[:11], "123456789012", noor.user.email):
        answer = noor.client.post(
            "/account/password/",
            {"oldpassword": PASSWORD, "password1": weak, "password2": weak},
        )
        assert answer.status_code == 422, weak


def test_password_change_needs_the_old_one_and_keeps_the_session(
    almelo: Town,
) -> None:
    noor = visitor(almelo)
    noor.logs_in()
    form = {"oldpassword": "verkeerd", "password1": NEW, "password2": NEW}
    assert noor.client.post("/account/password/", form).status_code == 422
    form["oldpassword"] = PASSWORD
    assert noor.client.post("/account/password/", form).status_code == 302
    assert noor.is_inside()
    assert any(message.to == [noor.user.email] for message in mail.outbox)
