"""A controleprotocol: what it says, and how that is hashed (rule 16.1)."""

import hashlib
from dataclasses import dataclass
from fractions import Fraction

from kba.domain import document
from kba.domain.document.writing import number_text
from kba.domain.problems import Problem, refuse
from kba.domain.sampling import Terms

_LEAST_CONFIDENCE = Fraction(1, 2)
_PLACES = 10_000
MOST_LETTERS = 20_000


@dataclass(frozen=True, slots=True)
class ProtocolText:
    """What the municipality asks of its accountant."""

    title: str
    text: str
    terms: Terms
    asks_review: bool


def check(says: ProtocolText) -> None:
    """Refuse a protocol that asks nothing, or the impossible.

    Raises:
        InvalidInputError: a text is empty or too long, a share is not between 0 and
            1, the confidence below a half, or one of them has more than two decimals
            as a percentage.
    """
    terms, found = says.terms, []
    if not says.title.strip():
        found.append(Problem("title", "empty"))
    if not says.text.strip():
        found.append(Problem("text", "empty"))
    if len(says.text) > MOST_LETTERS:
        found.append(Problem("text", "too_long", str(MOST_LETTERS)))
    for name, share in (
        ("confidence", terms.confidence),
        ("tolerable_share", terms.tolerable_share),
        ("materiality_share", terms.materiality_share),
    ):
        if (share * _PLACES).denominator != 1:
            found.append(Problem(name, "percent_too_precise"))
        elif not 0 < share < 1:
            found.append(Problem(name, "not_a_real_share"))
    if 0 < terms.confidence < _LEAST_CONFIDENCE:
        found.append(Problem("confidence", "confidence_too_low"))
    refuse(found)


def sha256_of(says: ProtocolText) -> str:
    """Return the hash of a protocol: of its canonical JSON."""
    terms = says.terms
    written = {
        "title": says.title,
        "text": says.text,
        "method": terms.method.value,
        "confidence": number_text(terms.confidence),
        "tolerable_share": number_text(terms.tolerable_share),
        "materiality_share": number_text(terms.materiality_share),
        "asks_review": says.asks_review,
    }
    return hashlib.sha256(document.canonical(written)).hexdigest()
