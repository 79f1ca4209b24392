"""What the walls cost: row-level security against a condition written by hand."""

from collections.abc import Callable

import psycopg
import pytest

from sohos.demo import invented
from tests import databases
from tests.benchmarks.conftest import HOUSEHOLDS, Tell
from tests.benchmarks.measuring import in_turn, milliseconds

TIMES = 40
LARGEST, *_REST = (town.id for town, _ in invented.municipalities(HOUSEHOLDS))
MEDIAN = _REST[len(_REST) // 2]
QUERIES = {
    "list of 50": (
        "SELECT * FROM cases_case c WHERE {} ORDER BY c.municipality_id DESC, c.id DESC"
        " LIMIT 50"
    ),
    "list of 50 with a join": (
        "SELECT * FROM cases_case c JOIN cases_household h ON h.id = c.household_id"
        " WHERE {} ORDER BY c.municipality_id DESC, c.id DESC LIMIT 50"
    ),
    "count by phase": "SELECT phase, count(*) FROM cases_case c WHERE {} GROUP BY 1",
    "sum of cost lines": (
        "SELECT law, sum(unit_price_cents) FROM kba_costline c WHERE {} GROUP BY 1"
    ),
}


def reading(
    connection: psycopg.Connection[tuple[object, ...]], query: str
) -> Callable[[], None]:
    def read() -> None:
        connection.execute(query).fetchall()

    return read


@pytest.mark.parametrize("municipality_id", [LARGEST, MEDIAN])
@pytest.mark.parametrize("name", QUERIES)
def test_walls_against_where(
    grown: str, tell: Tell, name: str, municipality_id: int
) -> None:
    query = QUERIES[name]
    with databases.admin(grown) as outside, databases.admin(grown) as inside:
        outside.execute("SET ROLE sohos_platform")
        inside.execute("SET ROLE sohos_app")
        inside.execute(
            "SELECT set_config('app.tenant', %s, false)", [str(municipality_id)]
        )
        by_hand, walled = in_turn(
            reading(outside, query.format(f"c.municipality_id = {municipality_id}")),
            reading(inside, query.format("true")),
            times=TIMES,
        )
    tell(
        f"walls: {name:24} in {municipality_id}: {milliseconds(walled)} against"
        f" {milliseconds(by_hand)} by hand, {walled / by_hand:4.2f} x"
    )
