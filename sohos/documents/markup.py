"""Reading XML from strangers: no document types, no entities, no endless tokens."""

from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Any, NoReturn
from xml.parsers import expat

from sohos.documents import limits

CHUNK = 64 * 1024
_MOST_SILENT_BYTES = 4 * limits.MEBIBYTE
_DEEPEST = 64
_NONE: dict[str, str] = {}


class What(Enum):
    """What was read."""

    START = 1
    END = 2
    TEXT = 3


Event = tuple[What, str, dict[str, str]]
"""A start tag with its attributes, an end tag, or text; tags without their prefix."""


def events(chunks: Iterable[bytes]) -> Iterator[Event]:
    """Read XML as a stream of events; text may come in several pieces.

    Args:
        chunks: the document in order, in pieces of at most `CHUNK` bytes.

    Raises:
        FileDamagedError: it is not well-formed, has a document type or is too deep.
        ArchiveTooLargeError: one token goes on without end.
    """
    found: list[Event] = []
    parser = _parser(found)
    silent = 0
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)  # noqa: FBT003
            silent = 0 if found else silent + len(chunk)
            if silent > _MOST_SILENT_BYTES:
                raise limits.ArchiveTooLargeError
            yield from found
            found.clear()
        parser.Parse(b"", True)  # noqa: FBT003
    except expat.ExpatError as error:
        raise limits.FileDamagedError from error
    yield from found


def elements(content: bytes) -> Iterator[Event]:
    """Return the start tags of a small document, in order.

    Raises:
        FileDamagedError: as in `events`.
    """
    pieces = (content[at : at + CHUNK] for at in range(0, len(content), CHUNK))
    return (event for event in events(pieces) if event[0] is What.START)


def _parser(found: list[Event]) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise limits.FileDamagedError
        found.append((What.START, name.rpartition(":")[2], attributes))

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        found.append((What.END, name.rpartition(":")[2], _NONE))

    def text(data: str) -> None:
        found.append((What.TEXT, data, _NONE))

    def refuse(*_: Any) -> NoReturn:
        raise limits.FileDamagedError

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser
