from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from cases import services as cases
from cases.domain.journal import ContactKind, NewEntry
from cases.domain.phases import StopOutcome
from cases.models import Block, HouseholdMember, Person
from sohos.audit import selectors as audit
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.rights import selectors, services
from sohos.rights.domain.redaction import HIDDEN
from sohos.rights.domain.retention import Component, Ground
from sohos.rights.models import LegalHold
from sohos.rights.selectors import AccessFile
from sohos.tenancy.permissions import Role
from tests.services.cases.households import NOW, register
from tests.services.plans.planning import STORY, signed, written
from tests.towns import Town

TODAY = NOW.date()
REQUEST = "Brief van 3 november"


def person(town: Town, first_name: str) -> int:
    with town.acting(Role.PRIVACY_OFFICER):
        return Person.objects.get(first_name=first_name).pk


def given(town: Town, case_id: int, first_name: str) -> AccessFile:
    person_id = person(town, first_name)
    with town.acting(Role.PRIVACY_OFFICER) as petra:
        return services.give_access(
            actor=petra, case_id=case_id, person_id=person_id, request=REQUEST, now=NOW
        )


def told(found: AccessFile, model: str) -> list[dict[str, str]]:
    return [
        dict(row) for one in found.sections if one.model == model for row in one.rows
    ]


def everything(found: AccessFile) -> str:
    return repr(found.sections)


def write(town: Town, case_id: int, text: str, **changes: Any) -> None:
    with town.acting(Role.CASEMANAGER) as noor:
        entry = NewEntry(TODAY, ContactKind.PHONE, text, "Mila, Zoë en de buurvrouw")
        cases.write_entry(actor=noor, case_id=case_id, entry=entry, now=NOW, **changes)


def test_a_person_gets_all_that_is_kept_without_the_names_of_others(
    almelo: Town,
) -> None:
    plan = written(almelo)
    write(almelo, plan.case_id, "Mila vertelt dat Zoë niet slaapt.")
    found = given(almelo, plan.case_id, "Mila")
    (entry,) = told(found, "cases.JournalEntry")
    assert entry["text"] == f"Mila vertelt dat {HIDDEN} niet slaapt."
    assert entry["present"] == HIDDEN
    assert told(found, "cases.Person") == [
        {"first_name": "Mila", "surname": "Merel", "born_on": "1986-04-02"}
    ]
    assert told(found, "plans.Leefwereld")[0]["story"] == STORY.story
    assert told(found, "plans.Knelpunt")[0]["text"] == "Er is € 3.480 huurachterstand."
    assert told(found, "cases.Household")[0]["address"] == "Bornsestraat 12"
    assert "Zoë" not in everything(found)
    assert any(
        "write_entry" in one.action or "journal" in one.action for one in found.looks
    )


def test_who_left_reads_nothing_from_after_and_not_where_the_others_live(
    almelo: Town,
) -> None:
    case = register(almelo)
    write(almelo, case.pk, "Na het vertrek.")
    with almelo.acting(Role.CASEMANAGER):
        HouseholdMember.objects.filter(person__first_name="Mila").update(
            until_on=TODAY - timedelta(days=30)
        )
    found = given(almelo, case.pk, "Mila")
    assert "Na het vertrek" not in everything(found)
    assert not told(found, "cases.Household")
    assert told(found, "cases.Case")


def test_who_is_kept_away_does_not_read_the_address(almelo: Town) -> None:
    case = register(almelo)
    mila, zoe = person(almelo, "Mila"), person(almelo, "Zoë")
    with almelo.acting(Role.CASEMANAGER) as noor:
        Block.objects.create(
            protected_id=zoe,
            blocked_id=mila,
            reason="Zoë is bang.",
            at=NOW,
            by_id=noor.user_id,
        )
    write(almelo, case.pk, "We waren in de Bornsestraat op bezoek.")
    found = given(almelo, case.pk, "Mila")
    assert "Bornsestraat" not in everything(found)
    assert f"We waren in de {HIDDEN} op bezoek." in everything(found)
    assert "bang" not in everything(found)
    assert "Bornsestraat" in everything(given(almelo, case.pk, "Zoë"))


def test_giving_access_is_a_line_with_its_reason(almelo: Town) -> None:
    case = register(almelo)
    given(almelo, case.pk, "Mila")
    with almelo.acting(Role.PRIVACY_OFFICER) as petra:
        line = audit.lines_for(petra).first()
        assert line is not None
        assert (line.action, line.purpose) == ("rights.access_given", REQUEST)
        with pytest.raises(services.ReasonMissingError):
            services.give_access(
                actor=petra, case_id=case.pk, person_id=1, request=" ", now=NOW
            )
        with pytest.raises(NotFoundError):
            selectors.access_file_of(petra, case_id=case.pk, person_id=999_999)


def test_the_number_of_queries_does_not_grow_with_the_file(almelo: Town) -> None:
    plan = written(almelo)
    mila = person(almelo, "Mila")
    counts = []
    for _round in range(2):
        write(almelo, plan.case_id, "Er is gebeld.")
        with (
            almelo.acting(Role.PRIVACY_OFFICER) as petra,
            CaptureQueriesContext(connection) as queries,
        ):
            selectors.access_file_of(petra, case_id=plan.case_id, person_id=mila)
        counts.append(len(queries))
        write(almelo, plan.case_id, "En nog eens.")
    assert counts[0] == counts[1]


def test_nobody_else_gives_access_or_holds_files(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    for role in set(Role) - {Role.PRIVACY_OFFICER}:
        with almelo.acting(role) as somebody:
            with pytest.raises(NotAllowedError):
                selectors.members_of(somebody, case_id=case.pk)
            with pytest.raises(NotAllowedError):
                services.lift_hold(actor=somebody, case_id=case.pk, now=NOW)
            with pytest.raises(NotAllowedError):
                selectors.holds_for(somebody)
    with den_haag.acting(Role.PRIVACY_OFFICER) as stranger:
        with pytest.raises(NotFoundError):
            selectors.retention_for(stranger, case_id=case.pk)
        with pytest.raises(NotFoundError):
            selectors.file_by_code(stranger, code=case.code)
        with pytest.raises(NotFoundError):
            services.place_hold(actor=stranger, case_id=case.pk, reason="x", now=NOW)


def test_a_running_file_has_no_term_and_its_casemanager_sees_that(almelo: Town) -> None:
    plan = signed(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        found = selectors.retention_for(noor, case_id=plan.case_id)
    assert found.facts.ended_on is None
    assert {one.component for one in found.components} >= {
        Component.PLAN,
        Component.COURSE,
        Component.PROVISIONS,
        Component.HOUSEHOLD,
    }
    assert all(one.decisive is None for one in found.components)
    with (
        almelo.acting(Role.CASEMANAGER, "Iemand Anders") as colleague,
        pytest.raises(NotFoundError),
    ):
        selectors.retention_for(colleague, case_id=plan.case_id)


def test_a_stopped_file_with_youth_care_is_kept_twenty_years(almelo: Town) -> None:
    plan = written(almelo)
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        cases.assign_case(
            actor=tessa,
            case_id=plan.case_id,
            casemanager_id=almelo.actor(Role.CASEMANAGER).user_id,
            now=NOW,
        )
        cases.stop_case(
            actor=tessa,
            case_id=plan.case_id,
            outcome=StopOutcome.WITHDRAWN,
            reason="Wil niet meer.",
            on=date(2019, 3, 1),
            now=NOW,
        )
    with almelo.acting(Role.PRIVACY_OFFICER) as petra:
        found = selectors.retention_for(petra, case_id=plan.case_id)
        assert found.facts.is_aborted
        assert found.facts.has_debt_help
        assert found.facts.changed_on == TODAY
        by_name = {one.component: one for one in found.components}
        decisive = by_name[Component.PLAN].decisive
        assert decisive is not None
        assert (decisive.ground, decisive.until_on) == (
            Ground.YOUTH,
            date(2046, 11, 16),
        )
        assert [term.ground for term in by_name[Component.PLAN].terms] == [
            Ground.YOUTH,
            Ground.ABORTED,
        ]


def test_a_file_is_held_once_and_until_it_is_lifted(almelo: Town) -> None:
    case = register(almelo)
    with almelo.acting(Role.PRIVACY_OFFICER) as petra:
        with pytest.raises(services.NotHeldError):
            services.lift_hold(actor=petra, case_id=case.pk, now=NOW)
        with pytest.raises(services.ReasonMissingError):
            services.place_hold(actor=petra, case_id=case.pk, reason=" ", now=NOW)
        hold = services.place_hold(
            actor=petra, case_id=case.pk, reason="Bezwaar loopt", now=NOW
        )
        with pytest.raises(services.AlreadyHeldError):
            services.place_hold(actor=petra, case_id=case.pk, reason="x", now=NOW)
        with pytest.raises(DatabaseError), transaction.atomic():
            LegalHold.objects.create(
                case_id=case.pk, reason="x", placed_at=NOW, placed_by_id=petra.user_id
            )
        assert selectors.holds_for(petra) == [(hold, case.code)]
        held = selectors.retention_for(petra, case_id=case.pk).hold
        assert held is not None
        assert held.reason == "Bezwaar loopt"
        services.lift_hold(actor=petra, case_id=case.pk, now=NOW)
        assert selectors.holds_for(petra) == []
        assert selectors.file_by_code(petra, code=f" {case.code} ").case_id == case.pk
