"""`manage.py kba evaluate FILE`: recompute a KBA from its open file, without a database."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kba.domain import document
from kba.domain.measures import measures_of
from kba.domain.problems import InvalidInputError
from kba.domain.result import evaluate


class Command(BaseCommand):
    """Recomputes a KBA that somebody sent as a file."""

    help = "Recompute a KBA from its open JSON file and print the results as JSON."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the verb and the file."""
        parser.add_argument("verb", choices=["evaluate"])
        parser.add_argument("file", help="path of the file, or - for standard input")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print the results, or every fault with the path of its field."""
        try:
            found = document.read(_content(options["file"]))
        except InvalidInputError as error:
            for problem in error.problems:
                self.stderr.write(str(problem))
            raise CommandError(f"{len(error.problems)} fault(s); no result") from None
        result = evaluate(found.kba)
        told = document.outcome(result, measures_of(found.kba, result), found.programme)
        self.stdout.write(document.canonical(told).decode())


def _content(name: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror}") from None
