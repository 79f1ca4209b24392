"""The text of a token: it names its municipality, and only its hash is kept."""

import hashlib
import re
import secrets

_FORM = re.compile(r"sohos_(?P<municipality>[0-9]{4})_[0-9a-f]{64}", re.ASCII)
_SHOWN = len("sohos_0141_") + 6


def new_secret(municipality_id: int) -> str:
    """Make the text of a token, with 256 random bits."""
    return f"sohos_{municipality_id:04d}_{secrets.token_hex(32)}"


def municipality_of(secret: str) -> int | None:
    """Return the municipality that a token says it is for; None when it is no token."""
    match = _FORM.fullmatch(secret)
    return int(match["municipality"]) if match else None


def fingerprint(secret: str) -> str:
    """Return the SHA-256 by which a token is found, in hexadecimal.

    Without salt or stretching: nobody can guess 256 random bits.
    """
    return hashlib.sha256(secret.encode()).hexdigest()


def beginning(secret: str) -> str:
    """Return the part by which a person recognises a token; 232 bits stay hidden."""
    return secret[:_SHOWN]
