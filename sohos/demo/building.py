"""Builds the demo: tells what was not told yet, and grows it when it has to be large."""

import gc
from collections.abc import Callable, Sequence
from datetime import date
from itertools import zip_longest

from cases import selectors as cases
from sohos.demo import gifts, growing, threads, watching
from sohos.demo.arriving import arrive
from sohos.demo.banking import open_bank
from sohos.demo.clock import moment
from sohos.demo.people import MUNICIPALITIES, PASSWORD
from sohos.demo.pricing import set_prices
from sohos.demo.stories import STORIES, Story, situations
from sohos.demo.telling import tell
from sohos.demo.town import FIRST_DAY, Cast, cast_of, set_up
from sohos.tenancy import context
from sohos.tenancy.models import Municipality
from sohos.tenancy.permissions import Role

Report = Callable[[str], object]
_ARRIVED_ON = date(2026, 11, 12)
TOLD = sum(len(stories) for stories in STORIES.values())


def build(*, households: int = TOLD, report: Report) -> None:
    """Build what is not there yet.

    Args:
        households: how many there are to be; told one by one, the municipalities in
            turn, as far as there are stories.
        report: takes a line about each municipality that changed.
    """
    # What is imported stays: the collector need not look through it time and again.
    gc.freeze()
    casts = []
    for town, stories in zip(MUNICIPALITIES, _in_turn(households), strict=True):
        if Municipality.objects.filter(pk=town.id).exists():
            cast = cast_of(town)
        else:
            cast = set_up(town, moment(FIRST_DAY), password=PASSWORD)
            set_prices(cast, moment(_ARRIVED_ON))
        casts.append(cast)
        lacking = _lacking(cast, stories)
        for story in lacking:
            tell(story, situations()[story.situation], cast)
        arrive(cast, moment(_ARRIVED_ON))
        open_bank(cast, _ARRIVED_ON)
        if lacking:
            watching.break_glass(cast)
            gifts.give(cast)
            report(f"{town.name}: households told: {len(lacking)}")
    if households > TOLD:
        growing.grow(households, casts, report=report)
    for cast in casts:
        threads.publish(cast)


def _in_turn(households: int) -> list[list[Story]]:
    """Choose so many stories, the first of each municipality first."""
    chosen: list[list[Story]] = [[] for _ in MUNICIPALITIES]
    told = 0
    for turn in zip_longest(*(STORIES[town.slug] for town in MUNICIPALITIES)):
        for stories, story in zip(chosen, turn, strict=True):
            if story is not None and told < households:
                stories.append(story)
                told += 1
    return chosen


def _lacking(cast: Cast, stories: Sequence[Story]) -> list[Story]:
    """Return what was not told yet, after a start that was broken off for example."""
    with context.tenant(cast.town.id):
        lead = cast.actor(Role.TEAM_LEAD)
        there = {case.household.name for case in cases.cases_for(lead)}
    if len(there) >= len(stories):
        return []
    return [story for story in stories if story.name not in there]
