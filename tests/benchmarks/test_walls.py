"""What the walls cost: row-level security against a condition written by hand."""

import statistics
from typing import Any

import psycopg
import pytest

from sohos.demo import invented
from tests import databases
from tests.benchmarks.conftest import HOUSEHOLDS, Tell
from tests.benchmarks.measuring import milliseconds

RUNS = 25
LARGEST, *_REST = (town.id for town, _ in invented.municipalities(HOUSEHOLDS))
MEDIAN = _REST[len(_REST) // 2]
QUERIES = {
    "list of 50": "SELECT * FROM cases_case c WHERE {} ORDER BY c.id DESC LIMIT 50",
    "list of 50 with a join": (
        "SELECT * FROM cases_case c JOIN cases_household h ON h.id = c.household_id"
        " WHERE {} ORDER BY c.id DESC LIMIT 50"
    ),
    "count by phase": "SELECT phase, count(*) FROM cases_case c WHERE {} GROUP BY 1",
    "sum of cost lines": (
        "SELECT law, sum(unit_price_cents) FROM kba_costline c WHERE {} GROUP BY 1"
    ),
}


def seconds(connection: psycopg.Connection[tuple[object, ...]], query: str) -> float:
    """Return the median time in the server, planning included."""
    taken: list[float] = []
    for _ in range(RUNS):
        row: Any = connection.execute(
            f"EXPLAIN (ANALYZE, TIMING OFF, SUMMARY, FORMAT JSON) {query}"
        ).fetchone()
        (plan,) = row[0]
        taken.append((plan["Planning Time"] + plan["Execution Time"]) / 1000)
    return statistics.median(taken)


@pytest.mark.parametrize("municipality_id", [LARGEST, MEDIAN])
@pytest.mark.parametrize("name", QUERIES)
def test_walls_against_where(
    grown: str, tell: Tell, name: str, municipality_id: int
) -> None:
    query = QUERIES[name]
    with databases.admin(grown) as connection:
        connection.execute("SET ROLE sohos_platform")
        by_hand = f"c.municipality_id = {municipality_id}"
        without = seconds(connection, query.format(by_hand))
    with databases.admin(grown) as connection:
        connection.execute("SET ROLE sohos_app")
        connection.execute(
            "SELECT set_config('app.tenant', %s, false)", [str(municipality_id)]
        )
        within = seconds(connection, query.format("true"))
    tell(
        f"walls: {name:24} in {municipality_id}: {milliseconds(within)} against"
        f" {milliseconds(without)} by hand, {within / without:4.2f} x"
    )
