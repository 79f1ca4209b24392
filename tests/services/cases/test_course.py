from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from django.contrib.auth.models import Group

from cases import selectors, services
from cases.domain.next_step import NextStep
from cases.domain.phases import (
    GuardNotMetError,
    Phase,
    StopOutcome,
    TransitionNotAllowedError,
)
from cases.domain.registration import Decision, ReasonMissingError
from cases.domain.screening import Criteria
from cases.models import Case
from sohos.core.dates import DayInFutureError, local_day
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.tenancy.actor import Actor
from sohos.tenancy.models import Membership, Team, User
from sohos.tenancy.permissions import Role
from tests.services.cases.households import MEREL, NOW, open_programme, register
from tests.towns import LONG_AGO, TODAY, Town

ON = date(2019, 2, 1)
TOMORROW = date(2026, 11, 17)


def phases_of(town: Town, case: Case) -> list[str]:
    with town.acting(Role.CASEMANAGER) as noor:
        seen = selectors.case_card(noor, case_id=case.pk)
        return [
            *(row.after for row in selectors.timeline_of(Case.objects.get(pk=seen.id)))
        ]


def reach(town: Town, case: Case, phase: Phase, *, on: date = ON) -> Case:
    with town.acting(Role.CASEMANAGER) as noor:
        return services.reach_phase(
            actor=noor, case_id=case.pk, phase=phase, on=on, now=NOW
        )


def stop(actor: Actor, case: Case, *, reason: str = "Verhuisd.", on: date = ON) -> Case:
    return services.stop_case(
        actor=actor,
        case_id=case.pk,
        outcome=StopOutcome.MOVED,
        reason=reason,
        on=on,
        now=NOW,
    )


def test_an_act_above_moves_the_case_through_every_phase_once(
    almelo: Town, den_haag: Town
) -> None:
    case = register(almelo)
    reach(almelo, case, Phase.KBA)
    reach(almelo, case, Phase.KBA)
    reach(almelo, case, Phase.KNELPUNTEN)
    assert phases_of(almelo, case) == [
        "aangemeld",
        "intake",
        "leefwereld",
        "knelpunten",
        "doorbraak",
        "kba",
    ]


def test_a_case_in_uitvoering_is_due_at_the_jaargrens(
    almelo: Town, den_haag: Town
) -> None:
    case = reach(almelo, register(almelo), Phase.UITVOERING, on=date(2019, 3, 1))
    assert case.due_on == date(2020, 3, 1)
    assert case.next_step == NextStep.CARRY_OUT


def test_moving_along_is_refused(almelo: Town, den_haag: Town) -> None:
    unassigned = register(almelo, role=Role.TEAM_LEAD)
    with pytest.raises(GuardNotMetError):
        reach(almelo, unassigned, Phase.LEEFWERELD)
    case = register(almelo)
    with pytest.raises(DayInFutureError):
        reach(almelo, case, Phase.LEEFWERELD, on=TOMORROW)
    with pytest.raises(NotFoundError):
        reach(den_haag, case, Phase.LEEFWERELD)
    with almelo.acting(Role.INVESTOR) as fonds, pytest.raises(NotAllowedError):
        services.reach_phase(
            actor=fonds, case_id=case.pk, phase=Phase.KBA, on=ON, now=NOW
        )
    with almelo.acting(Role.CASEMANAGER) as noor:
        stop(noor, case)
    with pytest.raises(TransitionNotAllowedError):
        reach(almelo, case, Phase.KBA)


def test_what_comes_next_is_said_by_the_apps_above(
    almelo: Town, den_haag: Town
) -> None:
    case = register(almelo)
    with almelo.acting(Role.ACCOUNTANT) as anna:
        for _ in range(2):
            services.await_step(
                actor=anna, case_id=case.pk, step=NextStep.ACCEPT, now=NOW
            )
        card = selectors.case_card(anna, case_id=case.pk)
        assert card.next_step is NextStep.ACCEPT
    with almelo.acting(Role.CASEMANAGER) as noor:
        stop(noor, case)
        services.await_step(actor=noor, case_id=case.pk, step=NextStep.PAY, now=NOW)
        card = selectors.case_card(noor, case_id=case.pk)
        assert card.next_step is NextStep.NOTHING
    with den_haag.acting(Role.ACCOUNTANT) as other, pytest.raises(NotFoundError):
        services.await_step(actor=other, case_id=case.pk, step=NextStep.PAY, now=NOW)
    with almelo.acting(Role.INVESTOR) as fonds, pytest.raises(NotAllowedError):
        services.await_step(actor=fonds, case_id=case.pk, step=NextStep.PAY, now=NOW)


def test_a_case_stops_once_with_a_reason(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        with pytest.raises(GuardNotMetError):
            stop(noor, case, reason="  ")
        with pytest.raises(DayInFutureError):
            stop(noor, case, on=TOMORROW)
        stopped = stop(noor, case)
        assert (stopped.phase, stopped.stop_outcome) == ("uitval", "moved")
        with pytest.raises(TransitionNotAllowedError):
            stop(noor, case)


def test_nobody_stops_the_case_of_somebody_else(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    with (
        almelo.acting(Role.CASEMANAGER, "Ton Visser") as ton,
        pytest.raises(NotFoundError),
    ):
        stop(ton, case)
    with den_haag.acting(Role.TEAM_LEAD) as other, pytest.raises(NotFoundError):
        stop(other, case)
    with almelo.acting(Role.JURIST) as joost, pytest.raises(NotAllowedError):
        stop(joost, case)


def test_a_stopped_case_opens_again(almelo: Town, den_haag: Town) -> None:
    case = register(almelo, role=Role.TEAM_LEAD)

    def reopen(actor: Actor, *, reason: str = "Terug.", on: date = ON) -> Case:
        return services.reopen_case(
            actor=actor, case_id=case.pk, reason=reason, on=on, now=NOW
        )

    with almelo.acting(Role.TEAM_LEAD) as tessa:
        with pytest.raises(TransitionNotAllowedError):
            reopen(tessa)
        stop(tessa, case)
        with pytest.raises(GuardNotMetError):
            reopen(tessa, reason="")
        with pytest.raises(DayInFutureError):
            reopen(tessa, on=TOMORROW)
        opened = reopen(tessa)
        assert (opened.phase, opened.stop_outcome) == ("heropend", "")
    with almelo.acting(Role.CASEMANAGER) as noor, pytest.raises(NotAllowedError):
        reopen(noor)
    with den_haag.acting(Role.TEAM_LEAD) as other, pytest.raises(NotFoundError):
        reopen(other)


def test_an_intake_is_decided_later(almelo: Town, den_haag: Town) -> None:
    case = register(almelo, replace(MEREL, decision=Decision.LATER))

    def decide(
        actor: Actor, decision: Decision, *, reason: str = "", on: date = ON
    ) -> Case:
        return services.decide_intake(
            actor=actor,
            case_id=case.pk,
            decision=decision,
            reason=reason,
            on=on,
            now=NOW,
        )

    with almelo.acting(Role.CASEMANAGER) as noor:
        with pytest.raises(ReasonMissingError):
            decide(noor, Decision.WAIT)
        with pytest.raises(DayInFutureError):
            decide(noor, Decision.INCLUDE, on=TOMORROW)
        decide(noor, Decision.WAIT, reason="Geen plek.")
        decided = decide(noor, Decision.INCLUDE)
        assert (decided.phase, decided.decision) == ("intake", "include")
        with pytest.raises(TransitionNotAllowedError):
            decide(noor, Decision.INCLUDE)
    with den_haag.acting(Role.CASEMANAGER) as other, pytest.raises(NotFoundError):
        decide(other, Decision.INCLUDE)
    with almelo.acting(Role.JURIST) as joost, pytest.raises(NotAllowedError):
        decide(joost, Decision.INCLUDE)


def assign(actor: Actor, case: Case, user_id: int) -> Case:
    return services.assign_case(
        actor=actor, case_id=case.pk, casemanager_id=user_id, now=NOW
    )


def test_a_team_lead_assigns_a_case(almelo: Town, den_haag: Town) -> None:
    case = register(almelo, role=Role.TEAM_LEAD)
    noor = almelo.actor(Role.CASEMANAGER)
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        assert selectors.load_of_casemanagers(tessa) == {}
        assigned = assign(tessa, case, noor.user_id)
        assert assigned.next_step == NextStep.START_PLAN
        assert selectors.load_of_casemanagers(tessa) == {noor.user_id: 1}
        assert assign(tessa, case, noor.user_id).next_step == NextStep.START_PLAN
        with pytest.raises(NotFoundError):
            selectors.case_card(tessa, case_id=0)
        assert selectors.case_codes(tessa, [case.pk, 0]) == {case.pk: case.code}


def test_a_case_further_on_changes_hands_and_keeps_its_step(
    almelo: Town, den_haag: Town
) -> None:
    almelo.actor(Role.CASEMANAGER)
    ton = almelo.actor(Role.CASEMANAGER, "Ton Visser")
    case = register(almelo, role=Role.TEAM_LEAD, casemanager_id=ton.user_id)
    noor = almelo.actor(Role.CASEMANAGER)
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        Case.objects.filter(pk=case.pk).update(team_id=None, casemanager_id=None)
        services.await_step(actor=tessa, case_id=case.pk, step=NextStep.SIGN, now=NOW)
        assert assign(tessa, case, noor.user_id).next_step == NextStep.SIGN


def test_assigning_is_refused(almelo: Town, den_haag: Town) -> None:
    case = register(almelo, role=Role.TEAM_LEAD)
    noor, joost = almelo.actor(Role.CASEMANAGER), almelo.actor(Role.JURIST)
    stranger = den_haag.actor(Role.CASEMANAGER)
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        for user_id in (joost.user_id, stranger.user_id, 0):
            with pytest.raises(services.NotACasemanagerError):
                assign(tessa, case, user_id)
    with almelo.acting(Role.CASEMANAGER) as actor, pytest.raises(NotAllowedError):
        assign(actor, case, noor.user_id)
    with den_haag.acting(Role.TEAM_LEAD) as other, pytest.raises(NotFoundError):
        assign(other, case, stranger.user_id)
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        stop(tessa, case)
        with pytest.raises(TransitionNotAllowedError):
            assign(tessa, case, noor.user_id)


@pytest.fixture
def teams(almelo: Town) -> dict[str, Team]:
    with almelo.acting(Role.FUNCTIONAL_ADMIN):
        return {
            name: Team.objects.create(
                name=name, group=Group.objects.create(name=f"GM0141 Team {name}")
            )
            for name in ("Noord", "Zuid")
        }


def test_a_team_lead_sees_the_own_team_and_what_nobody_has(
    almelo: Town, den_haag: Town, teams: dict[str, Team]
) -> None:
    almelo.actor(Role.CASEMANAGER, team=teams["Noord"])
    almelo.actor(Role.CASEMANAGER, "Ton Visser", team=teams["Zuid"])
    almelo.actor(Role.TEAM_LEAD, team=teams["Noord"])
    ours = register(almelo)
    register(almelo, name="Ton Visser")
    loose = register(almelo, role=Role.TEAM_LEAD)
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        seen = {case.pk for case in selectors.cases_for(tessa)}
        assert seen == {ours.pk, loose.pk}
        first, *_ = selectors.work_list(tessa, today=local_day(NOW))
        assert first.pk == loose.pk


def user(actor: Actor, _team: Team) -> User:
    return User.objects.get(pk=actor.user_id)


def team(_actor: Actor, team: Team) -> Team:
    return team


@pytest.mark.parametrize("receiver", [user, team])
def test_a_case_is_opened_to_a_colleague_or_a_team(
    almelo: Town,
    den_haag: Town,
    teams: dict[str, Team],
    receiver: Callable[[Actor, Team], User | Team],
) -> None:
    ton = almelo.actor(Role.CASEMANAGER, "Ton Visser", team=teams["Zuid"])
    almelo.actor(Role.CASEMANAGER, "Eva Smit", team=teams["Noord"])
    case = register(almelo, role=Role.TEAM_LEAD)
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        to = receiver(ton, teams["Zuid"])
        for _ in range(2):
            services.grant_case(
                actor=tessa, case_id=case.pk, to=to, may_change=False, now=NOW
            )
    with almelo.acting(Role.CASEMANAGER, "Ton Visser") as reader:
        assert selectors.case_of(reader, case_id=case.pk).pk == case.pk
        with pytest.raises(NotFoundError):
            selectors.case_to_work_on(reader, case_id=case.pk)
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        services.grant_case(
            actor=tessa, case_id=case.pk, to=to, may_change=True, now=NOW
        )
    with almelo.acting(Role.CASEMANAGER, "Ton Visser") as writer:
        assert selectors.case_to_work_on(writer, case_id=case.pk).pk == case.pk
    with (
        almelo.acting(Role.CASEMANAGER, "Eva Smit") as eva,
        pytest.raises(NotFoundError),
    ):
        selectors.case_of(eva, case_id=case.pk)


def test_opening_a_case_is_refused(
    almelo: Town, den_haag: Town, teams: dict[str, Team]
) -> None:
    case = register(almelo)
    stranger = User.objects.get(pk=den_haag.actor(Role.CASEMANAGER).user_id)
    with almelo.acting(Role.CASEMANAGER) as noor, pytest.raises(NotAllowedError):
        services.grant_case(
            actor=noor, case_id=case.pk, to=teams["Zuid"], may_change=True, now=NOW
        )
    loose = register(almelo, role=Role.TEAM_LEAD)
    nowhere = Team(pk=0, name="Nergens")
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        for receiver in (stranger, nowhere):
            with pytest.raises(NotFoundError):
                services.grant_case(
                    actor=tessa, case_id=loose.pk, to=receiver, may_change=True, now=NOW
                )
    with den_haag.acting(Role.TEAM_LEAD) as other, pytest.raises(NotFoundError):
        services.grant_case(
            actor=other, case_id=case.pk, to=stranger, may_change=True, now=NOW
        )


def test_a_role_that_ended_opens_nothing(almelo: Town, den_haag: Town) -> None:
    case = register(almelo, role=Role.TEAM_LEAD)
    noor = almelo.actor(Role.CASEMANAGER)
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        Membership.objects.filter(user_id=noor.user_id).update(until_on=LONG_AGO)
        assert TODAY > LONG_AGO
        with pytest.raises(services.NotACasemanagerError):
            assign(tessa, case, noor.user_id)


def test_registers_load_twice_and_stay_the_same(almelo: Town, den_haag: Town) -> None:
    with almelo.acting(Role.FUNCTIONAL_ADMIN) as farid:
        once = services.load_registers(now=NOW)
        selectors.life_domains(farid).filter(code="geld").update(label_nl="Geld")
        assert services.load_registers(now=NOW) == once
        assert once == {"life_domains": 26, "organisations": 62}
        assert selectors.life_domains(farid).get(code="geld").label_nl == "Geld"
        assert selectors.organisations(farid).count() == 62
    with den_haag.acting(Role.FUNCTIONAL_ADMIN) as other:
        assert not selectors.life_domains(other).exists()


def test_a_programme_has_its_own_name_and_needs_settings_rights(
    almelo: Town, den_haag: Town
) -> None:
    open_programme(almelo)
    for role, error in (
        (Role.FUNCTIONAL_ADMIN, services.ProgrammeExistsError),
        (Role.TEAM_LEAD, NotAllowedError),
    ):
        with almelo.acting(role) as actor, pytest.raises(error):
            services.start_programme(
                actor=actor,
                name="Almelo 2019 tot 2021",
                target_households=1,
                starts_on=ON,
                ends_on=None,
                criteria=Criteria(),
                now=NOW,
            )
