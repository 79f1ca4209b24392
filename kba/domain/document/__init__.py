"""The open JSON format of a KBA: read, refused with paths, written (rule 13)."""

from kba.domain.document.outcome import outcome
from kba.domain.document.reading import Document, read
from kba.domain.document.writing import FORMAT, canonical, write

__all__ = ["FORMAT", "Document", "canonical", "outcome", "read", "write"]
