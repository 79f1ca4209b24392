"""Everything that an answer tells: its headers, its bytes, and what lies inside them."""

import io
import re
import zipfile
from typing import Any

import pikepdf
from django.http import HttpResponseBase, StreamingHttpResponse

_CODES = re.compile(r"<([0-9A-Fa-f]+)>")
_BLOCK = re.compile(r"beginbf(char|range)(.*?)endbf", re.DOTALL)


def text_of(answer: HttpResponseBase) -> str:
    """Return the headers of an answer and all of its text, files opened."""
    heads = "\n".join(f"{name}: {value}" for name, value in answer.items())
    return f"{heads}\n{opened(_bytes(answer))}"


def opened(content: bytes) -> str:
    """Return the text of a file: a workbook unpacked, a PDF with what is attached."""
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = packed.namelist()
            return "\n".join([*names, *(opened(packed.read(name)) for name in names)])
    if content.startswith(b"%PDF-"):
        with pikepdf.open(io.BytesIO(content)) as found:
            return "\n".join(_parts_of(found))
    return content.decode(errors="replace")


def _bytes(answer: HttpResponseBase) -> bytes:
    if isinstance(answer, StreamingHttpResponse):
        return b"".join(answer.streaming_content)  # type: ignore[arg-type]
    return bytes(getattr(answer, "content", b""))


def _parts_of(found: pikepdf.Pdf) -> list[str]:
    told = [str(found.docinfo)]
    if "/Metadata" in found.Root:
        told.append(found.Root.Metadata.read_bytes().decode(errors="replace"))
    for name, attached in found.attachments.items():
        told += [name, opened(attached.get_file().read_bytes())]
    told += [_text_of(page) for page in found.pages]
    texts = (
        part.get("/ActualText") or part.get("/Alt") for part in _dictionaries(found)
    )
    return told + [str(text) for text in texts if text is not None]


def _dictionaries(found: pikepdf.Pdf) -> list[Any]:
    return [part for part in found.objects if isinstance(part, pikepdf.Dictionary)]


def _text_of(page: pikepdf.Page) -> str:
    """Return the text of a page; letters are found through the tables of its fonts."""
    fonts = {
        str(name): _letters(font)
        for name, font in page.Resources.get("/Font", {}).items()
    }
    written: list[str] = []
    letters: dict[str, str] = {}
    for said in pikepdf.parse_content_stream(page):
        operands, operator = list(said.operands), str(said.operator)
        if operator == "Tf":
            letters = fonts.get(str(operands[0]), {})
        elif operator in {"Tj", "TJ"}:
            strings = operands[0] if operator == "TJ" else [operands[0]]
            written += [
                _spelled(bytes(part), letters)
                for part in list(strings)
                if isinstance(part, pikepdf.String)
            ]
        elif operator == "ET":
            written.append("\n")
    return "".join(written)


def _spelled(code: bytes, letters: dict[str, str]) -> str:
    return "".join(
        letters.get(code[at : at + 2].hex(), "?") for at in range(0, len(code), 2)
    )


def _letters(font: Any) -> dict[str, str]:
    table = font.ToUnicode.read_bytes().decode()
    found: dict[str, str] = {}
    for kind, block in _BLOCK.findall(table):
        codes = _CODES.findall(block)
        step = 2 if kind == "char" else 3
        for at in range(0, len(codes), step):
            first, last = int(codes[at], 16), int(codes[at + step - 2], 16)
            start = bytes.fromhex(codes[at + step - 1]).decode("utf-16-be")
            for offset in range(last - first + 1):
                letter = start[:-1] + chr(ord(start[-1]) + offset)
                found[f"{first + offset:04x}"] = letter
    return found
