"""A database of the asked size for the benchmarks, and their figures at the end.

`./test tests/benchmarks` runs them; ./test alone does not. Nothing is asserted about
time: the lines at the end compare things measured in one run on one machine.
SOHOS_BENCHMARK_HOUSEHOLDS makes the demo smaller than 100,000 households, and
SOHOS_BENCHMARK_DATABASE takes a database of the cluster that was grown before.
"""

import os
from collections.abc import Callable, Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests import databases

HOUSEHOLDS = int(os.environ.get("SOHOS_BENCHMARK_HOUSEHOLDS", "100000"))
GROWN_BEFORE = os.environ.get("SOHOS_BENCHMARK_DATABASE", "")
_figures: list[str] = []

Tell = Callable[[str], None]


@pytest.fixture(scope="session")
def tell() -> Tell:
    """Take a line for the summary."""
    return _figures.append


@pytest.fixture(scope="session")
def grown(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The grown demo, vacuumed as it would be in service."""
    with django_db_blocker.unblock():
        if GROWN_BEFORE:
            with databases.in_use(GROWN_BEFORE):
                yield GROWN_BEFORE
            return
        with databases.clone("grown") as name, databases.in_use(name):
            databases.manage(name, "demo", "--households", str(HOUSEHOLDS))
            with databases.admin(name) as connection:
                connection.execute("VACUUM ANALYZE")
            yield name


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was measured."""
    for line in _figures:
        terminalreporter.write_line(line)
