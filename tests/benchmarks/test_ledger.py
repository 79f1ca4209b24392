"""Posting to the ledger: events a second, against bare inserts, and as it grows."""

import time
from datetime import UTC, date, datetime
from statistics import median

import psycopg
import pytest
from django.db import connection

from bonds import services as bonds
from plans import selectors as plans
from sohos.core.euro import Euro
from sohos.tenancy import context
from sohos.tenancy.permissions import Role
from tests import databases
from tests.benchmarks.conftest import Tell
from tests.benchmarks.measuring import milliseconds, statements
from tests.benchmarks.test_pages import somebody

DEN_HAAG = 518
ON = date(2026, 11, 2)
NOW = datetime(2026, 11, 2, 10, tzinfo=UTC)
AMOUNT = Euro(10_000)
FEWEST = 200
MOST = 400
POST = "app.post_event"
BARE = (
    "INSERT INTO bare_event SELECT * FROM bonds_event WHERE id = %s",
    """
    INSERT INTO bare_transaction
    SELECT * FROM bonds_ledgertransaction WHERE event_id = %s
    """,
    """
    INSERT INTO bare_leg SELECT l.* FROM bonds_leg l
    JOIN bonds_ledgertransaction t ON t.id = l.transaction_id WHERE t.event_id = %s
    """,
)


def fund(case_id: int) -> tuple[float, list[float]]:
    """Draw, receive and spend for a case; return seconds of it all and of each post."""
    finance = somebody(Role.SOHOS_FINANCE, DEN_HAAG)
    began = time.perf_counter()
    with (
        statements() as found,
        context.tenant(DEN_HAAG, user_id=finance.user_id),
    ):
        draw = bonds.request_draw(
            actor=finance, case_id=case_id, amount=AMOUNT, requested_on=ON, now=NOW
        )
        bonds.receive_draw(
            actor=finance,
            draw_id=draw.pk,
            received_on=ON,
            bank_line=f"BENCHMARK-{case_id}",
            now=NOW,
        )
        bonds.record_spend(
            actor=finance,
            case_id=case_id,
            professionals=AMOUNT,
            spent_on=ON,
            invoice=f"BENCHMARK-{case_id}",
            now=NOW,
        )
    taken = time.perf_counter() - began
    return taken, [each for each, query in found.statements if POST in query]


def adopted_cases() -> list[int]:
    """List the adopted cases for which nothing was drawn yet."""
    reader = somebody(Role.CASEMANAGER, DEN_HAAG)
    with context.tenant(DEN_HAAG), connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT case_id FROM bonds_event")
        drawn = {row[0] for row in cursor.fetchall()}
        return sorted(plans.adoptions(reader).keys() - drawn)


def bare_inserts(name: str, events: list[int]) -> float:
    """Return the median seconds to insert the same rows where nothing is checked."""
    pairs = {
        "bare_event": "bonds_event",
        "bare_transaction": "bonds_ledgertransaction",
        "bare_leg": "bonds_leg",
    }
    taken = []
    with databases.admin(name) as admin:
        for bare, table in pairs.items():
            admin.execute(f"DROP TABLE IF EXISTS {bare}")
            admin.execute(f"CREATE TABLE {bare} (LIKE {table} INCLUDING ALL)")
        for event in events:
            began = time.perf_counter()
            with admin.transaction():
                _insert(admin, event)
            taken.append(time.perf_counter() - began)
        for bare in pairs:
            admin.execute(f"DROP TABLE {bare}")
    return median(taken)


def _insert(admin: psycopg.Connection[tuple[object, ...]], event: int) -> None:
    for query in BARE:
        admin.execute(query, [event])


def test_posting(grown: str, tell: Tell) -> None:
    case_ids = adopted_cases()
    if len(case_ids) < FEWEST:
        pytest.skip(f"{len(case_ids)} cases without money are too few to compare")
    case_ids = case_ids[:MOST]
    for case_id in case_ids[:5]:
        fund(case_id)
    measured = [fund(case_id) for case_id in case_ids[5:]]
    tenth = len(measured) // 10
    first, last = measured[:tenth], measured[-tenth:]
    posts = median(each for _, found in measured for each in found)
    with context.tenant(DEN_HAAG), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM bonds_event ORDER BY id DESC LIMIT 500")
        events = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT count(*) FROM bonds_event")
        (count,) = cursor.fetchone()
    bare = bare_inserts(grown, events)
    per_case = len(measured[0][1])
    whole = median(seconds for seconds, _ in measured) / per_case
    tell(
        f"ledger: {1 / whole:.0f} events/s through the services,"
        f" {1 / posts:.0f} through the function alone"
        f" ({milliseconds(posts)}, bare inserts {milliseconds(bare)}:"
        f" {posts / bare:.1f} x)"
    )
    early = median(each for _, found in first for each in found)
    late = median(each for _, found in last for each in found)
    tell(
        f"ledger: at {count} events a post takes {late / early:.2f} x what it took"
        f" ten times smaller ({milliseconds(early)}, then {milliseconds(late)})"
    )
