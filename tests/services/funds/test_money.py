"""The money: in, on to creditors, back; sums to zero and holds against raw SQL."""

import hashlib
import json
import uuid
from datetime import date
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from bonds.services import (
    AlreadyCorrectedError,
    BankLineMissingError,
    BankLineUsedError,
    EventFollowedError,
    EventUnknownError,
    KeyReusedError,
)
from sohos.core.dates import DayInFutureError
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.core.euro import Euro
from sohos.funds import selectors, services
from sohos.funds.domain import book, listing
from sohos.funds.domain.book import Account
from sohos.funds.domain.book import Event as Kind
from sohos.funds.domain.following import Looked, Outcome
from sohos.funds.domain.listing import Status, Why
from sohos.funds.models import BookEvent, Listing
from sohos.tenancy.permissions import Role
from tests import databases
from tests.services.cases.households import NOW
from tests.services.funds.helped import RENT, ROTARY, TODAY, ZETJE, Helped, day, later
from tests.towns import Town


def events(helped: Helped) -> int:
    with helped.town.acting(Role.SOHOS_FINANCE):
        return BookEvent.objects.count()


def test_the_whole_way_sums_to_zero(helped: Helped) -> None:
    found = helped.matched()
    first, second, third = helped.shares(found)
    helped.book("receive_gift", found, 10_000, "B1", share_id=first)
    helped.book("receive_gift", found, 60_000, "B2", share_id=second)
    assert helped.sums(found) == {"300": 70_000, "310": 80_000, "320": -150_000}
    rent, energy = helped.debts(found)
    helped.book("pay_creditor", found, 60_000, "B3", debt_id=energy)
    helped.book("receive_gift", found, 40_000, "B4", share_id=second)
    helped.book("receive_gift", found, 40_000, "B5", share_id=third)
    assert helped.again(found).status == Status.MATCHED
    helped.book("pay_creditor", found, 90_000, "B6", debt_id=rent)
    assert helped.again(found).status == Status.PAID
    assert helped.sums(found) == {}
    with helped.town.acting(Role.FUND, ZETJE) as zetje:
        (given,) = selectors.given_by(zetje, today=TODAY)
    assert [(each.amount, each.is_back) for each in given.moved] == [
        (Euro(60_000), False),
        (Euro(40_000), False),
    ]
    assert (given.paid_on, given.open) == (TODAY, Euro(0))


def test_money_that_cannot_be_is_not_booked(helped: Helped, den_haag: Town) -> None:
    found = helped.matched()
    share, rent = helped.shares(found)[1], helped.debts(found)[0]
    helped.book("receive_gift", found, 50_000, "B1", share_id=share)
    before = events(helped)
    refused: list[tuple[str, int, str, dict[str, Any], type[Exception]]] = [
        ("receive_gift", 50_001, "B2", {"share_id": share}, book.AmountRefusedError),
        ("receive_gift", 0, "B2", {"share_id": share}, book.AmountRefusedError),
        ("receive_gift", 1, "B1", {"share_id": share}, BankLineUsedError),
        ("receive_gift", 1, " ", {"share_id": share}, BankLineMissingError),
        ("receive_gift", 1, "B2", {"share_id": 0}, NotFoundError),
        (
            *("receive_gift", 1, "B2"),
            {"share_id": share, "on": day(1)},
            DayInFutureError,
        ),
        ("pay_creditor", 50_001, "B2", {"debt_id": rent}, book.AmountRefusedError),
        ("pay_creditor", 1, "B2", {"debt_id": 0}, NotFoundError),
        ("return_gift", 1, "B2", {"share_id": share}, book.AmountRefusedError),
        ("return_gift", 1, "B2", {"share_id": 0}, NotFoundError),
    ]
    for act, cents, line, says, error in refused:
        with pytest.raises(error):
            helped.book(act, found, cents, line, **says)
    for role in (Role.CASEMANAGER, Role.TREASURY):
        with helped.town.acting(role) as other, pytest.raises(NotAllowedError):
            services.pay_creditor(
                actor=other,
                listing_id=found.pk,
                debt_id=rent,
                amount=Euro(1),
                on=TODAY,
                bank_line="B2",
                now=NOW,
            )
    with den_haag.acting(Role.SOHOS_FINANCE) as away:
        assert selectors.money_rows(away) == []
        with pytest.raises(NotFoundError):
            selectors.money_of(away, listing_id=found.pk)
        with pytest.raises(NotFoundError):
            services.correct_booking(actor=away, event_id=before, now=NOW)
    assert events(helped) == before


def test_sending_twice_books_once(helped: Helped) -> None:
    found = helped.offered()
    offer = helped.offer(found, 1_500)
    key = uuid.uuid4()
    assert helped.match(found, [offer], key=key) == helped.match(
        found, [offer], key=key
    )
    (share,), rent = helped.shares(found), helped.debts(found)[0]
    keys = {name: uuid.uuid4() for name in ("in", "out", "less", "stop")}
    for _ in range(2):
        helped.book(
            "receive_gift", found, 100_000, "B1", share_id=share, key=keys["in"]
        )
        helped.book("pay_creditor", found, 1, "B2", debt_id=rent, key=keys["out"])
        with helped.town.acting(Role.CASEMANAGER) as noor:
            services.settle_for_less(
                actor=noor,
                listing_id=found.pk,
                debt_id=rent,
                amount=Euro(5),
                on=TODAY,
                now=NOW,
                key=keys["less"],
            )
    with helped.town.acting(Role.CASEMANAGER) as noor:
        done = [
            services.break_match(
                actor=noor,
                listing_id=found.pk,
                why=Why.OTHER,
                note="",
                now=NOW,
                key=keys["stop"],
            )
            for _ in range(2)
        ]
    assert done[0] == done[1]
    back = {"share_id": share, "key": uuid.uuid4()}
    for _ in range(2):
        helped.book("return_gift", found, 1, "B3", **back)
    assert events(helped) == 6
    with pytest.raises(KeyReusedError):
        helped.book("return_gift", found, 2, "B3", **back)


def test_a_creditor_asks_less_and_givers_give_less_pro_rata(helped: Helped) -> None:
    """10,000, 100,000 and 40,000 of 150,000; 10,000 less is 667, 6,667 and 2,666."""
    found = helped.matched()
    first, second, third = helped.shares(found)
    helped.book("receive_gift", found, 10_000, "B1", share_id=first)
    helped.book("receive_gift", found, 97_000, "B2", share_id=second)
    rent, energy = helped.debts(found)

    def less(cents: int) -> BookEvent:
        with helped.town.acting(Role.CASEMANAGER) as noor:
            return services.settle_for_less(
                actor=noor,
                listing_id=found.pk,
                debt_id=rent,
                amount=Euro(cents),
                on=TODAY,
                now=NOW,
            )

    with pytest.raises(book.AmountRefusedError):
        less(90_001)
    less(10_000)
    with helped.town.acting(Role.SOHOS_FINANCE) as sanne:
        money = selectors.money_of(sanne, listing_id=found.pk)
    assert [(row.open.cents, row.to_return.cents) for row in money.shares] == [
        (0, 667),
        (0, 3_667),
        (37_334, 0),
    ]
    helped.book("receive_gift", found, 37_334, "B3", share_id=third)
    helped.book("pay_creditor", found, 80_000, "B4", debt_id=rent)
    helped.book("pay_creditor", found, 60_000, "B5", debt_id=energy)
    assert helped.again(found).status == Status.MATCHED
    with helped.town.acting(Role.FUND, ZETJE) as zetje:
        (given,) = selectors.given_by(zetje, today=TODAY)
    assert given.paid_on == TODAY
    helped.book("return_gift", found, 667, "B6", share_id=first)
    helped.book("return_gift", found, 3_667, "B7", share_id=second)
    assert helped.again(found).status == Status.PAID
    assert helped.sums(found) == {}
    with pytest.raises(listing.StatusRefusedError):
        less(1)


def test_a_match_that_falls_through_gives_back_what_was_not_paid(
    helped: Helped,
) -> None:
    found = helped.matched()
    first, second, third = helped.shares(found)
    helped.book("receive_gift", found, 10_000, "B1", share_id=first)
    paid_in = helped.book("receive_gift", found, 100_000, "B2", share_id=second)
    energy = helped.debts(found)[1]
    helped.book("pay_creditor", found, 55_000, "B3", debt_id=energy)
    with helped.town.acting(Role.CASEMANAGER) as noor:
        services.break_match(
            actor=noor, listing_id=found.pk, why=Why.NOT_PAID, note="", now=NOW
        )
        seen = selectors.listing_of(noor, listing_id=found.pk, today=TODAY)
    assert [(row.open.cents, row.to_return.cents) for row in seen.shares] == [
        (0, 5_000),
        (0, 50_000),
        (0, 0),
    ]
    with pytest.raises(listing.StatusRefusedError):
        helped.book("receive_gift", found, 1, "B4", share_id=third)
    with (
        helped.town.acting(Role.SOHOS_FINANCE) as sanne,
        pytest.raises(EventFollowedError),
    ):
        services.correct_booking(actor=sanne, event_id=paid_in.pk, now=NOW)
    helped.book("return_gift", found, 5_000, "B5", share_id=first)
    helped.book("return_gift", found, 50_000, "B6", share_id=second)
    assert helped.sums(found) == {}
    with helped.town.acting(Role.FUND, ROTARY) as rotary:
        (given,) = selectors.given_by(rotary, today=TODAY)
    assert (given.has_fallen_through, given.paid_on) == (True, None)
    assert helped.propose().pk != found.pk


def test_debts_that_were_paid_do_not_fall_through(helped: Helped) -> None:
    found = helped.matched()
    helped.receive_all(found)
    for place, (debt, cents) in enumerate(
        zip(helped.debts(found), (90_000, 60_000), strict=True)
    ):
        helped.book("pay_creditor", found, cents, f"UIT-{place}", debt_id=debt)
    with (
        helped.town.acting(Role.CASEMANAGER) as noor,
        pytest.raises(listing.StatusRefusedError),
    ):
        services.break_match(
            actor=noor, listing_id=found.pk, why=Why.OTHER, note="", now=NOW
        )


def test_when_only_money_waits_to_go_back_nothing_falls_through(
    helped: Helped,
) -> None:
    found = helped.matched()
    helped.receive_all(found)
    rent, energy = helped.debts(found)
    helped.book("pay_creditor", found, 60_000, "B1", debt_id=energy)
    with helped.town.acting(Role.CASEMANAGER) as noor:
        services.settle_for_less(
            actor=noor,
            listing_id=found.pk,
            debt_id=rent,
            amount=Euro(90_000),
            on=TODAY,
            now=NOW,
        )
        with pytest.raises(listing.StatusRefusedError):
            services.break_match(
                actor=noor, listing_id=found.pk, why=Why.OTHER, note="", now=NOW
            )


def test_a_wrong_booking_is_mirrored_and_reopens_what_was_paid(
    helped: Helped,
) -> None:
    found = helped.paid()
    with helped.town.acting(Role.SOHOS_FINANCE) as sanne:
        agreed = BookEvent.objects.get(kind=Kind.AGREED)
        last = BookEvent.objects.order_by("-sequence")[0]
        with pytest.raises(EventUnknownError):
            services.correct_booking(actor=sanne, event_id=agreed.pk, now=NOW)
        key = uuid.uuid4()
        for _ in range(2):
            services.correct_booking(actor=sanne, event_id=last.pk, now=NOW, key=key)
        with pytest.raises(AlreadyCorrectedError):
            services.correct_booking(actor=sanne, event_id=last.pk, now=NOW)
        money = selectors.money_of(sanne, listing_id=found.pk)
    assert money.status is Status.MATCHED
    assert (money.bank, money.creditors[1].open) == (Euro(60_000), Euro(60_000))
    assert [row.is_corrected for row in money.bookings][-2:] == [True, False]
    helped.book(
        "pay_creditor", found, 60_000, last.bank_line, debt_id=helped.debts(found)[1]
    )
    assert helped.again(found).status == Status.PAID
    with pytest.raises(listing.DebtPaidAlreadyError):
        helped.propose()
    helped.tell_paid()
    helped.owe(RENT)
    assert helped.propose().status == Status.PROPOSED
    with helped.town.acting(Role.SOHOS_FINANCE) as sanne:
        newest = BookEvent.objects.order_by("-sequence")[0]
        with pytest.raises(EventFollowedError):
            services.correct_booking(actor=sanne, event_id=newest.pk, now=NOW)


def asked(helped: Helped, found: Listing, by: int, **says: Any) -> dict[str, Any]:
    share, debt = helped.shares(found)[1], helped.debts(found)[0]
    shapes: dict[str, list[tuple[str, int, int | None, int | None]]] = {
        "received": [("300", 100, share, None), ("310", -100, share, None)],
        "paid": [("320", 100, None, debt), ("300", -100, None, debt)],
        "returned": [("330", 100, share, None), ("300", -100, share, None)],
        "agreed": [("310", 100, share, None), ("320", -100, None, debt)],
    }
    legs = shapes[says.get("kind", "received")]
    return {
        "kind": "received",
        "listing": found.pk,
        "value_on": "2026-11-16",
        "booked_at": NOW.isoformat(),
        "by": by,
        "amount": 100,
        "bank_line": "" if says.get("kind") == "agreed" else "B9",
        "reverses": None,
        "client_key": str(uuid.uuid4()),
        "request_hash": "0" * 64,
        "legs": [
            {"account": account, "amount": cents, "share": share, "debt": debt}
            for account, cents, share, debt in legs
        ],
        **says,
    }


def post(request: dict[str, Any]) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT app.post_fund_event(%s::jsonb)", [json.dumps(request)])
        return int(cursor.fetchone()[0])


def leg(account: str, cents: int, **of: int | None) -> dict[str, Any]:
    return {"account": account, "amount": cents, "share": None, "debt": None, **of}


def test_the_function_checks_again_whatever_it_is_asked(
    helped: Helped, den_haag: Town
) -> None:
    found = helped.matched()
    share, debt = helped.shares(found)[1], helped.debts(found)[0]
    other = helped.shares(found)[0]
    sanne = helped.town.actor(Role.SOHOS_FINANCE).user_id
    refused: list[tuple[dict[str, Any], str]] = [
        ({"by": 0}, "actor_unknown"),
        ({"listing": 0}, "event_unknown"),
        ({"kind": "corrected", "bank_line": ""}, "event_unknown"),
        ({"reverses": 1}, "event_unknown"),
        ({"kind": "waived", "bank_line": ""}, "role_refused"),
        ({"value_on": "2026-11-17"}, "day_in_future"),
        ({"bank_line": ""}, "bank_line_missing"),
        ({"legs": []}, "nothing_to_post"),
        ({"amount": 99}, "unbalanced"),
        ({"kind": "paid"}, "balance_refused"),
        ({"kind": "returned"}, "balance_refused"),
        (
            {"legs": [leg("300", 100, share=share), leg("310", -99, share=share)]},
            "unbalanced",
        ),
        (
            {"legs": [leg("300", 100, share=share), leg("310", -100, debt=debt)]},
            "leg_malformed",
        ),
        (
            {"legs": [leg("300", 100, share=share), leg("310", -100)]},
            "leg_malformed",
        ),
        (
            {"legs": [leg("330", 100, share=share), leg("310", -100, share=share)]},
            "leg_malformed",
        ),
        (
            {
                "legs": [
                    leg("300", 100, share=share, debt=0),
                    leg("310", -100, share=share),
                ]
            },
            "leg_malformed",
        ),
        (
            {
                "amount": 20_000,
                "legs": [
                    leg("300", 20_000, share=other),
                    leg("310", -20_000, share=other),
                ],
            },
            "balance_refused",
        ),
    ]
    with helped.town.acting(Role.SOHOS_FINANCE):
        for says, code in refused:
            request = asked_in(helped, found, sanne, says)
            with pytest.raises(DatabaseError, match=code):
                post(request)
        assert post(asked_in(helped, found, sanne, {})) > 0
    away = den_haag.actor(Role.SOHOS_FINANCE).user_id
    request = asked(helped, found, away)
    with (
        den_haag.acting(Role.SOHOS_FINANCE),
        pytest.raises(DatabaseError, match="event_unknown"),
    ):
        post(request)


def asked_in(
    helped: Helped, found: Listing, by: int, says: dict[str, Any]
) -> dict[str, Any]:
    kind = says.get("kind", "received")
    shape = kind if kind in ("paid", "returned", "agreed") else "received"
    return asked(helped, found, by, kind=shape) | {"kind": kind} | says


def test_nobody_moves_money_for_debts_in_which_they_had_another_part(
    helped: Helped,
) -> None:
    found = helped.matched()
    noor = helped.town.actor(Role.CASEMANAGER)
    tessa = helped.town.actor(Role.TEAM_LEAD)
    for person in (noor, tessa, helped.town.actor(Role.FUND, ZETJE)):
        helped.town.actor(Role.SOHOS_FINANCE, person.user_name)
        request = asked(helped, found, person.user_id)
        with (
            helped.town.acting(Role.SOHOS_FINANCE, person.user_name),
            pytest.raises(DatabaseError, match="same_person"),
        ):
            post(request)
    request = asked(helped, found, tessa.user_id, kind="agreed")
    with (
        helped.town.acting(Role.TEAM_LEAD),
        pytest.raises(DatabaseError, match="same_person"),
    ):
        post(request)


def test_a_match_is_booked_once_and_as_it_was_made(helped: Helped) -> None:
    found = helped.matched()
    noor = helped.town.actor(Role.CASEMANAGER).user_id
    request = asked(helped, found, noor, kind="agreed")
    with (
        helped.town.acting(Role.CASEMANAGER),
        pytest.raises(DatabaseError, match="transition_refused"),
    ):
        post(request)


@pytest.mark.parametrize("table", ["funds_bookevent", "funds_bookleg"])
def test_the_application_books_only_through_the_function(
    helped: Helped, table: str
) -> None:
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        helped.town.acting(Role.SOHOS_FINANCE),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"INSERT INTO {table} SELECT * FROM {table} LIMIT 1")  # noqa: S608


def test_the_database_knows_the_same_accounts_and_events(almelo: Town) -> None:
    assert almelo.id
    with databases.admin(str(connection.settings_dict["NAME"])) as superuser:
        chart = superuser.execute("SELECT account FROM app.fund_chart()").fetchall()
        kinds = superuser.execute("SELECT kind FROM app.fund_event_rules()").fetchall()
    assert {Account(str(row[0])) for row in chart} == set(Account)
    assert {Kind(str(row[0])) for row in kinds} == {*Kind} - {Kind.CORRECTED}


def test_the_verifier_finds_any_flipped_byte(
    own_database: str, almelo: Town, den_haag: Town
) -> None:
    helped = Helped(almelo)
    helped.paid()
    with almelo.acting(Role.SOHOS_FINANCE):
        verdict = selectors.verify_book()
    assert (verdict.events, verdict.faults) == (6, ())
    call_command("funds", "verify")
    assert den_haag.id
    spoilt = [
        (
            "UPDATE funds_bookleg SET amount_cents = amount_cents + 1 WHERE position = 2",
            "changed",
        ),
        (
            "UPDATE funds_bookevent SET value_on = value_on - 1 WHERE sequence = 3",
            "changed",
        ),
        (
            "UPDATE funds_bookevent SET canonical = canonical || ' ' WHERE sequence = 2",
            "changed",
        ),
        (
            "UPDATE funds_bookevent SET previous_hash = hash WHERE sequence = 2",
            "reordered",
        ),
        ("DELETE FROM funds_bookevent WHERE sequence = 2", "missing"),
    ]
    for statement, what in spoilt:
        with databases.admin(own_database) as superuser:
            superuser.execute("SELECT set_config('app.tenant', '141', false)")
            superuser.execute("SET session_replication_role = replica")
            superuser.execute("BEGIN")
            superuser.execute("CREATE TEMP TABLE kept AS SELECT * FROM funds_bookevent")
            superuser.execute("CREATE TEMP TABLE lines AS SELECT * FROM funds_bookleg")
            superuser.execute(statement.encode())
            superuser.execute("COMMIT")
            with almelo.acting(Role.SOHOS_FINANCE):
                faults = selectors.verify_book().faults
            assert what in {fault for _sequence, fault in faults}, statement
            with pytest.raises(CommandError):
                call_command("funds", "verify")
            for table, copy in (
                ("funds_bookevent", "kept"),
                ("funds_bookleg", "lines"),
            ):
                superuser.execute(f"DELETE FROM {table}".encode())  # noqa: S608
                superuser.execute(f"INSERT INTO {table} SELECT * FROM {copy}".encode())  # noqa: S608
    assert len(hashlib.sha256().hexdigest()) == len(verdict.head)


def test_legs_that_do_not_balance_are_refused_at_the_commit(
    own_database: str, almelo: Town
) -> None:
    helped = Helped(almelo)
    found = helped.matched()
    (share, *_), event = helped.shares(found), 0
    with almelo.acting(Role.SOHOS_FINANCE):
        event = BookEvent.objects.get().pk
    with databases.admin(own_database) as superuser:
        superuser.execute("SELECT set_config('app.tenant', '141', false)")
        with pytest.raises(psycopg.Error, match="unbalanced"):
            superuser.execute(
                "INSERT INTO funds_bookleg (municipality_id, event_id, position,"
                " listing_id, account, amount_cents, share_id)"
                " VALUES (141, %s, 99, %s, '300', 5, %s)",
                [event, found.pk, share],
            )


def test_small_groups_stay_hidden_from_the_controller(helped: Helped) -> None:
    helped.paid()
    with helped.town.acting(Role.CONTROLLER) as carlo:
        figures = selectors.figures_for(carlo)
    place = figures.statuses.index(Status.PAID)
    assert figures.by_status.counts.cells[place] is None
    assert figures.by_status.amounts["paid"].cells[place] is None


def test_a_look_is_counted_and_hidden_with_the_few(helped: Helped) -> None:
    found = helped.paid()
    on = date(2027, 2, 16)
    with helped.town.acting(Role.CASEMANAGER) as noor:
        services.follow_up(
            actor=noor,
            listing_id=found.pk,
            says=Looked(3, Outcome.KEPT, on),
            now=later(100),
        )
    with helped.town.acting(Role.CONTROLLER) as carlo:
        looks = selectors.figures_for(carlo).looks
    assert looks.counts.cells[0][0] is None


def test_another_fault_of_the_database_is_no_refusal(helped: Helped) -> None:
    found = helped.matched()
    with pytest.raises(DatabaseError, match="too long"):
        helped.book(
            "receive_gift", found, 1, "B" * 81, share_id=helped.shares(found)[0]
        )
