"""Child processes that never outlive the program which started them."""

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import psutil

from sohos.embedded import place
from sohos.embedded.errors import EmbeddedError

PR_SET_PDEATHSIG = 1
STOP_SECONDS = 15
LOG_LIMIT_BYTES = 10_000_000


@dataclass(frozen=True)
class Child:
    """One running process, and the signal with which it likes to be stopped."""

    name: str
    process: subprocess.Popen[bytes]
    stop_signal: signal.Signals
    log: Path

    def tail(self, lines: int = 15) -> str:
        """Return the end of its log."""
        return tail(self.log, lines)


class ChildEndedError(EmbeddedError):
    """A process that should keep running has ended."""

    def __init__(self, child: Child) -> None:
        super().__init__(
            f"{child.name} ended with code {child.process.returncode}."
            f" The end of {child.log}:\n{child.tail()}"
        )


class Children:
    """A group of processes that is stopped as one when its block ends."""

    def __init__(
        self, group: str, *, folder: Path, stop_seconds: float = STOP_SECONDS
    ) -> None:
        self._stop_seconds = stop_seconds
        self._book = folder / f"{group}.json"
        self._logs = folder / "logs"
        self._children: list[Child] = []

    def __enter__(self) -> Self:
        self._logs.mkdir(mode=0o700, exist_ok=True)
        _stop_left_overs(self._book)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def start(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        environment: Mapping[str, str],
        as_service: bool = False,
        stop_signal: signal.Signals = signal.SIGTERM,
    ) -> Child:
        """Start `command`, with its output in the log called `name`."""
        account = place.service_account() if as_service else place.Account()
        log = self._logs / f"{name}.log"
        with _opened(log) as output:
            process = subprocess.Popen(
                command,
                cwd="/" if as_service else place.ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=dies_with_parent(stop_signal),  # noqa: PLW1509
                user=account.user,
                group=account.group,
                extra_groups=account.extra_groups,
            )
        child = Child(name, process, stop_signal, log)
        self._children.append(child)
        self._write_book()
        return child

    def check(self) -> None:
        """See whether all are still running.

        Raises:
            ChildEndedError: one is not.
        """
        for child in self._children:
            if child.process.poll() is not None:
                raise ChildEndedError(child)

    def stop(self) -> None:
        """Stop all at once, and kill what has not ended in time."""
        for child in self._children:
            if child.process.poll() is None:
                child.process.send_signal(child.stop_signal)
        deadline = time.monotonic() + self._stop_seconds
        for child in self._children:
            try:
                child.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.process.pid, signal.SIGKILL)
                child.process.wait()
        self._children.clear()
        self._book.unlink(missing_ok=True)

    def _write_book(self) -> None:
        entries = [
            (child.process.pid, psutil.Process(child.process.pid).create_time())
            for child in self._children
            if child.process.poll() is None
        ]
        self._book.write_text(json.dumps(entries))


def dies_with_parent(stop_signal: signal.Signals) -> Callable[[], None]:
    """Return what a child runs first: Linux then stops it when its parent dies.

    Safe because these programs have one thread.
    """
    parent = os.getpid()
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None

    def first_act() -> None:
        if libc is not None:
            libc.prctl(PR_SET_PDEATHSIG, stop_signal)
            if os.getppid() != parent:
                os._exit(1)

    return first_act


def tail(log: Path, lines: int = 15) -> str:
    """Return the last lines of a log, indented."""
    written = log.read_text(errors="replace").splitlines() if log.exists() else []
    return "\n".join(f"    {line}" for line in written[-lines:]) or "    (empty)"


def _opened(log: Path) -> IO[bytes]:
    if log.exists() and log.stat().st_size > LOG_LIMIT_BYTES:
        log.replace(log.with_suffix(".old.log"))
    return log.open("ab")


def _stop_left_overs(book: Path) -> None:
    """Stop what a killed run left behind; a reused process number is left alone."""
    if not book.exists():
        return
    left: list[psutil.Process] = []
    for pid, started in json.loads(book.read_text()):
        try:
            process = psutil.Process(pid)
            if abs(process.create_time() - started) < 1:
                process.send_signal(signal.SIGINT)
                left.append(process)
        except psutil.NoSuchProcess:
            continue
    _, alive = psutil.wait_procs(left, timeout=STOP_SECONDS)
    for process in alive:
        process.kill()
    book.unlink()
