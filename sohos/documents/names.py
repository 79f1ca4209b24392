"""The name under which a file is shown and offered, whatever its sender called it."""

import re
import unicodedata
from pathlib import PurePosixPath

MOST_CHARACTERS = 120
MOST_BYTES = 200
UNNAMED = "bestand"
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_NOT_IN_NAMES = re.compile(r'[<>:"|?*]')
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_LONGEST_EXTENSION = 10


def safe_name(name: str) -> str:
    """Clean a file name and keep every letter that people write.

    Args:
        name: as the sender gave it, with or without a path of either kind.

    Returns:
        The last part of the path in composed form (NFC), without control, format and
        direction characters, leading dots, and characters that some system refuses;
        at most 120 characters and 200 bytes in UTF-8, the extension kept. Never empty.
    """
    last = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    visible = "".join(
        " " if character in "\t\r\n" else character
        for character in last
        if character in "\t\r\n" or unicodedata.category(character) not in _INVISIBLE
    )
    plain = re.sub(r"\s+", " ", _NOT_IN_NAMES.sub("_", visible))
    plain = plain.strip().lstrip(". ").rstrip(". ")
    if not plain:
        return UNNAMED
    if _DEVICES.match(plain):
        plain = f"_{plain}"
    return _shortened(plain)


def extension(name: str) -> str:
    """Return what follows the last dot of a safe name, in small letters, or nothing."""
    return PurePosixPath(name).suffix.removeprefix(".").lower()


def _shortened(name: str) -> str:
    suffix = PurePosixPath(name).suffix
    if len(suffix) > _LONGEST_EXTENSION:
        suffix = ""
    stem = name.removesuffix(suffix)
    stem = stem[: MOST_CHARACTERS - len(suffix)]
    room = MOST_BYTES - len(suffix.encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip(". ") + suffix
