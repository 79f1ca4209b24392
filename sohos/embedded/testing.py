"""Every check and test, with servers that are thrown away: what ./test runs."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sohos.embedded import keys, place, postgres, redis
from sohos.embedded.children import Children
from sohos.embedded.errors import EmbeddedError

PACKAGES = ("sohos", "cases", "plans", "kba", "bonds", "tests")
LINT_IMPORTS = "from importlinter.cli import lint_imports_command as run; run()"
CHECKS: dict[str, list[str]] = {
    "Format (ruff format)": ["-m", "ruff", "format", "--check", "."],
    "Lint (ruff check)": ["-m", "ruff", "check", "."],
    "Types (mypy)": ["-m", "mypy", "manage.py", *PACKAGES],
    "Layers (import-linter)": ["-c", LINT_IMPORTS],
    "Migrations complete": ["manage.py", "makemigrations", "--check", "--dry-run"],
}
TESTS = "Tests (pytest)"
MOST_PROCESSES = 4
NOT_RUN = "BROWSER TESTS NOT RUN: Chromium was not found (see the lines at the top)"


def main(arguments: Sequence[str]) -> int:
    """Run the checks and tests, or with arguments only pytest; return the exit code."""
    has_browser = "CHROMIUM" in os.environ
    if not has_browser and os.environ.get("CI") == "true":
        _say(NOT_RUN)
        return 1
    selection = [] if has_browser else ["-m", "not browser"]
    tests = ["-m", "pytest", *selection]
    steps = {TESTS: [*tests, *arguments]}
    if not arguments:
        whole = ["--ignore=tests/benchmarks", *_spread()]
        steps = {**CHECKS, TESTS: [*tests, *whole]}
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with _environment() as environment:
            code = _run(steps, environment)
    except KeyboardInterrupt:
        return 130
    except EmbeddedError as error:
        _say(str(error))
        return 1
    if not has_browser:
        _say(NOT_RUN)
    return code


def _spread() -> list[str]:
    """Return how pytest spreads the whole suite over the processors of the machine.

    The folders keep their order, so that what takes longest does not come last.
    """
    processors = min(os.cpu_count() or 1, MOST_PROCESSES)
    return ["-n", str(processors), "--no-loadscope-reorder"] if processors > 1 else []


def _run(steps: dict[str, list[str]], environment: dict[str, str]) -> int:
    """Run the steps up to the first that fails, and sum up."""
    results = dict.fromkeys(steps, "not run")
    code = 0
    for name, command in steps.items():
        _say(f"\n=== {name}")
        began = time.monotonic()
        code = subprocess.run(
            [sys.executable, *command], cwd=place.ROOT, env=environment, check=False
        ).returncode
        took = time.monotonic() - began
        results[name] = f"FAILED ({code})" if code else f"ok ({took:.0f} s)"
        if code:
            break
    _say("\n" + "\n".join(f"{name}: {result}" for name, result in results.items()))
    return code


@contextmanager
def _environment() -> Iterator[dict[str, str]]:
    """Start a PostgreSQL and a Redis of this run alone, and say where they are."""
    with (
        place.throw_away_folder() as folder,
        Children("test", folder=folder) as servers,
    ):
        sockets = place.private_folder(folder / "sockets")
        cluster = postgres.Cluster(folder / "postgres", sockets)
        postgres.initialise(cluster)
        postgres.start(cluster, servers, options=postgres.THROW_AWAY_OPTIONS)
        redis.start(sockets, servers)
        postgres.prepare_database(cluster, superuser_password="", passwords={})
        drawn = keys.draw()
        yield {
            **postgres.environment_without_libpq(os.environ),
            "PGHOST": str(sockets),
            "PGUSER": "postgres",
            "TEST_DATABASE_ADMIN_URL": cluster.url("postgres", database="postgres"),
            "DATABASE_URL": cluster.url("sohos_app"),
            "REDIS_URL": redis.url(sockets),
            "EMAIL_URL": "memorymail://",
            "DEMO": "on",
            "SECRET_KEY": drawn.secret_key,
            "SOHOS_ENCRYPTION_KEY": drawn.encryption_key,
        }


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
