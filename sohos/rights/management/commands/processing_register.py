"""`manage.py processing_register`: the register of AVG article 30, and a DPIA annex."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation

from sohos.rights import selectors
from sohos.rights.domain.register import Processing, processings_of
from sohos.rights.forms import labels


class Command(BaseCommand):
    """Writes the register as Markdown, from the table of every field."""

    help = "Write the processing register; --dpia adds every field with its reason."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the wish for the annex."""
        parser.add_argument("--dpia", action="store_true", help="add every field")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write it to standard output, in Dutch."""
        with translation.override("nl"):
            found = processings_of(selectors.field_notes())
            self.stdout.write("\n".join(_register(found)))
            if options["dpia"]:
                self.stdout.write("\n".join(_annex(found)))


def _register(found: list[Processing]) -> Iterator[str]:
    yield "# Verwerkingsregister (AVG artikel 30)\n"
    for one in found:
        purpose, ground = labels.PURPOSES.get(one.app, labels.OTHER_PURPOSE)
        subjects = ", ".join(str(labels.SUBJECTS.get(s, s)) for s in one.subjects)
        kinds = ", ".join(f"{labels.KINDS[k]} ({n})" for k, n in one.kinds.items())
        yield f"## {purpose}\n"
        yield f"- Grondslag: {ground}"
        yield f"- Betrokkenen: {subjects}"
        yield f"- Gegevens, met het aantal velden: {kinds}"
        yield f"- Bewaartermijnen: {', '.join(one.retentions)}"
        yield "- Doorgifte buiten de Europese Unie: geen\n"
    yield "## Beveiliging\n"
    for line in labels.SECURITY:
        yield f"- {line}"
    yield ""


def _annex(found: list[Processing]) -> Iterator[str]:
    yield "# Bijlage bij de DPIA: elk veld met persoonsgegevens\n"
    for one in found:
        purpose, _ground = labels.PURPOSES.get(one.app, labels.OTHER_PURPOSE)
        yield f"## {purpose}\n"
        yield "| gegeven | soort | betrokkene | bewaren | waarom |"
        yield "|---|---|---|---|---|"
        for note in one.fields:
            kind = labels.KINDS[note.kind]
            subject = labels.SUBJECTS.get(note.subject, note.subject)
            yield (
                f"| {note.model}.{note.field} | {kind} | {subject}"
                f" | {note.retention} | {note.reason} |"
            )
        yield ""
