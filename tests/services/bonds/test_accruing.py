"""Interest of every month, for every bond, and once however often it is asked."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from bonds import selectors, services, tasks
from bonds.domain.accounts import Account
from bonds.domain.ledger import Event as Kind
from bonds.models import Event
from sohos.core.dates import DayInFutureError
from sohos.core.errors import NotAllowedError
from sohos.jobs import services as jobs
from sohos.jobs.models import Job
from sohos.tenancy.models import Membership
from sohos.tenancy.permissions import Role
from tests.domain.bonds.money import eur
from tests.services.bonds.money import Funded
from tests.services.cases.households import NOW
from tests.towns import Town

QUARTERS = {
    date(2019, 4, 1): "5.33",
    date(2019, 7, 1): "36.00",
    date(2019, 10, 1): "48.00",
    date(2020, 1, 1): "48.00",
    date(2020, 4, 1): "48.00",
}


def run_jobs(town: Town, now: datetime) -> list[Job]:
    with town.acting(Role.SOHOS_FINANCE):
        ids = list(Job.objects.filter(state=Job.State.QUEUED).values_list("id"))
    for (job_id,) in ids:
        jobs.run(job_id, town.id, clock=lambda: now)
    with town.acting(Role.SOHOS_FINANCE):
        return list(Job.objects.order_by("id"))


def test_quarters_add_up_to_the_worked_case(bond: Funded) -> None:
    bond.spent_case()
    told: list[tuple[int, int]] = []
    for until, expected in QUARTERS.items():
        for again in (False, True):
            with bond.town.acting(Role.SOHOS_FINANCE) as sanne:
                events = services.accrue_interest(
                    actor=sanne,
                    bond_id=bond.bond_id,
                    until=until,
                    now=NOW,
                    progress=lambda done, whole: told.append((done, whole)),
                )
            amounts = [event.amount_cents for event in events]
            assert amounts == ([] if again else [eur(expected).cents])
    assert set(told) == {(1, 1)}
    with bond.town.acting(Role.CONTROLLER):
        balances = selectors.balances_of(bond.bond)
    assert balances[Account.CONTINGENT_INTEREST_CASE] == eur("185.33")


def test_on_the_first_of_the_month_every_bond_accrues_once(
    own_database: str, almelo: Town, den_haag: Town
) -> None:
    assert own_database
    bonds = [Funded(town).sign() for town in (almelo, den_haag)]
    for bond in bonds:
        bond.spent_case()
    first = datetime(2020, 4, 1, 0, 30, tzinfo=UTC)
    for _ in range(2):
        with time_machine.travel(first, tick=False):
            tasks.accrue()
        for bond in bonds:
            done = run_jobs(bond.town, first)
            assert {job.state for job in done} == {Job.State.DONE}
            assert done[0].result == {"cases": 1, "cents": 18533}
            assert bond.verdict().faults == ()
    with almelo.acting(Role.CONTROLLER):
        assert Event.objects.filter(kind=Kind.ACCRUED).count() == 1


def test_without_anybody_of_finance_nothing_is_asked(
    own_database: str, almelo: Town, caplog: pytest.LogCaptureFixture
) -> None:
    assert own_database
    Funded(almelo).sign()
    with almelo.acting(Role.FUNCTIONAL_ADMIN):
        Membership.objects.filter(role=Role.SOHOS_FINANCE).update(
            until_on=date(2019, 1, 2)
        )
    tasks.accrue()
    assert "nobody is finance" in caplog.text
    with almelo.acting(Role.FUNCTIONAL_ADMIN):
        assert not Job.objects.exists()


def test_a_bond_that_has_not_begun_is_left_alone(
    own_database: str, almelo: Town
) -> None:
    assert own_database
    Funded(almelo).sign()
    with time_machine.travel(datetime(2018, 12, 1, 3, tzinfo=UTC), tick=False):
        tasks.accrue()
    with almelo.acting(Role.SOHOS_FINANCE):
        assert not Job.objects.exists()


def test_only_finance_asks_and_not_for_a_day_to_come(bond: Funded) -> None:
    said = {"bond_id": bond.bond_id, "now": NOW}
    with bond.town.acting(Role.CONTROLLER) as carlo, pytest.raises(NotAllowedError):
        services.ask_accrual(actor=carlo, until=date(2019, 4, 1), **said)  # type: ignore[arg-type]
    with (
        bond.town.acting(Role.SOHOS_FINANCE) as sanne,
        pytest.raises(DayInFutureError),
    ):
        services.ask_accrual(actor=sanne, until=date(2027, 1, 1), **said)  # type: ignore[arg-type]
