"""`manage.py bond verify`: tell whether the ledger is what was posted, and where not."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bonds import selectors
from sohos.tenancy import context
from sohos.tenancy.models import Municipality


class Command(BaseCommand):
    """Walks the chain of every bond and replays it to its balances."""

    help = "Verify the ledger of every bond."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the verb, and the heads that were published before."""
        parser.add_argument("verb", choices=["verify"])
        parser.add_argument(
            "--municipality", type=int, help="CBS number; all when left out"
        )
        parser.add_argument(
            "--expect",
            action="append",
            default=[],
            metavar="BOND:SEQUENCE:HASH",
            help="a head printed earlier; the chain must still pass through it",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print a line per bond; fail when there is any fault."""
        published = dict(self._published(text) for text in options["expect"])
        towns = Municipality.objects.order_by("id").values_list("id", flat=True)
        if options["municipality"] is not None:
            towns = towns.filter(pk=options["municipality"])
        faults = 0
        for municipality_id in list(towns):
            with context.tenant(municipality_id):
                for bond in selectors.every_bond():
                    faults += self._verify(bond, published.pop(bond.pk, None))
        for bond_id in published:
            self.stderr.write(f"bond {bond_id} is gone")
        if faults + len(published):
            raise CommandError(f"{faults + len(published)} fault(s) in the ledger")

    @staticmethod
    def _published(text: str) -> tuple[int, tuple[int, str]]:
        try:
            bond_id, sequence, digest = text.split(":")
            return int(bond_id), (int(sequence), digest)
        except ValueError:
            raise CommandError("--expect takes BOND:SEQUENCE:HASH") from None

    def _verify(
        self, bond: selectors.BondRow, published: tuple[int, str] | None
    ) -> int:
        verdict = selectors.verify(bond, published=published)
        self.stdout.write(f"{bond.pk}:{verdict.events}:{verdict.head}")
        for fault in verdict.faults:
            self.stderr.write(f"bond {bond.pk} sequence {fault.sequence}: {fault.what}")
        return len(verdict.faults)
