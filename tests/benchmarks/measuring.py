"""Measures with care: a warm-up, several runs, the median and the 95th percentile."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

WARM_UP = 3
FEWEST = 5
LONG_ENOUGH_SECONDS = 20


@dataclass(slots=True)
class Sql:
    """What the statements of one action took, in seconds."""

    statements: list[tuple[float, str]] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        return sum(seconds for seconds, _ in self.statements)


@dataclass(frozen=True, slots=True)
class Runs:
    """The same action several times: seconds, statements and own work of each run.

    `cpu` is the time that this process worked: others on the machine hardly change it.
    """

    seconds: list[float]
    cpu: list[float]
    sql: list[Sql]

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.seconds, n=20, method="inclusive")[-1]

    @property
    def median_cpu(self) -> float:
        return statistics.median(self.cpu)

    @property
    def median_sql(self) -> float:
        return statistics.median(sql.seconds for sql in self.sql)

    @property
    def queries(self) -> str:
        """How many statements, one number when it is always the same."""
        counts = sorted({len(sql.statements) for sql in self.sql})
        return f"{counts[0]}-{counts[-1]}" if len(counts) > 1 else str(counts[0])

    @property
    def slowest(self) -> tuple[float, str]:
        """The statement that took longest in any run."""
        return max(row for sql in self.sql for row in sql.statements)


@contextmanager
def statements() -> Iterator[Sql]:
    """Time every statement of Django's connection, fetching not included."""
    found = Sql()

    def timed(execute: Callable[..., Any], query: Any, *rest: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(query, *rest)
        finally:
            found.statements.append((time.perf_counter() - began, str(query)))

    with connection.execute_wrapper(timed):
        yield found


def runs(action: Callable[[int], object], *, times: int) -> Runs:
    """Do something several times, each with its own number, after a warm-up.

    What is slow is done less often, so that it does not keep everybody waiting.
    """
    for number in range(WARM_UP):
        action(number)
    seconds: list[float] = []
    cpu: list[float] = []
    sql: list[Sql] = []
    for number in range(times):
        if sum(seconds) > LONG_ENOUGH_SECONDS and number >= FEWEST:
            break
        with statements() as found:
            began, worked = time.perf_counter(), time.process_time()
            action(number)
            seconds.append(time.perf_counter() - began)
            cpu.append(time.process_time() - worked)
        sql.append(found)
    return Runs(seconds, cpu, sql)


def in_turn(*actions: Callable[[], object], times: int) -> list[float]:
    """Do things in turn, so that a busy moment meets all; return their medians."""
    taken: list[list[float]] = [[] for _ in actions]
    for number in range(WARM_UP + times):
        for action, seconds in zip(actions, taken, strict=True):
            began = time.perf_counter()
            action()
            if number >= WARM_UP:
                seconds.append(time.perf_counter() - began)
    return [statistics.median(seconds) for seconds in taken]


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:7.2f} ms"
