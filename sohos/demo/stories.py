"""The invented households: who they are, what they run into, how far they came."""

import tomllib
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from pathlib import Path
from typing import Any

Situation = dict[str, Any]


class Until(IntEnum):
    """How far a story is told; each step builds on the one before."""

    REGISTERED = 0
    INCLUDED = 1
    LEEFWERELD = 2
    KNELPUNTEN = 3
    DOORBRAAK = 4
    REVIEW_ASKED = 5
    APPROVED = 6
    COSTS = 7
    PROGNOSIS = 8
    SIGNED = 9
    ADOPTED = 10
    FUNDED = 11
    REALISED = 12
    VALIDATED = 13
    ACCEPTED = 14
    PAID = 15


@dataclass(frozen=True, slots=True)
class Story:
    """One household; `adopted_on` is the day around which its dates are laid.

    `yields` scales what was measured: below 1 the plan saves less than hoped.
    """

    name: str
    members: tuple[tuple[str, str, str], ...]
    situation: str
    adopted_on: date
    until: Until
    ending: str = ""
    fails: bool = False
    teller: int = 0


def situations() -> dict[str, Situation]:
    """Read the invented situations, by name."""
    text = (Path(__file__).parent / "situations.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


_MEREL = (
    ("Mila", "head", "1992-04-11"),
    ("Daan", "child", "2011-02-03"),
    ("Fleur", "child", "2017-09-19"),
    ("Sam", "child", "2016-06-30"),
)
_OF_TWO = (("Ali", "head", "1984-01-20"), ("Nadia", "partner", "1987-08-02"))
_OF_THREE = (
    ("Jolanda", "head", "1979-12-05"),
    ("Piet", "partner", "1975-03-14"),
    ("Lotte", "child", "2012-10-01"),
    ("Bram", "child", "2014-05-23"),
)
_ALONE = (("Kevin", "head", "1999-07-08"),)

STORIES: dict[str, tuple[Story, ...]] = {
    "almelo": (
        Story("Merel", _MEREL, "ontruiming", date(2019, 2, 1), Until.PAID),
        Story("Vink", _OF_THREE, "kinderen", date(2019, 3, 1), Until.PAID, teller=1),
        Story("Lijster", _OF_TWO, "schulden", date(2019, 4, 1), Until.PAID),
        Story("Koekoek", _MEREL, "ontruiming", date(2019, 5, 1), Until.PAID),
        Story("Ekster", _OF_THREE, "kinderen", date(2019, 6, 3), Until.PAID, teller=1),
        Story("Kraai", _ALONE, "jongere", date(2019, 9, 2), Until.ACCEPTED),
        Story("Reiger", _OF_TWO, "schulden", date(2020, 1, 6), Until.VALIDATED),
        Story("Specht", _OF_THREE, "kinderen", date(2020, 3, 2), Until.REALISED),
        Story(
            "Zwaluw", _OF_TWO, "schulden", date(2020, 2, 3), Until.ACCEPTED, fails=True
        ),
        Story("Mus", _MEREL, "ontruiming", date(2021, 3, 1), Until.FUNDED),
        Story("Roodborst", _ALONE, "jongere", date(2021, 4, 1), Until.FUNDED, "moved"),
        Story("Winterkoning", _OF_THREE, "kinderen", date(2021, 9, 1), Until.ADOPTED),
        Story("Pimpelmees", _OF_TWO, "schulden", date(2026, 11, 20), Until.SIGNED),
        Story("Boomklever", _MEREL, "ontruiming", date(2026, 12, 7), Until.APPROVED),
        Story("Kwikstaart", _OF_THREE, "kinderen", date(2026, 12, 4), Until.COSTS),
        Story("Puttertje", _ALONE, "jongere", date(2026, 12, 14), Until.REVIEW_ASKED),
        Story("Goudvink", _OF_TWO, "schulden", date(2026, 12, 21), Until.KNELPUNTEN),
        Story("Sijs", _MEREL, "ontruiming", date(2027, 1, 4), Until.LEEFWERELD),
        Story("Nachtegaal", _OF_THREE, "kinderen", date(2027, 1, 11), Until.INCLUDED),
        Story("Şahin-Nuñez", _OF_TWO, "schulden", date(2027, 1, 11), Until.REGISTERED),
        Story(
            "Wielewaal",
            _ALONE,
            "jongere",
            date(2027, 1, 4),
            Until.INCLUDED,
            "withdrawn",
        ),
        Story(
            "Torenvalk",
            _OF_TWO,
            "schulden",
            date(2027, 1, 4),
            Until.REGISTERED,
            "waiting",
        ),
    ),
    "den-haag": (
        Story("Duinpieper", _OF_THREE, "kinderen", date(2024, 3, 1), Until.PAID),
        Story("Meeuw", _MEREL, "ontruiming", date(2024, 4, 1), Until.PAID, teller=1),
        Story("Stern", _ALONE, "jongere", date(2024, 9, 2), Until.ACCEPTED),
        Story("Scholekster", _OF_TWO, "schulden", date(2025, 2, 3), Until.VALIDATED),
        Story("Kluut", _OF_THREE, "kinderen", date(2025, 6, 2), Until.REALISED),
        Story("Wulp", _MEREL, "ontruiming", date(2026, 5, 4), Until.FUNDED),
        Story("Grutto", _OF_TWO, "schulden", date(2026, 11, 20), Until.SIGNED),
        Story("Tureluur", _OF_THREE, "kinderen", date(2026, 12, 14), Until.DOORBRAAK),
        Story("Plevier", _ALONE, "jongere", date(2027, 1, 4), Until.INCLUDED),
        Story("Kievit", _MEREL, "ontruiming", date(2027, 1, 11), Until.REGISTERED),
        Story("Lepelaar", _OF_TWO, "schulden", date(2025, 1, 6), Until.FUNDED, "moved"),
    ),
}
