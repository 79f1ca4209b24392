from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction

from cases import selectors, services
from cases.domain.journal import ContactKind, EntryEmptyError, NewEntry, Readers
from cases.domain.phases import StopOutcome
from cases.domain.tasks import DeadlinePassedError
from cases.models import Case
from cases.services import OwnerNotInCaseError
from sohos.core.dates import DayInFutureError
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.tenancy import context
from sohos.tenancy.actor import Actor
from sohos.tenancy.models import User
from sohos.tenancy.permissions import Role
from tests.services.cases.households import NOW, register
from tests.towns import Town

TODAY = date(2026, 11, 16)
TOMORROW = date(2026, 11, 17)
TON = "Ton Visser"
VISIT = NewEntry(
    on=TODAY,
    kind=ContactKind.HOME_VISIT,
    text="De deurwaarder kwam langs.",
    present="Mila, Zoë",
)
SECRET = NewEntry(TODAY, ContactKind.NOTE, "Mila is bang.", readers=Readers.CLOSE)


def write(actor: Actor, case: Case, entry: NewEntry = VISIT) -> Any:
    return services.write_entry(actor=actor, case_id=case.pk, entry=entry, now=NOW)


def add(
    actor: Actor, case: Case, *, owner: Actor | None = None, due_on: date = TOMORROW
) -> int:
    return services.add_task(
        actor=actor,
        case_id=case.pk,
        what="Bel de corporatie",
        owner_id=(owner or actor).user_id,
        due_on=due_on,
        now=NOW,
    ).pk


def tick(actor: Actor, task_id: int, *, is_done: bool = True) -> Any:
    return services.tick_task(actor=actor, task_id=task_id, is_done=is_done, now=NOW)


def read(town: Town, case: Case, role: Role, name: str = "") -> list[str]:
    with town.acting(role, name) as actor:
        seen = selectors.case_of(actor, case_id=case.pk)
        return [row.text for row in selectors.journal_of(actor, seen)]


def todo(town: Town, name: str = "") -> list[str]:
    with town.acting(Role.CASEMANAGER, name) as actor:
        return [row.what for row in selectors.my_tasks(actor)]


def test_the_journal_tells_the_newest_day_first(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        write(noor, case)
        write(noor, case, NewEntry(date(2019, 1, 20), ContactKind.PHONE, " Belde. "))
    assert read(almelo, case, Role.TEAM_LEAD) == [
        "De deurwaarder kwam langs.",
        "Belde.",
    ]


def test_what_is_close_stays_with_the_casemanager_and_the_writer(
    almelo: Town, den_haag: Town
) -> None:
    case = register(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        write(noor, case, SECRET)
    assert read(almelo, case, Role.CASEMANAGER) == ["Mila is bang."]
    assert read(almelo, case, Role.TEAM_LEAD) == []
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        write(tessa, case, SECRET)
    assert read(almelo, case, Role.TEAM_LEAD) == ["Mila is bang."]
    assert len(read(almelo, case, Role.CASEMANAGER)) == 2


def test_an_entry_that_says_nothing_or_is_early_is_refused(
    almelo: Town, den_haag: Town
) -> None:
    case = register(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        with pytest.raises(EntryEmptyError):
            write(noor, case, NewEntry(TODAY, ContactKind.NOTE, " "))
        with pytest.raises(DayInFutureError):
            write(noor, case, NewEntry(TOMORROW, ContactKind.NOTE, "Later."))
    assert read(almelo, case, Role.CASEMANAGER) == []


def test_the_database_keeps_an_entry_as_it_was(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    for act in (
        "UPDATE cases_journalentry SET text = 'Niets.'",
        "DELETE FROM cases_journalentry",
    ):
        with almelo.acting(Role.CASEMANAGER) as noor:
            write(noor, case)
            with (
                pytest.raises(DatabaseError),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(act)


@pytest.mark.parametrize("act", [write, add])
def test_nobody_else_writes_in_a_case(almelo: Town, den_haag: Town, act: Any) -> None:
    case = register(almelo)
    for town, role, name in (
        (almelo, Role.CASEMANAGER, TON),
        (den_haag, Role.CASEMANAGER, ""),
        (den_haag, Role.TEAM_LEAD, ""),
    ):
        with town.acting(role, name) as stranger, pytest.raises(NotFoundError):
            act(stranger, case)
    with almelo.acting(Role.JURIST) as jurist, pytest.raises(NotAllowedError):
        act(jurist, case)


def test_a_reader_reads_and_does_not_write(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    ton = almelo.actor(Role.CASEMANAGER, TON)
    open_to(almelo, case, ton, may_change=False)
    with almelo.acting(Role.CASEMANAGER, TON) as reader:
        assert selectors.may_work(reader, case_id=case.pk) is False
        with pytest.raises(NotFoundError):
            write(reader, case)
    with almelo.acting(Role.CASEMANAGER) as noor:
        assert selectors.may_work(noor, case_id=case.pk) is True
        task_id = add(noor, case)
        with pytest.raises(OwnerNotInCaseError):
            add(noor, case, owner=ton)
    with almelo.acting(Role.CASEMANAGER, TON) as reader, pytest.raises(NotFoundError):
        tick(reader, task_id)


def open_to(town: Town, case: Case, who: Actor, *, may_change: bool) -> None:
    with town.acting(Role.TEAM_LEAD) as tessa:
        services.grant_case(
            actor=tessa,
            case_id=case.pk,
            to=User.objects.get(pk=who.user_id),
            may_change=may_change,
            now=NOW,
        )


def test_a_task_goes_to_whoever_works_in_the_case(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    ton = almelo.actor(Role.CASEMANAGER, TON)
    stranger = den_haag.actor(Role.CASEMANAGER)
    open_to(almelo, case, ton, may_change=True)
    with almelo.acting(Role.CASEMANAGER) as noor:
        add(noor, case, owner=ton)
        with pytest.raises(OwnerNotInCaseError):
            add(noor, case, owner=stranger)
        with pytest.raises(DeadlinePassedError):
            add(noor, case, due_on=date(2026, 11, 15))
    assert todo(almelo, TON) == ["Bel de corporatie"]
    assert todo(almelo) == []


def test_a_task_is_ticked_once_and_can_be_opened_again(
    almelo: Town, den_haag: Town
) -> None:
    case = register(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        task_id = add(noor, case)
        assert tick(noor, task_id).done_on == TODAY
        assert tick(noor, task_id).done_by_id == noor.user_id
    assert todo(almelo) == []
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        assert tick(tessa, task_id, is_done=False).done_on is None
    assert todo(almelo) == ["Bel de corporatie"]


def test_a_task_of_somebody_else_stays_out_of_reach(
    almelo: Town, den_haag: Town
) -> None:
    case = register(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        task_id = add(noor, case)
    with den_haag.acting(Role.CASEMANAGER) as stranger, pytest.raises(NotFoundError):
        tick(stranger, task_id)
    with almelo.acting(Role.CASEMANAGER, TON) as ton, pytest.raises(NotFoundError):
        tick(ton, task_id)
    with almelo.acting(Role.JURIST) as jurist, pytest.raises(NotAllowedError):
        tick(jurist, task_id)


def test_the_next_casemanager_takes_over_what_was_left(
    almelo: Town, den_haag: Town
) -> None:
    case = register(almelo)
    ton = almelo.actor(Role.CASEMANAGER, TON)
    with almelo.acting(Role.CASEMANAGER) as noor:
        add(noor, case)
        tick(noor, add(noor, case))
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        services.assign_case(
            actor=tessa, case_id=case.pk, casemanager_id=ton.user_id, now=NOW
        )
    assert todo(almelo) == []
    assert todo(almelo, TON) == ["Bel de corporatie"]


def remind(town: Town, *, days: int = 0) -> int:
    with context.tenant(town.id):
        noor = town.actor(Role.CASEMANAGER)
        moment = NOW + timedelta(days=days)
        return services.remind(owner_id=noor.user_id, now=moment)


def test_one_mail_about_all_near_deadlines_and_only_once(
    almelo: Town, den_haag: Town
) -> None:
    case = register(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        for due_on in (TODAY, TOMORROW, date(2026, 11, 19)):
            add(noor, case, due_on=due_on)
        tick(noor, add(noor, case))
    almelo.actor(Role.CASEMANAGER)
    assert remind(den_haag) == 0
    assert remind(almelo) == 2
    assert remind(almelo) == 0
    assert remind(almelo, days=2) == 1
    first = mail.outbox[0]
    assert len(mail.outbox) == 2
    assert first.to == ["noor.verbeek@almelo.example"]
    assert "2 taken" in first.body
    assert "Merel" not in f"{first.subject} {first.body}"
    assert "corporatie" not in f"{first.subject} {first.body}"


def test_a_case_that_is_over_reminds_nobody(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        add(noor, case)
        services.stop_case(
            actor=noor,
            case_id=case.pk,
            outcome=StopOutcome.MOVED,
            reason="Naar Zwolle.",
            on=TODAY,
            now=NOW,
        )
    assert remind(almelo) == 0
    assert todo(almelo) == []
