"""Reading help beside what the household will read: shown, never enforced (P19)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django import forms

from plans.domain import readability
from plans.domain.readability import HardWord, Reading

# What the household reads back, by the name of the field.
FOR_THE_FAMILY = (
    "story",
    "wishes",
    "needed",
    "main_breakthrough",
    "can_self",
    "needs_help",
    "says",
    "text",
    "grip",
)
_MOST = 6


@dataclass(frozen=True, slots=True)
class LongSentence:
    """A sentence that is hard to follow, as it stands."""

    text: str
    words: int


@dataclass(frozen=True, slots=True)
class Help:
    """What would make a text easier to read."""

    reading: Reading
    long_sentences: tuple[LongSentence, ...]
    hard_words: tuple[HardWord, ...]
    passives: tuple[str, ...]

    @property
    def has_tips(self) -> bool:
        """Tell whether there is anything to show."""
        return bool(self.long_sentences or self.hard_words or self.passives)


def help_of(text: str) -> Help:
    """Read a text and gather what would help; at most a handful of each."""
    found = readability.read(text)
    return Help(
        reading=found,
        long_sentences=tuple(
            LongSentence(text[one.span.start : one.span.end].strip(), one.words)
            for one in found.all_sentences
            if one.is_long
        )[:_MOST],
        hard_words=tuple(_once(found.hard_words))[:_MOST],
        passives=tuple(
            f"{text[one.first.start : one.first.end]} … "
            f"{text[one.second.start : one.second.end]}"
            for one in found.passives
        )[:_MOST],
    )


def helps_of(form: forms.Form | None) -> dict[str, Help]:
    """Return the help for each field of a form that the household reads, if written."""
    if form is None:
        return {}
    texts = {
        name: str(form[name].value() or "")
        for name in FOR_THE_FAMILY
        if name in form.fields
    }
    return {name: help_of(text) for name, text in texts.items() if text.strip()}


def _once(words: Iterable[HardWord]) -> list[HardWord]:
    return list({word.text.lower(): word for word in words}.values())
