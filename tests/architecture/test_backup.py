"""Backup and restore, with the commands of docs/operations.md."""

import os
import shlex
import subprocess
from pathlib import Path

from sohos.embedded import place, postgres
from tests import databases

MANUAL = place.ROOT / "docs" / "operations.md"
WALLS = """
SELECT relname, relkind::text, relrowsecurity, relforcerowsecurity,
       pg_get_userbyid(relowner), relacl::text
FROM pg_class WHERE relnamespace = 'public'::regnamespace
UNION ALL
SELECT tablename, policyname::text, permissive = 'RESTRICTIVE', true, roles::text,
       concat(cmd, qual, with_check)
FROM pg_policies
UNION ALL
SELECT tgrelid::regclass::text, tgname::text, tgenabled = 'O', true, tgfoid::regproc::text,
       NULL
FROM pg_trigger WHERE NOT tgisinternal
ORDER BY 1, 2
"""


def command(program: str, database: str) -> list[str]:
    """Take the line with `program` from the manual, for a database of the tests."""
    [line] = [
        text for text in MANUAL.read_text().splitlines() if f" {program} " in text
    ]
    words = shlex.split(line.partition(f" {program} ")[2].partition(" <")[0])
    words = words[: words.index(">")] if ">" in words else words
    names = {"sohos": database, "--dbname=sohos": f"--dbname={database}"}
    return [str(postgres.programs() / program), *(names.get(w, w) for w in words)]


def walls(database: str) -> list[tuple[object, ...]]:
    with databases.admin(database) as connection:
        return connection.execute(WALLS).fetchall()


def test_a_restored_backup_has_the_rows_and_the_walls(
    own_database: str, tmp_path: Path
) -> None:
    with databases.admin(own_database) as connection:
        connection.execute(
            "CREATE TABLE public.diary AS SELECT 'Noor' AS name;"
            " ALTER TABLE public.diary OWNER TO sohos_owner;"
            " GRANT SELECT ON public.diary TO sohos_platform"
        )
    dump = tmp_path / "sohos.dump"
    with dump.open("wb") as file:
        subprocess.run(command("pg_dump", own_database), stdout=file, check=True)
    with databases.clone("restored", "template0") as restored:
        for _ in ("empty", "in use"):
            with dump.open("rb") as file:
                subprocess.run(command("pg_restore", restored), stdin=file, check=True)
        assert len(walls(restored)) > 50
        assert walls(restored) == walls(own_database)
        with databases.admin(restored) as connection:
            rows = connection.execute("SELECT name FROM public.diary").fetchall()
    assert rows == [("Noor",)]


def test_the_role_of_the_backup_can_change_nothing(own_database: str) -> None:
    url = databases.url_for("sohos_platform", own_database)
    psql = [str(postgres.programs() / "psql"), "--quiet", url, "--command"]
    for statement in (
        "DELETE FROM tenancy_municipality",
        "TRUNCATE tenancy_municipality CASCADE",
        "CREATE TABLE public.shed (id int)",
    ):
        done = subprocess.run(
            [*psql, statement],
            capture_output=True,
            text=True,
            env={**os.environ, "LC_ALL": "C"},
            check=False,
        )
        assert "permission denied" in done.stderr, statement
