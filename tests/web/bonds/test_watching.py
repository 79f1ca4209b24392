"""What the municipality watches: budget, forecast, what waits, what is to be paid."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from bonds import selectors
from bonds.selectors import BondWatch, Step
from sohos.tenancy.permissions import Role
from tests.domain.bonds.money import eur
from tests.services.bonds.money import ACCEPTED, DUE, FIRST, VALIDATED, Funded
from tests.towns import Town


def watch(bond: Funded, today: date) -> BondWatch:
    with bond.town.acting(Role.CONTROLLER) as carlo:
        return selectors.bond_watch(carlo, bond=bond.bond, today=today)


def text(bond: Funded, role: Role, name: str, **query: str) -> str:
    answer = bond.town.browser(role).get(reverse(name), query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_budget_of_almelo_is_4500_household_months(bond: Funded) -> None:
    found = watch(bond, DUE).months
    assert found is not None
    assert [found.whole, found.used, found.free] == [4500, 0, 4500]
    bond.due_case()
    spent = watch(bond, DUE).months
    assert spent is not None
    assert spent.whole == spent.used + spent.reserved + spent.free
    assert spent.used == eur("185.33").exact() / eur("16").exact()


def test_each_step_is_waited_for_with_the_oldest_above(bond: Funded) -> None:
    due, validated, running = bond.due_case(), bond.spent_case(), bond.spent_case()
    bond.validate(validated)
    bond.validate(running)
    bond.realise_again(running)
    found = watch(bond, date(2020, 5, 1))
    assert [(row.code, row.step) for row in found.waiting] == [
        (running.code, Step.VALIDATION),
        (validated.code, Step.ACCEPTANCE),
        (due.code, Step.PAYMENT),
    ]
    assert [row.since for row in found.waiting][1:] == [VALIDATED, ACCEPTED]
    assert found.waiting[2].days == 42
    assert found.took[Step.VALIDATION].median_days == 14
    assert found.took[Step.ACCEPTANCE].median_days == 4
    assert found.took[Step.PAYMENT].median_days is None
    bond.pay(due, "4985.33")
    assert watch(bond, date(2020, 5, 1)).took[Step.PAYMENT].median_days == 12


def test_interest_and_principal_stand_in_the_year_and_quarter_of_paying(
    bond: Funded,
) -> None:
    bond.due_case()
    found = watch(bond, date(2020, 3, 25))
    (year,) = found.years
    assert (year.year, year.due, year.expected) == (2020, eur("185.33"), eur("0"))
    (quarter,) = found.quarters
    assert (quarter.starts_on, quarter.fixed) == (date(2020, 4, 1), eur("4800"))


def test_what_runs_is_expected_after_the_agreed_months(bond: Funded) -> None:
    case = bond.adopted_case()
    bond.draw(case, "3000", FIRST)
    found = watch(bond, date(2020, 3, 14))
    assert found.starts_a_year == 1
    first = found.quarters[0]
    assert (first.starts_on, first.fixed) == (date(2020, 4, 1), eur("0"))
    assert found.years[0].expected > eur("125")
    assert not found.years[0].is_above_signal
    assert found.breach_on is None


def test_the_page_tells_what_waits_and_verifies_when_asked(bond: Funded) -> None:
    case = bond.due_case()
    page = text(bond, Role.CONTROLLER, "watch-bond")
    assert case.code in page
    assert "geen afschrift" in page
    assert "nagerekend" not in page
    assert "De keten klopt" in text(bond, Role.CONTROLLER, "watch-bond", verify="1")
    assert "Besparing per wet" not in text(bond, Role.TREASURY, "watch-bond")
    assert "Besparing per wet" in page


def test_without_a_contract_there_is_nothing_to_watch(
    almelo: Town, den_haag: Town
) -> None:
    assert den_haag.id != almelo.id
    page = almelo.browser(Role.CONTROLLER).get(reverse("watch-bond"))
    assert "Er is nog geen contract" in page.content.decode()
    assert almelo.browser(Role.TREASURY).get(reverse("payments")).status_code == 200


@pytest.mark.parametrize(
    ("moment", "month", "quarter"),
    [
        (datetime(2020, 3, 20, tzinfo=UTC), "€ 0,00", "€ 0,00"),
        (datetime(2020, 4, 2, tzinfo=UTC), "€ 4.985,33", "€ 4.985,33"),
    ],
)
def test_treasury_sees_what_this_month_and_quarter_ask(
    bond: Funded, moment: datetime, month: str, quarter: str
) -> None:
    bond.due_case()
    with bond.town.acting(Role.TREASURY) as theo:
        (row,) = selectors.due_rows(theo, today=moment.date())
        assert row.due_on == DUE
    with time_machine.travel(moment, tick=False):
        page = text(bond, Role.TREASURY, "payments")
    figures = page.split("Alles wat klaarstaat")[0]
    assert figures.count(month) == figures.count(quarter) == 2
