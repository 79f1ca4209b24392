"""How words are compared when somebody looks for a case (C20).

The database writes its words by the same rule, in `app.plain` and `app.words`; a test
holds the two together. Nothing here depends on a locale or an extension of PostgreSQL.
"""

import re
import unicodedata
from collections.abc import Sequence

MOST_WORDS = 6
MOST_LETTERS = 60
_FROM = (
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÐØðøĐđĦħıĸŁłŊŋŦŧƏə"  # noqa: RUF001
    "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩς"
    "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЂЄЅІЈЉЊЋЏҐ"
)
_TO = (
    "abcdefghijklmnopqrstuvwxyzdododdhhikllnnttee"
    "αβγδεζηθικλμνξοπρστυφχψωσ"
    "абвгдежзиклмнопрстуфхцчшщъыьэюяђєѕіјљњћџґ"
)
_LETTERS = str.maketrans(_FROM, _TO)
_PAIRS = {
    **dict.fromkeys(("ß", "ẞ"), "ss"),
    **dict.fromkeys(("Æ", "æ"), "ae"),
    **dict.fromkeys(("Œ", "œ"), "oe"),
    **dict.fromkeys(("Þ", "þ"), "th"),
}
_MARKS = re.compile("[\u0300-\u036f]")
_BETWEEN = re.compile("[\x00-/:-@[-`{-\xbf\u02b0-\u02ff\u2000-\u206f]+")
_CODE = re.compile(r"\d{4}-\d*")
_LAST = chr(0x10FFFF)


def plain(text: str) -> str:
    """Return a text without accents and capitals, letters of Europe written simply.

    Łódź becomes lodz, Groß gross, Þórður thordur, İnci and Inci both inci; Greek and
    Cyrillic keep their own letters.
    """
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", text))
    for letter, pair in _PAIRS.items():
        bare = bare.replace(letter, pair)
    return bare.translate(_LETTERS)


def words(text: str) -> tuple[str, ...]:
    """Return the different words of a text, in plain letters, in their order.

    Everything that is no letter and no digit separates; of a word the first 60
    letters count.
    """
    found = (word[:MOST_LETTERS] for word in _BETWEEN.split(plain(text)) if word)
    return tuple(dict.fromkeys(found))


def asked(text: str) -> tuple[str, ...]:
    """Return the words to look for; a seventh and further ones are left out.

    What looks like the beginning of a case code stays one word.
    """
    if _CODE.fullmatch(text.strip()):
        return (text.strip(),)
    return words(text)[:MOST_WORDS]


def bounds(word: str) -> tuple[str, str]:
    """Return between which two texts, compared byte by byte, a prefix lies."""
    return word, word + _LAST


def matches(text: str, asked_words: Sequence[str]) -> bool:
    """Tell whether every word that was asked begins some word of a text."""
    there = words(text)
    return bool(asked_words) and all(
        any(word.startswith(each) for word in there) for each in asked_words
    )
