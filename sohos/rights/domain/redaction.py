"""Names of others are taken out of what one person gets to read (rules B10, B11)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

HIDDEN = "[…]"
_SHORTEST = 2
# Words that stand in a name and are no name by themselves.
_PARTICLES = frozenset(
    {
        "van",
        "de",
        "der",
        "den",
        "het",
        "ten",
        "ter",
        "te",
        "in",
        "op",
        "el",
        "al",
        "von",
    }
)


@dataclass(frozen=True, slots=True)
class Redactor:
    """Takes names out of texts; the own names of the reader stay."""

    pattern: re.Pattern[str] | None

    @classmethod
    def of(cls, others: Iterable[str], *, own: Iterable[str]) -> "Redactor":
        """Build a redactor.

        Args:
            others: full names of third parties.
            own: full names of the person who gets the text.
        """
        kept = {word.casefold() for name in own for word in _words(name)}
        taken = {
            word
            for name in others
            for word in _words(name)
            if word.casefold() not in kept
        }
        if not taken:
            return cls(None)
        longest_first = sorted(taken, key=lambda word: (-len(word), word))
        words = "|".join(map(re.escape, longest_first))
        return cls(re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE))

    def clean(self, text: str) -> str:
        """Return a text without the names of others."""
        return text if self.pattern is None else self.pattern.sub(HIDDEN, text)


def _words(name: str) -> list[str]:
    return [
        word
        for word in re.findall(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*", name)
        if len(word) >= _SHORTEST and word.casefold() not in _PARTICLES
    ]
