"""What an investor reads: the own money, sums of many, and nobody's household."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from bonds import selectors
from bonds.models import Bond
from bonds.selectors import CaseStand, Standing
from sohos.core.euro import ZERO, total
from sohos.tenancy.permissions import Role
from tests.domain.bonds.money import eur
from tests.services.bonds.money import Funded
from tests.services.cases import households
from tests.towns import Town

MARKER = "Zwervende-Merel"
BOND = Bond(pk=7)
PAGES = ("position", "help", "privacy", "accessibility")


@pytest.fixture
def marked(almelo: Town, den_haag: Town) -> Funded:
    """A bond whose households bear a mark in everything that can be written down."""
    assert den_haag.id != almelo.id
    members = tuple(
        replace(member, first_name=MARKER, surname=MARKER)
        for member in households.MEREL.members
    )
    family = replace(
        households.MEREL,
        members=members,
        household_name=MARKER,
        address=f"{MARKER} 12",
        place=MARKER,
        request=MARKER,
        source_note=MARKER,
    )
    return Funded(almelo, family=family).sign()


def test_no_page_of_an_investor_holds_anything_of_a_household(marked: Funded) -> None:
    cases = [marked.spent_case(), marked.due_case(), marked.due_case()]
    marked.pay(cases[-1], "4985.33")
    investor = marked.town.browser(Role.INVESTOR, "Fonds A")
    for name in PAGES:
        answer = investor.get(reverse(name))
        assert answer.status_code == 200
        page = answer.content.decode()
        assert MARKER not in page
        assert not [case.code for case in cases if case.code in page]
        assert "NL01-" not in page
        assert "Noor Verbeek" not in page


def test_an_investor_enters_no_page_about_a_case(marked: Funded) -> None:
    case = marked.due_case()
    investor = marked.town.browser(Role.INVESTOR, "Fonds A")
    for name in ("bond", "contract", "funding", "acceptances", "payments"):
        assert investor.get(reverse(name)).status_code == 403
    for name in ("case-money", "request-draw", "accept-outcome", "confirm-payment"):
        path = reverse(name, kwargs={"case_id": case.pk})
        assert investor.get(path).status_code in {403, 404}


def test_one_investor_does_not_see_the_other(marked: Funded) -> None:
    marked.pay(marked.due_case(), "4985.33")
    page = marked.town.browser(Role.INVESTOR, "Fonds C").get(reverse("position"))
    text = page.content.decode()
    assert "830,89" in text
    assert "2.492,66" not in text
    assert "900.000,00" not in text


def test_a_group_of_five_is_shown_from_the_next_edition_on(marked: Funded) -> None:
    for _ in range(5):
        marked.due_case()
    investor = marked.town.browser(Role.INVESTOR, "Fonds A")
    with time_machine.travel(datetime(2026, 12, 31, 12, tzinfo=UTC), tick=False):
        text = investor.get(reverse("position")).content.decode()
        assert "beoordeelde huishoudens" not in text
    with time_machine.travel(datetime(2027, 1, 15, 12, tzinfo=UTC), tick=False):
        investor = marked.town.browser(Role.INVESTOR, "Fonds A")
        text = investor.get(reverse("position")).content.decode()
        assert "5 van de 5 beoordeelde huishoudens" in text
        earlier = investor.get(reverse("position"), {"as_of": "2026-12-30"})
        assert "beoordeelde huishoudens" not in earlier.content.decode()


def stand(case_id: int, standing: Standing) -> CaseStand:
    return CaseStand(
        case_id=case_id,
        standing=standing,
        since=date(2020, 1, 1),
        drawn=eur("4800"),
        unspent=ZERO,
        at_risk=ZERO,
        principal_due=ZERO,
        interest_due=ZERO,
        due_by_sohos=ZERO,
        due_on=None,
    )


def stands(**counts: int) -> list[CaseStand]:
    return [
        stand(index, Standing(name))
        for name, count in counts.items()
        for index in range(count)
    ]


def test_large_groups_are_shown_and_add_up() -> None:
    pool = selectors.pool_of(
        BOND, stands(repaid=42, due=12, running=70, queued=5, failed=6)
    )
    assert [group.cases for group in pool.groups] == [42, 12, 75, 6]
    assert pool.cases == 135
    assert total(group.principal or ZERO for group in pool.groups) == pool.principal


@pytest.mark.parametrize(
    "counts",
    [
        {"repaid": 42, "due": 3, "running": 75, "failed": 6},
        {"repaid": 1},
        {"repaid": 2, "due": 2, "running": 90},
    ],
)
def test_a_small_group_is_hidden_with_its_money(
    counts: dict[str, int],
) -> None:
    pool = selectors.pool_of(BOND, stands(**counts))
    hidden = [group for group in pool.groups if group.cases is None]
    assert [group for group in hidden if group.principal or group.share] == []
    small = {Standing(name) for name, count in counts.items() if count < 5}
    assert small <= {group.standing for group in hidden}
    assert len(hidden) > 1 or pool.cases is None


def test_planned_cases_are_not_counted() -> None:
    pool = selectors.pool_of(BOND, stands(planned=9, withdrawn=5, failed=1))
    assert [group.cases for group in pool.groups] == [0, 0, 0, 6]
