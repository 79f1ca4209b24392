"""Maatwerk van de maand: what a story may not hold, and who looks (rules R10 to R12)."""

from enum import StrEnum


class StoryState(StrEnum):
    """Where a story is on its way to being read."""

    DRAFT = "draft"
    OFFERED = "offered"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Check(StrEnum):
    """What somebody else than the author has to be sure of before a story is read."""

    NAMES = "names"
    PLACES = "places"
    NUMBERS = "numbers"
    RARE = "rare"
    NEIGHBOUR = "neighbour"
    CONSENT = "consent"
