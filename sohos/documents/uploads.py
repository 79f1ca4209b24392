"""Taking in uploads: what is too large is read past, and kept nowhere."""

from django.core.files.uploadhandler import FileUploadHandler

from sohos.documents import limits


class BoundedUpload(FileUploadHandler):
    """Hands on at most one byte more of a file than may be kept.

    The form then sees a file that is too large, and can say so beside everything
    else that was typed, while memory and disk hold no more than the limit.
    """

    chunk_size = 64 * 1024

    def new_file(self, *args: object, **kwargs: object) -> None:
        """Begin to count."""
        super().new_file(*args, **kwargs)  # type: ignore[arg-type]
        self._left = limits.MOST_BYTES + 1

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Hand on what still fits."""
        taken = raw_data[: self._left]
        self._left -= len(taken)
        return taken or None

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers that follow."""
