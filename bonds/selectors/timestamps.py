"""Reads: whether a time stamp (RFC 3161) says what it should (rule S7.11)."""

import asyncio
import hashlib
from datetime import datetime

from asn1crypto import cms, tsp


def stamped_digest(head: str) -> bytes:
    """Return what an authority signs for a head: the SHA-256 of its text."""
    return hashlib.sha256(head.encode()).digest()


def is_stamp_of(token: bytes, head: str) -> bool:
    """Tell whether a token is an unbroken time stamp of a head.

    Who signed is another question: `openssl ts -verify` answers it with the
    certificate of the authority.

    Args:
        token: DER of a time stamp token.
        head: hash of the last event, in hexadecimal.
    """
    from pyhanko.sign.validation import errors, generic_cms  # noqa: PLC0415  heavy
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415  heavy

    def imprint(algorithm: str) -> bytes:
        return hashlib.new(algorithm, head.encode()).digest()

    try:
        content = cms.ContentInfo.load(token)["content"]
        trusted = ValidationContext(trust_roots=[])
        checked = asyncio.run(
            generic_cms.validate_tst_signed_data(content, trusted, imprint)
        )
    except (ValueError, TypeError, KeyError, errors.SignatureValidationError):
        return False
    return bool(checked["intact"] and checked["valid"])


def stamped_at(token: bytes) -> datetime | None:
    """Return the moment that a token names, aware; None for something else."""
    try:
        content = cms.ContentInfo.load(token)["content"]["encap_content_info"]
        info: tsp.TSTInfo = content["content"].parsed
        moment: datetime = info["gen_time"].native
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return moment
