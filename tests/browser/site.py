"""The running application for browser tests: a web server and a worker."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

from tests import databases

ROOT = Path(__file__).resolve().parents[2]
_SECONDS_TO_START = 60
_QUEUES = 15


@dataclass(frozen=True)
class Site:
    """Where the application answers, and which database it uses."""

    url: str
    database: str
    log: Path
    server: subprocess.Popen[bytes]


@contextmanager
def running(
    database: str, folder: Path, *, port: int = 0, **extra: str
) -> Iterator[Site]:
    """Serve a database as ./run does, until the block ends; port 0 is any."""
    port = port or _free_port()
    environment = {
        **os.environ,
        **extra,
        "DATABASE_URL": databases.url_for("sohos_app", database),
        "DEMO": extra.get("DEMO", "on"),
        "REDIS_URL": os.environ["REDIS_URL"],
    }
    queue = ["-Q", f"site-{port}"]
    environment["CELERY_QUEUE"] = f"site-{port}"
    log = folder / "site.log"
    with log.open("wb") as output:
        commands = [
            [
                sys.executable,
                "-m",
                "gunicorn",
                "sohos.wsgi:application",
                "--bind",
                f"127.0.0.1:{port}",
                "--worker-class",
                "gthread",
                "--threads",
                "8",
            ],
            [
                sys.executable,
                "-m",
                "celery",
                "-A",
                "sohos",
                "worker",
                "-c",
                "1",
                *queue,
            ],
        ]
        children = [
            subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=output, stderr=output
            )
            for command in commands
        ]
        try:
            _wait_for(f"http://127.0.0.1:{port}/", children[0], log)
            yield Site(f"http://127.0.0.1:{port}", database, log, children[0])
        finally:
            for child in children:
                child.terminate()
            for child in children:
                child.wait(20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise RuntimeError(f"the site did not start:\n{log.read_text()[-3000:]}")
