"""The open JSON format of a KBA: read, refused with paths, written (rule 13)."""

from kba.domain.document.outcome import figures, outcome
from kba.domain.document.reading import Document, effect_from, read
from kba.domain.document.writing import FORMAT, canonical, effect_fields, write

__all__ = [
    "FORMAT",
    "Document",
    "canonical",
    "effect_fields",
    "effect_from",
    "figures",
    "outcome",
    "read",
    "write",
]
