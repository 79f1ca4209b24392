"""Looking at processes from outside."""

from collections.abc import Iterable

import psutil


def still_running(
    processes: Iterable[psutil.Process], *, seconds: float
) -> list[psutil.Process]:
    """Return those that run on after `seconds`; one that nobody buried has ended."""
    return [
        process
        for process in psutil.wait_procs(list(processes), timeout=seconds)[1]
        if process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    ]
