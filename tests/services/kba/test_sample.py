from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from kba import selectors, services
from kba.domain import sampling
from kba.domain.sampling import Method, NothingToDrawError, Terms
from kba.models import LineVerdict, Sample, Stage
from kba.services import (
    AlreadyValidatedError,
    NoProtocolError,
    NoSampleError,
    NotAssignedError,
    NothingToReviewError,
    NotReviewedError,
    PeriodTurnedError,
    Said,
    SameAccountantError,
    SampleExceededError,
    SampleOpenError,
    TookPartError,
)
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.core.euro import Euro
from sohos.tenancy.permissions import Role
from tests.services.kba import calculating
from tests.services.kba.calculating import NOW, PROTOCOL, VALIDATED, judge, stems
from tests.towns import Town

BERT = "Bert Mulder"
HALF = Fraction(1, 2)
EUROS = Terms(Method.MONETARY, HALF, Fraction(1, 100), Fraction(90, 100))
ROWS = Terms(Method.RANDOM, HALF, Fraction(40, 100), Fraction(1, 100))


def by_terms(town: Town, terms: Terms, **changes: Any) -> Stage:
    stage = calculating.assigned(town)
    calculating.protocol(town, terms=terms, **changes)
    return stage


def draw(town: Town, stage: Stage, *, seed: int = 1, name: str = "") -> Sample:
    with town.acting(Role.ACCOUNTANT, name) as actor:
        return services.draw_from_stage(
            actor=actor, stage_id=stage.pk, seed=seed, now=NOW
        )


def accept_rest(town: Town, stage: Stage) -> int:
    with town.acting(Role.ACCOUNTANT) as anna:
        return services.accept_rest(actor=anna, stage_id=stage.pk, now=NOW)


def drawn_rows(town: Town, sample: Sample) -> list[str]:
    with town.acting(Role.ACCOUNTANT):
        return [row.row for row in selectors.stand_of(sample).rows]


def test_seed_and_rows_are_kept_and_can_be_drawn_again(almelo: Town) -> None:
    stage = by_terms(almelo, ROWS)
    sample = draw(almelo, stage, seed=42)
    with almelo.acting(Role.ACCOUNTANT) as anna:
        items = selectors.population_of([stage])
        assert [item.amount for item in items] == [
            Euro(1_256_850),
            Euro(769_500),
            Euro(480_000),
        ]
        again = sampling.draw(items, ROWS, seed=42)
        assert again.keys == tuple(
            f"{stage.pk}/{row.row}" for row in selectors.stand_of(sample).rows
        )
        assert (sample.population, sample.population_cents) == (3, 2_506_350)
        assert (sample.allowed, sample.seed, sample.stages) == (1, 42, [stage.pk])
        assert selectors.sample_of(anna, sample_id=sample.pk) == sample
        assert selectors.sample_with(stage) == sample


def test_a_period_draws_from_everything_that_waits(almelo: Town) -> None:
    stage = by_terms(almelo, EUROS)
    with almelo.acting(Role.ACCOUNTANT) as anna:
        period: dict[str, Any] = {"actor": anna, "seed": 3, "now": NOW}
        sample = services.draw_from_period(
            from_on=date(2020, 1, 1), to_on=date(2020, 12, 31), **period
        )
        assert sample.stages == [stage.pk]
        assert sample.interval_cents == int(2_255_715 / sampling.factor(0, HALF))
        with pytest.raises(NothingToDrawError):
            services.draw_from_period(
                from_on=date(2021, 1, 1), to_on=date(2021, 12, 31), **period
            )
        with pytest.raises(PeriodTurnedError):
            services.draw_from_period(
                from_on=date(2021, 1, 1), to_on=date(2020, 12, 31), **period
            )


def test_the_rest_is_accepted_once_the_sample_holds(almelo: Town) -> None:
    stage = by_terms(almelo, ROWS)
    with pytest.raises(NoSampleError):
        accept_rest(almelo, stage)
    sample = draw(almelo, stage)
    rows = drawn_rows(almelo, sample)
    assert len(rows) == 2
    with pytest.raises(SampleOpenError, match="2"):
        accept_rest(almelo, stage)
    for row in rows:
        judge(almelo, stage, row)
    with almelo.acting(Role.ACCOUNTANT):
        stand = selectors.stand_of(sample)
        assert stand.evaluation is not None
        assert (stand.evaluation.wrong_at_most, stand.evaluation.is_within) == (0, True)
    assert accept_rest(almelo, stage) == 1
    assert accept_rest(almelo, stage) == 0
    with almelo.acting(Role.ACCOUNTANT):
        assert LineVerdict.objects.filter(sample=sample).count() == 1
        assert not selectors.bench_of(stage.kba, stage).open_rows


def test_too_many_errors_leave_the_rest_to_be_judged(almelo: Town) -> None:
    stage = by_terms(almelo, ROWS)
    sample = draw(almelo, stage)
    for row in drawn_rows(almelo, sample):
        said = Said("gecorrigeerd", "volgens de nota", units_with=Fraction(7))
        judge(almelo, stage, row, said)
    with almelo.acting(Role.ACCOUNTANT):
        stand = selectors.stand_of(sample)
        assert stand.evaluation is not None
        assert stand.evaluation.wrong == 2
    with pytest.raises(SampleExceededError):
        accept_rest(almelo, stage)


def test_a_rejected_row_was_said_to_save_all_of_it(almelo: Town) -> None:
    stage = by_terms(almelo, replace(EUROS, method=Method.ALL))
    sample = draw(almelo, stage)
    care, shelter, effort = stems(almelo, stage.kba)
    judge(almelo, stage, care)
    judge(almelo, stage, shelter, Said("afgewezen", "dreiging niet aangetoond"))
    judge(almelo, stage, effort)
    with almelo.acting(Role.ACCOUNTANT):
        found = selectors.stand_of(sample).evaluation
    assert found is not None
    assert (found.wrong, found.found, found.projected) == (
        1,
        Euro(769_500),
        Euro(769_500),
    )


def test_who_may_draw(almelo: Town, den_haag: Town) -> None:
    stage = by_terms(almelo, ROWS)
    sample = draw(almelo, stage)
    with almelo.acting(Role.TEAM_LEAD) as tessa, pytest.raises(NotAllowedError):
        services.draw_from_stage(actor=tessa, stage_id=stage.pk, seed=1, now=NOW)
    for town, name in ((almelo, BERT), (den_haag, "")):
        with pytest.raises(NotFoundError):
            draw(town, stage, name=name)
        with town.acting(Role.ACCOUNTANT, name) as actor:
            assert list(selectors.samples_for(actor)) == []
            with pytest.raises(NotFoundError):
                selectors.sample_of(actor, sample_id=sample.pk)


def test_nothing_is_drawn_without_a_protocol_or_after_validation(
    almelo: Town, den_haag: Town
) -> None:
    with den_haag.acting(Role.ACCOUNTANT) as bas, pytest.raises(NoProtocolError):
        services.draw_from_period(
            actor=bas,
            from_on=date(2020, 1, 1),
            to_on=date(2020, 12, 31),
            seed=1,
            now=NOW,
        )
    calculating.validated(almelo)
    with almelo.acting(Role.ACCOUNTANT):
        stage = Stage.objects.get(kind="realisatie")
    with pytest.raises(AlreadyValidatedError):
        draw(almelo, stage)


def ask_review(town: Town, stage: Stage, reviewer_id: int, name: str = "") -> None:
    with town.acting(Role.ACCOUNTANT, name) as actor:
        services.ask_review(
            actor=actor, kba_id=stage.kba_id, reviewer_id=reviewer_id, now=NOW
        )


def review(town: Town, stage: Stage, name: str = BERT) -> None:
    with town.acting(Role.ACCOUNTANT, name) as actor:
        services.review_validation(
            actor=actor, stage_id=stage.pk, note="Gezien.", now=NOW
        )


def validate(town: Town, stage: Stage) -> Stage:
    with town.acting(Role.ACCOUNTANT) as anna:
        return services.validate_realisation(
            actor=anna, stage_id=stage.pk, validated_on=VALIDATED, now=NOW
        )


def test_a_second_accountant_looks_where_the_protocol_asks(almelo: Town) -> None:
    stage = by_terms(almelo, PROTOCOL.terms, asks_review=True)
    bert = almelo.actor(Role.ACCOUNTANT, BERT)
    with pytest.raises(NotFoundError):
        review(almelo, stage)
    ask_review(almelo, stage, bert.user_id)
    with pytest.raises(NothingToReviewError):
        review(almelo, stage)
    rows = stems(almelo, stage.kba)
    for row in rows:
        judge(almelo, stage, row)
    with pytest.raises(NotReviewedError):
        validate(almelo, stage)
    review(almelo, stage)
    judge(almelo, stage, rows[0], Said("gecorrigeerd", "nota", units_with=Fraction(9)))
    with pytest.raises(NotReviewedError):
        validate(almelo, stage)
    review(almelo, stage)
    assert validate(almelo, stage).kind == "gevalideerd"
    with pytest.raises(NothingToReviewError):
        review(almelo, stage)


def test_a_reviewer_decides_nothing_and_is_somebody_else(almelo: Town) -> None:
    stage = by_terms(almelo, ROWS)
    bert = almelo.actor(Role.ACCOUNTANT, BERT)
    with pytest.raises(SameAccountantError):
        ask_review(almelo, stage, almelo.actor(Role.ACCOUNTANT).user_id)
    with pytest.raises(services.NoSuchAccountantError):
        ask_review(almelo, stage, almelo.actor(Role.CONTROLLER).user_id)
    sample = draw(almelo, stage)
    ask_review(almelo, stage, bert.user_id)
    with pytest.raises(TookPartError):
        ask_review(almelo, stage, bert.user_id, BERT)
    with pytest.raises(SameAccountantError):
        review(almelo, stage, "Anna van Loon")
    with almelo.acting(Role.ACCOUNTANT, BERT) as actor:
        assert list(selectors.samples_for(actor)) == [sample]
        with pytest.raises(NotAssignedError):
            services.judge_line(
                actor=actor,
                stage_id=stage.pk,
                row=stems(almelo, stage.kba)[0],
                said=calculating.ACCEPTED,
                now=NOW,
            )
