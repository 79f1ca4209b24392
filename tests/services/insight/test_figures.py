import pytest

from bonds.selectors import figures as bonds
from cases.domain.phases import Phase
from cases.selectors import figures as cases
from kba import selectors as kba_selectors
from kba.selectors import figures as kba
from sohos.core.errors import NotAllowedError
from sohos.core.euro import Euro, total
from sohos.demo.people import ALMELO, DEN_HAAG
from sohos.insight import selectors
from sohos.insight.cohort import Cohort
from sohos.tenancy.permissions import Role
from tests.services.insight.people import TODAY, at_work

pytestmark = pytest.mark.usefixtures("demo")
EVERYTHING = Cohort()


def test_figures_come_from_the_frozen_stages() -> None:
    with at_work(ALMELO, Role.CONTROLLER) as carlo:
        ids = [place.case_id for place in cases.places_of_cases(carlo)]
        found = {one.case_id: one for one in kba.measured_cases(carlo, ids)}
        validated = kba_selectors.validated_outcomes(carlo, ids)
    assert {i for i, one in found.items() if one.is_validated} == validated.keys()
    for case_id, outcome in validated.items():
        assert found[case_id].counted == outcome.municipal_saving
        assert found[case_id].expected == outcome.prognosis_saving


def test_laws_and_the_municipality_as_payer_add_up_to_the_same_cent() -> None:
    for town in (ALMELO, DEN_HAAG):
        with at_work(town, Role.CONTROLLER) as controller:
            ids = [place.case_id for place in cases.places_of_cases(controller)]
            measured = kba.measured_cases(controller, ids)
            laws = kba.savings_by_law(controller, measured)
            payers = {p.code: p for p in kba.savings_by_payer(controller, measured)}
        counted = total(one.counted for one in measured)
        expected = total(one.expected for one in measured)
        assert counted > Euro(0)
        assert total(law.counted for law in laws) == counted
        assert total(law.expected for law in laws) == expected
        assert payers["gemeente"].counted == counted
        assert payers["gemeente"].expected == expected


def test_each_municipality_sees_its_own_figures() -> None:
    boards = {}
    for town in (ALMELO, DEN_HAAG):
        with at_work(town, Role.CONTROLLER) as controller:
            boards[town.slug] = selectors.dashboard_of(
                controller, cohort=EVERYTHING, today=TODAY
            )
    registered = {
        slug: board.steps[0].reached for slug, board in boards.items() if board.steps
    }
    assert registered == {"almelo": 22, "den-haag": 11}
    assert boards["almelo"].budget.available == Euro(72_000_00)
    assert boards["den-haag"].budget.available == Euro(48_000_00)


def test_cases_of_another_municipality_count_nowhere() -> None:
    with at_work(DEN_HAAG, Role.CONTROLLER) as samir:
        foreign = [place.case_id for place in cases.places_of_cases(samir)]
    with at_work(ALMELO, Role.CONTROLLER) as carlo:
        assert kba.measured_cases(carlo, foreign) == []
        assert bonds.spending_by_case(carlo, foreign) == {}
        assert bonds.decided_case_ids(carlo, foreign) == frozenset()
        assert cases.overdue_of(carlo, foreign, today=TODAY).cases == 0
        assert {step.reached for step in cases.funnel_of(carlo, foreign).steps} == {0}


def test_a_funnel_never_rises_and_counts_the_days_between() -> None:
    with at_work(ALMELO, Role.CONTROLLER) as carlo:
        ids = [place.case_id for place in cases.places_of_cases(carlo)]
        funnel = cases.funnel_of(carlo, ids)
    reached = [step.reached for step in funnel.steps]
    assert reached == sorted(reached, reverse=True)
    days = {step.phase: step.days for step in funnel.steps}
    assert days[Phase.AANGEMELD] == 7
    assert funnel.days_to_start == 70
    assert funnel.stopped > 0


def test_money_is_that_of_the_ledger() -> None:
    with at_work(ALMELO, Role.CONTROLLER) as carlo:
        ids = [place.case_id for place in cases.places_of_cases(carlo)]
        spent = bonds.spending_by_case(carlo, ids)
        decided = bonds.decided_case_ids(carlo, ids)
        budget = bonds.interest_budget(carlo)
        by_programme = [
            bonds.interest_budget(carlo, programme_id=row) for row in (1, 2, 3, 4)
        ]
    assert set(spent.values()) == {Euro(4_800_00)}
    assert decided <= set(ids)
    assert total(one.used for one in by_programme) == budget.used
    assert budget.used > Euro(0)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.CONTROLLER}))
def test_nobody_else_reads_figures(role: Role) -> None:
    with (
        at_work(ALMELO, role) as somebody,
        pytest.raises(NotAllowedError),
    ):
        selectors.dashboard_of(somebody, cohort=EVERYTHING, today=TODAY)


def test_a_team_lead_sees_who_has_what_in_hand() -> None:
    with at_work(ALMELO, Role.TEAM_LEAD) as tessa:
        overview = selectors.team_overview_of(tessa, today=TODAY)
    first, *others = overview.loads
    assert first.casemanager_id is None
    assert [load.casemanager for load in others] == ["Noor Verbeek", "Ruben Hofstede"]
    in_hand = sum(load.in_hand for load in overview.loads)
    assert in_hand == sum(row.cases for row in overview.ageing)
    assert all(row.oldest_on <= row.median_on for row in overview.ageing)


def test_a_controller_sees_no_team() -> None:
    with (
        at_work(ALMELO, Role.CONTROLLER) as carlo,
        pytest.raises(NotAllowedError),
    ):
        selectors.team_overview_of(carlo, today=TODAY)
