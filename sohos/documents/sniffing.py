"""What a file really is, from its bytes; its name and its sender are not believed.

Taken in are documents that people send and that cannot run anything. Not taken in, on
purpose: TIFF (browsers do not show it; scanners also make PDF), e-mail files (EML and
MSG carry attachments past every check; print them to PDF), the old binary Office files
and all files with macros.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from sohos.documents import archives, limits, office, pictures
from sohos.documents.names import extension, safe_name


class Kind(StrEnum):
    """A kind of file that is taken in; the value is its media type."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    TEXT = "text/plain"
    CSV = "text/csv"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ODT = "application/vnd.oasis.opendocument.text"
    ODS = "application/vnd.oasis.opendocument.spreadsheet"


KIND_OF = {
    "pdf": Kind.PDF,
    "png": Kind.PNG,
    "jpg": Kind.JPEG,
    "jpeg": Kind.JPEG,
    "txt": Kind.TEXT,
    "csv": Kind.CSV,
    "docx": Kind.DOCX,
    "xlsx": Kind.XLSX,
    "odt": Kind.ODT,
    "ods": Kind.ODS,
}
ACCEPT = ",".join(f".{name}" for name in KIND_OF)
"""For the `accept` attribute of a file input."""

_HEAD = 4096
_PDF_TAIL = 2048
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa", b"L\0\0\0")
_MARKUP = re.compile(
    rb"<(?:!doctype|html|head|body|script|svg|iframe|meta|object|embed|style|img|link"
    rb"|base|form|table|title|a|div|p|\?xml|\?php|%|hta:application)\b|<!--|<%",
    re.IGNORECASE,
)
_PDF_ACTIONS = re.compile(rb"/(?:JavaScript|Launch|RichMedia)\b")
_TEXT_SCRIPT = re.compile(
    r"\s*<(?:!doctype|html|head|body|script|svg|iframe|meta|\?xml|\?php|%)",
    re.IGNORECASE,
)
_NOT_IN_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Recognised:
    """A file that may be stored: how to call it and what it is."""

    name: str
    kind: Kind

    @property
    def media_type(self) -> str:
        """Return the media type with which it is stored and served."""
        return self.kind.value


def recognise(*, name: str, content: bytes) -> Recognised:
    """Decide what a file is and whether it may be taken in.

    Args:
        name: as the sender gave it.
        content: the whole file; check `limits.require_size` before reading it.

    Returns:
        Its safe display name and its kind, on which name and content agree.

    Raises:
        FileEmptyError, FileTooLargeError: its size.
        KindNotTakenError: its extension is not in `KIND_OF`.
        FileActiveError: a page, script, program, macro or PDF action.
        KindDoesNotMatchError: the content is something else than the extension says.
        FileEncryptedError: it needs a password.
        ImageTooLargeError: too many pixels.
        ArchiveTooLargeError, ArchiveUnsafeError: an office file is a hostile ZIP file.
        FileDamagedError: it breaks off or contradicts itself.
    """
    limits.require_size(len(content))
    plain = safe_name(name)
    kind = KIND_OF.get(extension(plain))
    if kind is None:
        raise limits.KindNotTakenError(extension(plain))
    _CHECKS[kind](content)
    return Recognised(plain, kind)


def decode_text(content: bytes) -> str:
    """Read text as UTF-8, UTF-16 with its mark, or Windows-1252.

    Raises:
        FileDamagedError: the bytes are none of these.
    """
    encodings = ["utf-8-sig", "cp1252"]
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise limits.FileDamagedError


def _not_this_kind(content: bytes) -> limits.FileRefusedError:
    """Return the error for content that is not what its extension says."""
    head = content[:_HEAD]
    if head.startswith(_PROGRAMS) or _MARKUP.search(head):
        return limits.FileActiveError()
    return limits.KindDoesNotMatchError()


def _check_pdf(content: bytes) -> None:
    if not re.match(rb"%PDF-[12]\.\d", content):
        raise _not_this_kind(content)
    tail = content[-_PDF_TAIL:]
    if b"%%EOF" not in tail or b"startxref" not in tail:
        raise limits.FileDamagedError
    if _PDF_ACTIONS.search(content):
        raise limits.FileActiveError


def _check_png(content: bytes) -> None:
    if not content.startswith(pictures.PNG_MARK):
        raise _not_this_kind(content)
    pictures.check_png(content)


def _check_jpeg(content: bytes) -> None:
    if not content.startswith(pictures.JPEG_MARK):
        raise _not_this_kind(content)
    pictures.check_jpeg(content)


def _check_text(content: bytes) -> None:
    if content.startswith((_OLE, b"%PDF-", pictures.PNG_MARK, *_ZIP)):
        raise limits.KindDoesNotMatchError
    if content.startswith((b"\x7fELF", b"#!")):
        raise limits.FileActiveError
    text = decode_text(content)
    if _NOT_IN_TEXT.search(text):
        raise _not_this_kind(content)
    if _TEXT_SCRIPT.match(text):
        raise limits.FileActiveError


def _check_office(found: Callable[[archives.Archive], bool]) -> Callable[[bytes], None]:
    def check(content: bytes) -> None:
        if content.startswith(_OLE):
            raise limits.FileEncryptedError
        if not content.startswith(_ZIP):
            raise _not_this_kind(content)
        archive = archives.inspect(content)
        office.require_passive(archive)
        if not found(archive):
            raise limits.KindDoesNotMatchError

    return check


def _main_part(name: str, kind: Kind) -> Callable[[archives.Archive], bool]:
    return lambda archive: office.is_open_xml(archive, name, kind.value)


def _open_document(kind: Kind) -> Callable[[archives.Archive], bool]:
    return lambda archive: office.is_open_document(archive, kind.value)


_CHECKS: dict[Kind, Callable[[bytes], None]] = {
    Kind.PDF: _check_pdf,
    Kind.PNG: _check_png,
    Kind.JPEG: _check_jpeg,
    Kind.TEXT: _check_text,
    Kind.CSV: _check_text,
    Kind.DOCX: _check_office(_main_part("word/document.xml", Kind.DOCX)),
    Kind.XLSX: _check_office(_main_part("xl/workbook.xml", Kind.XLSX)),
    Kind.ODT: _check_office(_open_document(Kind.ODT)),
    Kind.ODS: _check_office(_open_document(Kind.ODS)),
}
