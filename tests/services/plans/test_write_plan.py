from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cases import services as cases
from cases.domain.phases import GuardNotMetError, Phase, StopOutcome
from cases.domain.registration import Decision
from cases.selectors import (
    case_card,
    life_domains,
    organisation_codes,
    organisations,
)
from plans import selectors, services
from plans.domain.adoption import PlanStatus
from plans.domain.content import Leefwereld
from plans.models import Revision
from plans.services import DoorbraakText, KnelpuntText
from sohos.core.dates import DayInFutureError
from sohos.core.errors import ConflictError, NotAllowedError, NotFoundError
from sohos.core.euro import Euro
from sohos.tenancy.actor import Actor
from sohos.tenancy.models import User
from sohos.tenancy.permissions import Role
from tests.services.cases.households import MEREL, NOW, register
from tests.services.plans.planning import (
    DOORBRAAK,
    STORY,
    approved,
    doorbraak_id,
    kind_id,
    planned_case,
    under_review,
    written,
)
from tests.towns import Town


def test_a_plan_starts_once(almelo: Town, den_haag: Town) -> None:
    case = planned_case(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        first = services.start_plan(actor=noor, case_id=case.pk, now=NOW)
        again = services.start_plan(actor=noor, case_id=case.pk, now=NOW)
        assert first.pk == again.pk
        assert case_card(noor, case_id=case.pk).phase is Phase.LEEFWERELD


def test_a_plan_does_not_start(almelo: Town, den_haag: Town) -> None:
    def start(actor: Actor, case_id: int) -> None:
        services.start_plan(actor=actor, case_id=case_id, now=NOW)

    case = register(almelo)
    waiting = register(almelo, replace(MEREL, decision=Decision.WAIT, reason="Vol."))
    ended = register(almelo, replace(MEREL, decision=Decision.REFER, reason="Borne."))
    with almelo.acting(Role.CASEMANAGER) as noor:
        with pytest.raises(services.IntakeNotDecidedError):
            start(noor, waiting.pk)
        with pytest.raises(services.PlanClosedError):
            start(noor, ended.pk)
    for town, role, error in (
        (almelo, Role.TEAM_LEAD, NotAllowedError),
        (almelo, Role.JURIST, NotAllowedError),
        (den_haag, Role.CASEMANAGER, NotFoundError),
    ):
        with town.acting(role) as actor, pytest.raises(error):
            start(actor, case.pk)


def test_a_plan_waits_for_a_casemanager(almelo: Town, den_haag: Town) -> None:
    case = register(almelo, role=Role.TEAM_LEAD)
    ton = almelo.actor(Role.CASEMANAGER, "Ton Visser")
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        cases.grant_case(
            actor=tessa,
            case_id=case.pk,
            to=User.objects.get(pk=ton.user_id),
            may_change=True,
            now=NOW,
        )
    with (
        almelo.acting(Role.CASEMANAGER, "Ton Visser") as ton,
        pytest.raises(GuardNotMetError),
    ):
        services.start_plan(actor=ton, case_id=case.pk, now=NOW)


def test_every_save_is_kept(almelo: Town, den_haag: Town) -> None:
    plan = written(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        services.write_leefwereld(
            actor=noor,
            plan_id=plan.pk,
            says=replace(STORY, needed="Iets anders."),
            version=1,
            now=NOW,
        )
        kept = Revision.objects.filter(plan=plan, part="leefwereld").order_by("version")
        assert [row.content["needed"] for row in kept] == [
            STORY.needed,
            "Iets anders.",
        ]
        assert selectors.author_ids_of(plan) == {noor.user_id}


@pytest.mark.parametrize("version", [0, 2, 7])
def test_a_second_editor_overwrites_nothing(
    almelo: Town, den_haag: Town, version: int
) -> None:
    plan = written(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        with pytest.raises(ConflictError):
            services.write_leefwereld(
                actor=noor,
                plan_id=plan.pk,
                says=Leefwereld(story="Weg ermee."),
                version=version,
                now=NOW,
            )
        assert selectors.content_of(noor, plan).leefwereld == STORY


def test_a_knelpunt_is_changed_and_taken_out(almelo: Town, den_haag: Town) -> None:
    plan = approved(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        (row,) = selectors.content_of(noor, plan).knelpunten
        domain = life_domains(noor).get(code="schulden")
        says = KnelpuntText(
            "De schuld groeit.",
            kind_id(almelo),
            life_domain_id=domain.pk,
            since_on=date(2018, 5, 1),
        )
        services.change_knelpunt(
            actor=noor, knelpunt_id=row.id, says=says, version=1, now=NOW
        )
        (changed,) = selectors.content_of(noor, plan).knelpunten
        assert (changed.text, changed.life_domain) == ("De schuld groeit.", "Schulden")
        assert selectors.plan_of(noor, plan_id=plan.pk).status == PlanStatus.DRAFT
        with pytest.raises(ConflictError):
            services.change_knelpunt(
                actor=noor, knelpunt_id=row.id, says=says, version=1, now=NOW
            )
        services.remove_knelpunt(actor=noor, knelpunt_id=row.id, now=NOW)
        content = selectors.content_of(noor, plan)
        assert content.knelpunten == ()
        assert content.doorbraken[0].overcomes == ()
        with pytest.raises(NotFoundError):
            services.remove_knelpunt(actor=noor, knelpunt_id=row.id, now=NOW)
        kept = Revision.objects.filter(plan=plan, part="knelpunten").count()
        assert kept == 2


def test_a_knelpunt_beside_the_doorbraak_keeps_the_approval(
    almelo: Town, den_haag: Town
) -> None:
    plan = approved(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        services.add_knelpunt(
            actor=noor,
            plan_id=plan.pk,
            says=KnelpuntText("Iets heel anders.", kind_id(almelo)),
            now=NOW,
        )
        assert selectors.plan_of(noor, plan_id=plan.pk).status == PlanStatus.APPROVED


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"text": " "}, services.TextMissingError),
        ({"kind_id": 0}, services.NotInRegisterError),
        ({"organisation_id": 0}, services.NotInRegisterError),
        ({"since_on": date(2026, 11, 17)}, DayInFutureError),
    ],
)
def test_what_no_knelpunt_can_say(
    almelo: Town, den_haag: Town, changes: dict[str, Any], error: type[Exception]
) -> None:
    plan = written(almelo)
    says = KnelpuntText("Er is schuld.", kind_id(almelo))
    with almelo.acting(Role.CASEMANAGER) as noor, pytest.raises(error):
        services.add_knelpunt(
            actor=noor, plan_id=plan.pk, says=replace(says, **changes), now=NOW
        )


def test_a_kind_of_another_municipality_is_not_in_the_register(
    almelo: Town, den_haag: Town
) -> None:
    plan = written(almelo)
    planned_case(den_haag)
    theirs = kind_id(den_haag)
    with (
        almelo.acting(Role.CASEMANAGER) as noor,
        pytest.raises(services.NotInRegisterError),
    ):
        services.add_knelpunt(
            actor=noor, plan_id=plan.pk, says=KnelpuntText("X", theirs), now=NOW
        )


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"text": ""}, services.TextMissingError),
        ({"overcomes": (0,)}, services.NotInPlanError),
        ({"cost": Euro(-1)}, services.NegativeCostError),
    ],
)
def test_what_no_doorbraak_can_say(
    almelo: Town, den_haag: Town, changes: dict[str, Any], error: type[Exception]
) -> None:
    plan = written(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor, pytest.raises(error):
        services.write_doorbraak(
            actor=noor, plan_id=plan.pk, says=replace(DOORBRAAK, **changes), now=NOW
        )


def test_a_doorbraak_is_changed_in_its_own_plan_only(
    almelo: Town, den_haag: Town
) -> None:
    plan, other = written(almelo), written(almelo)
    row = doorbraak_id(almelo, plan)

    def write(actor: Actor, plan_id: int, version: int) -> None:
        services.write_doorbraak(
            actor=actor,
            plan_id=plan_id,
            says=DoorbraakText("Iets anders."),
            doorbraak_id=row,
            version=version,
            now=NOW,
        )

    with almelo.acting(Role.CASEMANAGER) as noor:
        with pytest.raises(NotFoundError):
            write(noor, other.pk, 1)
        write(noor, plan.pk, 1)
        with pytest.raises(ConflictError):
            write(noor, plan.pk, 1)
        (says,) = selectors.content_of(noor, plan).doorbraken
        assert (says.text, says.agreements, says.overcomes) == ("Iets anders.", (), ())


def writes(actor: Actor, plan_id: int) -> list[Any]:
    return [
        lambda: services.write_leefwereld(
            actor=actor, plan_id=plan_id, says=STORY, version=1, now=NOW
        ),
        lambda: services.add_knelpunt(
            actor=actor, plan_id=plan_id, says=KnelpuntText("X", 1), now=NOW
        ),
        lambda: services.write_doorbraak(
            actor=actor, plan_id=plan_id, says=DOORBRAAK, now=NOW
        ),
        lambda: services.ask_review(actor=actor, plan_id=plan_id, now=NOW),
    ]


@pytest.mark.parametrize("index", range(4))
def test_nobody_else_writes_in_a_plan(almelo: Town, den_haag: Town, index: int) -> None:
    plan = written(almelo)
    for town, role, name, error in (
        (almelo, Role.TEAM_LEAD, "", NotAllowedError),
        (almelo, Role.JURIST, "", NotAllowedError),
        (almelo, Role.CASEMANAGER, "Ton Visser", NotFoundError),
        (den_haag, Role.CASEMANAGER, "", NotFoundError),
    ):
        with town.acting(role, name) as actor, pytest.raises(error):
            writes(actor, plan.pk)[index]()


@pytest.mark.parametrize("index", range(4))
def test_nothing_is_written_while_a_jurist_reads(
    almelo: Town, den_haag: Town, index: int
) -> None:
    plan = under_review(almelo)
    with (
        almelo.acting(Role.CASEMANAGER) as noor,
        pytest.raises(services.UnderReviewError),
    ):
        writes(noor, plan.pk)[index]()


@pytest.mark.parametrize("index", range(4))
def test_nothing_is_written_when_the_case_is_over(
    almelo: Town, den_haag: Town, index: int
) -> None:
    plan = written(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        cases.stop_case(
            actor=noor,
            case_id=plan.case_id,
            outcome=StopOutcome.WITHDRAWN,
            reason="Wil niet meer.",
            on=date(2019, 2, 1),
            now=NOW,
        )
        with pytest.raises(services.PlanClosedError):
            writes(noor, plan.pk)[index]()


def test_a_merged_organisation_stays_in_a_knelpunt_as_what_it_became(
    almelo: Town, den_haag: Town
) -> None:
    case, kind = planned_case(almelo), kind_id(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        plan = services.start_plan(actor=noor, case_id=case.pk, now=NOW)
        gone, kept = organisations(noor)[:2]
        says = KnelpuntText("Wachten op hulp.", kind, organisation_id=gone.pk)
        row = services.add_knelpunt(actor=noor, plan_id=plan.pk, says=says, now=NOW)
        assert row.organisation_id == gone.pk
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        cases.merge_organisation(
            actor=tessa, organisation_id=gone.pk, into_id=kept.pk, now=NOW
        )
        assert organisation_codes() == {gone.code: kept.code}
    with almelo.acting(Role.CASEMANAGER) as noor:
        changed = services.change_knelpunt(
            actor=noor, knelpunt_id=row.pk, says=says, version=row.version, now=NOW
        )
        assert changed.organisation_id == kept.pk
