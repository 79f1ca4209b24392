from django.test import Client
from pytest_django import Settings

from cases import selectors, services
from cases.models import Case
from cases.tasks import remind
from sohos.core.dates import local_day
from sohos.tenancy.permissions import Role
from tests.services.cases.households import NOW, register
from tests.towns import Town

LAST_DAY = "01-02-2199"
ENTRY = {
    "text": "De deurwaarder kwam langs.",
    "kind": "home_visit",
    "on": "14-01-2019",
    "present": "Mila",
    "readers": "case",
}


def read(browser: Client, address: str) -> str:
    return browser.get(address).content.decode()


def task_of(town: Town, case: Case) -> int:
    with town.acting(Role.CASEMANAGER) as noor:
        seen = selectors.case_of(noor, case_id=case.pk)
        return selectors.tasks_of(noor, seen)[0].pk


def test_a_casemanager_writes_and_reads_on_the_case_page(
    almelo: Town, den_haag: Town
) -> None:
    case = register(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    answer = noor.post(f"/cases/{case.pk}/journal/", ENTRY)
    assert (answer.status_code, answer["Location"]) == (
        302,
        f"/cases/{case.pk}/#journal",
    )
    page = read(noor, f"/cases/{case.pk}/")
    assert "De deurwaarder kwam langs." in page
    assert "met Mila" in page
    assert "Je verslag is bewaard." in page


def test_a_long_journal_goes_on_on_its_own_page(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    for number in range(6):
        noor.post(f"/cases/{case.pk}/journal/", {**ENTRY, "text": f"Dag {number}."})
    page = read(noor, f"/cases/{case.pk}/")
    assert "Lees het hele journaal" in page
    assert "Dag 0." not in page
    assert "Dag 0." in read(noor, f"/cases/{case.pk}/journal/")


def test_nothing_that_was_typed_gets_lost(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    for wrong in ({"kind": ""}, {"on": "01-01-2199"}, {"text": "", "present": "Mila"}):
        answer = noor.post(f"/cases/{case.pk}/journal/", {**ENTRY, **wrong})
        assert answer.status_code == 422
        assert "Mila" in answer.content.decode()
    sent = {"what": "Bel de corporatie", "owner": 0, "due_on": LAST_DAY}
    answer = noor.post(f"/cases/{case.pk}/tasks/", sent)
    assert answer.status_code == 422
    assert "Bel de corporatie" in answer.content.decode()
    mine = almelo.actor(Role.CASEMANAGER).user_id
    late = {**sent, "owner": mine, "due_on": "01-02-2019"}
    answer = noor.post(f"/cases/{case.pk}/tasks/", late)
    assert answer.status_code == 422
    assert "Kies vandaag of een dag die nog komt." in answer.content.decode()


def test_a_task_stands_on_my_day_until_it_is_ticked(
    almelo: Town, den_haag: Town
) -> None:
    case = register(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    mine = almelo.actor(Role.CASEMANAGER).user_id
    sent = {"what": "Bel de corporatie", "owner": mine, "due_on": LAST_DAY}
    answer = noor.post(f"/cases/{case.pk}/tasks/", sent)
    assert answer["Location"] == f"/cases/{case.pk}/#tasks"
    assert "Bel de corporatie" in read(noor, "/cases/")
    address = f"/cases/tasks/{task_of(almelo, case)}/tick/"
    answer = noor.post(address, {"back": "my-day"})
    assert answer["Location"] == "/cases/"
    assert "Klaar: Bel de corporatie" in read(noor, "/cases/")
    assert "Jouw taken" not in read(noor, "/cases/")
    assert "gedaan op" in read(noor, f"/cases/{case.pk}/tasks/")
    answer = noor.post(address, {"act": "undo", "back": "https://elders.example/"})
    assert answer["Location"] == f"/cases/{case.pk}/#tasks"
    assert "Jouw taken" in read(noor, "/cases/")
    assert noor.get(address).status_code == 405


def test_my_day_counts_the_tasks_that_do_not_fit(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    mine = almelo.actor(Role.CASEMANAGER).user_id
    for number in range(12):
        sent = {"what": f"Taak {number}", "owner": mine, "due_on": LAST_DAY}
        noor.post(f"/cases/{case.pk}/tasks/", sent)
    assert "Er zijn nog 2 taken met een latere dag." in read(noor, "/cases/")


def test_others_reach_nothing_of_it(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    mine = almelo.actor(Role.CASEMANAGER).user_id
    noor.post(
        f"/cases/{case.pk}/tasks/",
        {"what": "Bel", "owner": mine, "due_on": LAST_DAY},
    )
    tick = f"/cases/tasks/{task_of(almelo, case)}/tick/"
    for stranger in (
        almelo.browser(Role.CASEMANAGER, "Ton Visser"),
        den_haag.browser(Role.CASEMANAGER),
    ):
        assert stranger.get(f"/cases/{case.pk}/journal/").status_code == 404
        assert stranger.post(f"/cases/{case.pk}/journal/", ENTRY).status_code == 404
        assert stranger.get(f"/cases/{case.pk}/tasks/").status_code == 404
        assert stranger.post(tick).status_code == 404
    assert almelo.browser(Role.JURIST).post(tick).status_code == 403


def test_the_morning_round_mails_once_and_tries_again_when_it_fails(
    own_database: str,
    almelo: Town,
    den_haag: Town,
    settings: Settings,
    mailoutbox: list[object],
) -> None:
    case = register(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        services.add_task(
            actor=noor,
            case_id=case.pk,
            what="Bel",
            owner_id=noor.user_id,
            due_on=local_day(NOW),
            now=NOW,
        )
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    remind()
    assert len(mailoutbox) == 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    remind()
    remind()
    assert len(mailoutbox) == 1
