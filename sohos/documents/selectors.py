"""Reads: a stored file as a download that never runs, and whether PDF can be made."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from sohos.core.errors import NotFoundError
from sohos.documents import pdf
from sohos.documents.models import StoredFile
from sohos.tenancy.actor import Actor


def pdf_available() -> bool:
    """Tell whether this machine can make PDF."""
    return pdf.is_available()


def download(actor: Actor, *, file_id: int) -> HttpResponse:
    """Return a stored file as a download; the caller has checked access to it.

    Raises:
        NotFoundError: there is no such file in the actor's municipality.
    """
    row = _file(actor, file_id)
    response = HttpResponse(bytes(row.content), content_type=row.media_type)
    response["Content-Disposition"] = content_disposition_header(True, row.name)  # noqa: FBT003
    response["Content-Length"] = str(row.size)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["ETag"] = f'"{row.sha256}"'
    return response


def content_of(actor: Actor, *, file_id: int) -> bytes:
    """Return the bytes of a stored file; the caller has checked access to it.

    Raises:
        NotFoundError: there is no such file in the actor's municipality.
    """
    return bytes(_file(actor, file_id).content)


def _file(actor: Actor, file_id: int) -> StoredFile:
    row = StoredFile.objects.filter(
        pk=file_id, municipality_id=actor.municipality_id
    ).first()
    if row is None:
        raise NotFoundError
    return row
