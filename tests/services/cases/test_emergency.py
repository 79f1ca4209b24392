from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from cases import selectors, services
from cases.domain.emergency import (
    AccessThereError,
    AlreadyJudgedError,
    NoSuchCaseError,
    OwnAccessError,
    ReasonTooShortError,
    Verdict,
)
from cases.domain.registration import ReasonMissingError
from cases.models import Case, EmergencyAccess, Task
from sohos.audit.models import Line
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.jobs.models import Job
from sohos.tenancy.permissions import Role
from tests.services.cases.households import register
from tests.towns import Town

REASON = "De kinderen zijn alleen thuis."
TON = "Ton Visser"


def clock() -> datetime:
    """Return the real time: when an access ends is for the database to say."""
    return datetime.now(UTC)


def break_glass(
    town: Town, case: Case, *, now: datetime | None = None
) -> EmergencyAccess:
    with town.acting(Role.CASEMANAGER, TON) as ton:
        return services.break_glass(
            actor=ton, code=case.code, reason=REASON, now=now or clock()
        )


def judge(
    town: Town, row: EmergencyAccess, verdict: Verdict, note: str = "Geen haast."
) -> None:
    with town.acting(Role.PRIVACY_OFFICER) as petra:
        services.judge_emergency(
            actor=petra,
            access_id=row.pk,
            verdict=verdict,
            note=note,
            now=clock(),
        )


def sees(town: Town, case: Case, name: str = TON) -> bool:
    with town.acting(Role.CASEMANAGER, name) as actor:
        return selectors.cases_for(actor).filter(pk=case.pk).exists()


def test_whoever_says_why_may_read_for_four_hours(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    lead = almelo.actor(Role.TEAM_LEAD)
    assert not sees(almelo, case)
    row = break_glass(almelo, case)
    assert row.until - row.at == timedelta(hours=4)
    assert sees(almelo, case)
    with almelo.acting(Role.CASEMANAGER, TON) as ton:
        seen = selectors.case_of(ton, case_id=case.pk)
        assert seen.emergency_until == row.until  # type: ignore[attr-defined]
        assert selectors.ground_of(ton, case.pk) == f"noodtoegang {row.pk}"
        assert not selectors.may_work(ton, case_id=case.pk)
        with pytest.raises(NotFoundError):
            selectors.case_to_work_on(ton, case_id=case.pk)
        task = Task.objects.get()
        line = Line.objects.get(action="case.glass_broken")
        job = Job.objects.get(name="cases.tell_of_emergency")
    assert (task.owner_id, task.case_id) == (lead.user_id, case.pk)
    assert task.what == "Bespreek de noodtoegang van Ton Visser"
    assert (line.subject, line.purpose) == (f"case:{case.pk}", f"noodtoegang {row.pk}")
    assert job.arguments == {"access_id": row.pk}


def test_it_ends_by_itself(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    row = break_glass(almelo, case, now=clock() - timedelta(hours=4, minutes=1))
    assert not sees(almelo, case)
    with almelo.acting(Role.CASEMANAGER, TON) as ton:
        assert selectors.ground_of(ton, case.pk) == ""
        assert not selectors.is_running(row, now=clock())
    break_glass(almelo, case)
    assert sees(almelo, case)


def test_it_opens_nothing_to_others(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    other = register(almelo)
    break_glass(almelo, case)
    assert not sees(almelo, other)
    assert not sees(almelo, case, "Ina Mol")
    with den_haag.acting(Role.CASEMANAGER, TON) as stranger:
        assert not selectors.cases_for(stranger).exists()


def test_a_verdict_of_not_justified_ends_it_at_once(
    almelo: Town, den_haag: Town
) -> None:
    case = register(almelo)
    row = break_glass(almelo, case)
    with almelo.acting(Role.PRIVACY_OFFICER) as petra:
        assert selectors.unjudged_accesses(petra) == 1
    with pytest.raises(ReasonMissingError):
        judge(almelo, row, Verdict.NOT_JUSTIFIED, " ")
    judge(almelo, row, Verdict.NOT_JUSTIFIED)
    assert not sees(almelo, case)
    with pytest.raises(AlreadyJudgedError):
        judge(almelo, row, Verdict.JUSTIFIED)
    with almelo.acting(Role.PRIVACY_OFFICER) as petra:
        assert selectors.unjudged_accesses(petra) == 0
        (seen,) = selectors.emergency_accesses(petra)
        assert not selectors.is_running(seen, now=clock())
        assert seen.verdict.note == "Geen haast."


def test_a_justified_one_runs_on(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    row = break_glass(almelo, case)
    judge(almelo, row, Verdict.JUSTIFIED, "")
    assert sees(almelo, case)
    assert selectors.is_running(
        EmergencyAccess(at=row.at, until=row.until), now=clock()
    )


def test_what_is_refused_opens_nothing(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    asked = {
        ReasonMissingError: (case.code, " "),
        ReasonTooShortError: (case.code, "spoed"),
        NoSuchCaseError: ("2019-9999", REASON),
    }
    for error, (code, reason) in asked.items():
        with almelo.acting(Role.CASEMANAGER, TON) as ton, pytest.raises(error):
            services.break_glass(actor=ton, code=code, reason=reason, now=clock())
    with almelo.acting(Role.CASEMANAGER) as noor, pytest.raises(AccessThereError):
        services.break_glass(actor=noor, code=case.code, reason=REASON, now=clock())
    with den_haag.acting(Role.CASEMANAGER) as other, pytest.raises(NoSuchCaseError):
        services.break_glass(actor=other, code=case.code, reason=REASON, now=clock())
    assert not sees(almelo, case)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.CASEMANAGER, Role.TEAM_LEAD}))
def test_other_roles_never_break_the_glass(
    almelo: Town, den_haag: Town, role: Role
) -> None:
    case = register(almelo)
    with almelo.acting(role) as actor, pytest.raises(NotAllowedError):
        services.break_glass(actor=actor, code=case.code, reason=REASON, now=clock())


def test_a_program_never_does(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    with almelo.acting(Role.CASEMANAGER, TON) as ton:
        program = ton.through_token(1, scope=["case.read"])
        with pytest.raises(NotAllowedError):
            services.break_glass(
                actor=program, code=case.code, reason=REASON, now=clock()
            )


def test_only_a_privacy_officer_judges_and_never_oneself(
    almelo: Town, den_haag: Town
) -> None:
    case = register(almelo)
    row = break_glass(almelo, case)
    for town, role, error in (
        (almelo, Role.TEAM_LEAD, NotAllowedError),
        (den_haag, Role.PRIVACY_OFFICER, NotFoundError),
    ):
        with pytest.raises(error), town.acting(role) as actor:
            services.judge_emergency(
                actor=actor,
                access_id=row.pk,
                verdict=Verdict.JUSTIFIED,
                note="",
                now=clock(),
            )
    almelo.actor(Role.PRIVACY_OFFICER, TON)
    with almelo.acting(Role.PRIVACY_OFFICER, TON) as ton, pytest.raises(OwnAccessError):
        services.judge_emergency(
            actor=ton,
            access_id=row.pk,
            verdict=Verdict.JUSTIFIED,
            note="",
            now=clock(),
        )


def test_lead_and_officer_get_a_mail_that_names_no_household(
    almelo: Town, den_haag: Town, mailoutbox: list[object]
) -> None:
    case = register(almelo)
    almelo.actor(Role.TEAM_LEAD)
    almelo.actor(Role.PRIVACY_OFFICER)
    row = break_glass(almelo, case)
    with almelo.acting(Role.CASEMANAGER, TON) as ton:
        told = services.tell_of_emergency(actor=ton, access_id=row.pk, now=clock())
    assert told == len(mailoutbox) == 2
    for mail in mailoutbox:
        assert case.code in mail.body  # type: ignore[attr-defined]
        assert "Ton Visser" in mail.body  # type: ignore[attr-defined]
        assert "Merel" not in mail.body  # type: ignore[attr-defined]
        assert REASON not in mail.body  # type: ignore[attr-defined]


def test_nobody_rewrites_an_emergency(almelo: Town, den_haag: Town) -> None:
    row = break_glass(almelo, register(almelo))
    with (
        almelo.acting(Role.CASEMANAGER, TON),
        pytest.raises(DatabaseError),
        transaction.atomic(),
    ):
        EmergencyAccess.objects.filter(pk=row.pk).update(until=row.until)


def test_the_ground_of_a_look_is_known(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    grounds = {
        (Role.CASEMANAGER, ""): "eigen dossier",
        (Role.TEAM_LEAD, ""): "dossier van het team",
        (Role.CASEMANAGER, TON): "",
        (Role.JURIST, ""): "",
    }
    for (role, name), ground in grounds.items():
        with almelo.acting(role, name) as actor:
            assert selectors.ground_of(actor, case.pk) == ground
    with den_haag.acting(Role.TEAM_LEAD) as other:
        assert selectors.ground_of(other, case.pk) == ""
        assert selectors.ground_of_document(other, 0) == ""
