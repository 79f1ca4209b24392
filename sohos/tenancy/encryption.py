"""Encryption of the few texts that may not be readable in a backup."""

import base64
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_VERSION = "1"
_NONCE_BYTES = 12


class NotDecryptableError(ValueError):
    """The text was encrypted with another key, for another place, or was changed."""


@lru_cache(maxsize=32)
def _cipher(key: str, purpose: str) -> AESGCM:
    derived = HKDF(
        SHA256(), length=32, salt=None, info=f"sohos:{purpose}".encode()
    ).derive(base64.urlsafe_b64decode(key))
    return AESGCM(derived)


def encrypt(text: str, *, purpose: str, place: str) -> str:
    """Encrypt a text so that only the same purpose and place can read it.

    Args:
        text: what to hide.
        purpose: the kind of secret, such as `oidc-secret`; each has its own key.
        place: where it is stored, such as `municipality:141`; a value that is moved to
            another row cannot be read there.

    Returns:
        Printable text, different on every call.
    """
    nonce = os.urandom(_NONCE_BYTES)
    sealed = _cipher(settings.SOHOS_ENCRYPTION_KEY, purpose).encrypt(
        nonce, text.encode(), place.encode()
    )
    return f"{_VERSION}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def decrypt(token: str, *, purpose: str, place: str) -> str:
    """Read what `encrypt` wrote.

    Raises:
        NotDecryptableError: other key, other purpose, other place, or changed.
    """
    version, _dot, body = token.partition(".")
    try:
        raw = base64.urlsafe_b64decode(body)
        cipher = _cipher(settings.SOHOS_ENCRYPTION_KEY, purpose)
        opened = cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], place.encode())
    except (InvalidTag, ValueError) as error:
        raise NotDecryptableError from error
    if version != _VERSION:
        raise NotDecryptableError
    return opened.decode()
