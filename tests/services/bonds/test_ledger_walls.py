"""The ledger holds against whoever speaks to the database itself (raw SQL)."""

import hashlib
import json
import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from bonds import selectors
from bonds.domain import terms_document
from bonds.domain.accounts import CHART, Account, Book, book_of
from bonds.domain.contract import ContractTerms
from bonds.domain.ledger import Event as Kind
from bonds.models import ContractVersion, Event, Leg
from sohos.core.euro import Euro
from sohos.tenancy import context
from sohos.tenancy.permissions import Role
from tests import databases
from tests.services.bonds.money import Funded
from tests.services.cases.households import NOW
from tests.towns import Town

TABLES = ["bonds_event", "bonds_ledgertransaction", "bonds_leg"]


def run(statement: str, *values: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


@pytest.mark.parametrize("table", [*TABLES, "bonds_contractversion"])
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
)
def test_the_application_cannot_change_what_was_posted(
    bond: Funded, table: str, statement: str
) -> None:
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        bond.town.acting(Role.SOHOS_FINANCE),
    ):
        run(statement.format(table))


@pytest.mark.parametrize("table", TABLES)
def test_the_application_cannot_add_rows_itself(bond: Funded, table: str) -> None:
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        bond.town.acting(Role.SOHOS_FINANCE),
    ):
        run(f"INSERT INTO {table} SELECT * FROM {table} LIMIT 1")  # noqa: S608


def test_even_the_owner_of_the_tables_cannot_change_them(
    own_database: str, almelo: Town, den_haag: Town
) -> None:
    Funded(den_haag).sign()
    Funded(almelo).sign()
    with databases.admin(own_database) as superuser:
        for table in [*TABLES, "bonds_contractversion"]:
            for statement in (
                "UPDATE {} SET id = id",
                "DELETE FROM {}",
                "TRUNCATE {} CASCADE",
            ):
                with pytest.raises(psycopg.Error, match="can only be added"):
                    superuser.execute(statement.format(table).encode())


def test_legs_that_do_not_balance_are_refused_at_the_commit(
    own_database: str, almelo: Town
) -> None:
    bond = Funded(almelo).sign()
    with context.tenant(almelo.id):
        leg = Leg.objects.filter(bond_id=bond.bond_id).first()
        assert leg is not None
    with databases.admin(own_database) as superuser:
        superuser.execute("SELECT set_config('app.tenant', '141', false)")
        with pytest.raises(psycopg.Error, match="unbalanced"):
            superuser.execute(
                "INSERT INTO bonds_leg (municipality_id, transaction_id, position,"
                " bond_id, account, amount_cents) VALUES (141, %s, 99, %s, '020', 5)",
                [leg.transaction_id, bond.bond_id],
            )


def test_the_database_knows_the_same_accounts(almelo: Town) -> None:
    assert almelo.id
    with databases.admin(str(connection.settings_dict["NAME"])) as superuser:
        rows = superuser.execute(
            "SELECT account, side, by_party, by_case FROM app.bond_chart()"
        ).fetchall()
        kinds = superuser.execute(
            "SELECT kind, debits || credits FROM app.bond_event_rules()"
        ).fetchall()
    assert {Account(str(row[0])): row[2:] for row in rows} == {
        account: (shape.by_party, shape.by_case) for account, shape in CHART.items()
    }
    assert {Account(str(row[0])) for row in rows if row[1] == 0} == {Account.CLEARING}
    assert {kind for kind, _ in kinds} == {*Kind} - {Kind.CORRECTED}
    assert {book_of(account) for account in Account} == set(Book)


def request(bond: Funded, kind: str, by: int, **said: object) -> dict[str, object]:
    return {
        "kind": kind,
        "bond": bond.bond_id,
        "case": None,
        "value_on": "2019-06-01",
        "booked_at": NOW.isoformat(),
        "by": by,
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


def commitment(bond: Funded, *, account: str = "010", amount: int = 100) -> object:
    party = bond.investors["A"]
    return [
        {"account": account, "amount": amount, "party": party, "case": None},
        {"account": "011", "amount": -100, "party": party, "case": None},
    ]


@pytest.mark.parametrize(
    ("role", "said", "code"),
    [
        (Role.FUNCTIONAL_ADMIN, lambda _: {}, "role_refused"),
        (Role.CONTROLLER, lambda _: {}, "role_refused"),
        (Role.SOHOS_FINANCE, lambda _: {"by": 0}, "actor_unknown"),
        (Role.SOHOS_FINANCE, lambda _: {"bond": 0}, "bond_unknown"),
        (Role.SOHOS_FINANCE, lambda _: {"kind": "gift"}, "event_unknown"),
        (Role.SOHOS_FINANCE, lambda _: {"reverses": 1}, "event_unknown"),
        (Role.SOHOS_FINANCE, lambda _: {"bank_line": "x"}, "event_unknown"),
        (Role.SOHOS_FINANCE, lambda _: {"value_on": "2099-01-01"}, "day_in_future"),
        (Role.SOHOS_FINANCE, lambda _: {"value_on": "2018-12-31"}, "no_contract"),
        (Role.SOHOS_FINANCE, lambda _: {"legs": []}, "nothing_to_post"),
        (Role.SOHOS_FINANCE, lambda _: {"amount": 99}, "unbalanced"),
        (
            Role.SOHOS_FINANCE,
            lambda bond: {"legs": commitment(bond, amount=101), "amount": 101},
            "unbalanced",
        ),
        (
            Role.SOHOS_FINANCE,
            lambda bond: {"legs": commitment(bond, account="100")},
            "leg_malformed",
        ),
        (
            Role.SOHOS_FINANCE,
            lambda bond: {"legs": commitment(bond, account="200")},
            "leg_malformed",
        ),
    ],
)
def test_the_function_refuses_what_python_would_never_send(
    bond: Funded, role: Role, said: Callable[[Funded], dict[str, object]], code: str
) -> None:
    actor = bond.town.actor(role)
    right = {"amount": 100, "legs": commitment(bond)}
    asked = {**request(bond, "committed", actor.user_id), **right, **said(bond)}
    with (
        pytest.raises(DatabaseError, match=f"^{code}"),
        bond.town.acting(role),
    ):
        run("SELECT * FROM app.post_event(%s::jsonb)", json.dumps(asked))


def test_the_function_takes_what_is_right_once(bond: Funded) -> None:
    sanne = bond.town.actor(Role.SOHOS_FINANCE)
    asked = request(bond, "committed", sanne.user_id, amount=100, legs=commitment(bond))
    with bond.town.acting(Role.SOHOS_FINANCE):
        post = "SELECT * FROM app.post_event(%s::jsonb)"
        ((event_id, is_new),) = run(post, json.dumps(asked))
        assert is_new
        assert run(post, json.dumps(asked)) == [(event_id, False)]
    asked["request_hash"] = "1" * 64
    with (
        pytest.raises(DatabaseError, match="key_reused"),
        bond.town.acting(Role.SOHOS_FINANCE),
    ):
        run(post, json.dumps(asked))


@pytest.mark.parametrize(
    ("role", "signer"),
    [
        (Role.SOHOS_FINANCE, Role.SOHOS_FINANCE),
        (Role.SOHOS_FINANCE, Role.FUNCTIONAL_ADMIN),
    ],
)
def test_nobody_but_an_administrator_signs_a_contract(
    bond: Funded, role: Role, signer: Role
) -> None:
    terms = terms_document.to_text(ContractTerms(case_cap=Euro(10**12)))
    signed_by = bond.town.actor(signer).user_id
    with pytest.raises(DatabaseError, match="role_refused"), bond.town.acting(role):
        ContractVersion.objects.create(
            bond_id=bond.bond_id,
            version=9,
            effective_on=date(2019, 1, 1),
            canonical=terms,
            sha256=hashlib.sha256(terms.encode()).hexdigest(),
            signed_by_id=signed_by,
            signed_at=NOW,
        )


def test_a_fault_of_the_database_is_no_refusal(bond: Funded) -> None:
    case = bond.due_case()
    with pytest.raises(DatabaseError, match="too long"):
        bond.pay(case, "1", bank_line="9" * 81)


def test_another_municipality_neither_sees_nor_posts(
    bond: Funded, den_haag: Town
) -> None:
    sofie = den_haag.actor(Role.SOHOS_FINANCE)
    asked = request(bond, "committed", sofie.user_id)
    with den_haag.acting(Role.SOHOS_FINANCE):
        assert not Event.objects.filter(bond_id=bond.bond_id).exists()
        assert not Leg.objects.filter(bond_id=bond.bond_id).exists()
    with (
        pytest.raises(DatabaseError, match="bond_unknown"),
        den_haag.acting(Role.SOHOS_FINANCE),
    ):
        run("SELECT * FROM app.post_event(%s::jsonb)", json.dumps(asked))


@pytest.mark.parametrize(
    ("statement", "sequence", "what"),
    [
        ("UPDATE bonds_event SET facts = '{}' WHERE sequence = 5", 5, "changed"),
        (
            "UPDATE bonds_event SET value_on = '2019-01-02' WHERE sequence = 2",
            2,
            "changed",
        ),
        (
            (
                "UPDATE bonds_event SET canonical = replace(canonical, '\"amount\": 3000', "
                "'\"amount\": 3001') WHERE sequence = 6"
            ),
            6,
            "changed",
        ),
        ("UPDATE bonds_event SET canonical = 'x' WHERE sequence = 6", 6, "changed"),
        (
            (
                "DELETE FROM bonds_leg WHERE transaction_id IN (SELECT t.id FROM"
                " bonds_ledgertransaction t JOIN bonds_event e ON e.id = t.event_id"
                " WHERE e.sequence = 3)"
            ),
            3,
            "legs changed",
        ),
        (
            "UPDATE bonds_leg SET amount_cents = amount_cents * 2 WHERE account < '020'",
            1,
            "legs changed",
        ),
    ],
)
def test_the_verifier_says_which_event_is_not_what_it_was(
    own_database: str, almelo: Town, statement: str, sequence: int, what: str
) -> None:
    bond = Funded(almelo).sign()
    bond.spent_case()
    before = bond.verdict()
    assert before.faults == ()
    with databases.admin(own_database) as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute(statement.encode())
    found = bond.verdict().faults
    assert (found[0].sequence, found[0].what) == (sequence, what)


def test_a_missing_event_and_a_cut_end_are_found(
    own_database: str, almelo: Town, den_haag: Town
) -> None:
    Funded(den_haag).sign()
    bond = Funded(almelo).sign()
    bond.spent_case()
    head = bond.verdict()
    call_command("bond", "verify")
    expect = f"{bond.bond_id}:{head.events}:{head.head}"
    call_command("bond", "verify", "--expect", expect)
    with databases.admin(own_database) as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute(
            "DELETE FROM bonds_event WHERE bond_id = %s AND sequence = %s",
            [bond.bond_id, head.events],
        )
    with almelo.acting(Role.CONTROLLER):
        published = (head.events, head.head)
        faults = selectors.verify(bond.bond, published=published).faults
    assert {fault.what for fault in faults} == {
        "legs without event",
        "balances differ",
        "missing",
    }
    with pytest.raises(CommandError, match=r"fault\(s\) in the ledger"):
        call_command("bond", "verify", "--municipality", "141", "--expect", expect)
    with pytest.raises(CommandError, match="--expect takes"):
        call_command("bond", "verify", "--expect", "nonsense")


def test_an_event_taken_out_of_the_middle_is_missing(
    own_database: str, almelo: Town
) -> None:
    bond = Funded(almelo).sign()
    bond.spent_case()
    with databases.admin(own_database) as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute("DELETE FROM bonds_event WHERE sequence = 5")
    faults = bond.verdict().faults
    assert (faults[0].sequence, faults[0].what) == (5, "missing")
    assert (faults[1].sequence, faults[1].what) == (6, "reordered")


def test_a_bond_that_is_gone_is_a_fault(almelo: Town, den_haag: Town) -> None:
    Funded(den_haag).sign()
    Funded(almelo).sign()
    with pytest.raises(CommandError, match=r"1 fault\(s\)"):
        call_command("bond", "verify", "--expect", f"999999:1:{'0' * 64}")
