"""What the seal of the audit log costs a request."""

import time
from statistics import median

import psycopg

from tests import databases
from tests.benchmarks.conftest import Tell
from tests.benchmarks.measuring import milliseconds

TIMES = 400
LINE = (
    "INSERT INTO {} (municipality_id, at, user_id, roles, action, subject, result,"
    " origin, purpose, detail) VALUES (518, now(), NULL, 'casemanager', 'get case',"
    " 'case_id:1', 'ok', '127.0.0.1', '', '{{}}')"
)


def seconds(connection: psycopg.Connection[tuple[object, ...]], table: str) -> float:
    """Return the median time of a transaction that does nothing but write a line."""
    taken = []
    for _ in range(TIMES):
        began = time.perf_counter()
        with connection.transaction():
            connection.execute("SELECT set_config('app.tenant', '518', true)")
            connection.execute(LINE.format(table))
        taken.append(time.perf_counter() - began)
    return median(taken)


def test_seal(grown: str, tell: Tell) -> None:
    with databases.admin(grown) as connection:
        connection.execute("DROP TABLE IF EXISTS plain_line")
        connection.execute("CREATE TABLE plain_line (LIKE audit_line INCLUDING ALL)")
        connection.execute("GRANT INSERT ON plain_line TO sohos_app")
        connection.execute("SET ROLE sohos_app")
        plain = seconds(connection, "plain_line")
        sealed = seconds(connection, "audit_line")
        later = seconds(connection, "audit_line")
        connection.execute("RESET ROLE")
        connection.execute("DROP TABLE plain_line")
    tell(
        f"audit: a sealed line {milliseconds(sealed)}, an unsealed one"
        f" {milliseconds(plain)}: {sealed / plain:4.2f} x, {milliseconds(sealed - plain)}"
        f" a request; {TIMES} lines later {sealed / later:4.2f} x"
    )
