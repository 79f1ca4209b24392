from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import DatabaseError

from bonds import selectors, services
from bonds.domain.accounts import Account
from bonds.domain.periods import MonthNotOverError, PeriodClosedError, next_to_close
from bonds.models import PeriodClosing
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.core.euro import ZERO
from sohos.tenancy.permissions import Role
from tests.domain.bonds.money import eur
from tests.services.bonds.money import DUE, FIRST, SECOND, Funded
from tests.services.cases.households import NOW
from tests.towns import Town


def close(bond: Funded, month: date, now: datetime = NOW) -> PeriodClosing:
    with bond.town.acting(Role.CONTROLLER) as carlo:
        return services.close_month(
            actor=carlo, bond_id=bond.bond_id, month=month, now=now
        )


def test_nothing_is_posted_in_a_closed_month(bond: Funded) -> None:
    case = bond.adopted_case()
    bond.draw(case, "3000", FIRST)
    closing = close(bond, FIRST)
    assert closing.through_on == date(2019, 3, 31)
    before = bond.verdict()
    with pytest.raises(PeriodClosedError, match="2019-03-31"):
        bond.spend(case, FIRST, professionals="3000")
    assert bond.verdict() == before
    assert (closing.sequence, closing.hash) == (before.events, before.head)
    bond.spend(case, date(2019, 4, 1), professionals="3000")


def test_what_was_wrong_is_corrected_in_an_open_month(bond: Funded) -> None:
    case = bond.adopted_case()
    bond.draw(case, "3000", FIRST)
    wrong = bond.spend(case, FIRST, professionals="2000")
    close(bond, FIRST)
    said: dict[str, Any] = {
        "event_id": wrong.pk,
        "reason": "Verkeerd bedrag",
        "now": NOW,
    }
    with bond.town.acting(Role.SOHOS_FINANCE) as sanne:
        with pytest.raises(PeriodClosedError):
            services.correct_event(actor=sanne, corrected_on=FIRST, **said)
        services.correct_event(actor=sanne, corrected_on=SECOND, **said)
    bond.spend(case, SECOND, professionals="3000")
    with bond.town.acting(Role.CONTROLLER):
        in_march = selectors.balances_on(bond.bond, as_of=date(2019, 3, 31))
        in_june = selectors.balances_on(bond.bond, as_of=date(2019, 6, 30))
    assert in_march[Account.PROFESSIONALS] == eur("2000")
    assert in_june[Account.PROFESSIONALS] == eur("3000")


def test_balances_are_known_as_they_were_known_then(bond: Funded) -> None:
    case = bond.due_case()
    later = datetime(2026, 11, 16, 23, 30, tzinfo=UTC)
    with bond.town.acting(Role.TREASURY) as theo:
        services.confirm_payment(
            actor=theo,
            case_id=case.pk,
            amount=eur("1000"),
            paid_on=DUE,
            bank_line="B-9",
            now=later,
        )
    with bond.town.acting(Role.CONTROLLER):
        on: dict[str, Any] = {"as_of": DUE}
        then = selectors.balances_on(bond.bond, known_at=NOW, **on)
        now = selectors.balances_on(bond.bond, known_at=later, **on)
        assert now == selectors.balances_of(bond.bond)
        assert now == selectors.balances_on(bond.bond)
        day_before = selectors.balances_on(bond.bond, as_of=date(2020, 3, 31))
        known = selectors.events_known(bond.bond, known_at=NOW, **on)
        assert known.count() == selectors.events_known(bond.bond).count() - 1
        memo, real = selectors.trial_balances(bond.bond, known_at=later, **on)
    assert then[Account.CLAIM_PRINCIPAL] == eur("4800")
    assert day_before == then
    assert now[Account.CLAIM_PRINCIPAL] == eur("3985.33")
    assert (memo.debit, real.debit) == (memo.credit, real.credit)
    assert sum((row.balance for row in real.accounts), start=ZERO) == ZERO
    assert {row.account: row.balance for row in real.accounts if row.balance} == {
        account: amount for account, amount in now.items() if account >= "100"
    }


def test_a_month_is_closed_when_it_is_over_and_once(bond: Funded) -> None:
    with pytest.raises(MonthNotOverError, match="2026-11-30"):
        close(bond, date(2026, 11, 3))
    # 31 October 23:30 in London is November already in Amsterdam.
    close(bond, date(2026, 10, 5), datetime(2026, 10, 31, 23, 30, tzinfo=UTC))
    with pytest.raises(PeriodClosedError, match="2026-10-31"):
        close(bond, date(2026, 9, 5))


def test_the_database_closes_nothing_for_somebody_else(bond: Funded) -> None:
    carlo = bond.town.actor(Role.CONTROLLER)
    right: dict[str, Any] = {
        "bond_id": bond.bond_id,
        "through_on": date(2019, 3, 31),
        "closed_by_id": carlo.user_id,
        "closed_at": NOW,
    }
    with bond.town.acting(Role.CONTROLLER):
        sequence, head = selectors.head_of(bond.bond)
    for role, said, code in (
        (Role.SOHOS_FINANCE, {}, "role_refused"),
        (Role.CONTROLLER, {"through_on": date(2019, 3, 30)}, "month_not_over"),
        (Role.CONTROLLER, {"through_on": date(2026, 11, 30)}, "month_not_over"),
        (Role.CONTROLLER, {"sequence": 1}, "head_unknown"),
        (Role.CONTROLLER, {"hash": "0" * 64}, "head_unknown"),
    ):
        with pytest.raises(DatabaseError, match=code), bond.town.acting(role):
            PeriodClosing.objects.create(
                **{**right, "sequence": sequence, "hash": head, **said}
            )


def test_only_a_controller_closes_a_month(bond: Funded, den_haag: Town) -> None:
    for town, role, error in (
        (bond.town, Role.TREASURY, NotAllowedError),
        (den_haag, Role.CONTROLLER, NotFoundError),
    ):
        with town.acting(role) as somebody, pytest.raises(error):
            services.close_month(
                actor=somebody, bond_id=bond.bond_id, month=FIRST, now=NOW
            )


def test_the_next_month_to_close_follows_the_last() -> None:
    first, today = date(2019, 1, 15), date(2019, 4, 2)
    assert next_to_close(None, first=first, today=today) == date(2019, 1, 31)
    closed = date(2019, 2, 28)
    assert next_to_close(closed, first=first, today=today) == date(2019, 3, 31)
    closed = date(2019, 3, 31)
    assert next_to_close(closed, first=first, today=today) == date(2019, 4, 30)
