"""Acts on the rode draden: publish figures, write and publish stories."""

from sohos.threads.services.publishing import publish_due
from sohos.threads.services.stories import (
    ChecksMissingError,
    MonthTakenError,
    NotOfferedError,
    NotYourOwnError,
    StoryChangedError,
    StoryClosedError,
    StoryText,
    offer_story,
    publish_story,
    return_story,
    withdraw_story,
    write_story,
)

__all__ = [
    "ChecksMissingError",
    "MonthTakenError",
    "NotOfferedError",
    "NotYourOwnError",
    "StoryChangedError",
    "StoryClosedError",
    "StoryText",
    "offer_story",
    "publish_due",
    "publish_story",
    "return_story",
    "withdraw_story",
    "write_story",
]
