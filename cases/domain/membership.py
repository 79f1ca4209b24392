"""Who belongs to a household from when until when (rules C31 and C32)."""

import unicodedata
from dataclasses import dataclass
from datetime import date

from cases.domain.registration import Relation, clean_name
from sohos.core.dates import require_past
from sohos.core.errors import DomainError

# Words that stand before a Dutch, German or French surname and do not order it.
_PREFIXES = frozenset(
    {
        *("van", "de", "den", "der", "het", "'t", "te", "ten", "ter", "in", "op"),
        *("aan", "bij", "uit", "von", "zu", "zur", "du", "des", "la", "le", "les"),
        *("el", "al", "da", "dos", "di", "del", "della", "d'", "'s"),
    }
)
# Letters that do not fall apart into a plain letter and a mark.
_PLAIN = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "ŋ": "ng",
        "ĳ": "ij",
        "ħ": "h",
        "ŧ": "t",
    }
)


class PeriodTurnedError(DomainError):
    """Somebody cannot leave before they came."""

    code = "period_turned"


class BeforeBirthError(DomainError):
    """Nobody belongs to a household before they are born."""

    code = "before_birth"


class NobodyLeftError(DomainError):
    """A household keeps at least one person; otherwise its case is stopped."""

    code = "nobody_left"


class AlreadyMemberError(DomainError):
    """This person belongs to the household already."""

    code = "already_member"


@dataclass(frozen=True, slots=True)
class Belonging:
    """How somebody belongs to a household; `until_on` is the last day."""

    relation: Relation
    from_on: date
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """Who somebody is."""

    first_name: str
    surname: str = ""
    born_on: date | None = None


def check(belonging: Belonging, *, born_on: date | None, today: date) -> None:
    """Refuse a membership that cannot have been.

    Args:
        belonging: from when until when.
        born_on: the day of birth, if it is known.
        today: the day in Amsterdam.

    Raises:
        DayInFutureError: it begins or ends after today; names the field.
        PeriodTurnedError: it ends before it begins.
        BeforeBirthError: it begins before the birth.
    """
    require_past(belonging.from_on, today=today, field="from_on")
    if belonging.until_on is not None:
        require_past(belonging.until_on, today=today, field="until_on")
        if belonging.until_on < belonging.from_on:
            raise PeriodTurnedError
    if born_on is not None and belonging.from_on < born_on:
        raise BeforeBirthError


def cleaned(who: Named, *, today: date) -> Named:
    """Return who somebody is as it is kept.

    Raises:
        NameNotUsableError: the first name is empty, or a name is unreadable.
        DayInFutureError: born after today.
    """
    if who.born_on is not None:
        require_past(who.born_on, today=today, field="born_on")
    return Named(
        clean_name(who.first_name),
        clean_name(who.surname) if who.surname.strip() else "",
        who.born_on,
    )


def name_key(text: str) -> str:
    """Return a name as it is compared: plain small letters, no prefix, no hyphens.

    Args:
        text: any name; what is shown and kept stays as it was written.
    """
    apart = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    plain = "".join(
        letter if letter.isalnum() or letter == "'" else " "
        for letter in apart
        if not unicodedata.combining(letter)
    )
    words = plain.split()
    while len(words) > 1 and words[0] in _PREFIXES:
        words.pop(0)
    return "".join(words).replace("'", "")


def may_be_the_same(one: Named, other: Named) -> bool:
    """Tell whether two descriptions may be of one person.

    The names are alike, and so are the days of birth as far as both are known. A
    surname that is missing on one side counts as alike when both days are known.
    """
    if name_key(one.first_name) != name_key(other.first_name):
        return False
    both_born = one.born_on is not None and other.born_on is not None
    if both_born and one.born_on != other.born_on:
        return False
    if name_key(one.surname) == name_key(other.surname):
        return True
    return both_born and not (one.surname and other.surname)
