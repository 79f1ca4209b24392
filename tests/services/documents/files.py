"""Files as people send them, and as nobody should."""

import struct
import zipfile
import zlib
from io import BytesIO

from PIL import Image

from sohos.documents.sniffing import Kind

PDF = (
    b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n"
    b"startxref\n9\n%%EOF\n"
)
HTML = b"<!DOCTYPE html><html><script>fetch('/')</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
PICTURE_REFERENCES = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/{}" Target="https://example.org/" TargetMode="External"/>'
    "</Relationships>"
)
_MAIN = {Kind.DOCX: "word/document.xml", Kind.XLSX: "xl/workbook.xml"}


def picture(kind: str, width: int = 4, height: int = 3) -> bytes:
    stream = BytesIO()
    Image.new("RGB", (width, height), "#2255aa").save(stream, kind)
    return stream.getvalue()


def png_chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(kind + data).to_bytes(4, "big")
    return len(data).to_bytes(4, "big") + kind + data + check


def huge_png() -> bytes:
    header = struct.pack(">2L5B", 60_000, 60_000, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", header), (b"IDAT", b""), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(png_chunk(*part) for part in parts)


def archive(
    parts: dict[str, bytes | str], *, method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", method) as opened:
        for name, data in parts.items():
            opened.writestr(name, data)
    return stream.getvalue()


def open_xml(kind: Kind, more: dict[str, bytes | str] | None = None) -> bytes:
    main = _MAIN[kind]
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/{main}" ContentType="{kind.value}.main+xml"/></Types>'
    )
    return archive({"[Content_Types].xml": types, main: "<w/>", **(more or {})})


def open_document(kind: Kind, more: dict[str, bytes | str] | None = None) -> bytes:
    parts: dict[str, bytes | str] = {
        "mimetype": kind.value,
        "content.xml": "<c/>",
        "META-INF/manifest.xml": "<m/>",
    }
    return archive({**parts, **(more or {})})
