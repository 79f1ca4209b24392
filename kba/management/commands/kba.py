"""`manage.py kba evaluate|simulate FILE`: recompute a KBA from its open file.

Neither needs a database.
"""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kba.domain import document, simulation
from kba.domain.measures import measures_of
from kba.domain.problems import InvalidInputError
from kba.domain.programme_figures import figures_of
from kba.domain.result import evaluate


class Command(BaseCommand):
    """Recomputes a KBA that somebody sent as a file."""

    help = (
        "Recompute a KBA from its open JSON file, or simulate what may come of it,"
        " and print the results as JSON."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the verb and the file."""
        parser.add_argument("verb", choices=["evaluate", "simulate"])
        parser.add_argument("file", help="path of the file, or - for standard input")
        parser.add_argument("--seed", type=int, default=1, help="of the simulation")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print the results, or every fault with the path of its field."""
        try:
            found = document.read(_content(options["file"]))
        except InvalidInputError as error:
            for problem in error.problems:
                self.stderr.write(str(problem))
            raise CommandError(f"{len(error.problems)} fault(s); no result") from None
        if options["verb"] == "simulate":
            drawn = simulation.simulate(found.kba, seed=options["seed"])
            self._tell(simulation.as_json(drawn))
            return
        result = evaluate(found.kba)
        told = document.outcome(result, measures_of(found.kba, result), found.programme)
        if found.programme is not None:
            read_off = figures_of(found.kba, result, found.programme)
            told["programme_figures"] = document.figures(read_off)
        self._tell(told)

    def _tell(self, told: dict[str, object]) -> None:
        self.stdout.write(document.canonical(told).decode())


def _content(name: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror}") from None
