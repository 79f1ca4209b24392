from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from kba import selectors, services
from kba.domain.validation import AddedCostRejectedError, VerdictWithoutReasonError
from kba.models import Assignment, LineVerdict, Stage
from kba.services import (
    AlreadyValidatedError,
    AnswerEmptyError,
    LinesOpenError,
    NoSuchAccountantError,
    NoSuchRowError,
    NothingCorrectedError,
    NotRealisedError,
    Said,
    TookPartError,
    ValidatedTooEarlyError,
)
from sohos.core.bills import Law
from sohos.core.dates import DayInFutureError
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.core.euro import Euro
from sohos.tenancy import context
from sohos.tenancy.models import Membership
from sohos.tenancy.permissions import Role
from tests.services.kba.calculating import (
    ACCEPTED,
    NOW,
    REALISED,
    VALIDATED,
    assigned,
    judge,
    judged,
    realised,
    stems,
    validated,
)
from tests.towns import LONG_AGO, Town

QUESTION = Said("vraag", "Waar is de factuur van mei?")


def assign(town: Town, kba_id: int, user_id: int, role: Role = Role.TEAM_LEAD) -> Any:
    with town.acting(role) as actor:
        return services.assign_accountant(
            actor=actor, kba_id=kba_id, accountant_id=user_id, now=NOW
        )


def validate(town: Town, stage: Stage, **changes: Any) -> Stage:
    values: dict[str, Any] = {"validated_on": VALIDATED, "now": NOW}
    with town.acting(changes.pop("role", Role.ACCOUNTANT)) as actor:
        return services.validate_realisation(
            actor=actor, stage_id=stage.pk, **(values | changes)
        )


def test_an_accountant_sees_what_is_assigned_and_nothing_else(almelo: Town) -> None:
    stage = realised(almelo)
    with almelo.acting(Role.ACCOUNTANT) as anna:
        assert selectors.validations_for(anna) == []
        with pytest.raises(NotFoundError):
            selectors.kba_of(anna, kba_id=stage.kba_id)
    assign(almelo, stage.kba_id, almelo.actor(Role.ACCOUNTANT).user_id)
    with almelo.acting(Role.ACCOUNTANT) as anna:
        (card,) = selectors.validations_for(anna)
        assert (card.kba_id, card.state, card.judged) == (
            stage.kba_id,
            "validation",
            0,
        )
        assert selectors.kba_of(anna, kba_id=stage.kba_id) == stage.kba


def test_another_accountant_takes_over(almelo: Town) -> None:
    stage = assigned(almelo)
    bert = almelo.actor(Role.ACCOUNTANT, "Bert Mulder")
    assign(almelo, stage.kba_id, bert.user_id)
    assign(almelo, stage.kba_id, bert.user_id)
    with almelo.acting(Role.ACCOUNTANT) as anna:
        assert selectors.validations_for(anna) == []
    with almelo.acting(Role.TEAM_LEAD):
        found = selectors.accountant_of(stage.kba)
        assert found is not None
        assert found.name == "Bert Mulder"
        assert Assignment.objects.count() == 2


def test_who_may_be_assigned_and_by_whom(almelo: Town, den_haag: Town) -> None:
    stage = realised(almelo)
    anna = almelo.actor(Role.ACCOUNTANT)
    with pytest.raises(NotAllowedError):
        assign(almelo, stage.kba_id, anna.user_id, Role.CASEMANAGER)
    with pytest.raises(NotFoundError):
        assign(den_haag, stage.kba_id, anna.user_id)
    for stranger in (
        den_haag.actor(Role.ACCOUNTANT),
        almelo.actor(Role.CONTROLLER),
    ):
        with pytest.raises(NoSuchAccountantError):
            assign(almelo, stage.kba_id, stranger.user_id)


def test_the_casemanager_is_never_the_accountant(almelo: Town) -> None:
    stage = realised(almelo)
    noor = almelo.actor(Role.CASEMANAGER)
    with context.tenant(almelo.id):
        Membership.objects.create(
            user_id=noor.user_id, role=Role.ACCOUNTANT, from_on=LONG_AGO
        )
    with pytest.raises(TookPartError):
        assign(almelo, stage.kba_id, noor.user_id)


def test_the_last_word_on_a_row_counts(almelo: Town) -> None:
    stage = assigned(almelo)
    row = stems(almelo, stage.kba)[0]
    judge(almelo, stage, row, QUESTION)
    with almelo.acting(Role.ACCOUNTANT):
        bench = selectors.bench_of(stage.kba, stage)
        assert bench.open_rows == 3
        assert bench.rows[0].verdict is not None
        assert bench.rows[0].verdict.reason == "Waar is de factuur van mei?"
        assert bench.rows[0].expected is not None
        assert bench.rows[0].expected.year(1).units_with == 100
        assert bench.rows[0].counted.year(1).units_with == 120
    judge(almelo, stage, row)
    with almelo.acting(Role.ACCOUNTANT) as anna:
        assert selectors.bench_of(stage.kba, stage).open_rows == 2
        assert selectors.validations_for(anna)[0].judged == 1
        with pytest.raises(DatabaseError), transaction.atomic():
            LineVerdict.objects.update(word="akkoord")


def test_a_question_is_answered_by_who_works_on_the_case(almelo: Town) -> None:
    stage = assigned(almelo)
    row, other, _ = stems(almelo, stage.kba)
    judge(almelo, stage, row, QUESTION)
    with almelo.acting(Role.CASEMANAGER) as noor:
        given: dict[str, Any] = {"actor": noor, "stage_id": stage.pk, "now": NOW}
        services.answer_question(row=row, text="In de map van juni.", **given)
        with pytest.raises(NoSuchRowError):
            services.answer_question(row=other, text="Ook daar.", **given)
        with pytest.raises(AnswerEmptyError):
            services.answer_question(row=row, text=" ", **given)
    with almelo.acting(Role.ACCOUNTANT) as anna:
        (answer,) = selectors.bench_of(stage.kba, stage).rows[0].answers
        assert answer.text == "In de map van juni."
        with pytest.raises(NotAllowedError):
            services.answer_question(
                actor=anna, stage_id=stage.pk, row=row, text="Dank.", now=NOW
            )


WRONG_WORDS: list[tuple[int, Said, type[Exception]]] = [
    (
        0,
        Said("gecorrigeerd", " ", units_with=Fraction(1)),
        VerdictWithoutReasonError,
    ),
    (0, Said("vraag"), VerdictWithoutReasonError),
    (0, Said("gecorrigeerd", "anders"), NothingCorrectedError),
    (2, Said("afgewezen", "geen bon"), AddedCostRejectedError),
]


def test_a_word_that_could_not_be_validated_is_refused(almelo: Town) -> None:
    stage = assigned(almelo)
    rows = stems(almelo, stage.kba)
    for index, said, error in WRONG_WORDS:
        with pytest.raises(error):
            judge(almelo, stage, rows[index], said)


def test_a_row_that_is_not_there_is_not_judged(almelo: Town) -> None:
    stage = assigned(almelo)
    with pytest.raises(NoSuchRowError):
        judge(almelo, stage, "r0")


def test_who_may_judge(almelo: Town, den_haag: Town) -> None:
    stage = realised(almelo)
    for town, role, error in (
        (almelo, Role.ACCOUNTANT, NotFoundError),
        (den_haag, Role.ACCOUNTANT, NotFoundError),
        (almelo, Role.CASEMANAGER, NotAllowedError),
    ):
        with town.acting(role) as actor, pytest.raises(error):
            services.judge_line(
                actor=actor, stage_id=stage.pk, row="r1", said=ACCEPTED, now=NOW
            )


def test_the_validated_year_is_what_the_accountant_accepts(almelo: Town) -> None:
    stage = assigned(almelo)
    care, shelter, effort = stems(almelo, stage.kba)
    judge(
        almelo,
        stage,
        care,
        Said(
            "gecorrigeerd", "130 dagen volgens de declaratie", units_with=Fraction(130)
        ),
    )
    judge(almelo, stage, shelter, Said("afgewezen", "dreiging niet aangetoond"))
    judge(almelo, stage, effort)
    found = validate(almelo, stage)
    assert found.municipal_saving_cents == 1_205_550
    with almelo.acting(Role.CONTROLLER) as carlo:
        outcome = selectors.validated_outcome(carlo, case_id=stage.kba.case_id)
    assert outcome is not None
    assert outcome.sha256 == found.sha256
    assert (outcome.realised_on, outcome.validated_on) == (REALISED, VALIDATED)
    assert outcome.municipal_saving == Euro(1_205_550)
    assert outcome.saving_by_law == ((Law.JEUGDWET, Euro(1_205_550)),)
    assert outcome.prognosis_saving == Euro(1_808_325)
    assert outcome.author_id == almelo.actor(Role.CASEMANAGER).user_id
    assert outcome.validator_id == almelo.actor(Role.ACCOUNTANT).user_id


def test_another_municipality_knows_of_no_outcome(almelo: Town, den_haag: Town) -> None:
    stage = validated(almelo)
    case_id = stage.kba.case_id
    with almelo.acting(Role.CONTROLLER) as carlo:
        assert selectors.validated_outcome(carlo, case_id=case_id) is not None
    with den_haag.acting(Role.CONTROLLER) as elsewhere:
        assert selectors.validated_outcome(elsewhere, case_id=case_id) is None


def test_every_row_is_judged_first(almelo: Town) -> None:
    stage = assigned(almelo)
    care, shelter, effort = stems(almelo, stage.kba)
    judge(almelo, stage, care)
    judge(almelo, stage, shelter, QUESTION)
    judge(almelo, stage, effort)
    with pytest.raises(LinesOpenError, match="1"):
        validate(almelo, stage)


def test_the_day_of_validation_is_possible(almelo: Town) -> None:
    stage = judged(almelo)
    with pytest.raises(ValidatedTooEarlyError):
        validate(almelo, stage, validated_on=date(2020, 3, 1))
    with pytest.raises(DayInFutureError):
        validate(almelo, stage, validated_on=NOW.date() + timedelta(days=1))


def test_a_validated_realisation_never_changes(almelo: Town) -> None:
    validated(almelo)
    with almelo.acting(Role.ACCOUNTANT):
        stage = Stage.objects.select_related("kba").get(kind="realisatie")
    with pytest.raises(AlreadyValidatedError):
        validate(almelo, stage)
    with pytest.raises(AlreadyValidatedError):
        judge(almelo, stage, stems(almelo, stage.kba)[0])


def test_a_new_realisation_voids_the_validation(almelo: Town) -> None:
    stage = validated(almelo)
    again = realised(almelo, stage.kba)
    with almelo.acting(Role.CONTROLLER) as carlo:
        assert selectors.validated_outcome(carlo, case_id=stage.kba.case_id) is None
    assert stage.previous is not None
    with pytest.raises(NotRealisedError):
        validate(almelo, stage.previous)
    with pytest.raises(LinesOpenError):
        validate(almelo, again)


def test_who_may_validate(almelo: Town, den_haag: Town) -> None:
    stage = judged(almelo)
    with pytest.raises(NotAllowedError):
        validate(almelo, stage, role=Role.TEAM_LEAD)
    with pytest.raises(NotFoundError):
        validate(den_haag, stage)
    with almelo.acting(Role.CASEMANAGER):
        prognosis = Stage.objects.get(kind="prognose")
    with pytest.raises(NotRealisedError):
        validate(almelo, prognosis)


def test_the_database_lets_nobody_validate_their_own_case(almelo: Town) -> None:
    stage = judged(almelo)
    took_part = (Role.CASEMANAGER, Role.MANDATE_HOLDER)
    for role in took_part:
        with (
            almelo.acting(role) as actor,
            pytest.raises(DatabaseError, match="does not validate"),
            transaction.atomic(),
        ):
            copied(stage, by_id=actor.user_id)
    with almelo.acting(Role.ACCOUNTANT) as anna:
        assert copied(stage, by_id=anna.user_id).pk


def copied(stage: Stage, *, by_id: int) -> Stage:
    """Store a realisation as if it were validated, past every service."""
    return Stage.objects.create(
        kba_id=stage.kba_id,
        number=99,
        kind="gevalideerd",
        previous_id=stage.pk,
        on=stage.on,
        at=NOW,
        by_id=by_id,
        content=stage.content,
        sha256=stage.sha256,
        input_sha256=stage.input_sha256,
        engine_version=stage.engine_version,
        catalogue_version=stage.catalogue_version,
        contract_version=stage.contract_version,
        seed=stage.seed,
        result=stage.result,
        municipal_saving_cents=stage.municipal_saving_cents,
    )
