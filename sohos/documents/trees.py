"""Pieces of XML from strangers as small trees that know on which line they stood.

A document type is refused, and with it every entity: nothing outside the file is read
and nothing in it grows.
"""

from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from typing import Any, NoReturn
from xml.parsers import expat

from sohos.documents import limits, markup

Path = tuple[str, ...]
_DEEPEST = 40
_MOST_CHILDREN = 200_000
_MOST_CHARACTERS = 100_000


@dataclass(slots=True)
class Node:
    """An element: its name without prefix, its text, what is in it, and its line."""

    path: Path
    namespace: str
    line: int
    attributes: dict[str, str]
    pieces: list[str] = field(default_factory=list)
    children: list["Node"] = field(default_factory=list)
    size: int = 0

    @property
    def tag(self) -> str:
        """The name."""
        return self.path[-1]

    @property
    def text(self) -> str:
        """The text right in it, without spaces around."""
        return "".join(self.pieces).strip()

    def all(self, *path: str) -> list["Node"]:
        """Return what is found by going down along names, in order."""
        found = [self]
        for tag in path:
            found = [one for node in found for one in node.children if one.tag == tag]
        return found

    def first(self, *path: str) -> "Node | None":
        """Return the first that is found by going down along names."""
        return next(iter(self.all(*path)), None)

    def said(self, *path: str) -> str:
        """Return the text of the first that is found; nothing when there is none."""
        found = self.first(*path)
        return found.text if found is not None else ""


def cut(content: bytes, *, wanted: Set[Path]) -> Iterator[Node]:
    """Cut the wanted pieces out of a document, each when its end is read.

    A piece is left out of the piece around it, so a long document needs little memory.

    Args:
        content: the whole document.
        wanted: names from the root down to each piece.

    Raises:
        FileActiveError: there is a document type; the argument is the line.
        FileDamagedError: not well-formed, too deep or too long; the argument is the
            line.
    """
    builder = _Builder(wanted)
    for at in range(0, len(content), markup.CHUNK):
        yield from builder.read(content[at : at + markup.CHUNK], is_last=False)
    yield from builder.read(b"", is_last=True)


class _Builder:
    """Puts tags and text together."""

    def __init__(self, wanted: Set[Path]) -> None:
        self.wanted = wanted
        self.open: list[Node] = []
        self.done: list[Node] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse

    def read(self, chunk: bytes, *, is_last: bool) -> list[Node]:
        try:
            self.parser.Parse(chunk, is_last)
        except expat.ExpatError as error:
            raise limits.FileDamagedError(str(error.lineno)) from error
        done, self.done = self.done, []
        return done

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, tag = name.rpartition(" ")
        path = (*(self.open[-1].path if self.open else ()), tag)
        if len(path) > _DEEPEST:
            self._give_up()
        self.open.append(
            Node(path, namespace, self.parser.CurrentLineNumber, attributes)
        )

    def _end(self, _name: str) -> None:
        node = self.open.pop()
        if node.path in self.wanted:
            self.done.append(node)
        elif self.open:
            around = self.open[-1]
            around.children.append(node)
            if len(around.children) > _MOST_CHILDREN:
                self._give_up()

    def _text(self, data: str) -> None:
        node = self.open[-1]
        node.pieces.append(data)
        node.size += len(data)
        if node.size > _MOST_CHARACTERS:
            self._give_up()

    def _refuse(self, *_: Any) -> NoReturn:
        raise limits.FileActiveError(str(self.parser.CurrentLineNumber))

    def _give_up(self) -> NoReturn:
        raise limits.FileDamagedError(str(self.parser.CurrentLineNumber))
