"""Reads: the published figures, the own cases behind them, and the stories."""

from sohos.threads.selectors.figures import (
    Board,
    PeriodSum,
    board_of,
    labels_of,
)
from sohos.threads.selectors.stories import (
    StoryHandle,
    is_month_taken,
    own_story,
    stories_for,
    stories_published,
    story_of,
    story_published,
)

__all__ = [
    "Board",
    "PeriodSum",
    "StoryHandle",
    "board_of",
    "is_month_taken",
    "labels_of",
    "own_story",
    "stories_for",
    "stories_published",
    "story_of",
    "story_published",
]
