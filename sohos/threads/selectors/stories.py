"""Reads: stories of maatwerk, each to whom it concerns."""

from datetime import date
from typing import TypeAlias

from django.db.models import Q, QuerySet

from sohos.core.errors import NotFoundError
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission
from sohos.threads.domain.stories import StoryState
from sohos.threads.models import Story

StoryHandle: TypeAlias = Story


def stories_published(actor: Actor) -> QuerySet[Story]:
    """List the stories of the actor's municipality that are read, newest month first.

    Raises:
        NotAllowedError: the actor reads no rode draden.
    """
    actor.require(Permission.THREADS_READ)
    return (
        Story.objects.filter(
            municipality_id=actor.municipality_id, state=StoryState.PUBLISHED
        )
        .prefetch_related("kinds__kind")
        .order_by("-month_on")
    )


def story_published(actor: Actor, *, story_id: int) -> Story:
    """Return one published story.

    Raises:
        NotAllowedError: the actor reads no rode draden.
        NotFoundError: there is no such story to read.
    """
    return _one(stories_published(actor).filter(pk=story_id))


def stories_for(actor: Actor) -> QuerySet[Story]:
    """List the own stories, and for who checks: all that were offered or published.

    Raises:
        NotAllowedError: the actor neither writes nor checks stories.
    """
    actor.require_any(Permission.STORY_WRITE, Permission.STORY_CHECK)
    mine = Q(written_by_id=actor.user_id)
    if actor.can(Permission.STORY_CHECK):
        mine |= ~Q(state=StoryState.DRAFT)
    return (
        Story.objects.filter(mine, municipality_id=actor.municipality_id)
        .select_related("written_by", "published_by")
        .order_by("-written_at", "-id")
    )


def story_of(actor: Actor, *, story_id: int, lock: bool = False) -> Story:
    """Return a story that the actor wrote or may check.

    Raises:
        NotAllowedError: the actor neither writes nor checks stories.
        NotFoundError: there is no such story for this actor.
    """
    found = stories_for(actor).filter(pk=story_id)
    return _one(found.select_for_update(of=("self",)) if lock else found)


def own_story(actor: Actor, *, story_id: int, lock: bool = False) -> Story:
    """Return a story that the actor wrote.

    Raises:
        NotAllowedError: the actor neither writes nor checks stories.
        NotFoundError: the actor wrote no such story.
    """
    story = story_of(actor, story_id=story_id, lock=lock)
    if story.written_by_id != actor.user_id:
        raise NotFoundError
    return story


def is_month_taken(month: date) -> bool:
    """Tell whether a month of the running tenant has its story."""
    return Story.objects.filter(month_on=month, state=StoryState.PUBLISHED).exists()


def _one(found: QuerySet[Story]) -> Story:
    story = found.first()
    if story is None:
        raise NotFoundError
    return story
