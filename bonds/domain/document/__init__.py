"""The open JSON format of the contract calculator: read, written, answered (S11.11)."""

from bonds.domain.document.answering import answer
from bonds.domain.document.reading import FORMAT, Document, read
from bonds.domain.document.telling import as_text
from bonds.domain.document.writing import write

__all__ = ["FORMAT", "Document", "answer", "as_text", "read", "write"]
