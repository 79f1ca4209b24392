from datetime import date

import pytest

from cases.domain import journal, tasks
from cases.domain.journal import ContactKind, EntryEmptyError, NewEntry
from cases.domain.tasks import (
    DeadlinePassedError,
    TaskEmptyError,
    Urgency,
    remind_up_to,
    urgency,
)
from sohos.core.dates import DayInFutureError

MONDAY = date(2026, 11, 16)


def entry(on: date = MONDAY, text: str = "Mila belde.") -> NewEntry:
    return NewEntry(on=on, kind=ContactKind.PHONE, text=text)


def test_an_entry_may_be_about_today_or_long_ago() -> None:
    journal.check(entry(), today=MONDAY)
    journal.check(entry(date(2019, 1, 14)), today=MONDAY)


def test_an_entry_says_something_about_what_has_happened() -> None:
    with pytest.raises(EntryEmptyError):
        journal.check(entry(text=" \n "), today=MONDAY)
    with pytest.raises(DayInFutureError, match="on"):
        journal.check(entry(date(2026, 11, 17)), today=MONDAY)


def test_a_new_task_can_still_be_done() -> None:
    tasks.check("Bel de corporatie", due_on=MONDAY, today=MONDAY)
    with pytest.raises(TaskEmptyError):
        tasks.check("  ", due_on=MONDAY, today=MONDAY)
    with pytest.raises(DeadlinePassedError):
        tasks.check("Bel", due_on=date(2026, 11, 15), today=MONDAY)


@pytest.mark.parametrize(
    ("due_on", "expected"),
    [
        (date(2026, 11, 15), Urgency.LATE),
        (date(2026, 11, 16), Urgency.TODAY),
        (date(2026, 11, 17), Urgency.SOON),
        (date(2026, 11, 23), Urgency.SOON),
        (date(2026, 11, 24), Urgency.LATER),
    ],
)
def test_urgency_counts_in_days(due_on: date, expected: Urgency) -> None:
    assert urgency(due_on, today=MONDAY) is expected


@pytest.mark.parametrize(
    ("today", "last"),
    [
        (date(2026, 11, 19), date(2026, 11, 20)),
        (date(2026, 11, 20), date(2026, 11, 23)),
        (date(2026, 11, 21), date(2026, 11, 23)),
        (date(2026, 11, 22), date(2026, 11, 23)),
    ],
)
def test_people_hear_of_a_deadline_on_the_working_day_before(
    today: date, last: date
) -> None:
    assert remind_up_to(today) == last
