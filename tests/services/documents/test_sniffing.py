import zipfile
from collections.abc import Iterator
from io import BytesIO

import pytest

from sohos.documents import archives, limits, markup
from sohos.documents.sniffing import ACCEPT, KIND_OF, Kind, decode_text, recognise
from tests.services.documents import files

DOCX = files.open_xml(Kind.DOCX)
XLSX = files.open_xml(Kind.XLSX)
GOOD = [
    ("brief.pdf", files.PDF, Kind.PDF),
    ("foto.png", files.picture("PNG"), Kind.PNG),
    ("foto.JPG", files.picture("JPEG"), Kind.JPEG),
    ("foto.jpeg", files.picture("JPEG") + b"film of a telephone", Kind.JPEG),
    ("verhaal.txt", "Mila zegt: \u2018het lukt niet\u2019 <b>".encode(), Kind.TEXT),
    ("oud.txt", "Coördinatie € 5".encode("cp1252"), Kind.TEXT),
    ("lijst.csv", b"naam;bedrag\r\nJansen;5\r\n", Kind.CSV),
    ("brief.docx", DOCX, Kind.DOCX),
    ("lijst.xlsx", XLSX, Kind.XLSX),
    ("brief.odt", files.open_document(Kind.ODT), Kind.ODT),
    ("lijst.ods", files.open_document(Kind.ODS), Kind.ODS),
    (
        "links.docx",
        files.open_xml(
            Kind.DOCX,
            {"word/_rels/d.xml.rels": files.PICTURE_REFERENCES.format("hyperlink")},
        ),
        Kind.DOCX,
    ),
    (
        "afdruk.xlsx",
        files.open_xml(Kind.XLSX, {"xl/printerSettings/printerSettings1.bin": b"x"}),
        Kind.XLSX,
    ),
]
NOT_TAKEN = limits.KindNotTakenError
OTHER = limits.KindDoesNotMatchError
ACTIVE = limits.FileActiveError
DAMAGED = limits.FileDamagedError
UNSAFE = limits.ArchiveUnsafeError
LARGE = limits.ArchiveTooLargeError
ENCRYPTED = limits.FileEncryptedError


@pytest.mark.parametrize(("name", "content", "kind"), GOOD, ids=[g[0] for g in GOOD])
def test_an_honest_file_is_recognised(name: str, content: bytes, kind: Kind) -> None:
    found = recognise(name=f"map/{name}", content=content)
    assert found.name == name
    assert found.kind is kind
    assert found.media_type == kind.value


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("foto.png", files.HTML, ACTIVE),
        ("foto.png", b"\xef\xbb\xbf\n  " + files.SVG, ACTIVE),
        ("foto.jpg", b"#!/bin/sh\nrm -rf /\n", ACTIVE),
        ("brief.pdf", b"MZ\x90\x00 program", ACTIVE),
        ("verhaal.txt", b" \n<script>alert(1)</script>", ACTIVE),
        ("verhaal.txt", files.SVG.decode().encode("utf-16"), ACTIVE),
        ("lijst.csv", b"<?xml version='1.0'?><a/>", ACTIVE),
        ("run.txt", b"#!/usr/bin/env python\n", ACTIVE),
        ("brief.docx", files.HTML, ACTIVE),
        (
            "brief.pdf",
            files.PDF.replace(b"/Root", b"/OpenAction<</S/JavaScript>>"),
            ACTIVE,
        ),
        ("foto.png", files.picture("JPEG"), OTHER),
        ("foto.jpg", files.picture("GIF"), OTHER),
        ("brief.pdf", b"just text", OTHER),
        ("brief.docx", XLSX, OTHER),
        ("brief.odt", files.open_document(Kind.ODS), OTHER),
        ("brief.odt", DOCX, OTHER),
        ("brief.docx", files.PDF, OTHER),
        ("verhaal.txt", files.PDF, OTHER),
        ("verhaal.txt", DOCX, OTHER),
        ("verhaal.txt", b"a\x00b", OTHER),
        ("verhaal.txt", b"\x00<html>", ACTIVE),
        ("page.html", files.HTML, NOT_TAKEN),
        ("foto.svg", files.SVG, NOT_TAKEN),
        ("foto.png.exe", files.picture("PNG"), NOT_TAKEN),
        ("scan.tiff", b"II*\x00", NOT_TAKEN),
        ("mail.eml", b"From: a", NOT_TAKEN),
        ("macro.docm", DOCX, NOT_TAKEN),
        ("zonder", b"text", NOT_TAKEN),
        ("leeg.pdf", b"", limits.FileEmptyError),
        ("foto.png", files.huge_png(), limits.ImageTooLargeError),
        ("brief.pdf", files.PDF[:40], DAMAGED),
        ("verhaal.txt", b"\x81\x8d", DAMAGED),
        ("brief.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99, ENCRYPTED),
    ],
)
def test_a_file_in_disguise_is_refused(
    name: str, content: bytes, error: type[limits.FileRefusedError]
) -> None:
    with pytest.raises(error):
        recognise(name=name, content=content)


def test_a_hundred_megabytes_are_refused_before_they_are_read() -> None:
    with pytest.raises(limits.FileTooLargeError):
        limits.require_size(100 * limits.MEBIBYTE)
    limits.require_size(limits.MOST_BYTES)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_that_breaks_off_anywhere_is_damaged(kind: str) -> None:
    whole = files.picture(kind)
    name = f"foto.{kind.lower()}"
    for length in range(3 if kind == "JPEG" else 8, len(whole)):
        with pytest.raises(limits.FileRefusedError):
            recognise(name=name, content=whole[:length])


def test_a_png_with_something_behind_its_end_or_a_wrong_check_sum_is_damaged() -> None:
    whole = files.picture("PNG")
    wrong = bytearray(whole)
    wrong[20] ^= 1
    mark = whole[:8]
    for content in (
        whole + b"cut off, yet still here",
        bytes(wrong),
        mark + files.png_chunk(b"IEND", b""),
        mark + files.png_chunk(b"IHDR", bytes(13)) + files.png_chunk(b"IEND", b""),
        mark + whole[8:33] + files.png_chunk(b"IEND", b""),
    ):
        with pytest.raises(DAMAGED):
            recognise(name="foto.png", content=content)


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xd8\xff\xd9" + bytes(20),
        b"\xff\xd8\xff\xe0\x00\x01",
        b"\xff\xd8\xff\xc0\x00\x04\x08\x00",
        b"\xff\xd8\xff\x01\xff\xda\x00\x02\xff\xd9",
        b"\xff\xd8\xff\xff\xff",
        b"\xff\xd8\xff\xc0\x00\x08\x08\x00\x01\x00\x00\x01",
    ],
)
def test_a_jpeg_without_sense_is_damaged(content: bytes) -> None:
    with pytest.raises(DAMAGED):
        recognise(name="foto.jpg", content=content)


def bomb() -> bytes:
    return files.open_xml(Kind.DOCX, {"word/media/zero.xml": bytes(40_000_000)})


def dense_but_many() -> bytes:
    """Declare 300 entries of just under a mebibyte each."""
    whole = bytearray(files.archive({f"{n}.xml": "x" for n in range(300)}))
    at = whole.find(b"PK\x01\x02")
    while at >= 0:
        whole[at + 24 : at + 28] = (1024 * 1024).to_bytes(4, "little")
        at = whole.find(b"PK\x01\x02", at + 4)
    return bytes(whole)


def miscounted() -> bytes:
    whole = bytearray(DOCX)
    whole[-14:-10] = b"\x01\x00\x01\x00"
    return bytes(whole)


def overlapping() -> bytes:
    whole = bytearray(files.archive({"a.xml": "<a/>", "b.xml": "<a/>"}))
    directory = whole.rfind(b"PK\x01\x02")
    whole[directory + 42 : directory + 46] = (0).to_bytes(4, "little")
    return bytes(whole)


def with_flag(flag: int) -> bytes:
    whole = bytearray(DOCX)
    at = whole.find(b"PK\x01\x02")
    whole[at + 8] |= flag
    return bytes(whole)


def doubled() -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as opened:
        opened.writestr("word/document.xml", "<a/>")
        opened.writestr("WORD/document.xml", "<b/>")
    return stream.getvalue()


def linked() -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as opened:
        entry = zipfile.ZipInfo("word/link")
        entry.external_attr = 0o120777 << 16
        opened.writestr(entry, "/etc/passwd")
    return stream.getvalue()


def docx(name: str, data: bytes | str = b"x") -> bytes:
    return files.open_xml(Kind.DOCX, {name: data})


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (bomb(), LARGE),
        (docx("word/a.xml", b"0123456789" * 200_000), LARGE),
        (dense_but_many(), LARGE),
        (miscounted(), DAMAGED),
        (files.archive({f"{n}.xml": "" for n in range(2_001)}), LARGE),
        (docx("../../evil.xml"), UNSAFE),
        (docx("/etc/evil.xml"), UNSAFE),
        (docx("C:evil.xml"), UNSAFE),
        (docx("word\\..\\evil.xml"), UNSAFE),
        (docx("word/./evil.xml"), UNSAFE),
        (docx("word/a\nb.xml"), UNSAFE),
        (docx("word/inner.zip"), UNSAFE),
        (docx("word/inner.dat", files.archive({"a": "b"})), UNSAFE),
        (docx("word/inner.dat", b"7z\xbc\xaf\x27\x1c rest"), UNSAFE),
        (doubled(), UNSAFE),
        (linked(), UNSAFE),
        (overlapping(), UNSAFE),
        (files.archive({"a.xml": "<a/>"}, method=zipfile.ZIP_LZMA), UNSAFE),
        (with_flag(1), ENCRYPTED),
        (DOCX[:-1], DAMAGED),
        (DOCX + b"tail", DAMAGED),
        (DOCX[:40] + DOCX[41:], DAMAGED),
        (b"PK\x03\x04" + bytes(60), DAMAGED),
        (b"PK\x05\x06" + bytes(18), DAMAGED),
        (docx("word/vbaProject.bin"), ACTIVE),
        (docx("word/activeX/activeX1.xml"), ACTIVE),
        (docx("word/embeddings/oleObject1.bin"), ACTIVE),
        (docx("word/run.js"), ACTIVE),
        (
            docx(
                "word/_rels/settings.xml.rels",
                files.PICTURE_REFERENCES.format("attachedTemplate"),
            ),
            ACTIVE,
        ),
        (docx("word/_rels/a.rels", "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"), DAMAGED),
        (docx("word/_rels/a.rels", "<a><b></a>"), DAMAGED),
        (docx("word/_rels/a.rels", "<a>" * 99), DAMAGED),
        (docx("word/_rels/a.rels", b"<a b='" + b"x" * 5_000_000), LARGE),
    ],
)
def test_a_hostile_office_file_is_refused(
    content: bytes, error: type[limits.FileRefusedError]
) -> None:
    with pytest.raises(error):
        recognise(name="brief.docx", content=content)


def test_a_macro_or_a_password_in_an_open_document_is_refused() -> None:
    macro = files.open_document(Kind.ODT, {"Basic/Standard/Module1.xml": "<a/>"})
    with pytest.raises(ACTIVE):
        recognise(name="brief.odt", content=macro)
    secret = files.open_document(
        Kind.ODT, {"META-INF/manifest.xml": "<m><encryption-data/></m>"}
    )
    with pytest.raises(ENCRYPTED):
        recognise(name="brief.odt", content=secret)


def test_every_cut_and_every_flipped_byte_of_an_archive_gets_an_answer() -> None:
    for at in range(len(DOCX)):
        flipped = bytearray(DOCX)
        flipped[at] ^= 0xFF
        for content in (DOCX[:at], bytes(flipped)):
            try:
                recognise(name="brief.docx", content=content)
            except limits.FileRefusedError as error:
                assert error.code  # noqa: PT017


def test_an_entry_larger_than_asked_for_is_not_unpacked() -> None:
    opened = archives.inspect(files.archive({"a.xml": "x" * 5_000}))
    assert opened.read("a.xml", most=5_000) == b"x" * 5_000
    with pytest.raises(LARGE):
        opened.read("a.xml", most=4_999)
    with pytest.raises(DAMAGED):
        opened.read("b.xml")


def test_a_token_without_end_is_refused_before_it_fills_the_memory() -> None:
    read = 0

    def endless() -> Iterator[bytes]:
        nonlocal read
        yield b"<a b='"
        while True:
            read += markup.CHUNK
            yield bytes(markup.CHUNK).replace(b"\0", b"x")

    with pytest.raises(LARGE):
        list(markup.events(endless()))
    assert read < 5 * limits.MEBIBYTE


def test_text_is_read_in_the_encodings_of_today_and_yesterday() -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        assert decode_text("Zoë: € 5".encode(encoding)) == "Zoë: € 5"
    with pytest.raises(DAMAGED):
        decode_text(b"\xff\xfea")


def test_what_is_accepted_is_what_is_recognised() -> None:
    assert ACCEPT.split(",") == [f".{name}" for name in KIND_OF]
    assert set(KIND_OF.values()) == set(Kind)
