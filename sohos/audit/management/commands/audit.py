"""`manage.py audit verify`: tell whether anybody changed the log, and where."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sohos.audit import selectors
from sohos.tenancy import context
from sohos.tenancy.models import Municipality


class Command(BaseCommand):
    """Verifies the chain of every municipality and of what belongs to none."""

    help = "Verify the hash chain of the audit log."

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
            metavar="CHAIN:COUNT:HASH",
            help="a head printed earlier; the chain must still pass through it",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print a line per chain; fail when there is any fault."""
        chosen = options["municipality"]
        chains = [chosen] if chosen is not None else [0, *self._municipalities()]
        published = dict(self._published(text) for text in options["expect"])
        faults = sum(self._verify(chain, published.get(chain)) for chain in chains)
        if faults:
            raise CommandError(f"{faults} fault(s) in the audit log")

    @staticmethod
    def _municipalities() -> list[int]:
        return list(Municipality.objects.order_by("id").values_list("id", flat=True))

    @staticmethod
    def _published(text: str) -> tuple[int, tuple[int, str]]:
        try:
            chain, count, digest = text.split(":")
            return int(chain), (int(count), digest)
        except ValueError:
            raise CommandError("--expect takes CHAIN:COUNT:HASH") from None

    def _verify(self, chain: int, published: tuple[int, str] | None) -> int:
        if chain:
            with context.tenant(chain):
                verdict = selectors.verify(chain, published=published)
        else:
            verdict = selectors.verify(chain, published=published)
        self.stdout.write(f"{chain}:{verdict.lines}:{verdict.head}")
        for fault in verdict.faults:
            self.stderr.write(
                f"chain {fault.chain} sequence {fault.sequence}"
                f" line {fault.line_id}: {fault.what}"
            )
        return len(verdict.faults)
