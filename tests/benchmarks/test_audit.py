"""What the seal of the audit log costs a request."""

from collections.abc import Callable

import psycopg

from tests import databases
from tests.benchmarks.conftest import Tell
from tests.benchmarks.measuring import in_turn, milliseconds

TIMES = 1_000
LINE = (
    "INSERT INTO {} (municipality_id, at, user_id, roles, action, subject, result,"
    " origin, purpose, detail) VALUES (518, now(), NULL, 'casemanager', 'get case',"
    " 'case_id:1', 'ok', '127.0.0.1', '', '{{}}')"
)


def writing(
    connection: psycopg.Connection[tuple[object, ...]], table: str
) -> Callable[[], None]:
    """Return a transaction that does nothing but write a line."""

    def write() -> None:
        with connection.transaction():
            connection.execute("SELECT set_config('app.tenant', '518', true)")
            connection.execute(LINE.format(table))

    return write


def test_seal(grown: str, tell: Tell) -> None:
    with databases.admin(grown) as connection:
        connection.execute("DROP TABLE IF EXISTS plain_line")
        connection.execute("CREATE TABLE plain_line (LIKE audit_line INCLUDING ALL)")
        connection.execute("GRANT INSERT ON plain_line TO sohos_app")
        connection.execute("SET ROLE sohos_app")
        plain, sealed = in_turn(
            writing(connection, "plain_line"),
            writing(connection, "audit_line"),
            times=TIMES,
        )
        connection.execute("RESET ROLE")
        connection.execute("DROP TABLE plain_line")
    tell(
        f"audit: a sealed line {milliseconds(sealed)}, an unsealed one"
        f" {milliseconds(plain)}: {sealed / plain:4.2f} x,"
        f" {milliseconds(sealed - plain)} a request"
    )
