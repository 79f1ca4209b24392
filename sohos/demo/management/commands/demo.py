"""`manage.py demo`: build the demo when the database has none; print its accounts."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from sohos.demo import building
from sohos.demo.people import MUNICIPALITIES, PASSWORD, people_of


class Command(BaseCommand):
    """Builds the demo."""

    help = "Build what is not there yet of the demo."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the wish to see the accounts, and how large the demo is to be."""
        parser.add_argument(
            "--accounts", action="store_true", help="only list accounts"
        )
        parser.add_argument(
            "--households",
            type=int,
            default=building.TOLD,
            metavar="N",
            help="how many; more than are told one by one are added in bulk",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Build what is missing and say what is there."""
        if options["accounts"]:
            self._print_accounts()
            return
        if not (settings.DEMO or settings.DEBUG):
            raise CommandError("The demo is invented: set DEMO=on to build it.")
        building.build(households=options["households"], report=self._tell)

    def _tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _print_accounts(self) -> None:
        self.stdout.write(f"Password of every account: {PASSWORD}")
        for town in MUNICIPALITIES:
            self.stdout.write(f"\n{town.name}")
            for person in people_of(town.slug):
                self.stdout.write(f"  {person.email:28} {person.role:18} {person.name}")
