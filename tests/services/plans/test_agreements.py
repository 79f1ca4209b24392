"""Agreements become tasks when a plan is adopted, and follow a next version."""

from dataclasses import replace
from datetime import date

import pytest

from cases import selectors as cases
from cases import services as case_services
from cases.models import Case
from plans import selectors, services
from plans.domain.adoption import Party
from plans.domain.content import Agreement
from plans.models import Plan
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.tenancy.permissions import Role
from tests.services.cases.households import NOW
from tests.services.plans.planning import DOORBRAAK, doorbraak_id, sign
from tests.services.plans.test_change_plan import (
    AGAIN,
    adopt,
    adopted,
    approve,
    ask,
    begin,
)
from tests.towns import Town

BETALEN = Agreement("Huurschuld betalen", "Gemeente", date(2019, 3, 15))
POST = Agreement("Samen de post openen", "Het gezin")


def tasks(town: Town, plan: Plan) -> list[tuple[str, date, date | None]]:
    with town.acting(Role.CASEMANAGER) as noor:
        case = cases.case_of(noor, case_id=plan.case_id)
        rows = cases.tasks_of(noor, case).order_by("pk")
        return [(row.what, row.due_on, row.done_on) for row in rows]


def agree(town: Town, plan: Plan, *steps: Agreement) -> None:
    row = doorbraak_id(town, plan)
    with town.acting(Role.CASEMANAGER) as noor:
        (knelpunt,) = selectors.content_of(noor, plan).knelpunten
        services.write_doorbraak(
            actor=noor,
            plan_id=plan.pk,
            says=replace(DOORBRAAK, overcomes=(knelpunt.id,), agreements=steps),
            doorbraak_id=row,
            version=selectors.doorbraak_of(noor, doorbraak_id=row).version,
            now=NOW,
        )


def adopt_again(town: Town, plan: Plan) -> None:
    ask(town, plan)
    approve(town, plan)
    for party in Party:
        sign(town, plan, party, on=date(2019, 9, 1))
    adopt(town, plan, AGAIN)


def test_an_adopted_plan_gives_the_casemanager_its_agreements(
    almelo: Town, den_haag: Town
) -> None:
    plan = adopted(almelo)
    assert tasks(almelo, plan) == [
        ("Huurschuld betalen (Gemeente)", date(2019, 3, 15), None)
    ]
    with almelo.acting(Role.CASEMANAGER) as noor:
        case = cases.case_of(noor, case_id=plan.case_id)
        (task,) = cases.tasks_of(noor, case)
        assert task.owner_id == case.casemanager_id
        ((state,),) = selectors.agreements_kept(noor, plan).values()
        assert (state.is_task, state.done_on) == (True, None)
        case_services.tick_task(actor=noor, task_id=task.pk, is_done=True, now=NOW)
        ((state,),) = selectors.agreements_kept(noor, plan).values()
        assert state.done_on == date(2026, 11, 16)


def test_a_next_version_changes_tasks_and_doubles_none(
    almelo: Town, den_haag: Town
) -> None:
    plan = adopted(almelo)
    begin(almelo, plan)
    agree(almelo, plan, replace(BETALEN, by_on=date(2019, 10, 1)), POST)
    assert len(tasks(almelo, plan)) == 1
    adopt_again(almelo, plan)
    assert tasks(almelo, plan) == [
        ("Huurschuld betalen (Gemeente)", date(2019, 10, 1), None),
        ("Samen de post openen (Het gezin)", date(2019, 9, 30), None),
    ]


def test_what_is_done_stays_done_and_what_left_the_plan_lapses(
    almelo: Town, den_haag: Town
) -> None:
    plan = adopted(almelo)
    begin(almelo, plan)
    agree(almelo, plan, BETALEN, POST)
    adopt_again(almelo, plan)
    with almelo.acting(Role.CASEMANAGER) as noor:
        case = cases.case_of(noor, case_id=plan.case_id)
        first = cases.tasks_of(noor, case).get(what__startswith="Huurschuld")
        case_services.tick_task(actor=noor, task_id=first.pk, is_done=True, now=NOW)
    begin(almelo, plan, "De post gaat goed.")
    agree(almelo, plan, replace(BETALEN, by_on=date(2020, 1, 1)))
    adopt_again(almelo, plan)
    assert tasks(almelo, plan) == [
        ("Huurschuld betalen (Gemeente)", date(2019, 3, 15), date(2026, 11, 16)),
        (
            "Vervallen: Samen de post openen (Het gezin)",
            date(2019, 9, 30),
            date(2026, 11, 16),
        ),
    ]


def test_the_agreements_of_a_removed_doorbraak_lapse(
    almelo: Town, den_haag: Town
) -> None:
    plan = adopted(almelo)
    begin(almelo, plan)
    first = doorbraak_id(almelo, plan)
    with almelo.acting(Role.CASEMANAGER) as noor:
        (knelpunt,) = selectors.content_of(noor, plan).knelpunten
        services.write_doorbraak(
            actor=noor,
            plan_id=plan.pk,
            says=replace(DOORBRAAK, overcomes=(knelpunt.id,), agreements=(POST,)),
            now=NOW,
        )
        services.remove_doorbraak(actor=noor, doorbraak_id=first, now=NOW)
    adopt_again(almelo, plan)
    assert [what for what, _due, done in tasks(almelo, plan) if done] == [
        "Vervallen: Huurschuld betalen (Gemeente)"
    ]


def test_a_task_says_no_more_than_it_can_hold(almelo: Town, den_haag: Town) -> None:
    plan = adopted(almelo)
    with almelo.acting(Role.MANDATE_HOLDER) as marga:
        task = case_services.agree_task(
            actor=marga, case_id=plan.case_id, what="ha " * 90, due_on=AGAIN, now=NOW
        )
        assert task is not None
    assert tasks(almelo, plan)[-1][0].endswith("…")


def test_without_a_casemanager_nobody_has_the_task(
    almelo: Town, den_haag: Town
) -> None:
    plan = adopted(almelo)
    with almelo.acting(Role.MANDATE_HOLDER) as marga:
        Case.objects.filter(pk=plan.case_id).update(casemanager=None)
        found = case_services.agree_task(
            actor=marga, case_id=plan.case_id, what="Iets", due_on=AGAIN, now=NOW
        )
        assert found is None


def test_only_an_adoption_makes_tasks(almelo: Town, den_haag: Town) -> None:
    plan = adopted(almelo)
    for role in set(Role) - {Role.MANDATE_HOLDER}:
        with almelo.acting(role) as actor:
            with pytest.raises(NotAllowedError):
                case_services.agree_task(
                    actor=actor,
                    case_id=plan.case_id,
                    what="Iets",
                    due_on=AGAIN,
                    now=NOW,
                )
            with pytest.raises(NotAllowedError):
                case_services.drop_agreed_task(actor=actor, task_id=1, now=NOW)
    with den_haag.acting(Role.MANDATE_HOLDER) as other:
        with pytest.raises(NotFoundError):
            case_services.agree_task(
                actor=other, case_id=plan.case_id, what="Iets", due_on=AGAIN, now=NOW
            )
        case_services.drop_agreed_task(actor=other, task_id=1, now=NOW)
    assert len(tasks(almelo, plan)) == 1
