"""The application around the embedded servers: its environment and its processes."""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, NoReturn

from sohos.embedded import place, postgres, redis
from sohos.embedded.children import Children, dies_with_parent, tail
from sohos.embedded.errors import EmbeddedError
from sohos.embedded.keys import Keys

WEB_START_SECONDS = 120
DECIDED_HERE = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "SOHOS_ENCRYPTION_KEY")
# Files are served from where they stand, and a demo has no task that root endangers.
EXPECTED_WARNINGS = (
    "ignore:No directory at:UserWarning",
    "ignore:You're running the worker with superuser privileges",
)


class StartError(EmbeddedError):
    """The start cannot go on; the text says why and what to do."""


def environment(cluster: postgres.Cluster, drawn: Keys) -> dict[str, str]:
    """Return the variables of the application; everything else stays as it is."""
    return {
        "DATABASE_URL": cluster.url("sohos_app", password=drawn.app_password),
        "REDIS_URL": redis.url(cluster.sockets),
        "SECRET_KEY": drawn.secret_key,
        "SOHOS_ENCRYPTION_KEY": drawn.encryption_key,
        "DEMO": "on",
        "PYTHONWARNINGS": ",".join(EXPECTED_WARNINGS),
    }


def surroundings() -> dict[str, str]:
    """Return our own environment without what is decided here."""
    ours = {*DECIDED_HERE, *(f"{name}_FILE" for name in DECIDED_HERE)}
    outside = postgres.environment_without_libpq(os.environ)
    return {name: value for name, value in outside.items() if name not in ours}


def remember(path: Path, variables: Mapping[str, str]) -> None:
    """Keep `variables`, readable for ourselves alone, for `become_manage`."""
    path.unlink(missing_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(path, flags, 0o600), "w") as file:
        json.dump(variables, file)


def become_manage(path: Path, arguments: Sequence[str]) -> NoReturn:
    """Turn into manage.py with the variables that `remember` kept."""
    variables = {**surroundings(), **json.loads(path.read_text())}
    command = [sys.executable, "manage.py", *arguments]
    os.execve(sys.executable, command, variables)  # noqa: S606


def migrate(variables: Mapping[str, str], *, log: Path) -> None:
    """Bring the tables up to date.

    Raises:
        StartError: a migration did not succeed.
    """
    with log.open("wb") as output:
        code = _manage(["migrate", "--verbosity=1"], variables, output)
    if code:
        raise StartError(f"migrate did not succeed. The end of {log}:\n{tail(log)}")


def make_demo(variables: Mapping[str, str], *, households: int | None) -> None:
    """Make the demo, unless it is there.

    Raises:
        StartError: it could not be made.
    """
    size = [] if households is None else ["--households", str(households)]
    if _manage(["demo", *size], variables):
        raise StartError("The demo could not be made; the reason stands above.")


def show_accounts(variables: Mapping[str, str]) -> None:
    """Print with which accounts one may log in."""
    _manage(["demo", "--accounts"], variables)


def start(
    children: Children, variables: Mapping[str, str], *, state: Path, port: int
) -> None:
    """Start web server, worker and beat, and wait for the first page.

    Raises:
        ChildEndedError: one of them ended.
        StartError: the web server gives no answer.
    """
    for name, command in _commands(state, port).items():
        children.start(name, [sys.executable, "-m", *command], environment=variables)
    deadline = time.monotonic() + WEB_START_SECONDS
    while not _answers(port):
        children.check()
        if time.monotonic() > deadline:
            raise StartError("The web server gives no answer; see web.log")
        time.sleep(0.1)


def _commands(state: Path, port: int) -> dict[str, list[str]]:
    celery = ["celery", "-A", "sohos", "--quiet"]
    web = [
        *("gunicorn", "sohos.wsgi:application", "--bind", f"127.0.0.1:{port}"),
        *("--worker-class", "gthread", "--workers", "2", "--threads", "8"),
        *("--graceful-timeout", "5", "--no-control-socket"),
    ]
    return {
        "web": web,
        "worker": [*celery, "worker", "--loglevel=INFO", "--concurrency=2"],
        "beat": [
            *celery,
            "beat",
            "--loglevel=INFO",
            "--pidfile=",
            "-s",
            str(state / "beat"),
        ],
    }


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", "/")
        connection.getresponse()
    except OSError:
        return False
    finally:
        connection.close()
    return True


def _manage(
    arguments: Sequence[str],
    variables: Mapping[str, str],
    output: IO[bytes] | None = None,
) -> int:
    """Run manage.py to its end, out of reach of Ctrl-C and gone when we are."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=place.ROOT,
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        start_new_session=True,
        preexec_fn=dies_with_parent(signal.SIGTERM),  # noqa: PLW1509
    )
    try:
        return process.wait()
    except BaseException:
        process.terminate()
        process.wait()
        raise
