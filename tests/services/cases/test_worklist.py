from dataclasses import replace
from datetime import date

import pytest

from cases import selectors, services
from cases.domain.journal import ContactKind, NewEntry
from cases.domain.phases import Phase, TransitionNotAllowedError
from cases.domain.registration import Decision
from cases.domain.worklist import NothingChosenError, Show, TooManyChosenError, Wanted
from cases.models import Case
from cases.selectors import paging
from cases.services import NotACasemanagerError
from sohos.core.dates import local_day
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.tenancy.permissions import Role
from tests.services.cases.households import MEREL, NOW, register
from tests.towns import Town

TODAY = local_day(NOW)
RECENT = replace(MEREL, registered_on=date(2026, 11, 9))


def listed(town: Town, role: Role = Role.TEAM_LEAD, **wanted: object) -> list[int]:
    with town.acting(role) as actor:
        rows = selectors.work_list(
            actor,
            today=TODAY,
            wanted=Wanted(**wanted),  # type: ignore[arg-type]
        )
        return [row.pk for row in rows]


def test_the_list_is_chosen_by_who_phase_and_time(almelo: Town, den_haag: Town) -> None:
    old = register(almelo)
    new = register(almelo, RECENT)
    loose = register(
        almelo, replace(RECENT, decision=Decision.LATER), role=Role.TEAM_LEAD
    )
    noor = almelo.actor(Role.CASEMANAGER).user_id
    assert listed(almelo) == [loose.pk, old.pk, new.pk]
    assert listed(almelo, show=Show.LATE) == [old.pk]
    assert listed(almelo, show=Show.STILL) == [old.pk]
    assert listed(almelo, show=Show.MINE) == [loose.pk]
    assert listed(almelo, Role.CASEMANAGER, show=Show.MINE) == [old.pk, new.pk]
    assert listed(almelo, phase=Phase.INTAKE) == [old.pk, new.pk]
    assert listed(almelo, casemanager_id=noor) == [old.pk, new.pk]
    assert listed(almelo, unassigned=True, casemanager_id=noor) == [loose.pk]
    assert listed(den_haag) == []


def test_writing_in_the_journal_moves_a_case(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    assert listed(almelo, show=Show.STILL) == [case.pk]
    with almelo.acting(Role.CASEMANAGER) as noor:
        services.write_entry(
            actor=noor,
            case_id=case.pk,
            entry=NewEntry(date(2026, 11, 2), ContactKind.PHONE, "Gebeld."),
            now=NOW,
        )
        (row,) = selectors.work_list(noor, today=TODAY)
    assert row.moved_on == date(2026, 11, 2)  # type: ignore[attr-defined]
    assert listed(almelo, show=Show.STILL) == []


def test_the_counts_are_those_of_the_lists(almelo: Town, den_haag: Town) -> None:
    register(almelo)
    register(almelo, RECENT)
    register(almelo, replace(RECENT, decision=Decision.LATER), role=Role.TEAM_LEAD)
    for role in (Role.TEAM_LEAD, Role.CASEMANAGER):
        with almelo.acting(role) as actor:
            counts = selectors.count_work(actor, today=TODAY)
        assert counts["total"] == len(listed(almelo, role))
        for show in (Show.MINE, Show.LATE, Show.STILL):
            assert counts[show] == len(listed(almelo, role, show=show))


def test_who_has_how_much_in_hand(almelo: Town, den_haag: Town) -> None:
    register(almelo)
    register(almelo, RECENT, name="Ton Visser")
    register(almelo, replace(RECENT, decision=Decision.LATER), role=Role.TEAM_LEAD)
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        people = selectors.load_by_casemanager(tessa, today=TODAY)
    assert [(one.name, one.cases, one.late, one.still) for one in people] == [
        ("", 1, 0, 0),
        ("Noor Verbeek", 1, 1, 1),
        ("Ton Visser", 1, 0, 0),
    ]
    with almelo.acting(Role.CASEMANAGER) as noor, pytest.raises(NotAllowedError):
        selectors.load_by_casemanager(noor, today=TODAY)


def test_pages_of_the_list_leave_nothing_out(almelo: Town, den_haag: Town) -> None:
    for _number in range(4):
        register(almelo)
    register(almelo, replace(RECENT, decision=Decision.LATER), role=Role.TEAM_LEAD)
    seen, after = [], ""
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        for _page in range(3):
            page = paging.page_of(
                selectors.work_list(tessa, today=TODAY),
                selectors.ORDER,
                after=after,
                size=2,
            )
            seen += [row.pk for row in page.rows]
            after = page.next
    assert (seen, after) == (listed(almelo), "")


def casemanager_of(town: Town, case: Case) -> int | None:
    with town.acting(Role.TEAM_LEAD) as lead:
        return selectors.case_of(lead, case_id=case.pk).casemanager_id


def reassign(town: Town, *case_ids: int, to: int, role: Role = Role.TEAM_LEAD) -> int:
    with town.acting(role) as actor:
        return services.reassign_cases(
            actor=actor, case_ids=case_ids, casemanager_id=to, now=NOW
        )


def test_several_cases_go_to_one_casemanager(almelo: Town, den_haag: Town) -> None:
    one, other = register(almelo), register(almelo)
    ton = almelo.actor(Role.CASEMANAGER, "Ton Visser").user_id
    assert reassign(almelo, one.pk, other.pk, one.pk, to=ton) == 2
    assert reassign(almelo, one.pk, to=ton) == 1
    assert {casemanager_of(almelo, case) for case in (one, other)} == {ton}


def test_all_go_or_none(almelo: Town, den_haag: Town) -> None:
    one, over = register(almelo), register(almelo)
    theirs = register(den_haag)
    ton = almelo.actor(Role.CASEMANAGER, "Ton Visser").user_id
    noor = almelo.actor(Role.CASEMANAGER).user_id
    jurist = almelo.actor(Role.JURIST).user_id
    with almelo.acting(Role.TEAM_LEAD):
        Case.objects.filter(pk=over.pk).update(phase=Phase.AFGESLOTEN)
    for ids, to, error in (
        ((one.pk, over.pk), ton, TransitionNotAllowedError),
        ((one.pk, theirs.pk), ton, NotFoundError),
        ((one.pk,), jurist, NotACasemanagerError),
        ((), ton, NothingChosenError),
        (tuple(range(1, 202)), ton, TooManyChosenError),
    ):
        with pytest.raises(error):
            reassign(almelo, *ids, to=to)
    with pytest.raises(NotAllowedError):
        reassign(almelo, one.pk, to=ton, role=Role.CASEMANAGER)
    assert casemanager_of(almelo, one) == noor
