"""Words by which a household can be found stay out of what funds read (rule V4)."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sohos.core.errors import DomainError
from sohos.core.traces import Trace, traces_in

_SHORTEST = 3
_LONG_NUMBER = 4
_CONTEXT = 30
# Words of an address or a name that are in every text.
_COMMON = frozenset(
    {
        *("van", "der", "den", "het", "ten", "ter", "von", "straat", "weg", "laan"),
        *("plein", "dijk", "hof", "kade", "pad", "gezin", "familie"),
    }
)
_REFUSED = frozenset({Trace.EMAIL, Trace.POSTCODE, Trace.DATE, Trace.PHONE})


class IdentifyingWordsError(DomainError):
    """A text names the household; `places` tells where."""

    code = "identifying_words"

    def __init__(self, places: "tuple[Place, ...]") -> None:
        """Keep the places."""
        super().__init__(str(len(places)))
        self.places = places


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a household: names, addresses, days and numbers."""

    names: Collection[str]
    addresses: Collection[str]
    born_on: Collection[date]
    numbers: Collection[str]


@dataclass(frozen=True, slots=True)
class Place:
    """Words that give the household away, with what stands around them."""

    field: str
    before: str
    words: str
    after: str


def check(texts: Iterable[tuple[str, str]], known: Known) -> None:
    """Refuse texts in which the household can be recognised.

    Args:
        texts: field and text.
        known: of the household.

    Raises:
        IdentifyingWordsError: carries every place, in the order of the texts.
    """
    places = tuple(
        place for field, text in texts for place in places_in(field, text, known)
    )
    if places:
        raise IdentifyingWordsError(places)


def places_in(field: str, text: str, known: Known) -> list[Place]:
    """List the words of a text that give a household away, each place once."""
    found = {*_of_household(text, known), *_of_anybody(text)}
    spans = sorted(found, key=lambda span: (span[0], -span[1]))
    places: list[Place] = []
    end = 0
    for start, stop in spans:
        if start >= end:
            places.append(_place(field, text, start, stop))
            end = stop
    return places


def doubts_in(text: str) -> list[str]:
    """List words that may give somebody away: somebody else looks at them."""
    return [
        found.words
        for found in traces_in(text)
        if found.trace in (Trace.NAME, Trace.NUMBER, Trace.AMOUNT)
    ]


def _of_household(text: str, known: Known) -> Iterator[tuple[int, int]]:
    words = {
        word
        for said in (*known.names, *known.addresses)
        for word in re.findall(r"[^\W_]+(?:['\u2019-][^\W_]+)*", said)
        if len(word) >= _SHORTEST and word.casefold() not in _COMMON
    }
    years = {str(day.year) for day in known.born_on}
    numbers = {number.strip() for number in known.numbers if number.strip()}
    for word in sorted({*words, *years, *numbers}):
        pattern = rf"(?<!\w){re.escape(word)}(?:s|'s)?(?!\w)"
        for match in re.finditer(pattern, text, re.IGNORECASE):
            yield match.span()


def _of_anybody(text: str) -> Iterator[tuple[int, int]]:
    for found in traces_in(text):
        is_long = (
            found.trace is Trace.NUMBER
            and len(re.sub(r"\D", "", found.words)) >= _LONG_NUMBER
        )
        if found.trace in _REFUSED or is_long:
            for match in re.finditer(re.escape(found.words), text):
                yield match.span()


def _place(field: str, text: str, start: int, stop: int) -> Place:
    return Place(
        field=field,
        before=text[max(0, start - _CONTEXT) : start],
        words=text[start:stop],
        after=text[stop : stop + _CONTEXT],
    )
