"""Signs in a text by which somebody can be found: names, numbers, addresses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Trace(StrEnum):
    """A sign in a text by which somebody can be found."""

    NAME = "name"
    DATE = "date"
    AMOUNT = "amount"
    POSTCODE = "postcode"
    PHONE = "phone"
    EMAIL = "email"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Found:
    """A sign, and the words in which it stands."""

    trace: Trace
    words: str


_MONTHS = (
    "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november"
    "|december"
)
# In this order; what one has found, the next do not find again.
_PATTERNS = (
    (Trace.EMAIL, re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")),
    (Trace.POSTCODE, re.compile(r"\b[1-9]\d{3} ?[A-Z]{2}\b")),
    (
        Trace.DATE,
        re.compile(
            rf"\b\d{{1,2}}[-/]\d{{1,2}}[-/]\d{{2,4}}\b|\b\d{{1,2}} (?:{_MONTHS})\b"
        ),
    ),
    (Trace.AMOUNT, re.compile(r"€ ?\d[\d.,]*|\b\d[\d.,]* euro\b")),
    (Trace.PHONE, re.compile(r"(?<!\w)(?:\+31|0)[\d -]{8,}\d")),
    (Trace.NUMBER, re.compile(r"\b\d{2,}\b")),
    (
        Trace.NAME,
        re.compile(
            r"(?<=[^\s.!?:][ \n])[A-ZÀ-Ž][\w'\u2019-]+(?: [A-ZÀ-Ž][\w'\u2019-]+)*"
        ),
    ),
)


def traces_in(text: str) -> list[Found]:
    """List what in a text may lead to somebody, in the order of the text.

    A capital inside a sentence is taken for a name: it may be one, and somebody
    looks. The text is not compared with the files, or a writer could find out who is
    in them.
    """
    found = sorted(_traces(text), key=lambda pair: pair[0])
    return list(dict.fromkeys(one for _at, one in found))


def _traces(text: str) -> Iterator[tuple[int, Found]]:
    for trace, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            yield match.start(), Found(trace, match.group().strip())
        text = pattern.sub(lambda match: " " * len(match.group()), text)
