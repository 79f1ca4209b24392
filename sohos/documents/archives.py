"""What is inside a ZIP file, judged from its directory before anything is unpacked."""

import re
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO

from sohos.documents import limits

_END = struct.Struct("<4s4H2LH")
_END_MARK = b"PK\x05\x06"
_LOCAL = struct.Struct("<4s5H3L2H")
_LOCAL_MARK = b"PK\x03\x04"
_MOST_DIRECTORY_BYTES = limits.MOST_ENTRIES * 512
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_UNSAFE_NAME = re.compile(r"(?:^|/)\.{1,2}(?:/|$)|^/|^[A-Za-z]:|\\|[\x00-\x1f\x7f]|//")
_PACKED = re.compile(
    r"\.(?:zip|7z|rar|gz|tgz|bz2|xz|zst|lz4|cab|iso|jar|arj|tar"
    r"|docx|xlsx|pptx|docm|xlsm|xlsb|odt|ods|odp)$",
    re.IGNORECASE,
)
_PACKED_MARKS = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd",
    b"MSCF",
)
_SMALL_BYTES = limits.MEBIBYTE
_LONGEST_GAP = 24
"""Between two entries only a data descriptor may stand."""
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ValueError,
    EOFError,
    OSError,
    KeyError,
    RuntimeError,
)
"""What the standard library raises on a damaged archive."""


@dataclass(frozen=True, slots=True)
class Archive:
    """A ZIP file that passed every check; its entries can be read in bounded pieces."""

    content: bytes
    names: tuple[str, ...]

    def read(self, name: str, *, most: int = limits.MOST_UNPACKED_BYTES) -> bytes:
        """Unpack one entry.

        Args:
            name: one of `names`.
            most: bytes.

        Raises:
            FileDamagedError: it cannot be unpacked, or its check sum is wrong.
            ArchiveTooLargeError: it is larger than `most`.
        """
        try:
            with self.open() as opened, opened.open(name) as entry:
                found = entry.read(most + 1)
        except BROKEN as error:
            raise limits.FileDamagedError from error
        if len(found) > most:
            raise limits.ArchiveTooLargeError
        return found

    def open(self) -> zipfile.ZipFile:
        """Open the archive for reading entries as a stream."""
        return zipfile.ZipFile(BytesIO(self.content))


def inspect(content: bytes) -> Archive:
    """Check a ZIP file from beginning to end without unpacking more than 8 bytes each.

    Args:
        content: the whole file.

    Returns:
        The archive, names in the order of its directory.

    Raises:
        FileDamagedError: it is no ZIP file, or directory and content contradict.
        FileEncryptedError: an entry needs a password.
        ArchiveTooLargeError: too many entries, too many bytes, or too dense.
        ArchiveUnsafeError: an entry leaves its folder, occurs twice, overlaps
            another, is packed in an unusual way or is an archive itself.
    """
    directory_at, count = _require_plain_ends(content)
    try:
        with zipfile.ZipFile(BytesIO(content)) as opened:
            entries = opened.infolist()
            if len(entries) != count:
                raise limits.FileDamagedError
            _require_sizes(entries)
            _require_names(entries)
            _require_no_overlap(content, entries, directory_at)
            _require_not_nested(opened, entries)
    except limits.FileRefusedError:
        raise
    except BROKEN as error:
        raise limits.FileDamagedError from error
    return Archive(content, tuple(entry.filename for entry in entries))


def _require_plain_ends(content: bytes) -> tuple[int, int]:
    """Return where the directory begins and how many entries it says to have."""
    at = content.rfind(_END_MARK, max(0, len(content) - _END.size - 0xFFFF))
    if not content.startswith(_LOCAL_MARK) or at < 0 or at + _END.size > len(content):
        raise limits.FileDamagedError
    _, disk, first_disk, here, count, size, offset, comment = _END.unpack_from(
        content, at
    )
    if count > limits.MOST_ENTRIES or size > _MOST_DIRECTORY_BYTES:
        raise limits.ArchiveTooLargeError
    whole = at + _END.size + comment == len(content) and offset + size == at
    if not whole or disk or first_disk or here != count:
        raise limits.FileDamagedError
    return int(offset), int(count)


def _require_sizes(entries: list[zipfile.ZipInfo]) -> None:
    for entry in entries:
        if entry.flag_bits & _ENCRYPTED:
            raise limits.FileEncryptedError
        if entry.compress_type not in _METHODS:
            raise limits.ArchiveUnsafeError
        dense = entry.file_size > limits.MOST_RATIO * max(entry.compress_size, 1)
        if dense and entry.file_size > _SMALL_BYTES:
            raise limits.ArchiveTooLargeError
    if sum(entry.file_size for entry in entries) > limits.MOST_UNPACKED_BYTES:
        raise limits.ArchiveTooLargeError


def _require_names(entries: list[zipfile.ZipInfo]) -> None:
    seen = set()
    for entry in entries:
        name = entry.orig_filename
        if not name or _UNSAFE_NAME.search(name) or name.casefold() in seen:
            raise limits.ArchiveUnsafeError
        if stat.S_ISLNK(entry.external_attr >> 16) or _PACKED.search(name):
            raise limits.ArchiveUnsafeError
        seen.add(name.casefold())


def _require_no_overlap(
    content: bytes, entries: list[zipfile.ZipInfo], directory_at: int
) -> None:
    ends = [0]
    starts = []
    for entry in sorted(entries, key=lambda one: one.header_offset):
        at = entry.header_offset
        if at + _LOCAL.size > directory_at:
            raise limits.FileDamagedError
        mark, *_, name_size, extra_size = _LOCAL.unpack_from(content, at)
        if mark != _LOCAL_MARK:
            raise limits.FileDamagedError
        starts.append(at)
        ends.append(at + _LOCAL.size + name_size + extra_size + entry.compress_size)
    starts.append(directory_at)
    for start, end in zip(starts, ends, strict=True):
        if not 0 <= start - end <= _LONGEST_GAP:
            raise limits.ArchiveUnsafeError


def _require_not_nested(
    opened: zipfile.ZipFile, entries: list[zipfile.ZipInfo]
) -> None:
    for entry in entries:
        with opened.open(entry) as stream:
            if stream.read(8).startswith(_PACKED_MARKS):
                raise limits.ArchiveUnsafeError
