"""The code of a case: how it is called wherever no name may stand (rule C10)."""

import re

from sohos.core.errors import DomainError

_SHAPE = re.compile(r"(\d{4})-(\d{4,9})")


class CaseCodeNotUnderstoodError(DomainError):
    """The text is no case code, such as 2026-0147."""

    code = "case_code_not_understood"


def write(year: int, number: int) -> str:
    """Write the code of the `number`th case that was registered in `year`.

    Args:
        year: calendar year, Europe/Amsterdam, four digits.
        number: from 1; four digits or as many as it needs.
    """
    return f"{year:04d}-{number:04d}"


def read(text: str) -> tuple[int, int]:
    """Read a code as somebody types it, spaces around it ignored.

    Returns:
        Year and number.

    Raises:
        CaseCodeNotUnderstoodError: it is none.
    """
    match = _SHAPE.fullmatch(text.strip())
    if match is None:
        raise CaseCodeNotUnderstoodError(text[:40])
    return int(match[1]), int(match[2])
