"""What hangs on a doorbraak and on a knelpunt, as the page of the plan tells it."""

from dataclasses import replace

from kba import selectors
from plans import selectors as plans
from plans.selectors import CostsNow, CostsOfPlan
from sohos.core.euro import Euro
from sohos.tenancy.permissions import Role
from tests.services.kba.calculating import FOSTER_CARE, SHELTER, add, planned, started
from tests.services.plans.planning import doorbraak_id
from tests.towns import Town


def test_a_plan_tells_what_hangs_on_a_doorbraak(almelo: Town, den_haag: Town) -> None:
    plan = planned(almelo)
    kba = started(almelo, plan)
    row = doorbraak_id(almelo, plan)
    with almelo.acting(Role.CASEMANAGER) as noor:
        assert selectors.costs_now(noor, plan.case_id) == CostsOfPlan()
    add(almelo, kba, SHELTER)
    with almelo.acting(Role.CASEMANAGER) as noor:
        assert selectors.costs_now(noor, plan.case_id) == CostsOfPlan()
    add(almelo, kba, replace(FOSTER_CARE, doorbraak_id=row))
    with almelo.acting(Role.CASEMANAGER) as noor:
        found = plans.costs_of_plan(noor, case_id=plan.case_id)
        assert found.doorbraken == {row: CostsNow(Euro(2_190_000), Euro(600_000))}
        assert found.knelpunten == {}
        content = plans.content_of(noor, plan)
        (knelpunt,) = content.knelpunten
        assert plans.costs_of_knelpunten(content, found) == {
            knelpunt.id: Euro(2_190_000)
        }
        assert plans.costs_of_knelpunten(content, CostsOfPlan()) == {}
    page = almelo.browser(Role.CASEMANAGER).get(f"/plans/{plan.pk}/").content.decode()
    assert "21.900,00, met het plan" in page
    assert "21.900,00 per jaar, samen met wat dezelfde doorbraak oplost" in page


def test_a_row_may_hang_on_the_knelpunt_itself(almelo: Town) -> None:
    plan = planned(almelo)
    kba = started(almelo, plan)
    row = doorbraak_id(almelo, plan)
    with almelo.acting(Role.CASEMANAGER) as noor:
        content = plans.content_of(noor, plan)
    (knelpunt,) = content.knelpunten
    add(almelo, kba, replace(FOSTER_CARE, doorbraak_id=row))
    add(almelo, kba, replace(SHELTER, knelpunt_id=knelpunt.id))
    with almelo.acting(Role.CASEMANAGER) as noor:
        found = plans.costs_of_plan(noor, case_id=plan.case_id)
    assert found.knelpunten == {knelpunt.id: CostsNow(Euro(900_000), Euro(112_500))}
    assert plans.costs_of_knelpunten(content, found) == {knelpunt.id: Euro(3_090_000)}


def test_who_reads_no_kba_reads_no_costs(almelo: Town, den_haag: Town) -> None:
    plan = planned(almelo)
    kba = started(almelo, plan)
    add(
        almelo,
        kba,
        replace(FOSTER_CARE, doorbraak_id=doorbraak_id(almelo, plan)),
    )
    with almelo.acting(Role.JURIST) as joost:
        assert selectors.costs_now(joost, plan.case_id) == CostsOfPlan()
    with den_haag.acting(Role.CASEMANAGER) as daan:
        assert selectors.costs_now(daan, plan.case_id) == CostsOfPlan()
