import hashlib
import json
from dataclasses import replace
from datetime import date

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from cases import selectors as cases
from cases.domain.next_step import NextStep
from cases.domain.phases import Phase
from plans import selectors, services
from plans.domain.adoption import (
    AdoptedTooEarlyError,
    AdopterTookPartError,
    NotReadyError,
    Party,
    PlanStatus,
)
from plans.models import PlanVersion
from sohos.core.dates import DayInFutureError, jaargrens
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.core.euro import Euro
from sohos.tenancy import selectors as tenancy
from sohos.tenancy.models import Membership
from sohos.tenancy.permissions import Role
from tests.services.cases.households import NOW
from tests.services.plans.planning import (
    PROGNOSIS,
    STORY,
    approved,
    attached,
    sign,
    signed,
    under_review,
)
from tests.towns import LONG_AGO, TODAY, Town

ADOPTED = date(2019, 3, 1)


def adopt(town: Town, plan_id: int, on: date = ADOPTED) -> PlanVersion:
    with town.acting(Role.MANDATE_HOLDER) as marga:
        return services.adopt_plan(actor=marga, plan_id=plan_id, adopted_on=on, now=NOW)


def test_an_adopted_plan_is_frozen_and_starts_the_year(
    almelo: Town, den_haag: Town
) -> None:
    plan = signed(almelo)
    version = adopt(almelo, plan.pk)
    assert version.sha256 == hashlib.sha256(version.content.encode()).hexdigest()
    frozen = json.loads(version.content)
    assert frozen["plan"]["leefwereld"]["story"] == STORY.story
    assert frozen["plan"]["prognosis"]["sha256"] == PROGNOSIS["sha256"]
    assert frozen["legal_checks"][0]["bases"] == ["pw-18-1"]
    assert [row["party"] for row in frozen["sign_offs"]] == ["casemanager", "household"]
    with almelo.acting(Role.CASEMANAGER) as noor:
        case = cases.case_of(noor, case_id=plan.case_id)
        assert case.phase == Phase.UITVOERING
        assert case.due_on == jaargrens(ADOPTED) == date(2020, 3, 1)
    with almelo.acting(Role.SOHOS_FINANCE) as sanne:
        adoption = selectors.adoption_of(sanne, case_id=plan.case_id)
        assert adoption is not None
        assert adoption.adopted_on == ADOPTED
        assert (adoption.version, adoption.prognosis_stage_id) == (1, 1)
    with den_haag.acting(Role.SOHOS_FINANCE) as other:
        assert selectors.adoption_of(other, case_id=plan.case_id) is None


def test_each_step_is_waited_for_by_the_right_person(
    almelo: Town, den_haag: Town
) -> None:
    def step(case_id: int) -> NextStep:
        with almelo.acting(Role.CASEMANAGER) as noor:
            return cases.case_card(noor, case_id=case_id).next_step

    plan = attached(almelo)
    assert step(plan.case_id) is NextStep.SIGN
    sign(almelo, plan, Party.HOUSEHOLD)
    assert step(plan.case_id) is NextStep.SIGN
    sign(almelo, plan, Party.CASEMANAGER)
    assert step(plan.case_id) is NextStep.ADOPT
    adopt(almelo, plan.pk)
    assert step(plan.case_id) is NextStep.CARRY_OUT


def test_what_is_missing_is_named(almelo: Town, den_haag: Town) -> None:
    plan = approved(almelo)
    with pytest.raises(NotReadyError) as caught:
        adopt(almelo, plan.pk)
    assert caught.value.args == (
        "prognosis",
        "sign_off_household",
        "sign_off_casemanager",
    )


def test_a_plan_without_approval_is_not_adopted(almelo: Town, den_haag: Town) -> None:
    plan = under_review(almelo)
    with pytest.raises(services.NotApprovedError):
        adopt(almelo, plan.pk)


def test_a_change_after_signing_voids_the_signatures(
    almelo: Town, den_haag: Town
) -> None:
    plan = signed(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        services.write_leefwereld(
            actor=noor,
            plan_id=plan.pk,
            says=replace(STORY, needed="Iets anders."),
            version=1,
            now=NOW,
        )
    with pytest.raises(NotReadyError) as caught:
        adopt(almelo, plan.pk)
    assert caught.value.args == ("sign_off_household", "sign_off_casemanager")


def test_another_prognosis_voids_the_signatures(almelo: Town, den_haag: Town) -> None:
    plan = signed(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        services.attach_prognosis(
            actor=noor,
            plan_id=plan.pk,
            stage_id=2,
            sha256="cd" * 32,
            saving=Euro(1),
            now=NOW,
        )
    with pytest.raises(NotReadyError):
        adopt(almelo, plan.pk)


def test_nobody_adopts_before_the_last_signature(almelo: Town, den_haag: Town) -> None:
    plan = signed(almelo)
    with pytest.raises(AdoptedTooEarlyError):
        adopt(almelo, plan.pk, date(2019, 2, 25))
    with pytest.raises(DayInFutureError):
        adopt(almelo, plan.pk, date(2026, 11, 17))


def test_who_judged_the_plan_does_not_adopt_it(almelo: Town, den_haag: Town) -> None:
    plan = signed(almelo)
    joost = almelo.actor(Role.JURIST)
    with almelo.acting(Role.JURIST):
        Membership.objects.create(
            user_id=joost.user_id, role=Role.MANDATE_HOLDER, from_on=LONG_AGO
        )
        both = tenancy.actor_for(joost.user_id, almelo.id, today=TODAY)
        with pytest.raises(AdopterTookPartError):
            services.adopt_plan(
                actor=both, plan_id=plan.pk, adopted_on=ADOPTED, now=NOW
            )


def test_a_second_adoption_is_refused(almelo: Town, den_haag: Town) -> None:
    plan = signed(almelo)
    adopt(almelo, plan.pk)
    with pytest.raises(services.PlanClosedError):
        adopt(almelo, plan.pk)


def test_only_a_mandate_holder_of_the_municipality_adopts(
    almelo: Town, den_haag: Town
) -> None:
    plan = signed(almelo)
    with pytest.raises(NotFoundError):
        adopt(den_haag, plan.pk)
    for role in set(Role) - {Role.MANDATE_HOLDER}:
        with almelo.acting(role) as actor, pytest.raises(NotAllowedError):
            services.adopt_plan(
                actor=actor, plan_id=plan.pk, adopted_on=ADOPTED, now=NOW
            )


def test_an_adopted_plan_does_not_change(almelo: Town, den_haag: Town) -> None:
    plan = signed(almelo)
    adopt(almelo, plan.pk)
    with almelo.acting(Role.CASEMANAGER) as noor:
        with pytest.raises(services.PlanClosedError):
            services.write_leefwereld(
                actor=noor, plan_id=plan.pk, says=STORY, version=1, now=NOW
            )
        with pytest.raises(services.PlanClosedError):
            services.attach_prognosis(actor=noor, plan_id=plan.pk, now=NOW, **PROGNOSIS)
        assert selectors.plan_of(noor, plan_id=plan.pk).status == PlanStatus.ADOPTED


@pytest.mark.parametrize(
    "table",
    [
        "plans_planversion",
        "plans_signoff",
        "plans_legalcheck",
        "plans_legalcheckbasis",
        "plans_revision",
        "cases_phasechange",
    ],
)
@pytest.mark.parametrize(
    "act", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"]
)
def test_the_database_refuses_to_rewrite_history(
    almelo: Town, den_haag: Town, table: str, act: str
) -> None:
    plan = signed(almelo)
    adopt(almelo, plan.pk)
    with (
        almelo.acting(Role.CASEMANAGER),
        pytest.raises((ProgrammingError, InternalError)),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(act.format(table))
