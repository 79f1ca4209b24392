"""`manage.py funds verify`: tell whether the book of Veil je schuld is as booked."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sohos.funds import selectors
from sohos.tenancy import context
from sohos.tenancy.models import Municipality


class Command(BaseCommand):
    """Walks the chain of every municipality and compares the legs with it."""

    help = "Verify the book of Veil je schuld."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the verb."""
        parser.add_argument("verb", choices=["verify"])

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print a line per municipality; fail when there is any fault."""
        faults = 0
        towns = Municipality.objects.order_by("id").values_list("id", flat=True)
        for municipality_id in list(towns):
            with context.tenant(municipality_id):
                verdict = selectors.verify_book()
            self.stdout.write(f"{municipality_id}:{verdict.events}:{verdict.head}")
            for sequence, what in verdict.faults:
                self.stderr.write(f"{municipality_id} sequence {sequence}: {what}")
            faults += len(verdict.faults)
        if faults:
            raise CommandError(f"{faults} fault(s) in the book")
