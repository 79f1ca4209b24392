"""Bank account numbers: written without spaces, and with check digits that fit."""

import re

from sohos.core.errors import DomainError

_SHAPE = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_DUTCH_LENGTH = 18


class IbanNotUnderstoodError(DomainError):
    """The text is no IBAN, or a figure in it is wrong."""

    code = "iban_not_understood"


def parse(text: str) -> str:
    """Read an IBAN as people and banks write it.

    Args:
        text: with or without spaces, in capitals or not.

    Returns:
        Capitals and figures only.

    Raises:
        IbanNotUnderstoodError: the length is wrong or the check digits do not fit.
    """
    bare = "".join(text.split()).upper()
    if not is_valid(bare):
        raise IbanNotUnderstoodError(bare[:4])
    return bare


def is_valid(bare: str) -> bool:
    """Tell whether capitals and figures make an IBAN: what is left of 97 is one."""
    if not _SHAPE.fullmatch(bare) or not bare.isascii():
        return False
    if bare.startswith("NL") and len(bare) != _DUTCH_LENGTH:
        return False
    turned = bare[4:] + bare[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1
