"""Databases for tests: one template per state of the migrations, then clones."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit, urlunsplit

import django
import psycopg
from django.db import connection
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
ADMIN_URL = os.environ.get("TEST_DATABASE_ADMIN_URL", "")
# All processes of one run of the suite know it by the number of the first of them.
RUN = os.environ.setdefault("SOHOS_TEST_RUN", str(os.getpid()))
IS_FIRST = str(os.getpid()) == RUN
_LOCK = 7426
_BUILT_FROM = ("*/migrations/*.py", "sohos/*/migrations/*.py", "sohos/tenancy/**/*")


def url_for(role: str, name: str) -> str:
    """Return the address of a database for a role of the test cluster."""
    parts = urlsplit(ADMIN_URL)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{role}@{place}", path=f"/{name}"))


def admin(name: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
    """Connect as the superuser of the test cluster."""
    parts = urlsplit(ADMIN_URL)
    host = parse_qs(parts.query).get("host", [parts.hostname or ""])[0]
    return psycopg.connect(
        host=host,
        port=parts.port,
        user=parts.username,
        password=parts.password,
        dbname=name,
        autocommit=True,
    )


def template() -> str:
    """Return the name of the migrated template, building it when it is missing."""
    name = f"sohos_template_{_fingerprint()}"
    _build_once(name, "migrate", "-v0", role="sohos_migrate")
    return name


def demo() -> str:
    """Return the name of the demo of this run, told by who asks for it first."""
    name = f"sohos_test_{RUN}_demo"
    _build_once(name, "demo", role="sohos_app", source=template())
    return name


def forget() -> None:
    """Drop what the processes of this run shared."""
    with admin() as connection:
        _drop(connection, f"sohos_test_{RUN}_demo")


@contextmanager
def clone(label: str, source: str | None = None) -> Iterator[str]:
    """Make a database of its own from a template, and drop it afterwards."""
    name = f"sohos_test_{os.getpid()}_{label}"
    origin = source or template()
    with admin() as connection, _alone(connection):
        _drop(connection, name)
        _create(connection, name, origin)
    try:
        yield name
    finally:
        with admin() as connection:
            _drop(connection, name)


@contextmanager
def in_use(name: str) -> Iterator[None]:
    """Let Django's own connection work in another database for a while."""
    before = str(connection.settings_dict["NAME"])
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def manage(name: str, *arguments: str, role: str = "sohos_app") -> str:
    """Run a command of manage.py on a database and return what it printed."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url_for(role, name)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)} failed:\n{done.stderr}")
    return done.stdout


def _build_once(name: str, *command: str, role: str, source: str = "template0") -> None:
    """Make a database with a command of manage.py, whoever needs it first."""
    with admin() as connection, _alone(connection):
        if _exists(connection, name):
            return
        building = f"{name}_building"
        _drop(connection, building)
        _create(connection, building, source)
        manage(building, *command, role=role)
        connection.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                sql.Identifier(building), sql.Identifier(name)
            )
        )


@contextmanager
def _alone(connection: psycopg.Connection[tuple[object, ...]]) -> Iterator[None]:
    """Let no other process of the tests make a database in the meantime."""
    connection.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
    try:
        yield
    finally:
        connection.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _fingerprint() -> str:
    digest = hashlib.sha256(django.get_version().encode())
    for pattern in _BUILT_FROM:
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file() and path.suffix in {".py", ".sql"}:
                digest.update(path.relative_to(ROOT).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _exists(connection: psycopg.Connection[tuple[object, ...]], name: str) -> bool:
    found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [name])
    return found.fetchone() is not None


def _create(
    connection: psycopg.Connection[tuple[object, ...]],
    name: str,
    source: str = "template0",
) -> None:
    connection.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(source)
        )
    )
    with admin(name) as inside:
        inside.execute((ROOT / "sohos/tenancy/sql/roles.sql").read_bytes())


def _drop(connection: psycopg.Connection[tuple[object, ...]], name: str) -> None:
    connection.execute(
        sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    )
