"""`manage.py bond verify|simulate`: is the ledger sound, and what would a bond do.

`simulate FILE` works a contract and a scenario out without a database.
"""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bonds import selectors
from bonds.domain import document
from kba.domain.document import canonical
from kba.domain.problems import InvalidInputError
from sohos.tenancy import context
from sohos.tenancy.models import Municipality

REFUSED = 2


class Command(BaseCommand):
    """Verifies the ledger of every bond, or works out a bond that does not exist."""

    help = (
        "Verify the ledger of every bond; or simulate a contract with a scenario from"
        " its open JSON file, and print what comes of it."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the verb, the file, and the heads that were published before."""
        parser.add_argument("verb", choices=["verify", "simulate"])
        parser.add_argument(
            "file", nargs="?", help="of a simulation; - for standard input"
        )
        parser.add_argument(
            "--format",
            choices=["text", "json"],
            default="text",
            help="how a simulation is told; JSON has amounts in euro cents",
        )
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
        """Do what the verb says."""
        if options["verb"] == "simulate":
            self._simulate(options["file"] or "-", form=options["format"])
        else:
            self._verify_all(options)

    def _simulate(self, name: str, *, form: str) -> None:
        try:
            told = document.answer(document.read(_content(name)))
        except InvalidInputError as error:
            for problem in error.problems:
                self.stderr.write(str(problem))
            sys.exit(REFUSED)
        as_json = form == "json"
        text = canonical(told).decode() if as_json else document.as_text(told)
        self.stdout.write(text)

    def _verify_all(self, options: dict[str, Any]) -> None:
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


def _content(name: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror}", returncode=REFUSED) from None
