from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from plans.selectors import threads as plans
from plans.selectors.threads import ThreadFilter
from sohos.core.errors import NotAllowedError
from sohos.demo.people import ALMELO, DEN_HAAG
from sohos.tenancy import context
from sohos.tenancy.permissions import Role
from sohos.threads import selectors, services, tasks
from sohos.threads.domain.facts import Kind, Leaf, Measure
from sohos.threads.models import Publication
from tests.services.insight.people import at_work

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.mark.usefixtures("demo")
def test_the_demo_has_published_the_periods_that_are_over() -> None:
    with at_work(ALMELO, Role.CONTROLLER) as carlo:
        board = selectors.board_of(carlo, leaf=Leaf.ORGANISATION)
        assert [(one.first, one.last) for one in board.periods] == [
            (date(2019, 1, 1), date(2021, 3, 31))
        ]
        assert board.households == 10
        assert board.sheet.total.count == 26
        assert board.sheet.total.amounts[Measure.COST] is not None


@pytest.mark.usefixtures("demo")
def test_a_day_later_and_a_year_later_the_same_is_told() -> None:
    with at_work(ALMELO, Role.CONTROLLER) as carlo:
        before = selectors.board_of(carlo, leaf=Leaf.DOMAIN)
        for days in (0, 1, 20):
            assert services.publish_due(now=NOW + timedelta(days=days)) == 0
        after = selectors.board_of(carlo, leaf=Leaf.DOMAIN)
        assert after.sheet == before.sheet
        assert after.periods == before.periods
    tasks.publish()


@pytest.mark.usefixtures("demo")
def test_the_database_publishes_no_day_twice_and_changes_nothing() -> None:
    with at_work(ALMELO, Role.CONTROLLER):
        (row,) = Publication.objects.all()
        for first in (row.first_on, row.last_on, row.last_on + timedelta(days=2)):
            with pytest.raises(DatabaseError), transaction.atomic():
                Publication.objects.create(
                    first_on=first,
                    last_on=first + timedelta(days=90),
                    households=10,
                    content={},
                    at=NOW,
                )
        with pytest.raises(DatabaseError), transaction.atomic():
            Publication.objects.update(households=3)
        with pytest.raises(DatabaseError), transaction.atomic():
            Publication.objects.all().delete()


@pytest.mark.usefixtures("demo")
def test_a_choice_of_days_takes_whole_periods() -> None:
    with at_work(ALMELO, Role.CONTROLLER) as carlo:
        for first, last in (
            (date(2019, 2, 2), None),
            (None, date(2019, 2, 2)),
            (date(2020, 2, 2), date(2020, 2, 2)),
        ):
            board = selectors.board_of(carlo, leaf=Leaf.LAW, first=first, last=last)
            assert board.sheet.total.count == 26
        board = selectors.board_of(carlo, leaf=Leaf.LAW, first=date(2021, 4, 1))
        assert board.chosen == ()
        assert board.sheet.total.count == 0
        assert board.trade_off.per_euro is None


@pytest.mark.usefixtures("demo")
def test_so_few_households_are_not_published() -> None:
    with at_work(DEN_HAAG, Role.CONTROLLER) as samir:
        assert selectors.board_of(samir, leaf=Leaf.LAW).periods == ()


@pytest.mark.usefixtures("demo")
def test_the_number_of_queries_is_that_of_an_empty_town() -> None:
    counts = []
    for town in (ALMELO, DEN_HAAG):
        with (
            at_work(town, Role.CONTROLLER) as reader,
            CaptureQueriesContext(connection) as queries,
        ):
            selectors.board_of(reader, leaf=Leaf.SORT)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.usefixtures("demo")
def test_true_numbers_are_only_of_plans_that_the_reader_may_read() -> None:
    with at_work(ALMELO, Role.CASEMANAGER) as noor:
        own = plans.own_kinds(noor)
        rows = plans.knelpunten_for(noor, ThreadFilter(kind=Kind.RULE))
        assert {row.plan.case.casemanager_id for row in rows} == {noor.user_id}
        assert next(one for one in own if one.kind == Kind.RULE).knelpunten == len(rows)
        domain = ThreadFilter(life_domain="wonen", organisation="wonen-corporatie")
        assert {row.rule for row in plans.knelpunten_for(noor, domain)} == {
            "Burgerlijk Wetboek 7:231"
        }
    with at_work(ALMELO, Role.JURIST) as joost:
        assert sum(one.knelpunten for one in plans.own_kinds(joost)) > len(own)
    with at_work(ALMELO, Role.CONTROLLER) as carlo, pytest.raises(NotAllowedError):
        plans.own_kinds(carlo)


@pytest.mark.usefixtures("demo")
def test_an_investor_reads_no_rode_draden() -> None:
    with at_work(ALMELO, Role.INVESTOR) as investor, pytest.raises(NotAllowedError):
        selectors.board_of(investor, leaf=Leaf.LAW)


@pytest.mark.usefixtures("demo")
def test_what_is_counted_is_what_the_plans_say() -> None:
    with context.tenant(ALMELO.id):
        codes = plans.adopted_codes(date(2019, 1, 1), date(2021, 3, 31))
        assert len(codes) == 10
        assert sum(len(one.knelpunten) for one in codes) == 26
        assert {row.cost.cents for one in codes for row in one.doorbraken} == {180_000}
        assert all(row.law for one in codes for row in one.doorbraken)
