"""One JSON object on its way to a domain value; every fault keeps its path."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from kba.domain.problems import InvalidInputError, Problem
from sohos.core.euro import Euro

LONGEST_TEXT = 2000
LARGEST_FILE = 8 * 1024 * 1024
_NUMBER = re.compile(r"-?\d{1,400}(?:\.\d{1,400})?(?:[eE][+-]?\d{1,3})?", re.ASCII)
_QUOTIENT = re.compile(r"-?\d{1,15}/\d{1,15}", re.ASCII)
_MOST_DIGITS = 15
_MOST_DECIMALS = 12
_ABSENT = object()
_NO_DAY = date(2000, 1, 1)
Choice = TypeVar("Choice", bound=StrEnum)


class Literal(str):
    """The text of a JSON number, kept exactly as written."""

    __slots__ = ()


class Fields(dict[str, object]):
    """A JSON object that remembers keys given twice."""

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        super().__init__(pairs)
        names = [name for name, _ in pairs]
        self.twice = sorted({name for name in names if names.count(name) > 1})


def parse(content: bytes | str) -> object:
    """Read JSON without losing a digit or a doubled key.

    Args:
        content: UTF-8 bytes, or text.

    Returns:
        Lists, texts, `Literal` numbers and `Fields` objects.

    Raises:
        InvalidInputError: it is too large, not UTF-8 or not JSON; says where.
    """
    if len(content) > LARGEST_FILE:
        raise InvalidInputError([Problem("", "file_too_large", str(LARGEST_FILE))])
    try:
        text = content if isinstance(content, str) else content.decode("utf-8")
        value: object = json.loads(
            text,
            parse_float=Literal,
            parse_int=Literal,
            parse_constant=Literal,
            object_pairs_hook=Fields,
        )
    except UnicodeDecodeError as error:
        problem = Problem("", "not_utf8", f"byte {error.start}")
        raise InvalidInputError([problem]) from error
    except json.JSONDecodeError as error:
        problem = Problem("", "not_json", f"line {error.lineno}, column {error.colno}")
        raise InvalidInputError([problem]) from error
    except RecursionError as error:
        raise InvalidInputError([Problem("", "too_deep")]) from error
    return value


class Section:
    """Typed access to the fields of one object; faults go into one shared list.

    A field that is missing or wrong gives a harmless stand-in, so that reading goes
    on and every fault is found at once; `is_sound` says whether to use the result.
    """

    def __init__(self, value: object, path: str, problems: list[Problem]) -> None:
        self.path = path
        self.problems = problems
        self._before = len(problems)
        self._asked: set[str] = set()
        self._fields: Mapping[str, object] = {}
        if isinstance(value, Fields):
            self._fields = value
            for name in value.twice:
                self.fault(name, "key_twice")
        else:
            problems.append(Problem(path, "not_an_object"))

    def at(self, name: str) -> str:
        """Return the path of a field."""
        return f"{self.path}.{name}" if self.path else name

    def fault(self, name: str, code: str, detail: str = "") -> None:
        """Note a fault of one field."""
        self.problems.append(Problem(self.at(name), code, detail))

    def is_sound(self) -> bool:
        """Refuse keys that nobody asked for, and say whether all was well."""
        for name in self._fields:
            if name not in self._asked:
                self.fault(name[:64], "unknown_key")
        return len(self.problems) == self._before

    def has(self, name: str) -> bool:
        """Say whether a field is given and not null."""
        self._asked.add(name)
        return self._fields.get(name) is not None

    def value(self, name: str) -> object:
        """Return a field that must be given."""
        if not self.has(name):
            self.fault(name, "missing")
            return _ABSENT
        return self._fields[name]

    def text(self, name: str) -> str:
        """Read a text that can be stored and shown."""
        value = self.value(name)
        if value is _ABSENT:
            return ""
        if not isinstance(value, str) or isinstance(value, Literal):
            self.fault(name, "not_a_text")
            return ""
        if len(value) > LONGEST_TEXT:
            self.fault(name, "too_long", str(LONGEST_TEXT))
        if not _is_storable(value):
            self.fault(name, "not_a_text")
        return value

    def choice(self, name: str, options: type[Choice]) -> Choice:
        """Read one of a fixed list of words."""
        value = self.value(name)
        for option in options:
            if value == option.value:
                return option
        if value is not _ABSENT:
            self.fault(name, "unknown_choice", ", ".join(options))
        return next(iter(options))

    def number(self, name: str) -> Fraction:
        """Read an exact number: 0.4, "0.4" or "1/3"."""
        value = self.value(name)
        return Fraction(0) if value is _ABSENT else self.exact(name, value)

    def whole(self, name: str) -> int:
        """Read a whole number."""
        value = self.number(name)
        if value.denominator != 1:
            self.fault(name, "not_a_whole_number")
        return int(value)

    def euro(self, name: str) -> Euro:
        """Read an amount in euro with at most two decimals."""
        cents = self.number(name) * 100
        if cents.denominator != 1:
            self.fault(name, "more_than_two_decimals")
        return Euro(int(cents))

    def day(self, name: str) -> date:
        """Read a day as 2026-01-31."""
        value = self.value(name)
        return _NO_DAY if value is _ABSENT else self.as_day(name, value)

    def as_day(self, name: str, value: object) -> date:
        """Turn one value into a day."""
        try:
            if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        self.fault(name, "not_a_day", "yyyy-mm-dd")
        return _NO_DAY

    def section(self, name: str) -> "Section":
        """Open a nested object."""
        value = self.value(name)
        return Section(
            Fields([]) if value is _ABSENT else value, self.at(name), self.problems
        )

    def items(self, name: str) -> list[tuple[str, object]]:
        """Return the items of a list, each with its own path."""
        value = self.value(name)
        if isinstance(value, list):
            return [(f"{name}[{i}]", item) for i, item in enumerate(value)]
        if value is not _ABSENT:
            self.fault(name, "not_a_list")
        return []

    def sections(self, name: str) -> Iterator["Section"]:
        """Open every object of a list."""
        for where, item in self.items(name):
            yield Section(item, self.at(where), self.problems)

    def entries(self) -> list[tuple[str, Fraction]]:
        """Read all fields as numbers, for objects whose keys are free."""
        self._asked.update(self._fields)
        return [(name, self.exact(name, each)) for name, each in self._fields.items()]

    def exact(self, name: str, value: object) -> Fraction:
        """Turn one value into an exact number, bounded in size and precision."""
        text = value if isinstance(value, str) else ""
        if _QUOTIENT.fullmatch(text):
            above, below = (int(part) for part in text.split("/"))
            if below:
                return Fraction(above, below)
        elif _NUMBER.fullmatch(text):
            number = Decimal(text)
            if number and number.adjusted() > _MOST_DIGITS:
                self.fault(name, "too_large", f"10^{_MOST_DIGITS}")
                return Fraction(0)
            if _decimals(number) > _MOST_DECIMALS:
                self.fault(name, "too_precise", str(_MOST_DECIMALS))
                return Fraction(0)
            return Fraction(number)
        self.fault(name, "not_a_number", text[:32])
        return Fraction(0)


def _decimals(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent if number else 0
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def _is_storable(text: str) -> bool:
    return all(
        character in "\n\t" or character.isprintable() or character.isspace()
        for character in text
    ) and not any("\ud800" <= character <= "\udfff" for character in text)
