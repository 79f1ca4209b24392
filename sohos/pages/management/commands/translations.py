"""`manage.py translations`: collect the texts, compile them, find what is missing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from sohos.pages import catalogue
from sohos.pages.catalogue import Message

if TYPE_CHECKING:
    from polib import POEntry, POFile

PACKAGES = ("sohos", "cases", "plans", "kba", "bonds")
COLLECTED = "en"
OWN_WORDS = "nl"
METADATA = {
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}


def _paths(language: str) -> tuple[Path, Path]:
    folder = Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES"
    return folder / "django.po", folder / "django.mo"


def _key(entry: "POEntry") -> Message:
    return Message(entry.msgid, entry.msgid_plural, entry.msgctxt or "")


def _is_translated(entry: "POEntry") -> bool:
    if entry.msgid_plural:
        one, more = (entry.msgstr_plural.get(form) for form in (0, 1))
        return bool(one and more) and one != more
    return bool(entry.msgstr)


class Command(BaseCommand):
    """Dutch is the msgid; English is complete; Dutch words of our own overrule Django's."""

    requires_system_checks = ()
    help = "Collect texts (--write) or list what is not translated (--check)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask for one of the two acts."""
        act = parser.add_mutually_exclusive_group(required=True)
        act.add_argument("--write", action="store_true")
        act.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or check."""
        found = catalogue.collect(Path(settings.BASE_DIR), PACKAGES)
        if options["write"]:
            self._write(found)
        else:
            self._check(found)

    def _read(self, language: str) -> "POFile":
        import polib  # noqa: PLC0415 - a tool for developers, not installed elsewhere

        path, _compiled = _paths(language)
        if path.exists():
            return polib.pofile(str(path), wrapwidth=88)
        return polib.POFile(wrapwidth=88)

    def _write(self, found: dict[Message, list[str]]) -> None:
        import polib  # noqa: PLC0415

        known = {_key(entry): entry for entry in self._read(COLLECTED)}
        fresh = polib.POFile(wrapwidth=88)
        fresh.metadata = {"Language": COLLECTED, **METADATA}
        for message, places in found.items():
            old = known.get(message)
            fresh.append(
                polib.POEntry(
                    msgid=message.text,
                    msgid_plural=message.plural,
                    msgctxt=message.context or None,
                    msgstr=old.msgstr if old else "",
                    msgstr_plural=(old.msgstr_plural if old else {0: "", 1: ""})
                    if message.plural
                    else {},
                    occurrences=[(place, "") for place in places],
                )
            )
        source, _compiled = _paths(COLLECTED)
        source.parent.mkdir(parents=True, exist_ok=True)
        fresh.save(str(source))
        for language in (COLLECTED, OWN_WORDS):
            compiled = _paths(language)[1]
            compiled.write_bytes(self._read(language).to_binary())
        missing = sum(not _is_translated(entry) for entry in fresh)
        self.stdout.write(f"{len(fresh)} texts, {missing} without English")

    def _check(self, found: dict[Message, list[str]]) -> None:
        entries = {_key(entry): entry for entry in self._read(COLLECTED)}
        faults = [
            f"not translated: {message.text!r} in {', '.join(places)}"
            for message, places in found.items()
            if message not in entries or not _is_translated(entries[message])
        ]
        faults += [
            f"no longer used: {message.text!r}" for message in entries.keys() - found
        ]
        for language in (COLLECTED, OWN_WORDS):
            compiled = _paths(language)[1]
            binary = self._read(language).to_binary()
            if not compiled.exists() or compiled.read_bytes() != binary:
                faults.append(f"django.mo of {language} is older than django.po")
        if faults:
            raise CommandError("\n".join(sorted(faults)))
        self.stdout.write(f"{len(found)} texts, all of them in English")
