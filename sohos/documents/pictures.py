"""Whether a PNG or JPEG holds together, and how many pixels it unfolds to."""

import struct
import zlib
from collections.abc import Iterator

from sohos.documents import limits

PNG_MARK = b"\x89PNG\r\n\x1a\n"
JPEG_MARK = b"\xff\xd8\xff"
_CHUNK = struct.Struct(">L4s")
_SIZE = struct.Struct(">2L")
_HEADER_BYTES = 13
_SHORT = struct.Struct(">H")
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_SCAN, _END, _FILL = 0xDA, 0xD9, 0xFF
_WITHOUT_LENGTH = {0x01, *range(0xD0, 0xD9)}


def check_png(content: bytes) -> None:
    """Walk through all chunks of a PNG, with their check sums, up to its end.

    Raises:
        FileDamagedError: a chunk is broken or missing, or something follows the end.
            What follows it may be the part of a photo that somebody cut off.
        ImageTooLargeError: it has more pixels than `limits.MOST_PIXELS`.
    """
    kinds: list[bytes] = []
    for kind, data in _chunks(content):
        if not kinds:
            if kind != b"IHDR" or len(data) != _HEADER_BYTES:
                raise limits.FileDamagedError
            _require_pixels(*_SIZE.unpack_from(data))
        kinds.append(kind)
    if b"IDAT" not in kinds:
        raise limits.FileDamagedError


def _chunks(content: bytes) -> Iterator[tuple[bytes, memoryview]]:
    view = memoryview(content)
    at = len(PNG_MARK)
    kind = b""
    while kind != b"IEND":
        if at + _CHUNK.size > len(content):
            raise limits.FileDamagedError
        size, kind = _CHUNK.unpack_from(content, at)
        end = at + _CHUNK.size + size
        if end + 4 > len(content):
            raise limits.FileDamagedError
        if zlib.crc32(view[at + 4 : end]) != int.from_bytes(view[end : end + 4]):
            raise limits.FileDamagedError
        yield kind, view[at + _CHUNK.size : end]
        at = end + 4
    if at != len(content):
        raise limits.FileDamagedError


def check_jpeg(content: bytes) -> None:
    """Walk through the segments of a JPEG up to its picture data.

    What follows the end is let pass: telephones put a film or a depth map there.

    Raises:
        FileDamagedError: a segment is broken, or frame, scan or end is missing.
        ImageTooLargeError: it has more pixels than `limits.MOST_PIXELS`.
    """
    at, framed = 2, False
    while True:
        marker, at = _next_marker(content, at)
        if marker in _WITHOUT_LENGTH:
            continue
        if marker == _END or at + 2 > len(content):
            raise limits.FileDamagedError
        (size,) = _SHORT.unpack_from(content, at)
        if size < _SHORT.size or at + size > len(content):
            raise limits.FileDamagedError
        if marker in _FRAMES:
            framed = True
            _check_frame(content[at : at + size])
        at += size
        if marker == _SCAN:
            break
    if not framed or content.find(b"\xff\xd9", at) < 0:
        raise limits.FileDamagedError


def _next_marker(content: bytes, at: int) -> tuple[int, int]:
    if content[at : at + 1] != b"\xff":
        raise limits.FileDamagedError
    while content[at : at + 1] == b"\xff":
        at += 1
    if at >= len(content):
        raise limits.FileDamagedError
    return content[at], at + 1


def _check_frame(segment: bytes) -> None:
    if len(segment) < 8:  # noqa: PLR2004
        raise limits.FileDamagedError
    height, width = struct.unpack_from(">2H", segment, 3)
    _require_pixels(width, height or 1)


def _require_pixels(width: int, height: int) -> None:
    if not width or not height:
        raise limits.FileDamagedError
    if width * height > limits.MOST_PIXELS:
        raise limits.ImageTooLargeError(f"{width}x{height}")
