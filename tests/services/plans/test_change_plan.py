"""An adopted plan that changes: a new version, and the old one as it was."""

import json
from dataclasses import replace
from datetime import date

import pytest

from cases import selectors as cases
from cases import services as case_services
from cases.domain.next_step import NextStep
from cases.domain.phases import Phase, StopOutcome
from plans import selectors, services
from plans.domain.adoption import AdoptedTooEarlyError, NotReadyError, Party, PlanStatus
from plans.models import Plan, PlanVersion
from sohos.core.dates import jaargrens
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.tenancy.permissions import Role
from tests.services.cases.households import NOW
from tests.services.plans.planning import (
    DOORBRAAK,
    PROGNOSIS,
    REVIEW,
    STORY,
    basis_id,
    doorbraak_id,
    kind_id,
    sign,
    signed,
    written,
)
from tests.towns import Town

ADOPTED = date(2019, 3, 1)
AGAIN = date(2019, 9, 2)


def adopt(town: Town, plan: Plan, on: date = ADOPTED) -> PlanVersion:
    with town.acting(Role.MANDATE_HOLDER) as marga:
        return services.adopt_plan(actor=marga, plan_id=plan.pk, adopted_on=on, now=NOW)


def adopted(town: Town) -> Plan:
    plan = signed(town)
    adopt(town, plan)
    return plan


def begin(town: Town, plan: Plan, reason: str = "Het gezin gaat verhuizen.") -> None:
    with town.acting(Role.CASEMANAGER) as noor:
        services.begin_change(actor=noor, plan_id=plan.pk, reason=reason, now=NOW)


def rewrite(town: Town, plan: Plan, **changes: str) -> None:
    with town.acting(Role.CASEMANAGER) as noor:
        row = selectors.leefwereld_of(plan)
        assert row is not None
        services.write_leefwereld(
            actor=noor,
            plan_id=plan.pk,
            says=replace(STORY, **changes),
            version=row.version,
            now=NOW,
        )


def rewrite_doorbraak(town: Town, plan: Plan, text: str) -> None:
    row = doorbraak_id(town, plan)
    with town.acting(Role.CASEMANAGER) as noor:
        (knelpunt,) = selectors.content_of(noor, plan).knelpunten
        services.write_doorbraak(
            actor=noor,
            plan_id=plan.pk,
            says=replace(DOORBRAAK, text=text, overcomes=(knelpunt.id,)),
            doorbraak_id=row,
            version=selectors.doorbraak_of(noor, doorbraak_id=row).version,
            now=NOW,
        )


def ask(town: Town, plan: Plan) -> PlanStatus:
    with town.acting(Role.CASEMANAGER) as noor:
        asked = services.ask_review(actor=noor, plan_id=plan.pk, now=NOW)
        return PlanStatus(asked.status)


def approve(town: Town, plan: Plan) -> None:
    row, basis = doorbraak_id(town, plan), basis_id(town, "pw-18-1")
    with town.acting(Role.JURIST) as joost:
        services.review_doorbraak(
            actor=joost, doorbraak_id=row, review=REVIEW, basis_ids=[basis], now=NOW
        )


def step_of(town: Town, plan: Plan) -> NextStep:
    with town.acting(Role.CASEMANAGER) as noor:
        return cases.case_card(noor, case_id=plan.case_id).next_step


def test_a_change_makes_a_second_version_and_leaves_the_first(
    almelo: Town, den_haag: Town
) -> None:
    plan = adopted(almelo)
    begin(almelo, plan)
    rewrite(almelo, plan, needed="Een huis met een kamer voor de oudste.")
    assert ask(almelo, plan) is PlanStatus.APPROVED
    with pytest.raises(NotReadyError) as caught:
        adopt(almelo, plan, AGAIN)
    assert caught.value.args == ("sign_off_household", "sign_off_casemanager")
    for party in Party:
        sign(almelo, plan, party, on=date(2019, 9, 1))
    assert step_of(almelo, plan) is NextStep.ADOPT
    second = adopt(almelo, plan, AGAIN)
    assert (second.number, second.year_from) == (2, ADOPTED)
    assert step_of(almelo, plan) is NextStep.CARRY_OUT
    with almelo.acting(Role.CASEMANAGER):
        newest, first = selectors.versions_of(plan)
        assert newest == second
        assert selectors.content_of_version(first).leefwereld == STORY
        papers = selectors.papers_of_version(newest)
        assert papers["change"]["reason"] == "Het gezin gaat verhuizen."
        assert papers["legal_checks"][0]["bases"] == ["pw-18-1"]
        assert json.loads(first.content)["change"] is None
        assert selectors.change_of(Plan.objects.get(pk=plan.pk)) is None


def test_the_year_and_its_prognosis_go_on(almelo: Town, den_haag: Town) -> None:
    plan = adopted(almelo)
    begin(almelo, plan)
    with almelo.acting(Role.CASEMANAGER) as noor:
        with pytest.raises(services.PrognosisFixedError):
            services.attach_prognosis(
                actor=noor, plan_id=plan.pk, **{**PROGNOSIS, "stage_id": 2}, now=NOW
            )
        assert selectors.adoption_of(noor, case_id=plan.case_id) is not None
    rewrite(almelo, plan, needed="Rust.")
    ask(almelo, plan)
    for party in Party:
        sign(almelo, plan, party, on=date(2019, 9, 1))
    adopt(almelo, plan, AGAIN)
    with almelo.acting(Role.SOHOS_FINANCE) as sanne:
        adoption = selectors.adoption_of(sanne, case_id=plan.case_id)
        assert adoption is not None
        assert (adoption.version, adoption.prognosis_stage_id) == (2, 1)
        assert (adoption.adopted_on, adoption.version_on) == (ADOPTED, AGAIN)
        assert selectors.adoptions(sanne)[plan.case_id] == adoption
    with almelo.acting(Role.CASEMANAGER) as noor:
        case = cases.case_of(noor, case_id=plan.case_id)
        assert (case.phase, case.due_on) == (Phase.UITVOERING, jaargrens(ADOPTED))


def test_a_changed_doorbraak_goes_to_the_jurist_again(
    almelo: Town, den_haag: Town
) -> None:
    plan = adopted(almelo)
    begin(almelo, plan)
    rewrite_doorbraak(almelo, plan, "De gemeente geeft een lening.")
    assert ask(almelo, plan) is PlanStatus.REVIEW
    approve(almelo, plan)
    for party in Party:
        sign(almelo, plan, party, on=date(2019, 9, 1))
    with pytest.raises(AdoptedTooEarlyError):
        adopt(almelo, plan, date(2019, 2, 27))
    assert adopt(almelo, plan, AGAIN).number == 2


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_change_says_why(almelo: Town, den_haag: Town, reason: str) -> None:
    plan = adopted(almelo)
    with pytest.raises(services.ChangeReasonMissingError):
        begin(almelo, plan, reason)


def test_only_an_adopted_plan_is_taken_in_hand_again(
    almelo: Town, den_haag: Town
) -> None:
    plan = written(almelo)
    with pytest.raises(services.NotAdoptedYetError):
        begin(almelo, plan)
    with (
        almelo.acting(Role.CASEMANAGER) as noor,
        pytest.raises(services.NotAdoptedYetError),
    ):
        services.drop_change(actor=noor, plan_id=plan.pk, now=NOW)


def test_a_change_is_not_begun_twice(almelo: Town, den_haag: Town) -> None:
    plan = adopted(almelo)
    begin(almelo, plan)
    with pytest.raises(services.NotAdoptedYetError):
        begin(almelo, plan)


@pytest.mark.parametrize("phase", [Phase.JAARGRENS, Phase.NAZORG])
def test_after_the_year_a_plan_stays_as_it_was(
    almelo: Town, den_haag: Town, phase: Phase
) -> None:
    plan = adopted(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        case_services.reach_phase(
            actor=noor, case_id=plan.case_id, phase=phase, on=AGAIN, now=NOW
        )
        assert not selectors.may_change_again(
            noor, selectors.plan_of(noor, plan_id=plan.pk)
        )
    with pytest.raises(services.YearOverError):
        begin(almelo, plan)


def test_the_plan_of_a_case_that_is_over_does_not_change(
    almelo: Town, den_haag: Town
) -> None:
    plan = adopted(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        case_services.stop_case(
            actor=noor,
            case_id=plan.case_id,
            outcome=StopOutcome.MOVED,
            reason="Verhuisd.",
            on=AGAIN,
            now=NOW,
        )
    with pytest.raises(services.PlanClosedError):
        begin(almelo, plan)


def test_a_year_that_ends_during_the_change_keeps_its_own_next_step(
    almelo: Town, den_haag: Town
) -> None:
    plan = adopted(almelo)
    begin(almelo, plan)
    with almelo.acting(Role.CASEMANAGER) as noor:
        case_services.reach_phase(
            actor=noor,
            case_id=plan.case_id,
            phase=Phase.JAARGRENS,
            on=date(2020, 3, 2),
            now=NOW,
        )
    rewrite(almelo, plan, needed="Rust.")
    assert step_of(almelo, plan) is NextStep.VALIDATE
    ask(almelo, plan)
    for party in Party:
        sign(almelo, plan, party, on=date(2020, 3, 3))
    assert adopt(almelo, plan, date(2020, 3, 4)).year_from == ADOPTED
    assert step_of(almelo, plan) is NextStep.VALIDATE


def test_a_reopened_case_begins_a_year_of_its_own(almelo: Town, den_haag: Town) -> None:
    plan = adopted(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        case_services.reach_phase(
            actor=noor,
            case_id=plan.case_id,
            phase=Phase.NAZORG,
            on=date(2020, 4, 1),
            now=NOW,
        )
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        case_services.reopen_case(
            actor=tessa,
            case_id=plan.case_id,
            reason="Terugval.",
            on=date(2020, 6, 1),
            now=NOW,
        )
    begin(almelo, plan, "Terugval.")
    rewrite(almelo, plan, needed="Opnieuw rust.")
    ask(almelo, plan)
    for party in Party:
        sign(almelo, plan, party, on=date(2020, 7, 1))
    version = adopt(almelo, plan, date(2020, 7, 2))
    assert (version.number, version.year_from) == (2, None)
    with almelo.acting(Role.CASEMANAGER) as noor:
        case = cases.case_of(noor, case_id=plan.case_id)
        assert case.due_on == date(2021, 7, 2)


def test_a_dropped_change_says_again_what_was_adopted(
    almelo: Town, den_haag: Town
) -> None:
    plan = signed_with_a_domain(almelo)
    adopt(almelo, plan)
    with almelo.acting(Role.CASEMANAGER) as noor:
        before = selectors.content_of(noor, plan)
    begin(almelo, plan)
    kind = kind_id(almelo)
    rewrite(almelo, plan, needed="Iets anders.")
    with almelo.acting(Role.CASEMANAGER) as noor:
        (knelpunt,), (domain,) = before.knelpunten, before.domains
        services.change_knelpunt(
            actor=noor,
            knelpunt_id=knelpunt.id,
            says=services.KnelpuntText("Anders.", kind, since_on=date(2018, 1, 1)),
            version=1,
            now=NOW,
        )
        services.remove_knelpunt(actor=noor, knelpunt_id=knelpunt.id, now=NOW)
        services.close_domain(actor=noor, domain_id=domain.id, now=NOW)
        extra = services.add_knelpunt(
            actor=noor,
            plan_id=plan.pk,
            says=services.KnelpuntText("Nog een.", kind),
            now=NOW,
        )
        services.write_doorbraak(
            actor=noor,
            plan_id=plan.pk,
            says=replace(DOORBRAAK, text="Nog een doorbraak.", overcomes=(extra.pk,)),
            now=NOW,
        )
        services.open_domain(
            actor=noor,
            plan_id=plan.pk,
            says=services.DomainText(
                cases.life_domains(noor).last().pk,  # type: ignore[union-attr]
                "Ook nodig.",
            ),
            now=NOW,
        )
        services.drop_change(actor=noor, plan_id=plan.pk, now=NOW)
        assert selectors.content_of(noor, plan) == before
        back = selectors.plan_of(noor, plan_id=plan.pk)
        assert back.status == PlanStatus.ADOPTED
        assert selectors.change_of(back) is None
        assert selectors.changes_of(back).count() == 1
    assert step_of(almelo, plan) is NextStep.CARRY_OUT
    begin(almelo, plan, "Toch.")


def signed_with_a_domain(town: Town) -> Plan:
    plan = written(town)
    with town.acting(Role.CASEMANAGER) as noor:
        services.open_domain(
            actor=noor,
            plan_id=plan.pk,
            says=services.DomainText(
                cases.life_domains(noor).first().pk,  # type: ignore[union-attr]
                "Zonder overzicht lukt het niet.",
                "Wij houden niets over.",
            ),
            now=NOW,
        )
        services.ask_review(actor=noor, plan_id=plan.pk, now=NOW)
    approve(town, plan)
    with town.acting(Role.CASEMANAGER) as noor:
        services.attach_prognosis(actor=noor, plan_id=plan.pk, now=NOW, **PROGNOSIS)
    for party in Party:
        sign(town, plan, party)
    return plan


def test_a_change_to_an_open_domain_is_dropped_too(
    almelo: Town, den_haag: Town
) -> None:
    plan = signed_with_a_domain(almelo)
    adopt(almelo, plan)
    begin(almelo, plan)
    with almelo.acting(Role.CASEMANAGER) as noor:
        before = selectors.content_of(noor, plan)
        (domain,) = before.domains
        row = selectors.domain_of(noor, domain_id=domain.id)
        services.write_domain(
            actor=noor,
            domain_id=domain.id,
            says=services.DomainText(row.life_domain_id, "Iets anders."),
            version=1,
            now=NOW,
        )
        services.drop_change(actor=noor, plan_id=plan.pk, now=NOW)
        assert selectors.content_of(noor, plan).domains == before.domains


def test_who_may_not_write_changes_nothing(almelo: Town, den_haag: Town) -> None:
    plan = adopted(almelo)
    with pytest.raises(NotFoundError):
        begin(den_haag, plan)
    for role in set(Role) - {Role.CASEMANAGER}:
        with almelo.acting(role) as actor:
            with pytest.raises(NotAllowedError):
                services.begin_change(
                    actor=actor, plan_id=plan.pk, reason="Zomaar.", now=NOW
                )
            with pytest.raises(NotAllowedError):
                services.drop_change(actor=actor, plan_id=plan.pk, now=NOW)


def test_an_unknown_version_is_not_found(almelo: Town, den_haag: Town) -> None:
    plan = adopted(almelo)
    with almelo.acting(Role.CASEMANAGER):
        assert selectors.version_numbered(plan, number=1).number == 1
        with pytest.raises(NotFoundError):
            selectors.version_numbered(plan, number=2)
