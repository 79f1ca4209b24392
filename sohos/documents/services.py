"""Acts: store a file."""

import hashlib
from datetime import datetime

from sohos.documents.models import StoredFile
from sohos.tenancy.actor import Actor


def store(
    *, actor: Actor, name: str, media_type: str, content: bytes, now: datetime
) -> StoredFile:
    """Store a file with its hash, in the running transaction.

    Args:
        actor: who stores it; the caller has checked that they may.
        name: the name under which it is offered for download.
        media_type: such as `application/pdf`.
        content: the bytes.
        now: aware.

    Returns:
        The stored file.
    """
    return StoredFile.objects.create(
        name=name,
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        stored_by_id=actor.user_id,
        stored_at=now,
    )
