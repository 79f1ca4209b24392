from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from guardian.shortcuts import assign_perm

from cases import services as cases
from cases.domain.next_step import NextStep
from cases.domain.phases import Phase, StopOutcome
from cases.models import Case
from cases.selectors import case_card
from plans import selectors, services
from plans.domain.adoption import Manner, NotReadyError, Party, PlanStatus
from plans.domain.legal import (
    BasisNotValidError,
    Conclusion,
    NoBasisError,
    Review,
    ReviewerIsAuthorError,
    WeighingMissingError,
)
from plans.models import Plan
from sohos.core.dates import DayInFutureError
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.tenancy import selectors as tenancy
from sohos.tenancy.actor import Actor
from sohos.tenancy.models import Membership, User
from sohos.tenancy.permissions import Role
from tests.services.cases.households import NOW
from tests.services.plans.planning import (
    DOORBRAAK,
    PROGNOSIS,
    REVIEW,
    approved,
    attached,
    basis_id,
    doorbraak_id,
    planned_case,
    sign,
    signed,
    under_review,
    written,
)
from tests.towns import LONG_AGO, TODAY, Town


def judge(
    town: Town,
    row: int,
    review: Review = REVIEW,
    *codes: str,
    actor: Actor | None = None,
) -> None:
    bases = [basis_id(town, code) for code in codes]
    with town.acting(Role.JURIST) as joost:
        services.review_doorbraak(
            actor=actor or joost,
            doorbraak_id=row,
            review=review,
            basis_ids=bases,
            now=NOW,
        )


def case_row(plan: Plan) -> Case:
    return Case.objects.get(pk=plan.case_id)


def status(town: Town, plan: Plan) -> str:
    with town.acting(Role.CASEMANAGER) as noor:
        return selectors.plan_of(noor, plan_id=plan.pk).status


def test_an_incomplete_plan_is_not_offered(almelo: Town, den_haag: Town) -> None:
    plan = written(almelo, decider="", grip="")
    with almelo.acting(Role.CASEMANAGER) as noor:
        with pytest.raises(NotReadyError) as caught:
            services.ask_review(actor=noor, plan_id=plan.pk, now=NOW)
        assert caught.value.args == ("doorbraak_decider", "doorbraak_grip")
        assert selectors.plan_of(noor, plan_id=plan.pk).status == PlanStatus.DRAFT


def test_a_jurist_finds_the_plan_and_judges_it(almelo: Town, den_haag: Town) -> None:
    plan = under_review(almelo)
    row = doorbraak_id(almelo, plan)
    with almelo.acting(Role.JURIST) as joost:
        (listed,) = selectors.reviews_for(joost)
        assert (listed.plan_id, listed.case_code) == (plan.pk, "2019-0001")
    judge(almelo, row, REVIEW, "pw-18-1")
    assert status(almelo, plan) == PlanStatus.APPROVED
    with almelo.acting(Role.JURIST) as joost:
        check = selectors.checks_of(plan)[row]
        assert check.objection_until == date(2019, 4, 3)
        assert [tie.basis.code for tie in check.bases.all()] == ["pw-18-1"]
        card = case_card(joost, case_id=plan.case_id)
        assert (card.phase, card.next_step) == (Phase.KBA, NextStep.CALCULATE)
        assert selectors.reviews_for(joost) == []


@pytest.mark.parametrize(
    ("review", "codes", "error"),
    [
        (REVIEW, [], NoBasisError),
        (REVIEW, ["pw-20-3"], BasisNotValidError),
        (REVIEW, ["pw-18-1", "wams"], BasisNotValidError),
        (replace(REVIEW, decided_on=date(2026, 11, 17)), ["pw-18-1"], DayInFutureError),
        (
            replace(REVIEW, weighing=replace(REVIEW.weighing, value="")),
            ["pw-18-1"],
            WeighingMissingError,
        ),
    ],
)
def test_a_judgement_that_carries_nothing_is_refused(
    almelo: Town,
    den_haag: Town,
    review: Review,
    codes: list[str],
    error: type[Exception],
) -> None:
    plan = under_review(almelo)
    with pytest.raises(error):
        judge(almelo, doorbraak_id(almelo, plan), review, *codes)
    assert status(almelo, plan) == PlanStatus.REVIEW


@pytest.mark.parametrize(
    ("conclusion", "becomes"),
    [
        (Conclusion.QUESTIONS, PlanStatus.RETURNED),
        (Conclusion.NOT_ALLOWED, PlanStatus.REFUSED),
    ],
)
def test_what_comes_back_is_changed_and_offered_again(
    almelo: Town, den_haag: Town, conclusion: Conclusion, becomes: PlanStatus
) -> None:
    plan = under_review(almelo)
    row = doorbraak_id(almelo, plan)
    judge(almelo, row, replace(REVIEW, conclusion=conclusion))
    assert status(almelo, plan) == becomes
    with almelo.acting(Role.CASEMANAGER) as noor:
        card = case_card(noor, case_id=plan.case_id)
        assert card.next_step is NextStep.ANSWER_JURIST
        (says,) = selectors.content_of(noor, plan).doorbraken
        services.write_doorbraak(
            actor=noor,
            plan_id=plan.pk,
            says=replace(DOORBRAAK, text="Anders.", overcomes=says.overcomes),
            doorbraak_id=row,
            version=1,
            now=NOW,
        )
        services.ask_review(actor=noor, plan_id=plan.pk, now=NOW)
    judge(almelo, row, REVIEW, "pw-18-1")
    assert status(almelo, plan) == PlanStatus.APPROVED


def test_a_plan_is_approved_when_every_doorbraak_is(
    almelo: Town, den_haag: Town
) -> None:
    plan = written(almelo)
    first = doorbraak_id(almelo, plan)
    with almelo.acting(Role.CASEMANAGER) as noor:
        (knelpunt,) = selectors.content_of(noor, plan).knelpunten
        second = services.write_doorbraak(
            actor=noor,
            plan_id=plan.pk,
            says=replace(DOORBRAAK, overcomes=(knelpunt.id,)),
            now=NOW,
        )
        services.ask_review(actor=noor, plan_id=plan.pk, now=NOW)
    judge(almelo, first, REVIEW, "pw-18-1")
    assert status(almelo, plan) == PlanStatus.REVIEW
    judge(almelo, second.pk, REVIEW, "pw-18-1")
    assert status(almelo, plan) == PlanStatus.APPROVED


def test_nothing_changed_needs_no_second_judgement(
    almelo: Town, den_haag: Town
) -> None:
    plan = approved(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        (says,) = selectors.content_of(noor, plan).doorbraken
        row = doorbraak_id(almelo, plan)
        text = replace(DOORBRAAK, overcomes=says.overcomes)
        for version, cost in ((1, "Anders."), (2, DOORBRAAK.text)):
            services.write_doorbraak(
                actor=noor,
                plan_id=plan.pk,
                says=replace(text, text=cost),
                doorbraak_id=row,
                version=version,
                now=NOW,
            )
        assert selectors.plan_of(noor, plan_id=plan.pk).status == PlanStatus.DRAFT
        again = services.ask_review(actor=noor, plan_id=plan.pk, now=NOW)
        assert again.status == PlanStatus.APPROVED


def test_a_plan_is_taken_back_once(almelo: Town, den_haag: Town) -> None:
    plan = under_review(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        services.withdraw_review(actor=noor, plan_id=plan.pk, now=NOW)
        with pytest.raises(services.NotUnderReviewError):
            services.withdraw_review(actor=noor, plan_id=plan.pk, now=NOW)
    with almelo.acting(Role.JURIST) as joost, pytest.raises(NotAllowedError):
        services.withdraw_review(actor=joost, plan_id=plan.pk, now=NOW)
    with den_haag.acting(Role.CASEMANAGER) as other, pytest.raises(NotFoundError):
        services.withdraw_review(actor=other, plan_id=plan.pk, now=NOW)


def test_who_may_not_judge(almelo: Town, den_haag: Town) -> None:
    plan = under_review(almelo)
    row = doorbraak_id(almelo, plan)
    planned_case(den_haag)
    with pytest.raises(NotFoundError):
        judge(den_haag, row, REVIEW, "pw-18-1")
    for role in set(Role) - {Role.JURIST}:
        with almelo.acting(role) as actor, pytest.raises(NotAllowedError):
            services.review_doorbraak(
                actor=actor, doorbraak_id=row, review=REVIEW, basis_ids=[], now=NOW
            )
    noor = almelo.actor(Role.CASEMANAGER)
    with almelo.acting(Role.CASEMANAGER):
        Membership.objects.create(
            user_id=noor.user_id, role=Role.JURIST, from_on=LONG_AGO
        )
        both = tenancy.actor_for(noor.user_id, almelo.id, today=TODAY)
    with pytest.raises(ReviewerIsAuthorError):
        judge(almelo, row, REVIEW, "pw-18-1", actor=both)


def test_a_basis_of_another_municipality_is_unknown(
    almelo: Town, den_haag: Town
) -> None:
    plan = under_review(almelo)
    planned_case(den_haag)
    theirs = basis_id(den_haag, "pw-18-1")
    row = doorbraak_id(almelo, plan)
    with almelo.acting(Role.JURIST) as joost, pytest.raises(services.BasisUnknownError):
        services.review_doorbraak(
            actor=joost, doorbraak_id=row, review=REVIEW, basis_ids=[theirs], now=NOW
        )


def test_a_judgement_is_given_only_when_asked(almelo: Town, den_haag: Town) -> None:
    plan = approved(almelo)
    with pytest.raises(services.NotUnderReviewError):
        judge(almelo, doorbraak_id(almelo, plan), REVIEW, "pw-18-1")


def test_a_prognosis_is_attached_by_who_writes_the_case(
    almelo: Town, den_haag: Town
) -> None:
    plan = written(almelo)
    for town, role, name, error in (
        (almelo, Role.JURIST, "", NotAllowedError),
        (almelo, Role.CASEMANAGER, "Ton Visser", NotFoundError),
        (den_haag, Role.CASEMANAGER, "", NotFoundError),
    ):
        with town.acting(role, name) as actor, pytest.raises(error):
            services.attach_prognosis(
                actor=actor, plan_id=plan.pk, now=NOW, **PROGNOSIS
            )
    with almelo.acting(Role.CASEMANAGER) as noor:
        plan = services.attach_prognosis(
            actor=noor, plan_id=plan.pk, now=NOW, **PROGNOSIS
        )
        assert selectors.content_of(noor, plan).prognosis is not None
        card = case_card(noor, case_id=plan.case_id)
        assert (card.phase, card.next_step) == (Phase.KBA, NextStep.ASK_REVIEW)


def test_signing_waits_for_the_toets_and_the_prognosis(
    almelo: Town, den_haag: Town
) -> None:
    with pytest.raises(NotReadyError) as caught:
        sign(almelo, under_review(almelo), Party.HOUSEHOLD)
    assert caught.value.args == ("prognosis", "legal_check")
    with pytest.raises(NotReadyError) as caught:
        sign(almelo, approved(almelo), Party.HOUSEHOLD)
    assert caught.value.args == ("prognosis",)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"signer": " "}, services.SignerMissingError),
        ({"signed_on": date(2026, 11, 17)}, DayInFutureError),
    ],
)
def test_a_signature_says_who_and_when(
    almelo: Town, den_haag: Town, changes: dict[str, Any], error: type[Exception]
) -> None:
    plan = attached(almelo)
    said: dict[str, Any] = {
        "party": Party.HOUSEHOLD,
        "signer": "Mila",
        "manner": Manner.PAPER,
        "signed_on": date(2019, 2, 26),
    }
    with almelo.acting(Role.CASEMANAGER) as noor, pytest.raises(error):
        services.sign_off(actor=noor, plan_id=plan.pk, now=NOW, **{**said, **changes})


def test_only_the_casemanager_signs_as_casemanager(
    almelo: Town, den_haag: Town
) -> None:
    plan = attached(almelo)
    ton = almelo.actor(Role.CASEMANAGER, "Ton Visser")
    with almelo.acting(Role.CASEMANAGER):
        assign_perm("change_case", User.objects.get(pk=ton.user_id), case_row(plan))
    with almelo.acting(Role.CASEMANAGER, "Ton Visser") as helper:
        for party, error in (
            (Party.CASEMANAGER, services.NotTheCasemanagerError),
            (Party.HOUSEHOLD, None),
        ):
            with pytest.raises(error) if error else nullcontext():
                services.sign_off(
                    actor=helper,
                    plan_id=plan.pk,
                    party=party,
                    signer="Mila",
                    manner=Manner.SPOKEN,
                    signed_on=date(2019, 2, 26),
                    now=NOW,
                )


def test_a_second_signature_takes_the_place_of_the_first(
    almelo: Town, den_haag: Town
) -> None:
    plan = signed(almelo)
    sign(almelo, plan, Party.HOUSEHOLD, on=date(2019, 2, 27))
    with almelo.acting(Role.CASEMANAGER):
        days = {row.party: row.signed_on for row in selectors.sign_offs_of(plan)}
    assert days == {
        "casemanager": date(2019, 2, 26),
        "household": date(2019, 2, 27),
    }


def test_a_stopped_case_signs_and_attaches_nothing(
    almelo: Town, den_haag: Town
) -> None:
    plan = attached(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        cases.stop_case(
            actor=noor,
            case_id=plan.case_id,
            outcome=StopOutcome.WITHDRAWN,
            reason="Wil niet meer.",
            on=date(2019, 2, 25),
            now=NOW,
        )
        with pytest.raises(services.PlanClosedError):
            services.attach_prognosis(actor=noor, plan_id=plan.pk, now=NOW, **PROGNOSIS)
    with pytest.raises(services.PlanClosedError):
        sign(almelo, plan, Party.HOUSEHOLD)


def test_what_waits_for_a_mandate_holder(almelo: Town, den_haag: Town) -> None:
    plan, ready = approved(almelo), signed(almelo)
    with almelo.acting(Role.MANDATE_HOLDER) as marga:
        rows = {row.plan_id: row for row in selectors.adoptions_for(marga)}
        assert (rows[plan.pk].is_ready, rows[plan.pk].saving) == (False, None)
        assert rows[ready.pk].is_ready
        assert str(rows[ready.pk].saving) == "12.000,00"
    with den_haag.acting(Role.MANDATE_HOLDER) as other:
        assert selectors.adoptions_for(other) == []
    with almelo.acting(Role.JURIST) as joost, pytest.raises(NotAllowedError):
        selectors.adoptions_for(joost)


def test_registers_load_twice_and_stay_the_same(almelo: Town, den_haag: Town) -> None:
    with almelo.acting(Role.FUNCTIONAL_ADMIN):
        once = services.load_registers(now=NOW)
        assert services.load_registers(now=NOW) == once
    assert once == {"knelpunt_kinds": 40, "legal_bases": 67}
