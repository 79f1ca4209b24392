"""The states of a bank file, and what may be decided about a bank line (rule B4)."""

from enum import StrEnum


class FileState(StrEnum):
    """How far a file is: looked at, taken in, or thrown away."""

    NEW = "new"
    IMPORTED = "imported"
    DROPPED = "dropped"


class Verdict(StrEnum):
    """What somebody decided about a line; the value is stored and never changes."""

    MATCHED = "matched"
    SET_ASIDE = "set_aside"
    TAKEN_BACK = "taken_back"


class Seen(StrEnum):
    """What a line of a file is, compared with everything that was taken in before.

    A twin looks like a line of another file: perhaps the same, told by another format.
    """

    NEW = "new"
    TWIN = "twin"
    KNOWN = "known"
