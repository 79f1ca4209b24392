"""How two texts differ, word by word (rule P20)."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_PIECE = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text, and whether the other text lacks it."""

    text: str
    is_own: bool


def differences(text: str, other: str) -> tuple[Piece, ...]:
    """Mark what stands in a text and not in the other.

    Args:
        text: the text that is shown.
        other: the text it is held against.

    Returns:
        Stretches in order; together they are exactly `text`.
    """
    own, theirs = _PIECE.findall(text), _PIECE.findall(other)
    matcher = SequenceMatcher(None, own, theirs, autojunk=False)
    return tuple(
        Piece("".join(own[start:end]), is_own=tag != "equal")
        for tag, start, end, _, _ in matcher.get_opcodes()
        if end > start
    )
