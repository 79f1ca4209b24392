from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cases import selectors, services
from cases.domain.phases import Phase
from cases.domain.registration import (
    Decision,
    NewMember,
    NoMembersError,
    ReasonMissingError,
    Relation,
)
from cases.domain.screening import Provision
from cases.models import Case, CaseNumber, Programme
from sohos.core.dates import DayInFutureError
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.tenancy.permissions import Role
from tests.services.cases.households import MEREL, NOW, open_programme, register
from tests.towns import Town


def test_a_casemanager_registers_a_household_and_gets_the_case(
    almelo: Town, den_haag: Town
) -> None:
    case = register(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        seen = selectors.case_of(noor, case_id=case.pk)
        assert seen.code == "2019-0001"
        assert seen.phase == Phase.INTAKE
        assert seen.casemanager_id == noor.user_id
        assert seen.household.name == "Merel"
        assert seen.household.postcode == "7607 KB"
        members = selectors.members_of(noor, seen, on=date(2019, 2, 1))
        assert [str(member.person) for member in members] == ["Mila Merel", "Zoë Merel"]
        assert selectors.screening_of(seen).meets
        assert [row.after for row in selectors.timeline_of(seen)] == [
            "aangemeld",
            "intake",
        ]


def test_codes_count_per_municipality_and_year(almelo: Town, den_haag: Town) -> None:
    register(almelo)
    second = register(almelo)
    elsewhere = register(den_haag)
    later = register(almelo, replace(MEREL, registered_on=date(2020, 2, 3)))
    assert [second.code, elsewhere.code, later.code] == [
        "2019-0002",
        "2019-0001",
        "2020-0001",
    ]


def test_every_european_letter_and_no_surname(almelo: Town, den_haag: Town) -> None:
    names = [
        "Ægir Þórðarson",
        "Łukasz Żółć",
        "Ђорђе",
        "Ñandú Çelik",
        "Σοφία",
        "D'Hondt-Ünal",
    ]
    new = replace(
        MEREL,
        household_name="",
        members=tuple(NewMember(name, Relation.OTHER) for name in names),
    )
    case = register(almelo, new)
    with almelo.acting(Role.CASEMANAGER) as noor:
        seen = selectors.case_of(noor, case_id=case.pk)
        assert seen.household.name == "Ægir Þórðarson"
        people = selectors.members_of(noor, seen, on=date(2019, 2, 1))
        assert [str(row.person) for row in people] == names


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"members": ()}, NoMembersError),
        ({"registered_on": date(2026, 11, 17)}, DayInFutureError),
        ({"decision": Decision.REFUSE, "reason": " "}, ReasonMissingError),
        ({"decision": Decision.WAIT}, ReasonMissingError),
        (
            {
                "situation": replace(
                    MEREL.situation, provisions=frozenset({Provision.BIJSTAND})
                )
            },
            ReasonMissingError,
        ),
        ({"registered_on": date(2018, 12, 31)}, services.ProgrammeNotOpenError),
    ],
)
def test_what_is_missing_is_refused(
    almelo: Town, den_haag: Town, changes: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        register(almelo, replace(MEREL, **changes))
    with almelo.acting(Role.CASEMANAGER):
        assert not Case.objects.exists()
        assert not CaseNumber.objects.exists()


def test_a_refused_household_leaves_a_stopped_case(
    almelo: Town, den_haag: Town
) -> None:
    new = replace(MEREL, decision=Decision.REFER, reason="Woont in Borne.")
    case = register(almelo, new)
    assert (case.phase, case.stop_outcome) == (Phase.UITVAL, "referred")


def test_a_programme_that_ended_takes_nobody(almelo: Town, den_haag: Town) -> None:
    programme_id = open_programme(almelo)
    with almelo.acting(Role.CASEMANAGER):
        Programme.objects.filter(pk=programme_id).update(ends_on=date(2019, 1, 13))
    with pytest.raises(services.ProgrammeNotOpenError):
        register(almelo)


def test_the_programme_of_another_municipality_is_not_open(
    almelo: Town, den_haag: Town
) -> None:
    theirs = open_programme(den_haag)
    with (
        almelo.acting(Role.CASEMANAGER) as noor,
        pytest.raises(services.ProgrammeNotOpenError),
    ):
        services.register_household(actor=noor, programme_id=theirs, new=MEREL, now=NOW)


def test_a_jurist_registers_nobody(almelo: Town, den_haag: Town) -> None:
    with pytest.raises(NotAllowedError):
        register(almelo, role=Role.JURIST)


def test_a_casemanager_gives_no_case_to_a_colleague(
    almelo: Town, den_haag: Town
) -> None:
    ton = almelo.actor(Role.CASEMANAGER, "Ton Visser")
    with pytest.raises(NotAllowedError):
        register(almelo, casemanager_id=ton.user_id)


def test_a_team_lead_gives_it_only_to_a_casemanager(
    almelo: Town, den_haag: Town
) -> None:
    jurist = almelo.actor(Role.JURIST)
    stranger = den_haag.actor(Role.CASEMANAGER, "Dirk Duin")
    for user_id in (jurist.user_id, stranger.user_id):
        with pytest.raises(services.NotACasemanagerError):
            register(almelo, role=Role.TEAM_LEAD, casemanager_id=user_id)


def test_nobody_else_sees_it(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    with (
        almelo.acting(Role.CASEMANAGER, "Ton Visser") as ton,
        pytest.raises(NotFoundError),
    ):
        selectors.case_of(ton, case_id=case.pk)
    with den_haag.acting(Role.CASEMANAGER) as other, pytest.raises(NotFoundError):
        selectors.case_of(other, case_id=case.pk)
    for role in set(Role) - {Role.CASEMANAGER, Role.TEAM_LEAD}:
        with almelo.acting(role) as actor, pytest.raises(NotAllowedError):
            selectors.case_of(actor, case_id=case.pk)
