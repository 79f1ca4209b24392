"""What makes an office file one, and what makes it dangerous."""

import re

from sohos.documents import limits, markup
from sohos.documents.archives import Archive

_TYPES = "[Content_Types].xml"
_MOST_PART_BYTES = 4 * limits.MEBIBYTE
_ACTIVE_NAME = re.compile(
    r"(?:^|/)vba|(?:^|/)(?:activeX|macrosheets|dialogsheets|ctrlProps|embeddings"
    r"|externalLinks)/|^(?:Basic|Scripts|Dialogs)/"
    r"|\.(?:exe|dll|com|bat|cmd|ps1|vbs|js|hta|html?|svg|scr|msi|lnk|bin)$",
    re.IGNORECASE,
)
_HARMLESS_NAME = re.compile(r"(?:^|/)printerSettings\d*\.bin$", re.IGNORECASE)


def require_passive(archive: Archive) -> None:
    """Refuse an office file that can run something or fetch something by itself.

    Raises:
        FileActiveError: it holds a macro, an embedded object or program, or refers
            to anything outside itself but a link to click on.
        FileDamagedError, ArchiveTooLargeError: a list of references cannot be read.
    """
    for name in archive.names:
        if _ACTIVE_NAME.search(name) and not _HARMLESS_NAME.search(name):
            raise limits.FileActiveError
        if name.lower().endswith(".rels"):
            _require_inside(archive.read(name, most=_MOST_PART_BYTES))


def _require_inside(references: bytes) -> None:
    for _, _, attributes in markup.elements(references):
        outside = attributes.get("TargetMode", "").lower() == "external"
        if outside and not attributes.get("Type", "").endswith("/hyperlink"):
            raise limits.FileActiveError


def is_open_xml(archive: Archive, main_part: str, media_type: str) -> bool:
    """Tell whether an archive is an Office Open XML file with this main part.

    Args:
        archive: a checked archive.
        main_part: such as `word/document.xml`.
        media_type: of the whole file; its main part has the same and `.main+xml`.
    """
    if _TYPES not in archive.names or main_part not in archive.names:
        return False
    return any(
        attributes.get("PartName") == f"/{main_part}"
        and attributes.get("ContentType") == f"{media_type}.main+xml"
        for _, _, attributes in markup.elements(
            archive.read(_TYPES, most=_MOST_PART_BYTES)
        )
    )


def is_open_document(archive: Archive, media_type: str) -> bool:
    """Tell whether an archive is an OpenDocument file of this kind.

    Raises:
        FileEncryptedError: its parts need a password.
    """
    manifest = "META-INF/manifest.xml"
    if not {"mimetype", "content.xml", manifest}.issubset(archive.names):
        return False
    if archive.read("mimetype", most=1024) != media_type.encode():
        return False
    listed = list(markup.elements(archive.read(manifest, most=_MOST_PART_BYTES)))
    if any(tag == "encryption-data" for _, tag, _ in listed):
        raise limits.FileEncryptedError
    return True
