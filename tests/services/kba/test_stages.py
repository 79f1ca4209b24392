from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from kba import selectors, services
from kba.domain.problems import InvalidInputError
from kba.domain.realisation import Measured, MeasurementsDoNotMatchError
from kba.models import Stage
from kba.services import (
    BeforeJaargrensError,
    NotAdoptedError,
    NothingToFreezeError,
    PlanMissingError,
)
from plans import selectors as plans
from plans.services import PlanClosedError
from sohos.audit.models import Line
from sohos.core.dates import DayInFutureError
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.core.euro import Euro
from sohos.tenancy.permissions import Role
from tests.services.cases.households import register
from tests.services.kba.calculating import (
    NOW,
    REALISED,
    add,
    adopted,
    counted,
    expected,
    realised,
    started,
    team_of,
    written,
)
from tests.towns import Town

FOSTER_SAVING = 1_359_450
SHELTER_SAVING = 448_875


def freeze(town: Town, kba_id: int, role: Role = Role.CASEMANAGER) -> Stage:
    with town.acting(role) as actor:
        return services.freeze_prognosis(actor=actor, kba_id=kba_id, now=NOW)


def test_the_database_keeps_the_sums_of_the_first_year_small(almelo: Town) -> None:
    stage = freeze(almelo, written(almelo).pk)
    with almelo.acting(Role.CASEMANAGER):
        stage.refresh_from_db()
    assert sum(stage.saving_by_law.values()) == stage.municipal_saving_cents
    assert stage.saving_by_law == stage.result["contract"][0]["saving_by_law"]
    paid: dict[str, int] = {}
    for line in stage.result["lines"]:
        for payer, cents in line["years"][0]["cash_by_payer"].items():
            paid[payer] = paid.get(payer, 0) + cents
    assert stage.cash_by_payer == paid


def test_a_prognosis_becomes_part_four_of_the_plan(almelo: Town) -> None:
    kba = written(almelo)
    stage = freeze(almelo, kba.pk)
    assert stage.municipal_saving_cents == FOSTER_SAVING + SHELTER_SAVING
    with almelo.acting(Role.CASEMANAGER) as noor:
        plan = plans.plan_of_case(noor, case_id=kba.case_id)
        assert plan is not None
        assert plan.prognosis_stage_id == stage.pk
        assert plan.prognosis_sha256 == stage.sha256
        assert selectors.frozen_of(stage).sha256 == stage.sha256
        assert Line.objects.filter(action="kba.prognosis_frozen").count() == 1


def test_a_later_prognosis_takes_its_place(almelo: Town) -> None:
    kba = expected(almelo)
    add(almelo, kba)
    second = freeze(almelo, kba.pk)
    assert second.number == 2
    with almelo.acting(Role.CASEMANAGER):
        assert selectors.standing_of(kba).prognosis == second


def test_a_prognosis_needs_rows_and_a_plan(almelo: Town) -> None:
    kba = started(almelo)
    with pytest.raises(NothingToFreezeError):
        freeze(almelo, kba.pk)


def test_a_prognosis_needs_a_plan(almelo: Town) -> None:
    team_of(almelo)
    case = register(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        services.load_catalogue(now=NOW)
        kba = services.start_kba(
            actor=noor,
            case_id=case.pk,
            reference_on=date(2019, 3, 1),
            horizon_years=1,
            price_year=2019,
            now=NOW,
        )
        with pytest.raises(PlanMissingError):
            services.freeze_prognosis(actor=noor, kba_id=kba.pk, now=NOW)


def test_who_may_freeze(almelo: Town, den_haag: Town) -> None:
    kba = written(almelo)
    with pytest.raises(NotAllowedError):
        freeze(almelo, kba.pk, Role.TEAM_LEAD)
    with pytest.raises(NotFoundError):
        freeze(den_haag, kba.pk)


def test_an_adopted_prognosis_stands(almelo: Town) -> None:
    kba = adopted(almelo)
    with pytest.raises(PlanClosedError):
        freeze(almelo, kba.pk)


def realise(town: Town, kba_id: int, measured: Any, **changes: Any) -> Stage:
    with town.acting(changes.pop("role", Role.CASEMANAGER)) as actor:
        return services.realise_year(
            actor=actor,
            kba_id=kba_id,
            measured=measured,
            **({"realised_on": REALISED, "now": NOW} | changes),
        )


def test_the_year_is_what_was_counted(almelo: Town) -> None:
    stage = realised(almelo)
    foster_care, no_shelter = 1_256_850, 513_000
    assert stage.municipal_saving_cents == foster_care + no_shelter
    with almelo.acting(Role.CASEMANAGER):
        standing = selectors.standing_of(stage.kba)
        assert standing.realisation == stage
        assert standing.validated is None
        assert stage.previous == standing.prognosis
        assert Line.objects.filter(action="kba.year_realised").count() == 1


def test_a_year_may_be_realised_again(almelo: Town) -> None:
    first = realised(almelo)
    second = realised(almelo, first.kba)
    assert second.number == first.number + 1
    with almelo.acting(Role.CASEMANAGER):
        assert selectors.standing_of(first.kba).realisation == second


def test_the_jaargrens_is_twelve_months_after_adoption(almelo: Town) -> None:
    kba = adopted(almelo)
    found = counted(almelo, kba, 120, 0, 1)
    with pytest.raises(BeforeJaargrensError, match="2020-03-01"):
        realise(almelo, kba.pk, found, realised_on=date(2020, 2, 29))
    with pytest.raises(DayInFutureError):
        realise(almelo, kba.pk, found, realised_on=NOW.date() + timedelta(days=1))
    assert realise(almelo, kba.pk, found, realised_on=date(2020, 3, 1)).number == 2


def test_only_an_adopted_plan_is_realised(almelo: Town) -> None:
    kba = expected(almelo)
    with pytest.raises(NotAdoptedError):
        realise(almelo, kba.pk, counted(almelo, kba, 120, 0, 1))


def test_every_row_is_counted_with_its_evidence(almelo: Town) -> None:
    kba = adopted(almelo)
    found = dict(counted(almelo, kba, 120, 0, 1))
    stem = next(iter(found))
    with pytest.raises(InvalidInputError) as refused:
        realise(almelo, kba.pk, {**found, stem: Measured(found[stem].units, "")})
    assert refused.value.problems[0].path == f"{stem}.evidence_note"
    del found[stem]
    with pytest.raises(MeasurementsDoNotMatchError):
        realise(almelo, kba.pk, found)
    with almelo.acting(Role.CASEMANAGER):
        assert selectors.standing_of(kba).realisation is None


def test_who_may_realise(almelo: Town, den_haag: Town) -> None:
    kba = adopted(almelo)
    found = counted(almelo, kba, 120, 0, 1)
    with pytest.raises(NotAllowedError):
        realise(almelo, kba.pk, found, role=Role.TEAM_LEAD)
    with pytest.raises(NotFoundError):
        realise(den_haag, kba.pk, found)


def _update(stage: Stage) -> object:
    return Stage.objects.filter(pk=stage.pk).update(municipal_saving_cents=1)


def _delete(stage: Stage) -> object:
    return Stage.objects.filter(pk=stage.pk).delete()


def _truncate(stage: Stage) -> object:
    with connection.cursor() as cursor:
        return cursor.execute("TRUNCATE kba_stage CASCADE")


@pytest.mark.parametrize("change", [_update, _delete, _truncate])
def test_the_database_refuses_to_change_a_stage(
    almelo: Town, change: Callable[[Stage], object]
) -> None:
    stage = freeze(almelo, written(almelo).pk)
    with almelo.acting(Role.CASEMANAGER):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(stage)
        assert Stage.objects.get(pk=stage.pk).sha256 == stage.sha256


def test_the_database_refuses_bytes_that_do_not_match_their_hash(almelo: Town) -> None:
    stage = freeze(almelo, written(almelo).pk)
    with almelo.acting(Role.CASEMANAGER):
        stage.pk, stage.number = None, 9
        stage.content = stage.content.replace("365", "366")
        with pytest.raises(DatabaseError), transaction.atomic():
            stage.save(force_insert=True)


def test_the_outcome_of_an_unvalidated_case_is_unknown(almelo: Town) -> None:
    stage = realised(almelo)
    with almelo.acting(Role.CONTROLLER) as carlo:
        assert selectors.validated_outcome(carlo, case_id=stage.kba.case_id) is None
    assert Euro(stage.municipal_saving_cents) > Euro(0)
