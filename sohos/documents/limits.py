"""What a file that people send in may measure, and the errors when it does not."""

from sohos.core.errors import DomainError

MEBIBYTE = 1024 * 1024
MOST_BYTES = 25 * MEBIBYTE
MOST_PIXELS = 100_000_000
MOST_ENTRIES = 2_000
MOST_UNPACKED_BYTES = 256 * MEBIBYTE
MOST_RATIO = 200
"""Unpacked bytes per packed byte of an entry; deflate alone can reach 1,032."""


class FileRefusedError(DomainError):
    """A file is not taken in; each subclass says why."""

    code = "file_refused"


class FileEmptyError(FileRefusedError):
    """There is nothing in the file."""

    code = "file_empty"


class FileTooLargeError(FileRefusedError):
    """The file has more bytes than `MOST_BYTES`."""

    code = "file_too_large"


class ImageTooLargeError(FileRefusedError):
    """The picture has more pixels than `MOST_PIXELS`, whatever its bytes."""

    code = "image_too_large"


class KindNotTakenError(FileRefusedError):
    """Files with this extension are not taken in; the argument is the extension."""

    code = "file_kind_not_taken"


class KindDoesNotMatchError(FileRefusedError):
    """The content is of another kind than the extension says."""

    code = "file_kind_does_not_match"


class FileDamagedError(FileRefusedError):
    """The content breaks off or contradicts itself."""

    code = "file_damaged"


class FileActiveError(FileRefusedError):
    """The file can run something: a script, a macro, a page, a program."""

    code = "file_active"


class FileEncryptedError(FileRefusedError):
    """The file needs a password, so nobody else could read it."""

    code = "file_encrypted"


class ArchiveTooLargeError(FileRefusedError):
    """Unpacking would give too many or too large files."""

    code = "archive_too_large"


class ArchiveUnsafeError(FileRefusedError):
    """An entry has an unsafe name, occurs twice, overlaps another or is packed."""

    code = "archive_unsafe"


def require_size(size: int) -> None:
    """Refuse a size before the content is read into memory.

    Args:
        size: bytes, as the upload says.

    Raises:
        FileEmptyError: it is zero.
        FileTooLargeError: it is above `MOST_BYTES`.
    """
    if size <= 0:
        raise FileEmptyError
    if size > MOST_BYTES:
        raise FileTooLargeError(str(size))
