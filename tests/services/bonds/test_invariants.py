"""A fault planted in the code of each invariant is caught (I1 to I12).

Rules of the database are swapped in a database of the test's own; rules in Python
through the module that holds them. What catches the fault is what watches in service:
the function that posts, the verifier, or the plain double of the state machine.
"""

import json
import uuid
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection

from bonds import selectors, services
from bonds.domain import allocation, budget, interest, ledger, state
from bonds.domain.allocation import Part
from bonds.domain.contract import ContractTerms, EarlyTermination, LossBearer
from bonds.domain.ledger import Event as Kind
from bonds.models import Event
from bonds.services import posting
from kba import selectors as kba
from sohos.core.errors import DomainError, NotFoundError
from sohos.core.euro import Euro
from sohos.tenancy.permissions import Role
from tests import databases
from tests.domain.bonds.money import eur
from tests.services.bonds.machine.plain import Answer
from tests.services.bonds.machine.world import Played, World, days, terms_of
from tests.services.bonds.money import FIRST, Funded
from tests.services.cases.households import NOW
from tests.towns import Town

POST = "SELECT * FROM app.post_event(%s::jsonb)"


@pytest.fixture
def settled(own_database: str, almelo: Town, den_haag: Town) -> Funded:
    assert own_database
    assert den_haag.id != almelo.id
    return Funded(almelo).sign()


@pytest.fixture
def played(own_database: str, almelo: Town) -> Played:
    """A bond and its double, with 1.800,00 drawn and spent on one household."""
    assert own_database
    terms = terms_of(
        cap=7_200_000,
        bearer=LossBearer.INVESTOR,
        treatment=EarlyTermination.RUN_OFF,
        queue=True,
    )
    found = World(almelo).sign(terms)
    for investor in found.world.investors.values():
        commit(found, investor)
    raise_budget(found)
    found.add_case(found.today)
    return found


def commit(played: Played, investor: int) -> None:
    deed = played.deed(
        "record_commitment",
        Role.SOHOS_FINANCE,
        bond_id=played.bond_id,
        investor_id=investor,
        amount=Euro(333_333),
        signed_on=played.today,
    )
    played.act(deed, played.plain.commit(investor, 333_333, played.today))


def raise_budget(played: Played) -> None:
    deed = played.deed(
        "set_interest_budget",
        Role.CONTROLLER,
        bond_id=played.bond_id,
        amount=Euro(100_000),
        decided_on=played.today,
    )
    played.act(deed, played.plain.raise_budget(100_000, played.today))


def draw(played: Played, amount: int = 100_001) -> None:
    (case,) = played.plain.cases
    deed = played.deed(
        "request_draw",
        Role.SOHOS_FINANCE,
        case_id=case,
        amount=Euro(amount),
        requested_on=played.today,
    )
    played.act(deed, played.plain.request(case, amount, played.today))
    asked = played.plain.entries[-1]
    deed = played.deed(
        "receive_draw",
        Role.SOHOS_FINANCE,
        draw_id=asked.id,
        received_on=played.today,
        bank_line=played.fresh_line(),
    )
    played.act(deed, played.plain.receive(asked, played.today))


def spend(played: Played) -> None:
    (case,) = played.plain.cases
    amount = played.plain.of("100", case)
    deed = played.deed(
        "record_spend",
        Role.SOHOS_FINANCE,
        case_id=case,
        professionals=Euro(amount),
        spent_on=played.today,
        invoice="F-1",
    )
    played.act(deed, played.plain.spend(case, amount, 0, played.today))


def accrue(played: Played) -> None:
    deed = played.deed(
        "accrue_interest",
        Role.SOHOS_FINANCE,
        bond_id=played.bond_id,
        until=played.today,
    )
    played.act(deed, played.plain.accrue(played.today))


def accept(played: Played) -> Answer:
    (case,) = played.plain.cases
    played.validate(case, 1_325_000)
    sha256 = played.plain.cases[case].sha256
    due_on = played.today + days(12)
    deed = played.deed(
        "accept_outcome",
        Role.CONTROLLER,
        case_id=case,
        sha256=sha256,
        accepted_on=played.today,
        due_on=due_on,
    )
    answer = played.plain.accept(case, sha256, played.today, due_on)
    played.act(deed, answer)
    return answer


def without(database: str, function: str, old: str, new: str) -> None:
    """Change a few words in a function of the database."""
    with databases.admin(database) as admin:
        row = admin.execute(
            "SELECT pg_get_functiondef(oid) FROM pg_proc"
            " WHERE proname = %s AND pronamespace = 'app'::regnamespace",
            [function],
        ).fetchone()
        assert row is not None
        text = str(row[0])
        assert old in text, function
        admin.execute(text.replace(old, new).encode())


def posted(bond: Funded, role: Role, **said: object) -> None:
    """Post something that Python would never send."""
    actor = bond.town.actor(role)
    asked = {
        "bond": bond.bond_id,
        "case": None,
        "value_on": "2019-06-01",
        "booked_at": NOW.isoformat(),
        "by": actor.user_id,
        "amount": None,
        "bank_line": "",
        "follows": None,
        "reverses": None,
        "facts": {},
        "source": "web",
        "client_key": str(uuid.uuid4()),
        "request_hash": "0" * 64,
        "legs": [],
        **said,
    }
    with bond.town.acting(role), connection.cursor() as cursor:
        cursor.execute(POST, [json.dumps(asked)])


def leg(account: str, amount: int, party: int | None, case: int | None) -> Any:
    return {"account": account, "amount": amount, "party": party, "case": case}


def test_i1_legs_that_do_not_balance_stop_at_the_commit(
    own_database: str, settled: Funded
) -> None:
    without(own_database, "check_event_legs", "coalesce(memo, 0) <> 0", "false")
    who = settled.investors["A"]
    legs = [leg("010", 100, who, None), leg("011", -99, who, None)]
    with pytest.raises(DatabaseError, match="unbalanced"):
        posted(settled, Role.SOHOS_FINANCE, kind="committed", amount=100, legs=legs)


def test_i2_more_drawn_than_committed_stops_in_the_database(
    settled: Funded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(allocation, "fund", allocation.allocate)
    with settled.town.acting(Role.SOHOS_FINANCE) as sanne:
        for who in settled.investors.values():
            booked = Event.objects.filter(
                bond_id=settled.bond_id,
                kind=Kind.COMMITTED,
                transaction__legs__party_id=who,
            ).distinct()
            services.correct_event(
                actor=sanne,
                event_id=booked.get().pk,
                reason="Toch niet",
                corrected_on=FIRST,
                now=NOW,
            )
        services.record_commitment(
            actor=sanne,
            bond_id=settled.bond_id,
            investor_id=settled.investors["A"],
            amount=eur("2999.99"),
            signed_on=FIRST,
            now=NOW,
        )
    with pytest.raises(services.BalanceRefusedError, match="010"):
        settled.draw(settled.adopted_case(), "3000", FIRST)


def test_i3_an_investor_repaid_too_much_stops_in_the_database(
    settled: Funded, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = settled.due_case()
    right = allocation.waterfall

    def crooked(*args: Any) -> tuple[allocation.Payout, ...]:
        first, second, *rest = right(*args)
        more = replace(first, principal=first.principal + Euro(1))
        less = replace(second, principal=second.principal - Euro(1))
        return (more, less, *rest)

    monkeypatch.setattr(allocation, "waterfall", crooked)
    with pytest.raises(services.BalanceRefusedError, match="201"):
        settled.pay(case, "4985.33")


def test_i4_a_stale_kba_stops_in_the_database(
    settled: Funded, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = settled.spent_case()
    sha256 = settled.validate(case)
    with settled.town.acting(Role.CONTROLLER) as carlo:
        seen = kba.validated_outcome(carlo, case_id=case.pk)
    settled.realise_again(case)
    monkeypatch.setattr(kba, "validated_outcome", lambda *_, **__: seen)
    with pytest.raises(services.KbaNotCurrentError):
        settled.accept(case, sha256)


def test_i5_a_cap_that_nobody_watches_stops_in_the_database(
    own_database: str, almelo: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert own_database
    terms = ContractTerms(interest_total_cap=eur("100"), reservation_months=0)
    bond = Funded(almelo, terms).sign()
    case = bond.spent_case()
    sha256 = bond.validate(case)

    def generous(*_: object, interest: Euro, **__: object) -> budget.Cover:
        zero = Euro(0)
        return budget.Cover(interest, zero, interest, zero, zero, waits=False)

    monkeypatch.setattr(budget, "cover", generous)
    with pytest.raises(services.BalanceRefusedError, match="021"):
        bond.accept(case, sha256)


def test_i6_a_case_that_settles_twice_is_seen_by_the_function(
    settled: Funded, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = settled.spent_case()
    sha256 = settled.validate(case)
    settled.accept(case, sha256)
    monkeypatch.setattr(state, "after", lambda current, _: current)
    with pytest.raises(DomainError) as refused:
        settled.accept(case, sha256)
    assert refused.value.code == "transition_refused"


def test_i6_a_key_that_is_not_looked_for_is_known_to_the_function(
    played: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw(played)
    deed, _ = played.done[-1]
    monkeypatch.setattr(posting, "earlier", lambda _: None)
    assert played.call(deed).pk == played.plain.entries[-1].id
    assert played.new_events() == []


def test_i7_a_correction_that_is_no_mirror_stops_in_the_database(
    settled: Funded, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = settled.due_case()
    paid = settled.pay(case, "4985.33")
    monkeypatch.setattr(ledger, "mirror", lambda moved: moved)
    with (
        settled.town.acting(Role.TREASURY) as theo,
        pytest.raises(DomainError) as refused,
    ):
        services.correct_event(
            actor=theo,
            event_id=paid.pk,
            reason="Fout",
            corrected_on=date(2020, 4, 2),
            now=NOW,
        )
    assert refused.value.code == "unbalanced"


def test_i8_parts_that_are_not_pro_rata_are_seen_by_the_double(
    played: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = allocation.allocate

    def partial(amount: Euro, held: Any) -> tuple[Part, ...]:
        first, second, *rest = right(amount, held)
        more = replace(first, amount=first.amount + Euro(2))
        return (more, replace(second, amount=second.amount - Euro(2)), *rest)

    monkeypatch.setattr(allocation, "allocate", partial)
    with pytest.raises(AssertionError):
        draw(played)


def test_i9_interest_that_is_rounded_twice_is_seen_by_the_double(
    played: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw(played)
    spend(played)
    right = interest.exact_interest

    def daily(*args: Any, **said: Any) -> Any:
        return right(*args, **said) + 1

    monkeypatch.setattr(interest, "exact_interest", daily)
    played.today += days(31)
    with pytest.raises(AssertionError):
        accrue(played)


def test_i10_a_clearing_account_that_keeps_a_cent_stops_in_the_database(
    settled: Funded, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = settled.due_case()
    right = allocation.waterfall

    def stingy(*args: Any) -> tuple[allocation.Payout, ...]:
        first, *rest = right(*args)
        kept = allocation.Clawback(first.investor, case.pk, Euro(1))
        return (replace(first, withheld=(kept,)), *rest)

    monkeypatch.setattr(allocation, "waterfall", stingy)
    with pytest.raises(services.BalanceRefusedError, match="220"):
        settled.pay(case, "4985.33")


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        (
            b"UPDATE bonds_balance SET amount_cents = amount_cents + 1",
            "balances differ",
        ),
        (b"DELETE FROM bonds_balance WHERE account = '110'", "balances differ"),
        (b"UPDATE bonds_leg SET amount_cents = amount_cents + 1", "legs changed"),
        (b"UPDATE bonds_event SET by_id = by_id + 1 WHERE sequence = 4", "changed"),
        (b"UPDATE bonds_periodclosing SET hash = repeat('1', 64)", "closing differs"),
        (b"UPDATE bonds_ledgerhead SET sequence = 1", "head differs"),
    ],
)
def test_i11_any_change_is_found_by_the_verifier(
    own_database: str, settled: Funded, statement: bytes, what: str
) -> None:
    settled.spent_case()
    with settled.town.acting(Role.CONTROLLER) as carlo:
        services.close_month(actor=carlo, bond_id=settled.bond_id, month=FIRST, now=NOW)
        services.keep_head(bond_id=settled.bond_id, now=NOW)
    assert settled.verdict().faults == ()
    with databases.admin(own_database) as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute(statement)
    assert what in {fault.what for fault in settled.verdict().faults}


def test_i11_a_function_that_forgets_balances_is_found_by_the_double(
    own_database: str, played: Played
) -> None:
    without(
        own_database,
        "keep_balances",
        "b.amount_cents + excluded.amount_cents",
        "b.amount_cents",
    )
    draw(played)
    with pytest.raises(AssertionError):
        played.check_invariants()
    assert "balances differ" in {fault.what for fault in played.verdict().faults}


def test_i12_a_wall_that_is_down_is_held_by_the_other(
    own_database: str, settled: Funded, den_haag: Town
) -> None:
    settled.spent_case()
    other = Funded(den_haag).sign()
    with databases.admin(own_database) as admin:
        for table in ("bonds_event", "bonds_leg", "bonds_balance", "bonds_bond"):
            admin.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY".encode())
    with den_haag.acting(Role.CONTROLLER) as cora:
        mine = selectors.bonds_for(cora)
        assert [bond.pk for bond in mine] == [other.bond_id]
        with pytest.raises(NotFoundError):
            selectors.bond_of(cora, bond_id=settled.bond_id)
        assert not selectors.kept_balances(mine[0]).filter(case__isnull=False).exists()


def test_the_double_agrees_when_nothing_is_planted(played: Played) -> None:
    draw(played)
    spend(played)
    played.today += days(31)
    accrue(played)
    answer = accept(played)
    assert answer.refusals == set()
    played.check_invariants()
    assert played.verdict().faults == ()
