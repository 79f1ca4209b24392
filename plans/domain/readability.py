"""How easy a text reads: shown beside it, never enforced (rule P19)."""

import re
from dataclasses import dataclass

LONG_SENTENCE = 12
_END = re.compile(r"[.!?…]+(?:\s+|$)|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d[\d.,]*")  # noqa: RUF001


@dataclass(frozen=True, slots=True)
class Reading:
    """Counts of a text; a long sentence has more than `LONG_SENTENCE` words."""

    sentences: int
    words: int
    longest: int
    long_sentences: int

    @property
    def is_easy(self) -> bool:
        """Tell whether no sentence is long."""
        return self.long_sentences == 0


def read(text: str) -> Reading:
    """Count the sentences and words of a text.

    Args:
        text: plain text; a line break ends a sentence as well.
    """
    lengths = [len(_WORD.findall(sentence)) for sentence in _END.split(text)]
    lengths = [length for length in lengths if length]
    return Reading(
        sentences=len(lengths),
        words=sum(lengths),
        longest=max(lengths, default=0),
        long_sentences=sum(length > LONG_SENTENCE for length in lengths),
    )
